"use strict";
(() => {
  const main = document.querySelector("main");
  const bar = document.querySelector(".leiste");
  const headings = [...main.querySelectorAll(":is(h2, h3, h4, h5, h6)[id]:not(#titel-fussnoten), #fussnoten")];
  // The last of sorted items for which a test holds, or -1.
  const last = (count, holds) => {
    let low = 0, high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (holds(middle)) low = middle + 1; else high = middle;
    }
    return low - 1;
  };

  // ---- contents: mark the section being read ---------------------------------------------------
  const contents = document.querySelector(".verzeichnis");
  const links = new Map([...contents.querySelectorAll("a")].map(a => [decodeURIComponent(a.hash.slice(1)), a]));
  const narrow = matchMedia("(max-width: 75.99rem)");
  const fold = () => { contents.firstElementChild.open = !narrow.matches; };
  narrow.addEventListener("change", fold);
  fold();
  let current = null;
  const follow = () => {
    const at = last(headings.length, i => headings[i].getBoundingClientRect().top < innerHeight / 4);
    const link = at < 0 ? null : links.get(headings[at].id) || null;
    if (link === current) return;
    current?.removeAttribute("aria-current");
    current = link;
    if (!link) return;
    link.setAttribute("aria-current", "location");
    for (const box of contents.querySelectorAll("details[data-auto]")) {
      if (!box.contains(link)) { box.open = false; delete box.dataset.auto; }
    }
    for (let box = link.closest("li > details"); box; box = box.parentElement.closest("li > details")) {
      if (!box.open) { box.open = true; box.dataset.auto = ""; }
    }
    if (narrow.matches) return;
    const place = link.getBoundingClientRect(), frame = contents.getBoundingClientRect();
    if (place.top < frame.top || place.bottom > frame.bottom) {
      contents.scrollTop += place.top - frame.top - frame.height / 3;
    }
  };
  const watcher = new IntersectionObserver(follow, { rootMargin: "0px 0px -75% 0px" });
  headings.forEach(heading => watcher.observe(heading));
  document.getElementById("verzeichnis").addEventListener("focusin", event => {
    event.target.closest("details[data-auto]")?.removeAttribute("data-auto");
  });
  document.querySelector(".zum-verzeichnis").addEventListener("click", () => { contents.firstElementChild.open = true; });

  // ---- sizes: height of the bar; only tables that scroll need the keyboard ------------------------
  const measure = () => {
    const sticky = getComputedStyle(bar).position === "sticky";
    document.documentElement.style.setProperty("--leiste", (sticky ? bar.offsetHeight : 0) + "px");
    for (const box of document.querySelectorAll(".tafel")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0; else box.removeAttribute("tabindex");
    }
  };

  // ---- search ---------------------------------------------------------------------------------
  const form = document.querySelector(".suche");
  const input = document.getElementById("suchwort");
  const status = document.getElementById("treffer");
  const MOST = 1000;     // passages marked at once; hits beyond are marked when chosen
  const BLOCKS = "p, li, td, th, dt, dd, caption, figcaption, h1, h2, h3, h4, h5, h6, pre, div";
  let index = null;      // { nodes, starts, text }: all text nodes, where each starts, the whole text
  let hits = [];         // [from, to] in the text
  let byNode = new Map();// node number → [from, to, hit] inside the node
  let marks = [];        // hit → its mark elements
  let changed = [];      // [node, pieces] to undo
  let chosen = -1, run = 0, timer = 0;

  const build = () => {
    const nodes = [], starts = [], parts = [];
    let length = 0, block = null;
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (parent.closest(".footnote-ref, .footnote-back")) continue;
      const here = parent.closest(BLOCKS);
      if (here !== block) { parts.push("\u0000"); length += 1; block = here; }
      nodes.push(node); starts.push(length); parts.push(node.data); length += node.data.length;
    }
    index = { nodes, starts, text: parts.join("") };
  };
  const nodeAt = place => last(index.starts.length, i => index.starts[i] <= place);

  // Replace a text node by pieces of text and marks; the node itself is kept to undo it.
  const mark = number => {
    const parts = byNode.get(number);
    if (!parts) return;
    byNode.delete(number);
    const node = index.nodes[number], pieces = [];
    let at = 0;
    for (const [from, to, hit] of parts) {
      if (from > at) pieces.push(document.createTextNode(node.data.slice(at, from)));
      const element = document.createElement("mark");
      element.textContent = node.data.slice(from, to);
      pieces.push(element);
      (marks[hit] ||= []).push(element);
      at = to;
    }
    if (at < node.data.length) pieces.push(document.createTextNode(node.data.slice(at)));
    node.replaceWith(...pieces);
    changed.push([node, pieces]);
  };
  const clear = () => {
    for (const [node, pieces] of changed) {
      pieces[0].before(node);
      for (const piece of pieces) piece.remove();
    }
    hits = []; marks = []; changed = []; byNode = new Map(); chosen = -1;
  };
  const say = () => {
    if (!hits.length) { status.textContent = input.value.trim().length > 1 ? "kein Treffer" : ""; return; }
    const total = hits.length.toLocaleString("de");
    if (chosen < 0) { status.textContent = hits.length === 1 ? "1 Treffer" : total + " Treffer"; return; }
    status.textContent = `${(chosen + 1).toLocaleString("de")} von ${total}`;
    const before = last(headings.length, i => headings[i].compareDocumentPosition(marks[chosen][0]) & 20);
    if (before < 0) return;
    const where = document.createElement("span"); // heard, not seen
    where.className = "verborgen";
    where.textContent = `, Abschnitt ${(headings[before].querySelector("h2") ?? headings[before]).textContent}`;
    status.append(where);
  };
  const find = () => {
    const mine = ++run, wanted = input.value.trim();
    clear();
    if (wanted.length > 1) {
      if (!index) build();
      const pattern = wanted.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+");
      for (const hit of index.text.matchAll(new RegExp(pattern, "giu"))) {
        const from = hit.index, to = from + hit[0].length;
        for (let n = nodeAt(from); n < index.nodes.length && index.starts[n] < to; n += 1) {
          const start = Math.max(from - index.starts[n], 0);
          const end = Math.min(to - index.starts[n], index.nodes[n].data.length);
          if (start >= end) continue;
          if (!byNode.has(n)) byNode.set(n, []);
          byNode.get(n).push([start, end, hits.length]);
        }
        hits.push([from, to]);
      }
    }
    say();
    const slice = () => { // a few milliseconds at a time, so that typing goes on
      const until = performance.now() + 8;
      for (const number of byNode.keys()) {
        if (mine !== run || changed.length > MOST) return;
        mark(number);
        if (performance.now() > until) { setTimeout(slice, 16); return; }
      }
    };
    slice();
  };
  const choose = step => {
    clearTimeout(timer);
    if (timer) { timer = 0; find(); }
    if (!hits.length) { say(); return; }
    marks[chosen]?.forEach(element => element.classList.remove("aktuell"));
    if (chosen < 0) { // start with what is on the screen
      const top = bar.getBoundingClientRect().bottom;
      const before = last(hits.length, i => {
        const node = index.nodes[nodeAt(hits[i][0])];
        const place = (node.isConnected ? node.parentElement : marks[i][0]).getBoundingClientRect();
        return place.bottom < top;
      });
      chosen = step > 0 ? (before + 1) % hits.length : (before + hits.length) % hits.length;
    } else {
      chosen = (chosen + step + hits.length) % hits.length;
    }
    const [from, to] = hits[chosen];
    for (let n = nodeAt(from); n < index.nodes.length && index.starts[n] < to; n += 1) mark(n);
    marks[chosen].forEach(element => element.classList.add("aktuell"));
    marks[chosen][0].scrollIntoView({ block: "center" });
    say();
  };

  form.hidden = false;
  form.addEventListener("submit", event => event.preventDefault());
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => { timer = 0; find(); }, 180);
  });
  input.addEventListener("keydown", event => {
    if (event.key === "Enter") { event.preventDefault(); choose(event.shiftKey ? -1 : 1); }
    if (event.key === "Escape") { clearTimeout(timer); timer = 0; input.value = ""; find(); }
  });
  document.getElementById("naechster").addEventListener("click", () => choose(1));
  document.getElementById("voriger").addEventListener("click", () => choose(-1));
  document.addEventListener("keydown", event => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
  addEventListener("resize", measure);
  measure();
})();
