// What is handed round of what is shown: the link, the short link, a code for the room, and views to embed.

function sharePanel(share, send, close, { root, showLarge }) {
  const field = (label, value) => h("input", { class: "field", readonly: true, value, "aria-label": label, onfocus: (event) => event.target.select() });
  const copying = (label, value, name) => h("button", {
    type: "button", class: "way", "data-copy": name, "aria-label": `${share.copy}: ${label}`, onclick: (event) => copy(event, value, share.copied),
  }, share.copy);
  return [
    share.warning && h("p", { key: "warning", class: "warning" }, share.warning),
    share.own && h("p", { key: "own", class: "warning" }, share.own),
    h("div", { key: "room", class: "room" },
      share.code
        ? h("figure", { key: "code", class: "code" }, codePicture(share.code, share.codeLabel), h("figcaption", {}, h("h2", {}, share.codeTitle), h("div", { class: "ways" },
          h("button", { key: "large", type: "button", class: "way", "data-large": "", onclick: () => showLarge(true) }, share.large),
          ["SVG", "PNG"].map((kind) => h("button", { key: kind, type: "button", class: "way", "data-code": kind, onclick: () => saveCode(share.code, kind) }, kind)))))
        : h("p", { key: "none", class: "small" }, share.noCode),
      h("div", { key: "links", class: "links" },
        h("section", { key: "link" }, h("h2", {}, share.linkTitle), h("div", { class: "copying" }, field(share.linkTitle, share.link), copying(share.linkTitle, share.link, "link")),
          h("p", { class: "small" }, share.linkNote)),
        h("section", { key: "short" }, h("h2", {}, share.shortTitle), h("div", { class: "copying" }, h("p", { class: "spoken" }, share.said), copying(share.shortTitle, share.short, "short")),
          share.left && h("p", { class: "small" }, share.left)))),
    share.actions.length > 0 && h("section", { key: "actions" }, h("h2", {}, share.actionsTitle), h("div", { class: "ways" }, share.actions.map(([kind, label, title]) =>
      h("button", { key: kind, type: "button", class: "way", title, "data-export": kind, onclick: (event) => { event.currentTarget.setAttribute("aria-busy", "true"); send({ export: kind }); } }, label)))),
    share.embeds.length > 0 && h("section", { key: "embed" }, h("h2", {}, share.embedTitle), share.embeds.map(([name, code], index) =>
      h("div", { key: name, class: "copying" }, h("span", { class: "named" }, name), field(name, code), copying(name, code, `embed ${index}`)))),
  ];
}

/** The code as a picture: dark on white in every theme, as cameras want it. `rows` hold 1 for dark modules. */
function codePicture(rows, label) {
  return h("svg", { viewBox: `0 0 ${rows.length} ${rows.length}`, role: "img", "aria-label": label, "shape-rendering": "crispEdges" },
    h("rect", { width: rows.length, height: rows.length, fill: "#fff" }), h("path", { d: codePath(rows), fill: "#000" }));
}

/** The dark modules of each row, run by run. */
function codePath(rows) {
  return rows.flatMap((row, y) => [...row.matchAll(/1+/g)].map((run) => `M${run.index} ${y}h${run[0].length}v1h-${run[0].length}z`)).join("");
}

const CODE_SIDE = 600, CODE_SCALE = 2; // px of a code that is saved, and how much larger a PNG is

async function saveCode(rows, kind) {
  const text = `<svg xmlns="http://www.w3.org/2000/svg" width="${CODE_SIDE}" height="${CODE_SIDE}" viewBox="0 0 ${rows.length} ${rows.length}" shape-rendering="crispEdges">`
    + `<rect width="${rows.length}" height="${rows.length}" fill="#fff"/><path d="${codePath(rows)}" fill="#000"/></svg>`;
  const picture = new Blob([text], { type: "image/svg+xml" });
  save(`shuangbian-code.${kind.toLowerCase()}`, kind === "PNG" ? await rasterised(picture, CODE_SIDE, CODE_SIDE, CODE_SCALE) : picture);
}

/** The code over the whole screen. Escape and a button close it; nothing else is kept from anybody. */
function codeLarge(share, hide) {
  return h("div", {
    key: "large", class: "large", role: "dialog", "aria-label": share.codeTitle, tabindex: "-1", popover: "manual",
    onkeydown: (event) => { if (event.key === "Escape") { event.preventDefault(); hide(); } },
  }, codePicture(share.code, share.codeLabel), h("p", {}, share.said), h("button", { type: "button", class: "way", onclick: hide }, share.close));
}
