// Runs before a page is drawn: the elders' mode stays on while browsing. What is kept is one word, in this browser only.
try {
  if (localStorage.getItem('gongshi-mode') === 'elder') document.documentElement.dataset.mode = 'elder';
} catch {
  // A browser that keeps nothing shows every page as it is.
}
