const ROW = 26; // px
const AXIS = 40;

export default component(({ data, root, setTriggerValue }) => {
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
            const button = event.currentTarget;
            if (button.getAttribute("aria-pressed") === "true") return;
            for (const other of button.parentNode.children) other.setAttribute("aria-pressed", String(other === button));
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
    if (target) draw(target, shown);
  }

  function choose(code) {
    chosen.has(code) ? chosen.delete(code) : chosen.add(code);
    dimPlot(root.querySelector(".plot"), chosen);
    send({ toggle: ["relationships", code] });
  }

  function draw(target, shown) {
    const pick = ({ points }) => root.querySelector(`.rows [data-code="${points[0].customdata}"]`)?.click();
    target.events = { plotly_click: pick };
    drawPlot(target, {
      script: data.script, figure: data.figure, events: target.events,
      size: () => shown * ROW + AXIS,
      adapt: (layout) => { layout.yaxis.range = [shown - 0.5, -0.5]; },
      after: () => dimPlot(target, chosen),
    });
  }

  render();
});
