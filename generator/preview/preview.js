/* Waits for the next change of the files and shows it: only a page that came out differently is loaded again, where it stood. */
"use strict";
(() => {
  const PLACE = "gongshi-preview-place";
  const own = document.currentScript.dataset.page;
  const here = location.pathname + location.search + location.hash;

  const kept = JSON.parse(sessionStorage.getItem(PLACE) || "null");
  sessionStorage.removeItem(PLACE);
  if (kept && kept.here === here) {
    const back = () => window.scrollTo({ left: kept.x, top: kept.y, behavior: "instant" });
    back();
    window.addEventListener("load", back, { once: true });
  }

  async function look() {
    const answer = await fetch(location.pathname + location.search, { cache: "no-store" }).catch(() => null);
    const page = answer && /data-page="([0-9a-f]+)"/.exec(await answer.text());
    if (page && page[1] !== own) {
      const now = location.pathname + location.search + location.hash;
      sessionStorage.setItem(PLACE, JSON.stringify({ here: now, x: window.scrollX, y: window.scrollY }));
      location.reload();
    }
  }

  const changes = new EventSource("/__preview/changes");
  changes.addEventListener("state", look);
  window.addEventListener("pagehide", () => changes.close());
})();
