// What a newcomer is told: the line at first, and the panel behind “?”.

const SEEN = "shuangbian.seen"; // in the browser: that the line was put away

function isNew() {
  try { return !localStorage.getItem(SEEN); } catch { return false; }
}

function putAway() {
  try { localStorage.setItem(SEEN, "1"); } catch { /* a page in a frame may keep nothing */ }
}

function hintLine({ text, tour, away }, send, render) {
  return h("p", { key: "hint", class: "hint" }, text, " ",
    tour && h("button", { key: "tour", type: "button", class: "link", onclick: () => { putAway(); send(tour.click); } }, tour.text),
    h("button", { key: "away", type: "button", class: "sign", "aria-label": away, title: away, onclick: () => { putAway(); render(); } }, "×"));
}

function guidePanel(guide, send, close) {
  return [
    h("section", { key: "examples" }, h("h2", {}, guide.examplesTitle), h("ul", { class: "plain" }, guide.examples.map(({ text, click }) =>
      h("li", { key: text }, h("button", { type: "button", class: "link", onclick: () => { close(); send(click); } }, text))))),
    h("section", { key: "meanings" }, h("h2", {}, guide.meaningsTitle), h("dl", {}, guide.meanings.map(([name, what]) =>
      [h("dt", {}, name), h("dd", {}, what)]))),
    h("section", { key: "keys" }, h("h2", {}, guide.keysTitle), h("dl", { class: "keys" }, guide.keys.map(([keys, what]) =>
      [h("dt", {}, keys.map((key, index) => [index > 0 && " ", h("kbd", {}, key)])), h("dd", {}, what)]))),
    h("p", { key: "health", class: "small health" }, guide.health),
  ];
}
