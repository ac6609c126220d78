"use strict";
/* The layers of the map: area outlines and fills, the heat picture, single points and their clusters.
   Places come as integers of the spherical Mercator scaled to 2^30, which is Leaflet's pixel plane of zoom 22. */
window.iocLayers = (function () {
  const map = window.iocMap;
  const clusters = window.iocClusters;
  const { make, shape } = window.iocLabels;
  const PLANE = 22;
  const toLatLng = (x, y) => map.unproject(L.point(x, y), PLANE);
  const toXY = (at) => map.project(at, PLANE);
  const bounds = (box) => L.latLngBounds(toLatLng(box[0], box[1]), toLatLng(box[2], box[3]));

  const pane = (name, z) => { const p = map.createPane(name); p.style.zIndex = z; return p; };
  pane("fills", 340); pane("heat", 350); pane("lines", 360); pane("cell", 370);
  const labelPane = pane("names", 560);
  const fills = L.svg({ pane: "fills", padding: 0.5 });
  const lines = L.svg({ pane: "lines", padding: 0.5 });

  /* ---- areas */
  const shapes = new Map();   // id -> {fill, line, centre, area}
  let outlines = null;

  function setAreas(doc, onpick, onhover) {
    shapes.forEach((s) => { s.fill.remove(); });
    shapes.clear();
    if (outlines) outlines.remove();
    const rings = [];
    for (const area of doc.areas) {
      const parts = area.rings.map((part) => part.map((ring) => ring.map((p) => toLatLng(p[0], p[1]))));
      const fill = L.polygon(parts, { renderer: fills, pane: "fills", stroke: false, fillOpacity: 0, className: "area", bubblingMouseEvents: false });
      fill.on("mousemove", (e) => onhover(area, e.containerPoint));
      fill.on("mouseout", () => onhover(null));
      fill.on("click", (e) => onpick(area, e.latlng));
      fill.addTo(map);
      shapes.set(area.id, { fill, area, at: toLatLng(area.at[0], area.at[1]), parts });
      parts.forEach((part) => part.forEach((ring) => rings.push(ring.concat([ring[0]]))));
    }
    outlines = L.polyline(rings, { renderer: lines, pane: "lines", weight: 1, interactive: false, className: "outline", smoothFactor: 1 });
    outlines.addTo(map);
    addHatch();
  }

  function addHatch() {
    const svg = fills._container;
    if (!svg || svg.querySelector("#hatch")) return;
    const NS = "http://www.w3.org/2000/svg";
    const defs = document.createElementNS(NS, "defs");
    const pattern = document.createElementNS(NS, "pattern");
    for (const [k, v] of Object.entries({ id: "hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" })) pattern.setAttribute(k, v);
    const line = document.createElementNS(NS, "line");
    for (const [k, v] of Object.entries({ x1: 0, y1: 0, x2: 0, y2: 6 })) line.setAttribute(k, v);
    line.style.stroke = "var(--strong-line)";
    line.style.strokeWidth = 1.5;
    pattern.appendChild(line);
    defs.appendChild(pattern);
    svg.insertBefore(defs, svg.firstChild);
  }

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();

  /* shade: {classes: [{fill: custom property | "hatch"}], of: {id: class}} or null for outlines alone. */
  function paintAreas(shade, selected) {
    const based = document.documentElement.classList.contains("based");
    shapes.forEach((s, id) => {
      const k = shade ? shade.of[id] : undefined;
      const fill = k === undefined ? null : shade.classes[k].fill;
      s.fill.setStyle({
        fillColor: fill === "hatch" ? "url(#hatch)" : fill ? colour(fill) : colour("surface"),
        fillOpacity: fill ? (based ? 0.85 : 1) : based ? 0 : 0.55,
      });
    });
    if (outlines) outlines.setStyle({ color: shade ? colour("canvas") : colour("strong-line"), opacity: 1 });
    select(selected);
  }

  let ring = null;
  function select(id) {
    if (ring) { ring.remove(); ring = null; }
    const s = shapes.get(id);
    if (!s) return;
    ring = L.polygon(s.parts, { renderer: lines, pane: "lines", fill: false, weight: 2, color: colour("focus"), interactive: false });
    ring.addTo(map);
  }

  /* ---- heat: one picture over the view and a margin */
  let heat = null;
  /* doc: {box, picture}, the picture loaded and decoded; or null. */
  function setHeat(doc) {
    if (heat) heat.remove();
    heat = doc ? L.imageOverlay(doc.picture, bounds(doc.box), { pane: "heat", interactive: false }).addTo(map) : null;
  }

  let square = null;
  function setCell(box) {
    if (square) { square.remove(); square = null; }
    if (!box) return;
    square = L.rectangle(bounds(box), { pane: "cell", weight: 2, color: colour("focus"), fill: false, interactive: false });
    square.addTo(map);
  }

  /* ---- points */
  const KINDS = [["dot", 9, "secondary"], ["diamond", 13, "at-risk"], ["dot", 8, "same-period"]];
  const STATES = 5; // 0 open, 1 overdue, 2 closed; 3 and 4: the one that is open in the program, 4 = overdue
  const PointIcon = L.Icon.extend({
    createIcon() {
      const marked = this.options.state >= 3;
      const [kind, size, paint] = KINDS[marked ? this.options.state - 3 : this.options.state] || KINDS[0];
      const element = make("div", "point leaflet-marker-icon" + (marked ? " marked" : ""));
      element.appendChild(shape(kind, marked ? size + 3 : size, paint, "canvas"));
      return element;
    },
    createShadow() { return null; },
  });
  const icons = Array.from({ length: STATES }, (_, state) => new PointIcon({ state, iconSize: [0, 0] }));
  const single = L.layerGroup().addTo(map);

  function bubble(total, late) {
    const element = make("div", "cluster leaflet-marker-icon");
    element.appendChild(make("span", "", total));
    if (late) {
      const part = make("span", "late");
      part.appendChild(shape("diamond", 9, "at-risk"));
      part.appendChild(make("span", "", late));
      element.appendChild(part);
    }
    return element;
  }
  const BubbleIcon = L.Icon.extend({
    createIcon() { return bubble(this.options.total, this.options.late); },
    createShadow() { return null; },
  });
  let write = (n) => String(n);
  clusters.options.iconCreateFunction = (cluster) => {
    const children = cluster.getAllChildMarkers();
    const late = children.reduce((n, m) => n + (m.options.state === 1 ? 1 : 0), 0);
    return new BubbleIcon({ total: write(children.length), late: late ? write(late) : "", iconSize: [0, 0] });
  };
  clusters.options.chunkedLoading = false;

  /* buffer: f8 n, f8 id[n], u4 x[n], u4 y[n], u1 state[n] */
  function setPoints(buffer, onpick) {
    clusters.clearLayers();
    single.clearLayers();
    if (!buffer || buffer.byteLength < 8) return 0;
    const n = new Float64Array(buffer, 0, 1)[0];
    const id = new Float64Array(buffer, 8, n);
    const x = new Uint32Array(buffer, 8 + 8 * n, n);
    const y = new Uint32Array(buffer, 8 + 12 * n, n);
    const state = new Uint8Array(buffer, 8 + 16 * n, n);
    const markers = [];
    for (let k = 0; k < n; k++) {
      const marker = L.marker(toLatLng(x[k] + 0.5, y[k] + 0.5), { icon: icons[state[k]], state: state[k], keyboard: false, zIndexOffset: state[k] === 1 ? 1000 : 0 });
      marker.on("click", () => onpick(id[k]));
      if (state[k] >= 3) marker.addTo(single); else markers.push(marker);
    }
    clusters.addLayers(markers);
    return n;
  }

  const bubbles = L.layerGroup().addTo(map);
  function setBubbles(cells) {
    bubbles.clearLayers();
    for (const c of cells || []) {
      const at = toLatLng(c.at[0], c.at[1]);
      const icon = new BubbleIcon({ total: c.total, late: c.late, iconSize: [0, 0] });
      const marker = L.marker(at, { icon, keyboard: false });
      marker.on("click", () => map.setView(at, Math.min(map.getZoom() + 2, map.getMaxZoom())));
      marker.addTo(bubbles);
    }
  }

  return { toLatLng, toXY, bounds, setAreas, paintAreas, setHeat, setCell, setPoints, setBubbles, shapes, labelPane, colour,
    setWriter(f) { write = f; } };
})();
