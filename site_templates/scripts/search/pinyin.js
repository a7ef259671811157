// Takes Latin letters, gives the ways to read them as syllables. The last piece may be only begun, as while typing.

const MOST_READINGS = 32;

/**
 * Every cut of the letters into whole syllables and a last piece that begins one; longest first syllable first.
 * @param {string} letters @param {Set<string>} syllables @returns {string[][]}
 */
export function readings(letters, syllables) {
  const begun = new Set();
  for (const one of syllables) for (let end = 1; end <= one.length; end++) begun.add(one.slice(0, end));
  const found = [];
  cut(letters, [], syllables, begun, found);
  return found;
}

function cut(rest, before, syllables, begun, found) {
  if (found.length >= MOST_READINGS) return;
  if (begun.has(rest)) found.push([...before, rest]);
  for (let end = Math.min(6, rest.length - 1); end > 0; end--) {
    const head = rest.slice(0, end);
    if (syllables.has(head)) cut(rest.slice(end), [...before, head], syllables, begun, found);
  }
}
