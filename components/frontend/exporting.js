// What is taken away: files as Python made them, and pictures, which the browser puts together.

/** The menu of what a view can be taken away as. `menu` is {label, kinds: [[kind, name, title]]}; without one, nothing. */
function exportMenu(menu, send) {
  return menu && h("details", { key: "export", class: "menu", ...folding() },
    h("summary", { title: menu.label }, menu.label),
    h("div", { class: "items" }, menu.kinds.map(([kind, name, title]) => h("button", {
      key: kind, type: "button", class: "item", title, "data-export": kind,
      onclick: (event) => { event.currentTarget.setAttribute("aria-busy", "true"); send({ export: kind }); },
    }, h("b", {}, name), h("span", { class: "small" }, title)))));
}

/** What makes a `details` a menu: Escape, or the focus or a click elsewhere, closes it. */
function folding() {
  return {
    onkeydown: (event) => {
      if (event.key !== "Escape" || !event.currentTarget.open) return;
      event.stopPropagation();
      event.currentTarget.open = false;
      event.currentTarget.firstChild.focus();
    },
    onfocusout: (event) => { if (event.relatedTarget && !event.currentTarget.contains(event.relatedTarget)) event.currentTarget.open = false; },
    ontoggle: ({ currentTarget: menu }) => {
      const elsewhere = (event) => {
        if (menu.isConnected && menu.open && event.composedPath().includes(menu)) return;
        menu.open = false;
        document.removeEventListener("pointerdown", elsewhere);
      };
      if (menu.open) document.addEventListener("pointerdown", elsewhere);
    },
  };
}

/** Hand over what Python answered: {file, mime, base64}, or a picture {file, kind, svg, width, height, figure, script}. */
async function deliver(root, answer) {
  try {
    if (answer.base64 !== undefined) save(answer.file, new Blob([bytesOf(answer.base64)], { type: answer.mime }));
    else if (answer.svg !== undefined) await deliverPicture(answer);
  } finally {
    for (const button of root.querySelectorAll("[aria-busy]")) {
      button.removeAttribute("aria-busy");
      const menu = button.closest("details");
      if (menu) menu.open = false;
    }
  }
}

async function deliverPicture({ file, kind, svg, width, height, figure, script }) {
  const inside = figure ? await figureSvg(script, figure) : "";
  const picture = new Blob([svg.replace(SLOT, () => inside)], { type: "image/svg+xml" });
  save(file, kind === "png" ? await rasterised(picture, width, height) : picture);
}

const SLOT = "<!-- body -->"; // where the frame of components/pictures.py takes the chart

/** A figure as the text of an SVG, drawn by Plotly without a page. */
async function figureSvg(script, { data, layout }) {
  const Plotly = await loadPlotly(script);
  const traces = await Promise.all(data.map(completed));
  const text = await Plotly.toImage({ data: traces, layout }, { format: "svg", width: layout.width, height: layout.height, imageDataOnly: true });
  return text.slice(text.indexOf("<svg"));
}

/** An SVG as a PNG of twice its size, for print and for sharp screens. */
async function rasterised(picture, width, height) {
  const image = new Image();
  const address = URL.createObjectURL(picture);
  image.src = address;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: 2 * width, height: 2 * height });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(address);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** Save a file. */
function save(file, blob) {
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(blob);
  anchor.download = file;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 1000);
}
