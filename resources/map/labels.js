"use strict";
/* Drawn shapes, and labels that never cover each other. Text is only ever set by textContent. */
window.iocLabels = (function () {
  const NS = "http://www.w3.org/2000/svg";
  const pen = document.createElement("canvas").getContext("2d");

  function make(tag, name, text) {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (text !== undefined) element.textContent = String(text);
    return element;
  }

  /* shape: diamond (overdue), triangle, dot, ring, cross; size in pixels; colour is a custom property. */
  function shape(kind, size, colour, outline) {
    const svg = document.createElementNS(NS, "svg");
    svg.setAttribute("width", size);
    svg.setAttribute("height", size);
    svg.setAttribute("viewBox", "-5 -5 10 10");
    let mark;
    if (kind === "dot" || kind === "ring") {
      mark = document.createElementNS(NS, "circle");
      mark.setAttribute("r", kind === "ring" ? 3.6 : 3.4);
    } else {
      mark = document.createElementNS(NS, "path");
      mark.setAttribute("d", {
        diamond: "M0-4.6 4.6 0 0 4.6-4.6 0Z",
        triangle: "M0-4.2 4.6 4-4.6 4Z",
        cross: "M-5 0H-1.5M1.5 0H5M0-5V-1.5M0 1.5V5",
      }[kind]);
    }
    const paint = "var(--" + colour + ")";
    const hollow = kind === "ring" || kind === "cross";
    mark.style.fill = hollow ? "none" : paint;
    if (hollow) { mark.style.stroke = paint; mark.style.strokeWidth = 1.4; }
    if (outline) { mark.style.stroke = "var(--" + outline + ")"; mark.style.strokeWidth = 1.2; }
    svg.appendChild(mark);
    return svg;
  }

  function width(text, strong) {
    pen.font = (strong ? "600" : "400") + " 12px Inter";
    return pen.measureText(text).width;
  }

  /* What the labels lie on: the map, or (in lens.js) a part of it drawn larger. `whole`: none is cut at the edge. */
  function onMap(map) {
    const origin = map.getContainer().getBoundingClientRect();
    const taken = [...document.querySelectorAll(".cluster, .point")].map((mark) => {
      const b = mark.getBoundingClientRect();
      return [b.left - origin.left - 2, b.top - origin.top - 2, b.right - origin.left + 2, b.bottom - origin.top + 2];
    });
    return { size: map.getSize(), seen: (at) => map.latLngToContainerPoint(at), layer: (at) => map.latLngToLayerPoint(at), taken };
  }

  /* items: [{at: a place as the view takes it, name, value, strong, quiet, sea, mark, colour, chip, onchip}], most important first.
     One that would cover an earlier one is left out, but a chip keeps its count when its name has no room. */
  function place(view, pane, items) {
    const { size, taken } = view;
    const free = (b) => !taken.some((t) => b[0] < t[2] && b[2] > t[0] && b[1] < t[3] && b[3] > t[1]);
    const parts = document.createDocumentFragment();
    for (const item of items) {
      const seen = view.seen(item.at);
      if (seen.x < -60 || seen.y < -20 || seen.x > size.x + 60 || seen.y > size.y + 20) continue;
      const at = view.layer(item.at);
      const text = item.value ? item.name + " " + item.value : item.name;
      const half = width(text, item.strong) / 2 + 2;
      const tall = item.mark ? 24 : 16;
      let shift = 0;
      if (item.chip) {
        const reach = width(item.chip, true) / 2 + 14;
        const box = [seen.x - reach, seen.y - 10, seen.x + reach, seen.y + 10];
        if (!free(box)) continue;
        taken.push(box);
        const chip = make("div", "chip");
        chip.appendChild(shape("diamond", 9, "at-risk"));
        chip.appendChild(make("span", "", item.chip));
        chip.style.left = at.x + "px";
        chip.style.top = at.y + "px";
        if (item.onchip) chip.addEventListener("click", item.onchip);
        L.DomEvent.disableClickPropagation(chip);
        parts.appendChild(chip);
        shift = 19;
      }
      const box = [seen.x - half, seen.y + shift - tall / 2, seen.x + half, seen.y + shift + tall / 2];
      if (!text || !free(box)) continue;
      if (view.whole && (box[0] < 2 || box[1] < 2 || box[2] > size.x - 2 || box[3] > size.y - 2)) continue;
      taken.push(box);
      const label = make("div", "label" + (item.strong ? " strong" : "") + (item.quiet ? " quiet" : "") + (item.sea ? " sea" : ""));
      if (item.mark) label.appendChild(shape(item.mark, 10, item.colour, "canvas"));
      label.appendChild(make("span", "", text));
      label.style.left = at.x + "px";
      label.style.top = at.y + shift + "px";
      parts.appendChild(label);
    }
    pane.replaceChildren(parts);
  }

  return { make, shape, place, onMap };
})();
