"use strict";
/* Ties the page together: fetches its documents from our scheme, draws them, and tells the program what a person does.
   The program calls ioc.refresh({name: version}); every document is fetched again only when its version is new. */
(function () {
  const map = window.iocMap;
  const layers = window.iocLayers;
  const lens = window.iocLens;
  const { make, shape, place, onMap } = window.iocLabels;
  const page = location.hash.slice(1) || "main";
  const have = {};
  const docs = {};
  const root = document.documentElement;

  function tell(what) {
    fetch("/tell/" + page + "?" + encodeURIComponent(JSON.stringify(what))).catch(() => {});
  }

  async function load(name, version) {
    const answer = await fetch("/data/" + page + "/" + name + "?v=" + version);
    if (!name.endsWith(".json")) return answer.arrayBuffer();
    const doc = await answer.json();
    // The picture comes with its place, ready to be drawn: what is said of it appears in the same frame.
    if (name === "heat.json" && doc) doc.picture = await picture("/data/" + page + "/heat.png?v=" + doc.version);
    return doc;
  }

  function picture(address) {
    return new Promise((done, failed) => {
      const image = new Image();
      image.alt = "";
      image.decoding = "sync";
      image.onload = () => done(image);
      image.onerror = () => failed(new Error("no picture"));
      image.src = address;
    });
  }

  /* ---- furniture */
  const add = (tag, name, text) => { const e = make(tag, name, text); document.body.appendChild(e); L.DomEvent.disableClickPropagation(e); L.DomEvent.disableScrollPropagation(e); return e; };
  const tools = add("div", "tools");
  const legend = add("div", "box legend");
  const card = add("div", "box card");
  const banner = add("div", "box banner");
  banner.hidden = true;
  const cross = add("div", "cross");
  cross.appendChild(shape("cross", 17, "focus"));
  const inset = add("button", "box inset");
  const canvas = make("canvas");
  const insetName = make("span");
  inset.append(canvas, insetName);
  inset.hidden = true;
  legend.hidden = true;
  const buttons = {};
  for (const [name, act] of [["in", () => map.zoomIn(1)], ["out", () => map.zoomOut(1)], ["fit", () => fitAll()]]) {
    const b = make("button");
    b.appendChild(make("i", name));
    b.addEventListener("click", act);
    tools.appendChild(b);
    buttons[name] = b;
  }

  /* ---- view */
  const GAP = 12, TOOLS = 36;  // pixels round the furniture, and what the buttons at the top right take
  const LOW = 360;             // a map lower than this has small furniture
  const INSETS = [{ w: 132, h: 96 }, { w: 96, h: 72 }, { w: 96, h: 72, high: true }];
  let pending = null;
  let fitted = 0;
  let held = null;   // the box last fitted, until the person moves the map by hand: a resize fits it again
  let fitting = false;
  function fit(box) {
    const size = map.getSize();
    held = box;
    if (size.x < 40 || size.y < 40) { pending = box; return; }
    pending = null;
    const edge = Math.min(16, size.x / 20);
    const left = Math.max(edge, beside(box, size, edge));
    fitting = true;
    map.fitBounds(layers.bounds(box), { paddingTopLeft: [left, edge], paddingBottomRight: [edge, edge], animate: false });
    fitting = false;
  }
  /* On a small map the legend lies over filled areas: how far to the left they must not go, where there is room beside
     it. What is fitted is then in the middle between the legend and the inset. */
  function beside(box, size, edge) {
    if (!(docs["frame.json"] || {}).shaded || legend.hidden) return 0;
    const wide = Math.min(size.x - 2 * edge, (size.y - 2 * edge) * (box[2] - box[0]) / (box[3] - box[1]));
    const free = size.x - 2 * edge - wide;
    const ends = legend.offsetLeft + legend.offsetWidth;
    if (edge + free / 2 + wide / 5 > ends) return 0;
    // On a low map the box of the far-off area goes where the city leaves room (`INSETS`), and not the other way round.
    const away = !(docs["areas.json"] || {}).away || size.y < LOW ? edge : INSETS[0].w + GAP;
    const start = Math.min(edge + free, Math.max(0, (ends + size.x - away - wide) / 2));
    return 2 * start + wide + edge - size.x; // the padding that puts the middle there
  }
  map.on("movestart", () => { if (!fitting) held = null; });
  function fitAll() {
    const box = (docs["frame.json"] || {}).all;
    if (box) fit(box);
  }
  let told = "";
  function tellView() {
    const size = map.getSize();
    if (size.x < 40 || size.y < 40) return;
    const a = layers.toXY(map.containerPointToLatLng([0, 0]));
    const b = layers.toXY(map.containerPointToLatLng([size.x, size.y]));
    const said = { type: "view", box: [a.x, a.y, b.x, b.y].map(Math.round), width: size.x, height: size.y };
    const text = JSON.stringify(said);
    if (text !== told) { told = text; tell(said); }
  }
  map.on("moveend", () => { if (pending) fit(pending); tellView(); drawAround(); });
  new ResizeObserver(() => {
    const box = held;
    fitting = true;
    map.invalidateSize({ pan: true, animate: false });
    fitting = false;
    if (box) fit(box);
    tellView(); drawAround();
  }).observe(map.getContainer());

  /* ---- what lies over the map: its inset, the lens, and the names that are left */
  function drawAround() {
    drawInset();
    const high = !inset.hidden && inset.classList.contains("high"); // it stands where the lens would
    lens.draw(docs, high ? 0 : map.getSize().y - GAP - (inset.hidden ? 0 : inset.offsetHeight + GAP));
    drawNames();
  }

  /* ---- names */
  function drawNames() {
    const frame = docs["frame.json"];
    const areas = docs["areas.json"];
    if (!frame || !areas) return;
    const chips = (frame.mode === "heat" && docs["chips.json"]) || [];
    const shade = frame.shaded ? docs["shade.json"] : null;
    const items = [];
    const named = new Set();
    const push = (id, more) => {
      const s = layers.shapes.get(id);
      if (!s || named.has(id) || lens.shows(s.area.at)) return;
      named.add(id);
      items.push(Object.assign({ at: s.at, name: s.area.label }, more));
    };
    if (frame.selected) push(frame.selected, { strong: true, value: shade && shade.values[frame.selected] });
    for (const mark of (shade && shade.marks) || []) push(mark.id, { strong: true, mark: mark.shape, colour: mark.colour, value: shade.values[mark.id] });
    for (const c of chips) push(c.id, { chip: c.text, onchip: () => tell({ type: "area", id: c.id }) });
    for (const p of docs["places.json"] || []) items.push({ at: layers.toLatLng(p.at[0], p.at[1]), name: p.name, sea: p.sea, quiet: !p.sea, mark: p.sea ? null : "dot", colour: "faint" });
    for (const a of areas.areas) push(a.id, { quiet: frame.mode === "points" });
    place(onMap(map), layers.labelPane, items);
  }

  /* ---- legend */
  function drawLegend(doc) {
    legend.hidden = !doc;
    legend.classList.toggle("small", map.getSize().y < LOW);
    legend.replaceChildren();
    if (!doc) return;
    if (doc.title) {
      const title = make("div", "title");
      title.appendChild(make(doc.rows ? "b" : "div", "", doc.title));
      if (doc.side) title.appendChild(make("span", "", doc.side));
      legend.appendChild(title);
    }
    if (doc.bands) {
      const bands = make("div", "bands");
      bands.style.gridTemplateColumns = "repeat(" + doc.bands.length + ", 52px)";
      for (const b of doc.bands) { const i = make("i"); i.style.background = "var(--" + b.fill + ")"; bands.appendChild(i); }
      for (const b of doc.bands) bands.appendChild(make("span", "", b.from));
      legend.appendChild(bands);
    }
    for (const r of doc.rows || []) {
      const row = make("div", r.value === undefined ? "row wide" : "row");
      const swatch = make("div", "swatch");
      if (r.fill === "hatch") swatch.style.background = "repeating-linear-gradient(135deg, var(--strong-line) 0 1px, transparent 1px 4px)";
      else if (r.fill) swatch.style.background = "var(--" + r.fill + ")";
      if (r.fill === "surface") swatch.style.border = "1px solid var(--strong-line)"; // as the legend itself is filled
      if (r.shape) swatch.appendChild(shape(r.shape, r.fill ? 9 : 12, r.colour));
      row.append(swatch, make("div", "", r.text));
      if (r.value !== undefined) {
        const bar = make("div", "bar");
        bar.style.width = Math.max(r.share > 0 ? 1 : 0, Math.round(72 * r.share)) + "px";
        row.append(bar, make("div", "value", r.value));
      }
      legend.appendChild(row);
    }
    if (doc.chip) {
      const note = make("div", "note");
      const chip = make("span", "chip");
      chip.append(shape("diamond", 9, "at-risk"), make("span", "", "n"));
      note.append(chip, make("span", "", doc.chip));
      legend.appendChild(note);
    }
    if (doc.foot) {
      const foot = make("div", "foot");
      doc.foot.forEach((t) => foot.appendChild(make("span", "", t)));
      legend.appendChild(foot);
    }
  }

  /* ---- inset: the detached area in its own box; and, when the view is only a part, where it lies */
  /* The first of these places where the box covers no filled area; "high" is beside the buttons, at the top. */
  function spot(shaded) {
    if (!shaded) return INSETS[0];
    const size = map.getSize();
    const seen = lens.boxes(docs["areas.json"]).map((b) => {
      const a = map.latLngToContainerPoint(layers.toLatLng(b[0], b[1])), c = map.latLngToContainerPoint(layers.toLatLng(b[2], b[3]));
      return [a.x, a.y, c.x, c.y];
    });
    const free = (put) => {
      const right = size.x - GAP - (put.high ? TOOLS : 0), top = put.high ? GAP : size.y - GAP - put.h;
      return !seen.some((b) => b[0] < right && b[2] > right - put.w && b[1] < top + put.h && b[3] > top);
    };
    return INSETS.find(free) || INSETS[1];
  }
  function drawInset() {
    const areas = docs["areas.json"];
    const frame = docs["frame.json"];
    const size = map.getSize();
    if (!areas || !frame || size.x < 420 || size.y < 260) { inset.hidden = true; return; }
    const away = areas.areas.filter((a) => a.detached);
    const home = areas.areas.filter((a) => !a.detached);
    const view = map.getBounds();
    const whole = home.length > 1 && !view.contains(layers.bounds(areas.box));
    if (!away.length && !whole) { inset.hidden = true; return; }
    inset.hidden = false;
    const put = whole ? { w: 176, h: 160 } : spot(frame.shaded);
    const { w, h } = put, ratio = window.devicePixelRatio || 1;
    inset.classList.toggle("high", Boolean(put.high));
    canvas.width = w * ratio; canvas.height = h * ratio;
    canvas.style.width = w + "px"; canvas.style.height = h + "px";
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    const shade = frame.shaded ? docs["shade.json"] : null;
    const fillOf = (a) => { const k = shade ? shade.of[a.id] : undefined; const f = k === undefined ? "strong-line" : shade.classes[k].fill; return layers.colour(f === "hatch" ? "line" : f); };
    const draw = (list, box, to) => {
      const k = Math.min(to[2] / (box[2] - box[0]), to[3] / (box[3] - box[1]));
      const dx = to[0] + (to[2] - k * (box[2] - box[0])) / 2, dy = to[1] + (to[3] - k * (box[3] - box[1])) / 2;
      const at = (p) => [dx + (p[0] - box[0]) * k, dy + (p[1] - box[1]) * k];
      for (const a of list) {
        pen.beginPath();
        a.rings.forEach((part) => part.forEach((r) => { r.forEach((p, i) => { const q = at(p); i ? pen.lineTo(q[0], q[1]) : pen.moveTo(q[0], q[1]); }); pen.closePath(); }));
        pen.fillStyle = fillOf(a); pen.fill("evenodd");
        // A class may be filled like the box itself: then its outline shows it.
        const blank = shade && shade.of[a.id] !== undefined && shade.classes[shade.of[a.id]].fill === "surface";
        pen.strokeStyle = layers.colour(blank ? "strong-line" : "surface"); pen.lineWidth = blank ? 1 : 0.5; pen.stroke();
      }
      return at;
    };
    const low = away.length ? 20 : 0;
    if (whole) {
      const at = draw(home, areas.box, [8, 8, w - 16, h - 16]);
      const a = layers.toXY(view.getNorthWest()), b = layers.toXY(view.getSouthEast());
      const p = at([a.x, a.y]), q = at([b.x, b.y]);
      const l = Math.max(1, p[0]), t = Math.max(1, p[1]), r = Math.min(w - 1, q[0]), d = Math.min(h - 1, q[1]);
      if (r > l && d > t) { pen.strokeStyle = layers.colour("focus"); pen.lineWidth = 1.5; pen.strokeRect(l, t, r - l, d - t); }
    }
    if (away.length) {
      const room = whole ? [0, h - 62, 62, 62] : [0, 0, w, h];
      pen.fillStyle = layers.colour("surface");
      if (whole) { pen.fillRect(...room); pen.strokeStyle = layers.colour("strong-line"); pen.lineWidth = 1; pen.strokeRect(room[0] + 0.5, room[1] + 0.5, 61, 61); }
      const box = areas.away;
      draw(away, box, [room[0] + 8, room[1] + 8, room[2] - 16, room[3] - low - 12]);
    }
    insetName.textContent = away.length ? (w < INSETS[0].w || whole ? away[0].label : away[0].title) : "";
    insetName.hidden = !away.length;
  }
  inset.addEventListener("click", (e) => {
    const areas = docs["areas.json"];
    const box = canvas.getBoundingClientRect();
    const whole = box.width > 150;
    const away = areas.areas.some((a) => a.detached);
    const inAway = away && (!whole || (e.clientX - box.left < 62 && e.clientY - box.top > box.height - 62));
    fit(inAway ? areas.away : areas.box);
  });

  /* ---- cards: what lies under the pointer, or what was picked */
  function showCard(lines, at) {
    card.classList.toggle("on", Boolean(lines));
    if (!lines) return;
    card.replaceChildren();
    lines.forEach((line, k) => {
      if (typeof line === "string") { card.appendChild(make("div", k ? "quiet" : "head", line)); return; }
      const row = make("div", "figures");
      row.append(make("b", "", line.total));
      if (line.late) { const late = make("span", "late"); late.append(shape("diamond", 10, "at-risk"), make("b", "", line.late)); row.append(late); }
      card.appendChild(row);
    });
    const size = map.getSize();
    const w = card.offsetWidth, h = card.offsetHeight;
    const left = at.x + 16 + w > size.x ? at.x - 16 - w : at.x + 16;
    card.style.left = Math.max(4, left) + "px";
    card.style.top = Math.max(4, Math.min(at.y - h / 2, size.y - h - 4)) + "px";
  }
  let picked = null;
  function hover(area, point) {
    if (picked) return;
    const frame = docs["frame.json"] || {};
    const shade = docs["shade.json"];
    if (!area || !frame.shaded || !shade) { showCard(null); return; }
    showCard([area.title].concat(shade.hover[area.id] || []), point);
  }
  function showPicked(doc) {
    picked = doc && doc.lines ? doc : null;
    layers.setCell(picked ? picked.box : null);
    if (!picked) { showCard(null); return; }
    const b = layers.bounds(picked.box);
    showCard(picked.lines, map.latLngToContainerPoint([b.getCenter().lat, b.getEast()]));
  }
  map.on("movestart zoomstart", () => { if (picked) showCard(null); });
  map.on("moveend", () => { if (picked) showPicked(picked); });

  function pick(at, area) {
    const xy = layers.toXY(at);
    tell({ type: "pick", at: [Math.round(xy.x), Math.round(xy.y)], area: area ? area.id : 0 });
  }
  map.on("click", (e) => pick(e.latlng, null));
  /* A cell of the heat map is taken at once by a double click, or by Shift+Enter in the middle. Elsewhere it zooms. */
  const onHeat = () => (docs["frame.json"] || {}).mode === "heat";
  function take(at) {
    const xy = layers.toXY(at);
    tell({ type: "take", at: [Math.round(xy.x), Math.round(xy.y)] });
  }
  map.doubleClickZoom.disable();
  map.on("dblclick", (e) => { if (onHeat()) take(e.latlng); else map.setZoomAround(e.containerPoint, map.getZoom() + 1); });

  /* ---- keyboard: arrows and + − are Leaflet's; Home fits, Enter picks the middle, Shift+Enter takes it, Esc goes back */
  const box = map.getContainer();
  box.addEventListener("keydown", (e) => {
    cross.classList.toggle("on", ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "+", "-", "="].includes(e.key) || cross.classList.contains("on"));
    if (e.key === "Home") { fitAll(); e.preventDefault(); }
    if (e.key === " ") { tell({ type: "space" }); e.preventDefault(); }
    if (e.key === "Enter" && e.shiftKey && onHeat()) { take(map.getCenter()); e.preventDefault(); return; }
    if (e.key === "Enter") { tell(picked ? { type: "enter" } : { type: "pick", at: (() => { const p = layers.toXY(map.getCenter()); return [Math.round(p.x), Math.round(p.y)]; })(), area: 0 }); e.preventDefault(); }
  });
  document.addEventListener("keydown", (e) => { if (e.key === "Escape") { tell({ type: "escape" }); e.preventDefault(); } });
  box.addEventListener("blur", () => cross.classList.remove("on"));
  box.addEventListener("mousedown", () => cross.classList.remove("on"));
  document.addEventListener("contextmenu", (e) => e.preventDefault());

  /* ---- documents */
  let areaPicked = (area, at) => { picked = null; pick(at, area); };
  lens.follow((area, at) => areaPicked(area, at), hover);
  const draw = {
    "theme.json": (d) => {
      for (const [k, v] of Object.entries(d)) root.style.setProperty("--" + k, v);
      const [r, g, b] = [1, 3, 5].map((k) => parseInt(d.canvas.slice(k, k + 2), 16));
      root.classList.toggle("dark", r + g + b < 384);
      window.iocBasemap.set(docs["basemap.json"] || null, layers.colour);
      repaint();
    },
    "basemap.json": (d) => { window.iocBasemap.set(d, layers.colour); repaint(); },
    "words.json": (d) => {
      root.lang = d.language;
      buttons.in.title = d.zoom_in; buttons.out.title = d.zoom_out; buttons.fit.title = d.fit;
      for (const b of Object.values(buttons)) b.setAttribute("aria-label", b.title);
      inset.setAttribute("aria-label", d.inset); box.setAttribute("aria-label", d.map);
      layers.setWriter((n) => n.toLocaleString(d.language));
    },
    "areas.json": (d) => {
      layers.setAreas(d, (area, at) => { areaPicked(area, at); }, hover);
      repaint();
    },
    "places.json": () => {},
    "frame.json": (d) => {
      if (d.fit && d.fit_number !== fitted) { fitted = d.fit_number; if (!d.unless_moved || held) fit(d.fit); }
      repaint();
    },
    "heat.json": (d) => layers.setHeat(d),
    "chips.json": () => {},
    "shade.json": () => repaint(),
    "points.bin": (d) => layers.setPoints(d, (id) => tell({ type: "point", id })),
    "cells.json": (d) => layers.setBubbles(d),
    "legend.json": (d) => { drawLegend(d); if (held && (docs["frame.json"] || {}).shaded) fit(held); },
    "picked.json": (d) => showPicked(d),
    "banner.json": (d) => {
      banner.hidden = !d;
      banner.replaceChildren();
      if (d) banner.append(make("b", "", d.text), make("div", "quiet", d.quiet));
    },
  };
  function repaint() {
    const frame = docs["frame.json"] || {};
    root.style.setProperty("--halo", layers.colour(frame.shaded ? "canvas" : "surface"));
    map.getContainer().classList.toggle("shaded", Boolean(frame.shaded));
    map.getContainer().classList.toggle("heated", frame.mode === "heat");
    layers.paintAreas(frame.shaded ? docs["shade.json"] || null : null, frame.selected);
  }
  let chain = Promise.resolve();
  window.ioc = {
    refresh(versions) {
      chain = chain.then(async () => {
        const wanted = Object.keys(draw).filter((n) => versions[n] && versions[n] !== have[n]);
        const got = await Promise.all(wanted.map((n) => load(n, versions[n])));
        wanted.forEach((n, k) => { have[n] = versions[n]; docs[n] = got[k]; });
        wanted.forEach((n) => draw[n](docs[n]));
        drawAround(); tellView();
        // Two frames later the pixels are there: pictures and tests wait for this.
        if (wanted.length) requestAnimationFrame(() => requestAnimationFrame(() => tell({ type: "drawn", versions: have })));
      }).catch((e) => { console.error("refresh: " + e.message); }).then(() => tell({ type: "taken" }));
    },
  };
  document.fonts.ready.then(() => tell({ type: "ready" }));
})();
