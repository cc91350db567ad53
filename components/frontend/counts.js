const ROW = 26; // px, more where a presentation has room
const MOST = 40;
const AXIS = 40;

export default component(({ data, root, setTriggerValue }) => {
  const send = (click) => setTriggerValue("click", click);
  const chosen = new Set(data.chosen);
  const height = data.rows.length * ROW + AXIS;
  const fit = (target) => {
    const row = (fitted(target, height, 1, (data.rows.length * MOST + AXIS) / height) - AXIS) / data.rows.length;
    target.parentNode.style.setProperty("--row", `${row}px`);
    return Math.round(data.rows.length * row + AXIS);
  };

  function bar([code, name, label]) {
    // the last one, without a code, stands for all others and leads to them
    if (!code) return h("button", { key: "others", type: "button", class: "others", "data-code": "", onclick: () => send(data.others) },
      h("span", { class: "name" }, name), h("span", { class: "number" }, label));
    return h("button", {
      key: code, type: "button", "aria-pressed": String(chosen.has(code)), "data-code": code, title: name,
      onclick: (event) => { press(event); choose(code); },
    }, h("span", { class: "name" }, name), h("span", { class: "number" }, label));
  }

  function chart() {
    return [
      h("div", { key: "chart", class: "chart" },
        h("div", { class: "rows", role: "group", "aria-label": data.title }, data.rows.map(bar)),
        h("div", { key: "plot", class: "plot", role: "img", "aria-label": data.alt, style: `height:${height}px`, foreign: true })),
      data.fewer && h("button", { key: "fewer", type: "button", class: "quiet", onclick: () => send({ choose: { bars: "few" } }) }, data.fewer),
      data.hints.map((text) => h("p", { key: text, class: "small hint" }, text)),
    ];
  }

  patch(root, [
    heading(data.title,
      choices(data.unit.label, data.unit.options, data.unit.chosen, (unit) => send({ choose: { unit } })),
      choices(data.view.label, data.view.options, data.view.chosen, () => send({ toggle: data.view.toggle })), exportMenu(data.menu, send)),
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
    data.table ? twin(data.table, send) : data.empty ? emptied(data.empty, send) : chart(),
  ]);
  const target = root.querySelector(".plot");
  if (target) draw(target);

  function choose(code) {
    chosen.has(code) ? chosen.delete(code) : chosen.add(code);
    dimPlot(root.querySelector(".plot"), chosen);
    send({ toggle: ["relationships", code] });
  }

  function draw(target) {
    const pick = ({ points }) => root.querySelector(`.rows [data-code="${points[0].customdata}"]`)?.click();
    target.events = { plotly_click: pick };
    drawPlot(target, {
      script: data.script, figure: JSON.stringify(data.figure), events: target.events,
      size: () => fit(target),
      adapt: (layout) => { layout.yaxis.range = [data.rows.length - 0.5, -0.5]; },
      after: () => dimPlot(target, chosen),
    });
  }
});
