// Searches a folder of index files with the page's own modules. Reads {"folder", "queries"} from standard input, gives
// one line of JSON: for each query the total and the first 50 disclosure numbers, and the paths that were fetched.

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

import { words } from '../../site_templates/scripts/search/fold.js';
import { search } from '../../site_templates/scripts/search/query.js';
import { household, reasons } from '../../site_templates/scripts/search/reasons.js';
import { SearchIndex } from '../../site_templates/scripts/search/shards.js';

const { folder, queries } = JSON.parse(readFileSync(0, 'utf8'));
const fetched = [];

async function fromDisk(address) {
  fetched.push(address.href);
  return new Response(readFileSync(address));
}

const index = await SearchIndex.open(pathToFileURL(`${folder}/search/households/`), fromDisk);
const answers = [];
for (const { q, ...only } of queries) {
  const wanted = words(q, index.simplified);
  const found = await search(index, wanted, undefined, only);
  const shown = found.order.slice(0, 50);
  const records = await index.records(shown);
  records.forEach((record, i) => reasons(household(index, record), wanted, found.ranks, shown[i], index.simplified));
  answers.push({ total: found.total, numbers: records.map((record) => record.disclosure_no) });
}
console.log(JSON.stringify({ answers, fetched }));
