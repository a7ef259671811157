/* Waits for the next change of the files and shows it. What came out differently is exchanged in the page as it stands, so that
   scroll, focus and what is typed stay; where that cannot be done with certainty the page is loaded again, where it stood. */
"use strict";
(() => {
  const PLACE = "gongshi-preview-place";
  const OWN = ".gp-box, .gp-note, .gp-badge, .gp-row"; // what the preview itself adds
  const HELD = "script, link, style, meta, base, form, input, button, select, textarea, dialog, iframe, object, article, .g-today, .g-today *";
  const SETTLED = "script, link, style, base, meta[http-equiv], input, select, option, textarea"; // acted on once, when the page is loaded
  let own = document.currentScript.dataset.page;
  let served = null; // the page as it came from the server, before any script changed it
  let isLooking = false;
  let isAsked = false;

  const kept = JSON.parse(sessionStorage.getItem(PLACE) || "null");
  sessionStorage.removeItem(PLACE);
  if (kept && kept.here === location.pathname + location.search + location.hash) {
    const back = () => window.scrollTo({ left: kept.x, top: kept.y, behavior: "instant" });
    back();
    window.addEventListener("load", back, { once: true });
  }

  class Unsure extends Error {} // the page at hand is not known well enough here

  /** The nodes of the page at hand that stand for those that were served; scripts may have put others between them. */
  function matched(live, nodes) {
    let next = live.firstChild;
    return nodes.map((node) => {
      while (next && !(next.nodeType === node.nodeType && next.nodeName === node.nodeName
        && (node.nodeType !== Node.ELEMENT_NODE || next.id === node.id))) next = next.nextSibling;
      if (!next) throw new Unsure();
      const found = next;
      next = next.nextSibling;
      return found;
    });
  }

  const isOwn = (node) => node.nodeType === Node.ELEMENT_NODE && node.matches(OWN);

  /** Whether scripts or the browser may hold on to something in a node: then it is neither put in nor taken out. */
  function isHeld(node, parent) {
    if (node.nodeType !== Node.ELEMENT_NODE || isOwn(node)) return false;
    return node.matches(HELD) || node.querySelector(HELD) !== null || parent.closest(".g-today") !== null;
  }

  /** Notes what to do so that the page at hand says `after` where it said `before`; does nothing yet. */
  function compare(live, before, after, work) {
    if (before.isEqualNode(after)) return;
    if (before.nodeType !== Node.ELEMENT_NODE) {
      if (live.data !== before.data || live.parentElement?.matches(SETTLED)) throw new Unsure();
      work.push(() => { live.data = after.data; });
      return;
    }
    compareAttributes(live, before, after, work);
    compareChildren(live, [...before.childNodes], [...after.childNodes], work);
  }

  function compareAttributes(live, before, after, work) {
    for (const name of new Set([...before.getAttributeNames(), ...after.getAttributeNames()])) {
      const value = after.getAttribute(name);
      if (before.getAttribute(name) === value || name === "data-page" && before.matches("script")) continue;
      const isAnother = name === "id" && before.matches("article");
      if (isAnother || before.matches(SETTLED) || live.getAttribute(name) !== before.getAttribute(name)) throw new Unsure();
      work.push(() => (value === null ? live.removeAttribute(name) : live.setAttribute(name, value)));
    }
  }

  function compareChildren(live, before, after, work) {
    const places = matched(live, before);
    const isSame = (one, other) => before[one].isEqualNode(after[other]);
    let first = 0;
    while (first < before.length && first < after.length && isSame(first, first)) first += 1;
    let [end, newEnd] = [before.length, after.length];
    while (end > first && newEnd > first && isSame(end - 1, newEnd - 1)) [end, newEnd] = [end - 1, newEnd - 1];
    const behind = places[end] ?? (end ? places[end - 1].nextSibling : live.firstChild);
    let [old, fresh] = [first, first];
    while (old < end || fresh < newEnd) {
      const isPair = old < end && fresh < newEnd && before[old].nodeName === after[fresh].nodeName && isOwn(before[old]) === isOwn(after[fresh]);
      if (isPair) {
        compare(places[old], before[old], after[fresh], work);
        [old, fresh] = [old + 1, fresh + 1];
      } else if (fresh < newEnd && (old === end || isOwn(after[fresh]) || !isOwn(before[old]) && newEnd - fresh > end - old)) {
        putIn(live, after[fresh], places[old] ?? behind, work);
        fresh += 1;
      } else {
        takeOut(live, places[old], before[old], work);
        old += 1;
      }
    }
  }

  function putIn(live, node, behind, work) {
    if (isHeld(node, live)) throw new Unsure();
    work.push(() => live.insertBefore(document.importNode(node, true), behind));
  }

  function takeOut(live, place, before, work) {
    if (isHeld(before, live) || !isOwn(before) && !place.isEqualNode(before)) throw new Unsure();
    work.push(() => place.remove());
  }

  /** Makes the page at hand the new one; says whether it could. */
  function exchanged(page) {
    const work = [];
    try {
      compare(document.documentElement, served.documentElement, page.documentElement, work);
    } catch (unsure) {
      if (unsure instanceof Unsure) return false;
      throw unsure;
    }
    for (const step of work) step();
    return true;
  }

  function loadAgain() {
    const here = location.pathname + location.search + location.hash;
    sessionStorage.setItem(PLACE, JSON.stringify({ here, x: window.scrollX, y: window.scrollY }));
    location.reload();
  }

  async function look() {
    const answer = await fetch(location.pathname + location.search, { cache: "no-store" }).catch(() => null);
    const text = answer && await answer.text().catch(() => null);
    const found = text && /data-page="([0-9a-f]+)"/.exec(text);
    if (!found || found[1] === own && served) return;
    const page = new DOMParser().parseFromString(text, "text/html");
    if (found[1] !== own && !(served && exchanged(page))) {
      loadAgain();
      return;
    }
    [own, served] = [found[1], page];
  }

  /** One look at a time; a change that comes meanwhile is looked at afterwards. */
  async function follow() {
    isAsked = true;
    if (isLooking) return;
    isLooking = true;
    while (isAsked) {
      isAsked = false;
      await look();
    }
    isLooking = false;
  }

  /* A browser keeps six connections to a server: a page that nobody sees keeps none, and looks when it is seen again. */
  let changes = null;
  function listen() {
    changes?.close();
    changes = document.hidden ? null : new EventSource("/__preview/changes");
    changes?.addEventListener("state", follow);
  }
  listen();
  document.addEventListener("visibilitychange", listen);
  window.addEventListener("pagehide", () => changes?.close());
  window.addEventListener("pageshow", (event) => event.persisted && listen());
})();
