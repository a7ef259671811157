// Runs before a page is drawn: the elders' mode stays on while browsing, and its switch has its place from the first moment.
// What is kept is one word, in this browser only.
document.documentElement.dataset.script = 'on';
// A household is asked for: what is not of it shall not be seen first and then go.
if (location.hash.length > 5) document.documentElement.dataset.asked = 'on';
try {
  if (localStorage.getItem('gongshi-mode') === 'elder') document.documentElement.dataset.mode = 'elder';
} catch {
  // A browser that keeps nothing shows every page as it is.
}
