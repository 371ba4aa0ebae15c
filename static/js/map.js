// The map of the catalogue, and pressing on a map where a place is. Both pages work without it.
(() => {
  "use strict";

  const CLOSE = 15; // zoom where one house fills the view
  const COUNTRY = [61, 60];
  const INSIDE = 5; // so far, in pixels, a name may reach under the edge of a mark
  let shown = null;

  const text = (tag, className, words) => {
    const node = document.createElement(tag);
    node.className = className;
    node.textContent = words;
    return node;
  };

  // A map on its ground: pictures where the portal has some, plain paper where it has none.
  const ground = (box) => {
    box.hidden = false;
    const map = L.map(box, { zoomControl: false, attributionControl: false, maxZoom: 18, zoomSnap: 0.25, scrollWheelZoom: false });
    const { zoomIn, zoomOut, tiles, attribution } = box.dataset;
    L.control.zoom({ zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(map);
    const scale = L.control.scale({ imperial: false });
    const write = scale._updateScale;
    scale._updateScale = (line, words, ratio) =>
      write.call(scale, line, words.replace(/k?m/, (unit) => box.dataset[unit]), ratio);
    scale.addTo(map);
    if (tiles) {
      L.control.attribution({ prefix: false }).addTo(map);
      L.tileLayer(tiles, { attribution, maxZoom: 18 }).addTo(map);
    }
    return map;
  };

  // A word on the map that nobody can press.
  const label = (map, point, words, className) =>
    L.marker(point, {
      icon: L.divIcon({ className: "map-label", iconSize: null, html: text("span", className, words) }),
      interactive: false,
      keyboard: false,
      zIndexOffset: -1000,
    }).addTo(map);

  const touch = (one, other) =>
    one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

  // A name stands below its mark, or above it; one that would still touch another waits until the
  // reader comes closer.
  const spread = (map, labels) => {
    const taken = [...map.getContainer().querySelectorAll(".map-mark")].map((node) => {
      const { left, right, top, bottom } = node.getBoundingClientRect();
      return { left: left + INSIDE, right: right - INSIDE, top: top + INSIDE, bottom: bottom - INSIDE };
    });
    for (const one of labels) {
      const words = one.getElement().firstElementChild;
      const stands = ["", "map-above"].some((where) => {
        words.classList.toggle("map-above", where !== "");
        return !taken.some((other) => touch(words.getBoundingClientRect(), other));
      });
      words.classList.toggle("map-covered", !stands);
      if (stands) taken.push(words.getBoundingClientRect());
    }
  };

  const spreadAlways = (map, labels) => {
    spread(map, labels);
    map.on("zoomend", () => spread(map, labels));
  };

  const middle = (points) => [0, 1].map((i) => points.reduce((sum, point) => sum + point[i], 0) / points.length);

  const pointOf = (node) => [Number(node.dataset.latitude), Number(node.dataset.longitude)];

  const TOUCH = 40; // marks nearer than this, in pixels, cover each other and become one

  // What stands together on the screen, under one mark.
  const together = (map, spots) => {
    const marks = [];
    for (const spot of spots) {
      const at = map.latLngToLayerPoint(pointOf(spot));
      const known = marks.find((one) => one.at.distanceTo(at) < TOUCH);
      if (known) known.spots.push(spot);
      else marks.push({ at, spots: [spot] });
    }
    return marks.map((one) => one.spots);
  };

  const programs = (spots) => spots.reduce((sum, spot) => sum + Number(spot.dataset.number), 0);

  const mark = (layer, spots) => {
    const number = programs(spots);
    const marker = L.marker(middle(spots.map(pointOf)), {
      icon: L.divIcon({ className: "map-mark", iconSize: [36, 36], html: text("span", "", number) }),
      riseOnHover: true,
    });
    marker.bindPopup(() => {
      const inside = document.createElement("div");
      for (const spot of spots) inside.append(...[...spot.children].map((child) => child.cloneNode(true)));
      return inside;
    }, { maxHeight: 260, maxWidth: 260 });
    marker.addTo(layer);
    const button = marker.getElement();
    button.setAttribute("aria-label", spots.map((spot) => spot.dataset.name).join("; "));
    button.addEventListener("keydown", (event) => {
      if (event.key === " ") {
        event.preventDefault();
        marker.openPopup();
      }
    });
    return marker;
  };

  // Whoever opens a mark by keys reads it at once, and comes back to it.
  const lead = (map, box) => {
    map.on("popupopen", ({ popup }) => {
      const node = popup.getElement();
      node.querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", box.dataset.close);
      if (box.contains(document.activeElement)) node.querySelector("a[href]:not([role])")?.focus();
    });
    map.on("popupclose", ({ popup }) => {
      if (popup.getElement()?.contains(document.activeElement)) popup._source?.getElement()?.focus();
    });
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") map.closePopup();
    });
  };

  const drawFound = (box) => {
    const spots = [...document.querySelectorAll("[data-spot]")];
    const here = box.dataset.latitude ? pointOf(box) : null;
    if (!spots.length && !here) return;
    shown?.remove();
    const map = (shown = ground(box));
    const points = spots.map(pointOf);
    map.fitBounds(L.latLngBounds(here ? [...points, here] : points), { padding: [48, 48], maxZoom: CLOSE });
    const labels = here ? [label(map, here, box.dataset.here, "map-here")] : [];
    if (!box.dataset.tiles) {
      const towns = [...document.querySelectorAll("[data-settlement]")]
        .map((section) => ({ name: section.dataset.settlement, its: [...section.querySelectorAll("[data-spot]")] }))
        .filter((town) => town.its.length)
        .sort((one, other) => programs(other.its) - programs(one.its));
      for (const { name, its } of towns) labels.push(label(map, middle(its.map(pointOf)), name, "map-town"));
    }
    if (here) {
      L.circleMarker(here, { radius: 6, interactive: false, className: "map-dot" }).addTo(map);
      const within = Number(box.dataset.within) * 1000;
      if (within) L.circle(here, { radius: within, interactive: false, className: "map-circle" }).addTo(map);
    }
    const marks = L.layerGroup().addTo(map);
    const regroup = () => {
      marks.clearLayers();
      for (const some of together(map, spots)) mark(marks, some);
    };
    regroup();
    map.on("zoomend", regroup);
    spreadAlways(map, labels);
    lead(map, box);
    const hint = document.querySelector("[data-map-hint]");
    if (hint) hint.hidden = false;
  };

  // A press on the map, or the device itself, says where the place is; the field can be typed too.
  const drawPicker = (box) => {
    const field = document.querySelector("[data-point]");
    const towns = JSON.parse(document.getElementById("picker-towns")?.textContent ?? "[]");
    if (!field) return;
    const decimals = Number(box.dataset.decimals);
    const read = () => {
      const pair = field.value.match(/^\s*(-?\d+[.,]?\d*)[\s,;]+(-?\d+[.,]?\d*)\s*$/);
      return pair ? pair.slice(1).map((part) => Number(part.replace(",", "."))) : null;
    };
    const map = ground(box);
    const pin = L.circleMarker(COUNTRY, { radius: 9, interactive: false, className: "map-dot" });
    const put = (point) => pin.setLatLng(point).addTo(map);
    const choose = (latitude, longitude) => {
      field.value = `${latitude.toFixed(decimals)}, ${longitude.toFixed(decimals)}`;
      put(read());
    };
    const labels = towns.map((town) => label(map, [town.latitude, town.longitude], town.name, "map-town"));
    const hint = document.querySelector("[data-map-hint]");
    if (hint) hint.hidden = false;
    const known = read();
    if (known) {
      map.setView(known, CLOSE);
      put(known);
    } else if (towns.length) {
      map.fitBounds(L.latLngBounds(towns.map((town) => [town.latitude, town.longitude])), { padding: [48, 48], maxZoom: 12 });
    } else {
      map.setView(COUNTRY, 3);
    }
    spreadAlways(map, labels);
    map.on("click", ({ latlng }) => choose(latlng.lat, latlng.lng));
    field.addEventListener("change", () => read() && map.setView(put(read()).getLatLng()));
    const button = document.querySelector("[data-my-position]");
    if (!button || !navigator.geolocation) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          choose(coords.latitude, coords.longitude);
          map.setView(read(), CLOSE);
        },
        () => (document.querySelector("[data-no-position]").hidden = false),
      );
    });
  };

  const draw = () => {
    const found = document.querySelector("[data-map]");
    if (found && !found.classList.contains("leaflet-container")) drawFound(found);
    const picker = document.querySelector("[data-picker]");
    if (picker && !picker.classList.contains("leaflet-container")) drawPicker(picker);
  };
  draw();
  document.addEventListener("htmx:afterSettle", draw);
})();
