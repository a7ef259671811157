// Searches a folder of document index files with the page's own modules. Reads {"folder", "queries", "shown"} from
// standard input, gives one line of JSON: for each query the addresses in order, and how many bytes
// and round trips it took cold.

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

import { DocumentIndex } from '../../site_templates/scripts/search/document_index.js';
import { searchDocumentIndex } from '../../site_templates/scripts/search/document_query.js';
import { words } from '../../site_templates/scripts/search/fold.js';

const { folder, queries, shown = 10 } = JSON.parse(readFileSync(0, 'utf8'));
const answers = [];
for (const query of queries) {
  let [bytes, trips, under, isCounting] = [0, 0, 0, true];
  const index = await DocumentIndex.open(pathToFileURL(`${folder}/search/documents/`), async (address) => {
    const content = readFileSync(address);
    if (!isCounting) return new Response(content);
    bytes += address.href.endsWith('.bin') ? content.length : gzipSync(content).length;
    trips += under++ ? 0 : 1;  // what is asked for while something is under way does not wait for it
    await new Promise((resolve) => { setTimeout(resolve, 1); });
    under--;
    return new Response(content);
  });
  const found = await searchDocumentIndex(index, words(query, index.simplified));
  const paths = await Promise.all(found.slice(0, shown).map(async (number) => (await index.text(number)).path));
  isCounting = false;
  paths.push(...await Promise.all(found.slice(shown).map(async (number) => (await index.text(number)).path)));
  answers.push({ paths, bytes, trips });
}
console.log(JSON.stringify(answers));
