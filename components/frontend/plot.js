// Plotly in a component: one script for the whole page, a figure drawn in place, what is not chosen dimmed.

function loadPlotly(script) {
  window.shuangbianPlotly ??= new Promise((resolve, reject) => {
    const node = document.createElement("script");
    node.src = new URL(script, document.baseURI).href;
    node.onload = () => resolve(window.Plotly);
    node.onerror = reject;
    document.head.append(node);
  });
  return window.shuangbianPlotly;
}

/** The texts that plot.packed of Python made short. */
function unpacked({ texts, forms }) {
  const long = (text) => {
    if (typeof text !== "string") return text.map(long);
    const [head, tail, ...numbers] = text.split("|");
    return [head, tail].map((form) => forms[form].map((piece, index) => (index ? numbers.shift() + piece : piece)).join("")).join("");
  };
  return texts.map(long);
}

/** Lines of Plotly's text as the plain text of a tooltip. */
function tooltip(lines) {
  const parts = { "<br>": " · ", "<b>": "", "</b>": "", "&lt;": "<", "&gt;": ">", "&amp;": "&" };
  return lines.replace(/<br>|<\/?b>|&(?:lt|gt|amp);/g, (part) => parts[part]);
}

const sources = new Map();

/** The JSON at an address below the page, which is loaded once. */
function loaded(address) {
  if (!sources.has(address)) sources.set(address, fetch(new URL(address, document.baseURI)).then((answer) => answer.json()));
  return sources.get(address);
}

/** A trace as Plotly takes it: texts at full length, and what stands at its `source`. */
async function completed({ source, hovertext, ...trace }) {
  return { ...trace, ...(hovertext && { hovertext: unpacked(hovertext) }), ...(source && await loaded(source)) };
}

/** How high a plot is: as it wants to be, or in a presentation as high as the screen has room, from `least` of that
 * to `most`. */
function fitted(target, height, least = 0.7, most = 1.6) {
  const page = document.documentElement;
  if (page.dataset.mode !== "present") return height;
  const scale = Number(page.style.getPropertyValue("--stage-scale")) || 1;
  const above = target.getBoundingClientRect().top + (document.querySelector("[data-testid=stMain]")?.scrollTop ?? 0);
  return Math.round(Math.min(most * height, Math.max(least * height, (window.innerHeight - above) / scale - 24)));
}

/** Draw `figure` (JSON) into `target` in the font of the page, `size(width)` high; `after` runs when it stands
 * there, also after another width. `events` are its listeners by Plotly's names. */
async function drawPlot(target, { script, figure, size, adapt, after, events }) {
  const Plotly = await loadPlotly(script);
  if (!target.isConnected) return;
  Object.assign(target, { after, sizeOf: size });
  const height = size(target.clientWidth);
  target.style.height = `${height}px`;
  if (target.figure !== figure || target.drawnHeight !== height) {
    const font = { family: getComputedStyle(target).fontFamily, size: 13 };
    const { data, layout } = JSON.parse(figure);
    Object.assign(layout, { width: target.clientWidth, height, font, hoverlabel: { align: "left", font } });
    adapt?.(layout);
    const traces = await Promise.all(data.map(completed));
    if (!target.isConnected) return;
    await Plotly.react(target, traces, layout, { displayModeBar: false, doubleClick: false });
    Object.assign(target, { figure, drawnWidth: layout.width, drawnHeight: height });
  }
  after();
  for (const name of Object.keys(events)) { // a figure of another kind of trace loses its listeners
    target.removeAllListeners(name);
    target.on(name, (event) => target.events[name](event, Plotly));
  }
  if (target.watched) return;
  target.watched = new ResizeObserver(() => {
    if (!target.isConnected || !target.clientWidth || target.clientWidth === target.drawnWidth) return;
    target.drawnWidth = target.clientWidth;
    target.drawnHeight = target.sizeOf(target.clientWidth);
    target.style.height = `${target.drawnHeight}px`;
    Plotly.relayout(target, { width: target.clientWidth, height: target.drawnHeight }).then(() => target.after());
  });
  target.watched.observe(target);
}

/** Dim the points whose customdata, and the traces whose meta, is not among `chosen`; with none of them chosen,
 * none. */
function dimPlot(target, chosen) {
  const traces = [...target.querySelectorAll(".trace")].map((group) => group.__data__?.[0]?.trace).filter(Boolean);
  const some = traces.some(({ meta, customdata }) => [meta, customdata].flat(Infinity).some((key) => chosen.has(key)));
  const opacity = (key) => (!some || key === undefined || key === null || chosen.has(key) ? "" : "0.3");
  for (const group of target.querySelectorAll(".trace")) {
    const trace = group.__data__?.[0]?.trace;
    if (!trace) continue;
    group.style.opacity = typeof trace.meta === "string" ? opacity(trace.meta) : "";
    if (!Array.isArray(trace.customdata)) continue;
    for (const point of group.querySelectorAll(".point, .textpoint")) {
      const faint = opacity(trace.customdata[point.__data__?.i]);
      point.style.opacity = faint && point.matches(".textpoint") ? "0.7" : faint; // a name stays readable
    }
  }
}
