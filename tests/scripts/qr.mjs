// Prints the QR codes of the texts given, as rows of 0 and 1.

import { qr } from '../../site_templates/scripts/household/qr.js';

console.log(JSON.stringify(process.argv.slice(2).map(qr)));
