"use strict";
/* The offline base map: streets and water from a file of this machine, in quiet greys of the theme. Vector tiles of the
   three schemas in use (OpenMapTiles, Protomaps, Shortbread) are drawn by name of their layers; what none of the rules
   names is not drawn. Labels are drawn as text on a canvas, never as markup. */
window.iocBasemap = (function () {
  const map = window.iocMap;
  const { make } = window.iocLabels;
  const pane = map.createPane("base");
  pane.style.zIndex = 210;
  const credit = make("div", "credit");
  document.body.appendChild(credit);
  let layer = null;

  const MAJOR = ["motorway", "trunk", "primary", "highway", "major_road", "motorway_link", "trunk_link"];
  const MIDDLE = ["secondary", "tertiary", "medium_road", "primary_link"];
  const SETTLED = ["city", "town", "province", "state", "country", "region", "locality"];
  const first = (feature, ...names) => names.map((n) => feature.props[n]).find((v) => typeof v === "string") || "";
  const kind = (feature) => first(feature, "kind", "class");

  function paintRules(colour) {
    const fill = (dataLayer, name, filter) => ({ dataLayer, filter, symbolizer: new protomapsL.PolygonSymbolizer({ fill: colour(name) }) });
    const line = (dataLayer, name, width, minzoom, filter) => ({ dataLayer, minzoom, filter,
      symbolizer: new protomapsL.LineSymbolizer({ color: colour(name), width }) });
    const has = (list) => (z, f) => list.includes(kind(f));
    const roads = ["roads", "transportation", "streets"];
    const areas = (z, f) => f.geomType === protomapsL.GeomType.Polygon;
    return [
      fill("water", "water", areas), fill("ocean", "water"), fill("water_polygons", "water"),
      line("waterway", "water", 1.2, 9), line("water_lines", "water", 1.2, 9),
      line("water", "water", 1.2, 9, (z, f) => f.geomType === protomapsL.GeomType.Line),
      ...roads.map((r) => line(r, "street", 0.6, 13, (z, f) => !MAJOR.includes(kind(f)) && !MIDDLE.includes(kind(f)))),
      ...roads.map((r) => line(r, "street", 1.2, 11, has(MIDDLE))),
      ...roads.map((r) => line(r, "strong-line", (z) => (z < 11 ? 1 : 2), 6, has(MAJOR))),
      ...["boundaries", "boundary"].map((b) => line(b, "faint", 0.8, 0)),
    ];
  }

  function labelRules(colour) {
    const text = { labelProps: ["name:vi", "name"], fill: colour("secondary"), stroke: colour("canvas"), width: 2, font: "400 11px Inter" };
    const along = (dataLayer, minzoom) => ({ dataLayer, minzoom, symbolizer: new protomapsL.LineLabelSymbolizer(text) });
    const at = (dataLayer, filter) => ({ dataLayer, filter, symbolizer: new protomapsL.CenteredTextSymbolizer(text) });
    return [
      ...["places", "place", "place_labels"].map((p) => at(p, (z, f) => SETTLED.includes(kind(f)))),
      ...["roads", "transportation_name", "street_labels"].map((r) => along(r, 14)),
    ];
  }

  /* Leaflet's own tile layer empties its pictures by a data: address, which the page's policy rightly refuses. */
  const Raster = L.GridLayer.extend({
    createTile(at, done) {
      const picture = make("img");
      picture.alt = "";
      picture.onload = picture.onerror = () => done(null, picture);
      picture.src = "/tile/" + at.z + "/" + at.x + "/" + at.y + "?n=" + this.options.number;
      return picture;
    },
  });

  function set(doc, colour) {
    if (layer) { layer.remove(); layer = null; }
    credit.textContent = doc ? doc.credit : "";
    credit.hidden = !doc || !doc.credit;
    document.documentElement.classList.toggle("based", Boolean(doc));
    if (!doc) return;
    const shared = { pane: "base", bounds: doc.bounds, minZoom: doc.min, maxZoom: map.getMaxZoom(), noWrap: true, attribution: "" };
    if (doc.vector) {
      layer = protomapsL.leafletLayer(Object.assign({ url: "/tile/{z}/{x}/{y}?n=" + doc.number, maxDataZoom: doc.max, paintRules: paintRules(colour), labelRules: labelRules(colour) }, shared));
    } else {
      layer = new Raster(Object.assign({ maxNativeZoom: doc.max, className: "raster", number: doc.number }, shared));
    }
    layer.addTo(map);
  }
  return { set };
})();
