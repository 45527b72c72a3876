"use strict";
(() => {
  const root = document.documentElement, main = document.querySelector("main"), bar = document.querySelector(".leiste");
  const byId = id => document.getElementById(id);
  root.classList.add("skript");

  // ---- what is kept in the browser; some browsers forbid it --------------------------------------
  const place = "aenderungsbericht " + document.body.dataset.ablage;
  const kept = (() => { try { return JSON.parse(localStorage.getItem(place)) || {}; } catch { return {}; } })();
  const keep = () => { try { localStorage.setItem(place, JSON.stringify(kept)); } catch { /* only for this visit */ } };
  const read = typeof kept.gelesen === "object" && kept.gelesen ? kept.gelesen : (kept.gelesen = {});

  // ---- the changes and the sections they stand in ------------------------------------------------
  const sections = [...main.querySelectorAll(".ab")].map(element => ({ element, level: +element.dataset.e, shown: 0, off: false }));
  const trail = [];
  for (const section of sections) {
    while (trail.length && trail.at(-1).level >= section.level) trail.pop();
    section.above = trail.at(-1) || null;
    trail.push(section);
  }
  const sectionOf = new Map(sections.map(section => [section.element, section]));
  const tables = new Map([...main.querySelectorAll(".paar")].map(element => [element, { element, shown: 0, off: false }]));
  const changes = [...main.querySelectorAll(".a")].map(element => ({
    element, data: element.dataset, leads: (element.dataset.s || "").split(" "), off: false,
    section: sectionOf.get(element.closest(".ab")), table: tables.get(element.closest(".paar")),
  }));
  const changeOf = new Map(changes.map(change => [change.element, change]));
  let shown = changes, current = null;

  // ---- ticks -------------------------------------------------------------------------------------
  const tick = document.createElement("label");
  tick.className = "gelesen";
  tick.append(Object.assign(document.createElement("input"), { type: "checkbox" }), "gelesen");
  for (const { element, data } of changes) {
    const mine = tick.cloneNode(true), box = mine.firstChild;
    box.checked = read[element.id] === data.p;
    element.querySelector(".ort").append(mine);
  }
  const mark = (change, done) => {
    if (done) read[change.element.id] = change.data.p; else delete read[change.element.id];
    change.element.querySelector(".gelesen input").checked = done;
    keep();
    say();
  };
  main.addEventListener("change", event => {
    const change = event.target.closest(".gelesen") && changeOf.get(event.target.closest(".a"));
    if (change) mark(change, event.target.checked);
  });

  // ---- where the reader is -----------------------------------------------------------------------
  const status = byId("seite-stelle");
  const number = count => count.toLocaleString("de");
  const say = () => {
    const at = current ? shown.indexOf(current) : -1;
    const done = changes.filter(({ element, data }) => read[element.id] === data.p).length;
    const some = shown.length < changes.length ? ` (von ${number(changes.length)})` : "";
    const here = at < 0 ? `${number(shown.length)} Änderungen` : `${number(at + 1)} von ${number(shown.length)}`;
    status.textContent = here + some + (done ? ` · ${number(done)} gelesen` : "");
  };
  const reveal = element => {
    for (let box = element.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  };
  // What comes near the screen is laid out only then and may push the target away: look once more.
  const scrollTo = element => {
    element.scrollIntoView({ block: "start" });
    requestAnimationFrame(() => requestAnimationFrame(() => element.scrollIntoView({ block: "start" })));
  };
  const go = change => {
    current = change;
    reveal(change.element);
    scrollTo(change.element);
    change.element.focus({ preventScroll: true });
    try { history.replaceState(null, "", "#" + encodeURIComponent(change.element.id)); } catch { /* only the address */ }
    say();
  };
  const step = by => {
    if (!shown.length) return;
    const active = changeOf.get(document.activeElement?.closest(".a"));
    let at = active ? shown.indexOf(active) : -1;
    if (at >= 0) { go(shown[Math.min(Math.max(at + by, 0), shown.length - 1)]); return; }
    const top = bar.getBoundingClientRect().bottom;
    let low = 0, high = shown.length; // the first change that begins below the bar
    while (low < high) {
      const middle = (low + high) >> 1;
      if (shown[middle].element.getBoundingClientRect().top < top) low = middle + 1; else high = middle;
    }
    at = by > 0 ? Math.min(low, shown.length - 1) : Math.max(low - 1, 0);
    go(shown[at]);
  };
  byId("seite-weiter").addEventListener("click", () => step(1));
  byId("seite-vor").addEventListener("click", () => step(-1));
  const keys = byId("seite-tasten");
  keys.checked = kept.tasten !== false;
  keys.addEventListener("change", () => { kept.tasten = keys.checked; keep(); });
  document.addEventListener("keydown", event => {
    if (!keys.checked || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.target.closest("select, textarea, [contenteditable], input:not([type=checkbox])")) return;
    if (event.key === "n") step(1);
    else if (event.key === "p") step(-1);
    else if (event.key === "g") {
      const change = changeOf.get(document.activeElement?.closest(".a"));
      if (change) mark(change, read[change.element.id] !== change.data.p);
    } else return;
    event.preventDefault();
  });

  // ---- filters -----------------------------------------------------------------------------------
  const form = byId("seite-filter"), choices = [...form.querySelectorAll("select")], unread = byId("seite-offene");
  const nothing = main.querySelector(".leer-gefiltert");
  const turn = (thing, off) => {
    if (thing.off !== off) { thing.off = off; thing.element.classList.toggle("aus", off); }
  };
  const filter = () => {
    const wanted = choices.filter(choice => choice.value).map(choice => [choice.dataset.f, choice.value]);
    const active = wanted.length > 0 || unread.checked;
    for (const section of sections) section.shown = 0;
    for (const table of tables.values()) table.shown = 0;
    shown = changes.filter(change => {
      const fits = wanted.every(([name, value]) => name === "s" ? change.leads.includes(value) : change.data[name] === value)
        && !(unread.checked && read[change.element.id] === change.data.p);
      turn(change, !fits);
      if (fits) {
        for (let section = change.section; section; section = section.above) section.shown += 1;
        if (change.table) change.table.shown += 1;
      }
      return fits;
    });
    for (const section of sections) turn(section, active && !section.shown);
    for (const table of tables.values()) turn(table, active && !table.shown);
    root.classList.toggle("gefiltert", active);
    nothing.hidden = shown.length > 0 || !active;
    if (current?.off) current = null;
    say();
  };
  form.addEventListener("submit", event => event.preventDefault());
  form.addEventListener("change", event => { if (event.target !== keys) filter(); });
  form.addEventListener("reset", event => {
    event.preventDefault();
    for (const choice of choices) choice.value = "";
    unread.checked = false;
    filter();
  });
  const opener = byId("seite-filtern");
  opener.addEventListener("click", () => {
    form.hidden = !form.hidden;
    opener.setAttribute("aria-expanded", String(!form.hidden));
    measure();
    if (!form.hidden) choices[0]?.focus();
  });

  // ---- side by side: the former text is made when it comes near the screen -----------------------
  const view = byId("seite-ansicht");
  const saying = words => Object.assign(document.createElement("p"), { className: "leer", textContent: words });
  const former = leib => {
    if (leib.firstElementChild.classList.contains("frueher")) return;
    const now = leib.firstElementChild, change = leib.closest(".a"), then = now.cloneNode(true);
    then.classList.replace("jetzt", "frueher");
    for (const element of [then, ...then.querySelectorAll("[id], [tabindex]")]) {
      element.removeAttribute("id");
      element.removeAttribute("tabindex");
    }
    for (const element of then.querySelectorAll("ins, .nach, .pfeil, td.ort > *, tr.nur-neu, .wort")) element.remove();
    if (then.classList.contains("tafel")) {
      then.setAttribute("aria-label", then.getAttribute("aria-label") + ", frühere Fassung");
      if (!then.querySelector("tr")) then.replaceChildren(saying("nicht enthalten"));
    }
    if (change?.classList.contains("nur-neu")) then.replaceChildren(saying("nicht enthalten"));
    if (change?.classList.contains("nur-alt")) { now.classList.add("entfaellt"); now.append(saying("entfällt")); }
    leib.prepend(then);
  };
  const near = new IntersectionObserver(several => {
    for (const { target, isIntersecting } of several) if (isIntersecting) { near.unobserve(target); former(target); }
  }, { rootMargin: "1200px 0px" });
  const turnView = () => {
    const on = !root.classList.contains("neben"), keepAt = current?.element;
    if (on) for (const leib of main.querySelectorAll(".leib")) near.observe(leib); else near.disconnect();
    root.classList.toggle("neben", on);
    view.setAttribute("aria-pressed", String(on));
    if (keepAt) scrollTo(keepAt);
  };
  view.addEventListener("click", turnView);
  addEventListener("beforeprint", () => {
    if (root.classList.contains("neben")) main.querySelectorAll(".leib").forEach(former);
    for (const box of main.querySelectorAll("details.wichtig")) box.open = true;
  });

  // ---- addresses ---------------------------------------------------------------------------------
  const arrive = () => {
    let id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch { return; }
    const target = id && byId(id);
    if (!target) return;
    const change = changeOf.get(target);
    if (target.closest(".aus") || (root.classList.contains("gefiltert") && target.closest(".gleich, .stumpf, .ruht"))) form.reset();
    if (change) { go(change); return; }
    reveal(target);
    scrollTo(target);
  };
  addEventListener("hashchange", arrive);

  // ---- contents: the section being read ------------------------------------------------------------
  const contents = document.querySelector(".verzeichnis");
  const links = new Map([...contents.querySelectorAll("a")].map(link => [decodeURIComponent(link.hash.slice(1)), link]));
  const narrow = matchMedia("(max-width: 75.99rem)");
  const fold = () => { contents.firstElementChild.open = !narrow.matches; };
  narrow.addEventListener("change", fold);
  fold();
  for (const section of sections) {
    const first = section.element.firstElementChild;
    section.link = links.get(first?.id) || null;
  }
  let marked = null;
  const follow = () => {
    let low = 0, high = sections.length;
    const alive = sections.filter(section => !section.off);
    high = alive.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (alive[middle].element.getBoundingClientRect().top < innerHeight / 4) low = middle + 1; else high = middle;
    }
    const link = low ? alive[low - 1].link : null;
    if (link === marked) return;
    marked?.removeAttribute("aria-current");
    marked = link;
    if (!link) return;
    link.setAttribute("aria-current", "location");
    for (const box of contents.querySelectorAll("details[data-auto]")) {
      if (!box.contains(link)) { box.open = false; delete box.dataset.auto; }
    }
    for (let box = link.closest("li > details"); box; box = box.parentElement.closest("li > details")) {
      if (!box.open) { box.open = true; box.dataset.auto = ""; }
    }
    if (narrow.matches) return;
    const at = link.getBoundingClientRect(), frame = contents.getBoundingClientRect();
    if (at.top < frame.top || at.bottom > frame.bottom) contents.scrollTop += at.top - frame.top - frame.height / 3;
  };
  const watcher = new IntersectionObserver(follow, { rootMargin: "0px 0px -75% 0px" });
  sections.forEach(section => watcher.observe(section.element));
  contents.addEventListener("focusin", event => { event.target.closest("details[data-auto]")?.removeAttribute("data-auto"); });
  document.querySelector(".zum-verzeichnis").addEventListener("click", () => { contents.firstElementChild.open = true; });

  // ---- sizes: height of the bar; only tables that scroll need the keyboard -------------------------
  const measure = () => {
    const sticky = getComputedStyle(bar).position === "sticky";
    root.style.setProperty("--leiste", (sticky ? bar.offsetHeight : 0) + "px");
  };
  addEventListener("resize", measure);
  document.querySelector(".werkzeug").hidden = false;
  measure();
  say();
  arrive();
})();
