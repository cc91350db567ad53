const ROW = 26; // px
const AXIS = 40;

let plotly; // one script for all charts of the page

function loadPlotly(script) {
  plotly ??= new Promise((resolve, reject) => {
    const node = document.createElement("script");
    node.src = new URL(script, document.baseURI).href;
    node.onload = () => resolve(window.Plotly);
    node.onerror = reject;
    document.head.append(node);
  });
  return plotly;
}

export default function ({ data: sent, parentElement, setTriggerValue }) {
  const data = read(sent);
  const root = rootOf(parentElement);
  const send = (click) => setTriggerValue("click", click);
  const chosen = new Set(data.chosen);
  const lastChosen = data.rows.findLastIndex(([code]) => chosen.has(code));
  const local = root.local;

  function render() {
    const shown = local.all ? data.rows.length : Math.min(data.rows.length, Math.max(data.visible, lastChosen + 1));
    const hidden = data.rows.length - Math.min(data.rows.length, data.visible);
    patch(root, [
      heading(data.title,
        choices(data.unit.label, data.unit.options, data.unit.chosen, (unit) => send({ choose: { unit } })),
        choices(data.view.label, data.view.options, local.view ?? "chart",
          (view) => { local.view = view; render(); })),
      h("div", { key: "legend", class: "legend" },
        data.tag.options.map(([value, name, title]) => h("button", {
          key: value, type: "button", title, "aria-pressed": String(value === data.tag.chosen), class: `tag ${value}`,
          onclick: (event) => {
            if (value === data.tag.chosen) return;
            for (const other of event.currentTarget.parentNode.children) other.setAttribute("aria-pressed", "false");
            event.currentTarget.setAttribute("aria-pressed", "true");
            send({ choose: { tag: value } });
          },
        }, h("i", {}), name)),
        h("label", { key: "sort" }, h("span", { class: "hidden" }, data.sort.label),
          h("select", { value: data.sort.chosen, onchange: (event) => send({ choose: { sort: event.target.value } }) },
            data.sort.options.map(([value, name]) => h("option", { value, selected: value === data.sort.chosen }, name))))),
      local.view === "table" ? twin(data.table) : data.rows.length === 0
        ? h("p", { key: "empty" }, data.empty)
        : h("div", { key: "chart", class: "chart" },
          h("div", { class: "rows", role: "group", "aria-label": data.title }, data.rows.slice(0, shown).map(([code, name, label]) => h("button", {
            key: code, type: "button", "aria-pressed": String(chosen.has(code)), "data-code": code,
            onclick: (event) => { press(event); choose(code); },
          }, h("span", { class: "name" }, name), h("span", { class: "number" }, label)))),
          h("div", { key: "plot", class: "plot", role: "img", "aria-label": data.alt, style: `height:${shown * ROW + AXIS}px`, foreign: true })),
      local.view !== "table" && hidden > 0 && h("button", {
        key: "more", type: "button", class: "quiet", onclick: () => { local.all = !local.all; render(); },
      }, local.all ? data.fewer : `+ ${data.more}`),
    ]);
    const target = root.querySelector(".plot");
    if (target) drawPlot(target, shown);
  }

  function choose(code) {
    chosen.has(code) ? chosen.delete(code) : chosen.add(code);
    dim();
    send({ toggle: ["relationships", code] });
  }

  /** What is chosen keeps its full colour. */
  function dim() {
    for (const trace of root.querySelectorAll(".plot .trace.bars")) trace.querySelectorAll(".point").forEach((bar, index) => {
      bar.style.opacity = chosen.size === 0 || chosen.has(data.rows[index]?.[0]) ? 1 : 0.38;
    });
  }

  async function drawPlot(target, shown) {
    const Plotly = await loadPlotly(data.script);
    if (!target.isConnected) return;
    if (target.figure !== data.figure || target.shown !== shown) {
      const font = { family: getComputedStyle(root).fontFamily, size: 13 };
      const { data: traces, layout } = JSON.parse(data.figure);
      Object.assign(layout, { width: target.clientWidth, height: shown * ROW + AXIS, font, hoverlabel: { align: "left", font } });
      layout.yaxis.range = [shown - 0.5, -0.5];
      await Plotly.react(target, traces, layout, { displayModeBar: false });
      Object.assign(target, { figure: data.figure, shown, drawnWidth: layout.width });
    }
    dim();
    if (target.watched) return;
    target.on("plotly_click", ({ points }) => root.querySelector(`.rows [data-code="${points[0].customdata}"]`)?.click());
    target.watched = new ResizeObserver(() => {
      if (!target.isConnected || target.clientWidth === target.drawnWidth) return;
      target.drawnWidth = target.clientWidth;
      Plotly.relayout(target, { width: target.clientWidth }).then(dim);
    });
    target.watched.observe(target);
  }

  render();
}
