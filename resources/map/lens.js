"use strict";
/* The lens: where areas lie so close that they cannot be read, they are drawn once more, larger, where the city leaves
   room beside it; two rays say from where. Only while the whole city is in view: closer up nobody needs it. */
window.iocLens = (function () {
  const map = window.iocMap;
  const layers = window.iocLayers;
  const { make, place } = window.iocLabels;
  const NS = "http://www.w3.org/2000/svg";
  const FEWEST = 30;            // with fewer areas nothing is crowded
  const CROWDED = 14;           // pixels from one area to the next, in the middle of the crowd
  const SHARE = 0.3;            // of the areas make the crowd
  const LEAST = [220, 140];     // smaller than this it would show nothing
  const GAP = 12, TOOLS = 40;

  const rays = document.createElementNS(NS, "svg");
  rays.setAttribute("class", "rays");
  const lens = make("div", "box lens");
  const canvas = make("canvas");
  const names = make("div", "names");
  const title = make("div", "title");
  lens.append(canvas, names, title);
  document.body.append(rays, lens);
  L.DomEvent.disableClickPropagation(lens);
  L.DomEvent.disableScrollPropagation(lens);
  lens.hidden = rays.hidden = true;
  lens.setAttribute("role", "img");

  let known = null;             // {doc, home: [{area, box}], at, reach} of the newest areas
  let drawn = null;             // {box, place, paths} while the lens is there

  /* The crowd: the area with the closest neighbours, and how far its share of them reaches. Once for all areas. */
  function crowd(doc) {
    if (known && known.doc === doc) return known;
    const home = doc.areas.filter((a) => !a.detached).map((area) => {
      const corners = area.rings.flat(2);
      const x = corners.map((p) => p[0]), y = corners.map((p) => p[1]);
      return { area, box: [Math.min(...x), Math.min(...y), Math.max(...x), Math.max(...y)] };
    });
    known = { doc, home, at: null, reach: 0, count: Math.max(6, Math.floor(home.length * SHARE)) };
    if (home.length < FEWEST) return known;
    for (const one of home) {
      const near = home.map((other) => [Math.hypot(other.area.at[0] - one.area.at[0], other.area.at[1] - one.area.at[1]), other.area.at])
        .sort((a, b) => a[0] - b[0]).slice(0, known.count);
      const reach = near[near.length - 1][0];
      if (known.at && reach >= known.reach) continue;
      known.reach = reach;
      known.at = [0, 1].map((k) => near.reduce((sum, n) => sum + n[1][k], 0) / near.length);
    }
    return known;
  }

  /* The largest place at the top right that covers no area, nor what it shows of the map, which lies round `at`. */
  function room(home, low, toScreen, at, zoom) {
    const right = map.getSize().x - GAP - TOOLS;
    const boxes = home.map(({ box }) => [toScreen(box[2], box[1])]).map(([p]) => ({ right: p.x, top: p.y }));
    let best = null;
    for (let tall = LEAST[1]; GAP + tall <= low; tall += 8) {
      const left = Math.max(GAP, ...boxes.filter((b) => b.top < GAP + tall + GAP).map((b) => b.right)) + 2 * GAP;
      const beside = at.y - tall / 2 / zoom < tall + 2 * GAP ? (right - at.x - 2 * GAP) / (1 + 0.5 / zoom) : Infinity;
      const wide = Math.floor(Math.min(right - left, beside, tall * 1.8));
      if (wide < LEAST[0]) continue;
      if (!best || wide * tall > best.wide * best.tall) best = { left: right - wide, top: GAP, wide, tall };
    }
    return best;
  }

  function hide() {
    lens.hidden = true;
    rays.replaceChildren();
    drawn = null;
  }

  /* docs: the page's documents; low: where the lower furniture at the right begins. */
  function draw(docs, low) {
    hide();
    const areas = docs["areas.json"], frame = docs["frame.json"], words = docs["words.json"];
    const shade = docs["shade.json"];
    if (!areas || !frame || !words || !frame.shaded || !shade || !areas.box) return;
    if (!map.getBounds().contains(layers.bounds(areas.box))) return;
    const found = crowd(areas);
    if (!found.at) return;
    const toScreen = (x, y) => map.latLngToContainerPoint(layers.toLatLng(x, y));
    const a = toScreen(areas.box[0], areas.box[1]), b = toScreen(areas.box[2], areas.box[3]);
    const scale = (b.x - a.x) / (areas.box[2] - areas.box[0]);
    if (found.reach * scale / Math.sqrt(found.count) > CROWDED) return;
    const put = room(found.home, low, toScreen, toScreen(found.at[0], found.at[1]), words.lens_zoom);
    if (!put) return;
    const k = scale * words.lens_zoom;
    const half = [put.wide / k / 2, put.tall / k / 2];
    const box = [found.at[0] - half[0], found.at[1] - half[1], found.at[0] + half[0], found.at[1] + half[1]];
    const from = toScreen(box[0], box[1]), to = toScreen(box[2], box[3]);
    lens.hidden = false;
    Object.assign(lens.style, { left: put.left + "px", top: put.top + "px", width: put.wide + "px", height: put.tall + "px" });
    title.textContent = words.lens;
    lens.setAttribute("aria-label", words.lens);
    const at = (x, y) => [(x - box[0]) * k, (y - box[1]) * k];
    const inside = found.home.filter(({ box: c }) => c[0] < box[2] && c[2] > box[0] && c[1] < box[3] && c[3] > box[1]);
    drawn = { box, put, paths: paint(inside, put, shade, frame.selected, at), k };
    label(inside, put, shade, frame.selected, at);
    cast(from, to, put);
  }

  function paint(inside, put, shade, selected, at) {
    const ratio = window.devicePixelRatio || 1;
    canvas.width = put.wide * ratio; canvas.height = put.tall * ratio;
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    pen.fillStyle = layers.colour("canvas");
    pen.fillRect(0, 0, put.wide, put.tall);
    pen.lineJoin = "round";
    const paths = inside.map(({ area }) => {
      const path = new Path2D();
      area.rings.forEach((part) => part.forEach((ring) => {
        ring.forEach((p, n) => { const q = at(p[0], p[1]); if (n) path.lineTo(q[0], q[1]); else path.moveTo(q[0], q[1]); });
        path.closePath();
      }));
      return { area, path };
    });
    for (const { area, path } of paths) {
      const of = shade.of[area.id];
      const fill = of === undefined ? null : shade.classes[of].fill;
      pen.fillStyle = fill === "hatch" ? hatch(pen) : layers.colour(fill || "surface");
      pen.fill(path, "evenodd");
      pen.strokeStyle = layers.colour("canvas"); pen.lineWidth = 1; pen.stroke(path);
    }
    const one = paths.find((p) => p.area.id === selected);
    if (one) { pen.strokeStyle = layers.colour("focus"); pen.lineWidth = 2; pen.stroke(one.path); }
    return paths;
  }

  function hatch(pen) {
    const tile = make("canvas");
    tile.width = tile.height = 6;
    const stroke = tile.getContext("2d");
    stroke.strokeStyle = layers.colour("strong-line");
    stroke.lineWidth = 1.2;
    for (const d of [-6, 0, 6]) { stroke.beginPath(); stroke.moveTo(d - 1, 7); stroke.lineTo(d + 7, -1); stroke.stroke(); }
    return pen.createPattern(tile, "repeat");
  }

  function label(inside, put, shade, selected, at) {
    const marks = new Map((shade.marks || []).map((m) => [m.id, m]));
    const rank = (area) => (area.id === selected ? 0 : marks.has(area.id) ? 1 : 2);
    const items = inside.map(({ area }) => area).sort((a, b) => rank(a) - rank(b)).map((area) => {
      const mark = marks.get(area.id), strong = area.id === selected || Boolean(mark);
      return { at: area.at, name: area.label, strong, mark: mark && mark.shape, colour: mark && mark.colour,
        value: strong ? shade.values[area.id] : "" };
    });
    const point = (xy) => { const [x, y] = at(xy[0], xy[1]); return { x, y }; };
    place({ size: { x: put.wide, y: put.tall }, seen: point, layer: point, whole: true, taken: [[0, 0, title.offsetWidth + 4, title.offsetHeight + 2]] }, names, items);
  }

  function cast(from, to, put) {
    const line = (x1, y1, x2, y2) => { const l = document.createElementNS(NS, "line"); for (const [n, v] of Object.entries({ x1, y1, x2, y2 })) l.setAttribute(n, v); return l; };
    const frame = document.createElementNS(NS, "rect");
    for (const [n, v] of Object.entries({ x: from.x, y: from.y, width: to.x - from.x, height: to.y - from.y })) frame.setAttribute(n, v);
    rays.replaceChildren(frame, line(to.x, from.y, put.left, put.top), line(to.x, to.y, put.left, put.top + put.tall));
  }

  /* The area under a place of the lens, and that place in our plane. */
  function under(event) {
    if (!drawn) return null;
    const ratio = window.devicePixelRatio || 1;
    const edge = canvas.getBoundingClientRect();
    const x = event.clientX - edge.left, y = event.clientY - edge.top;
    const pen = canvas.getContext("2d");
    const hit = drawn.paths.find((p) => pen.isPointInPath(p.path, x * ratio, y * ratio, "evenodd"));
    return { area: hit ? hit.area : null, at: layers.toLatLng(drawn.box[0] + x / drawn.k, drawn.box[1] + y / drawn.k),
      point: { x: drawn.put.left + x, y: drawn.put.top + y } };
  }

  /* What the pointer does in it is what it does on the map. */
  function follow(onpick, onhover) {
    lens.addEventListener("click", (e) => { const u = under(e); if (u && u.area) onpick(u.area, u.at); });
    lens.addEventListener("mousemove", (e) => { const u = under(e); onhover(u && u.area, u && u.point); });
    lens.addEventListener("mouseleave", () => onhover(null));
  }

  /* Whether a place is shown by the lens: its name stands there. */
  const shows = (xy) => drawn !== null && xy[0] > drawn.box[0] && xy[0] < drawn.box[2] && xy[1] > drawn.box[1] && xy[1] < drawn.box[3];
  map.on("movestart zoomstart", hide);
  return { draw, follow, shows, boxes: (doc) => crowd(doc).home.map((h) => h.box) };
})();
