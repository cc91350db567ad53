// What is taken away: files as Python made them, and pictures, which the browser puts together.

/** The menu of what a view can be taken away as, and what became of it. `menu` is {label, busy, kinds: [[kind, name, what it gives]]};
 * without one, nothing. */
function exportMenu(menu, send) {
  return menu && h("span", { key: "export", class: "export" },
    h("details", { class: "menu", ...folding() },
      h("summary", {}, menu.label),
      h("div", { class: "items" }, menu.kinds.map(([kind, name, gives]) => h("button", {
        key: kind, type: "button", class: "item", "data-export": kind, onclick: (event) => ask(event, kind, send),
      }, h("span", {}, name), h("span", { class: "small gives" }, gives), h("span", { class: "small busy" }, menu.busy))))),
    h("span", { class: "small told", "aria-live": "polite", foreign: true }));
}

/** Ask for a file of a kind; what is asked for twice is made once. */
function ask({ currentTarget: button }, kind, send) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  send({ export: kind });
}

/** Hand over what Python answered: {file, mime, base64}, or a picture {file, svg, width, height, scale, figure, script}, or
 * {failed: why}; and say so. A file is saved whole or not at all. */
async function deliver(root, answer) {
  if (!answer.saved) return; // what a panel shows
  let told = answer.failed ?? answer.saved;
  try {
    if (!answer.failed) save(answer.file, answer.svg === undefined ? new Blob([bytesOf(answer.base64)], { type: answer.mime }) : await picture(answer));
  } catch (error) {
    console.error(error);
    told = answer.unmade;
  }
  rested(root);
  const status = root.querySelector(".told");
  if (!status) return;
  status.textContent = told;
  clearTimeout(status.resting);
  status.resting = setTimeout(() => { status.textContent = ""; }, 8000);
}

/** Nothing is being made any more: the menu closes, and the focus stays with it. */
function rested(root) {
  for (const button of root.querySelectorAll("[data-export][aria-busy]")) {
    button.removeAttribute("aria-busy");
    const menu = button.closest("details");
    if (!menu) continue;
    const within = menu.contains(root.getRootNode().activeElement);
    menu.open = false;
    if (within) menu.firstChild.focus();
  }
}

async function picture({ file, svg, width, height, scale, figure, script }) {
  const inside = figure ? await figureSvg(script, figure) : "";
  const drawing = new Blob([svg.replace(SLOT, () => inside)], { type: "image/svg+xml" });
  return file.endsWith(".png") ? rasterised(drawing, width, height, scale) : drawing;
}

const SLOT = "<!-- body -->"; // where the frame of components/pictures.py takes the chart

/** A figure as the text of an SVG, drawn by Plotly without a page. */
async function figureSvg(script, { data, layout }) {
  const Plotly = await loadPlotly(script);
  const traces = await Promise.all(data.map(completed));
  await document.fonts.ready; // Plotly measures with it
  const text = await Plotly.toImage({ data: traces, layout }, { format: "svg", width: layout.width, height: layout.height, imageDataOnly: true });
  return text.slice(text.indexOf("<svg"));
}

/** An SVG as a PNG, larger by `scale`, for print and for sharp screens. */
async function rasterised(drawing, width, height, scale) {
  const image = new Image();
  const address = URL.createObjectURL(drawing);
  try {
    image.src = address;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: scale * width, height: scale * height });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    if (!blob) throw new Error("no canvas of this size");
    return blob;
  } finally {
    URL.revokeObjectURL(address);
  }
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
