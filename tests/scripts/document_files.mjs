// Searches a folder of document index files with the page's own modules. Reads {"folder", "queries"} from standard
// input, gives one line of JSON: for each query the addresses in order, and how many bytes were fetched for it cold.

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

import { DocumentIndex } from '../../site_templates/scripts/search/document_index.js';
import { searchDocumentIndex } from '../../site_templates/scripts/search/document_query.js';
import { words } from '../../site_templates/scripts/search/fold.js';

const { folder, queries } = JSON.parse(readFileSync(0, 'utf8'));
const answers = [];
for (const query of queries) {
  let bytes = 0;
  const index = await DocumentIndex.open(pathToFileURL(`${folder}/search/documents/`), async (address) => {
    const content = readFileSync(address);
    bytes += address.href.endsWith('.bin') ? content.length : gzipSync(content).length;
    return new Response(content);
  });
  const found = await searchDocumentIndex(index, words(query, index.simplified));
  const paths = await Promise.all(found.slice(0, 10).map(async (number) => (await index.text(number)).path));
  const cost = bytes;
  paths.push(...await Promise.all(found.slice(10).map(async (number) => (await index.text(number)).path)));
  answers.push({ paths, bytes: cost });
}
console.log(JSON.stringify(answers));
