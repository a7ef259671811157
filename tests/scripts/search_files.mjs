// Searches a folder of index files with the page's own modules. Reads {"folder", "queries"} from standard input, gives
// one line of JSON: for each query the total, the first 50 disclosure numbers and the counts, and the paths that were fetched.

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

import { SearchIndex } from '../../site_templates/scripts/search/files.js';
import { words } from '../../site_templates/scripts/search/fold.js';
import { households, search } from '../../site_templates/scripts/search/query.js';
import { named, reasons } from '../../site_templates/scripts/search/reasons.js';

const { folder, queries } = JSON.parse(readFileSync(0, 'utf8'));
const fetched = [];

async function fromDisk(address) {
  fetched.push(address.href);
  return new Response(readFileSync(address));
}

const index = await SearchIndex.open(pathToFileURL(`${folder}/search/households/`), fromDisk);
const answers = [];
for (const { q, ...only } of queries) {
  await index.learn(q);
  const wanted = words(q, index.simplified);
  const result = await search(index, wanted, undefined, only);
  const order = (await result.all()).slice(0, 50);
  const shops = (await households(index, result, order)).map((one) => named(index, one));
  const why = shops.map((shop, i) => reasons(index, shop, wanted, (word) => result.fit(word, order[i])));
  answers.push({ total: result.total, first: result.order.slice(0, 5), numbers: shops.map((shop) => shop.number),
    quotas: shops.map((shop) => shop.fen), counts: result.counts, why });
}
console.log(JSON.stringify({ answers, fetched }));
