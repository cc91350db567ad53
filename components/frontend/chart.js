// Any figure, with lists of real buttons beside it. A point and a row with the same key do the same:
// `data.clicks[key]` says what, `data.undo[key]` what a second click does.
export default component(({ data, root, setTriggerValue }) => {
  const chosen = new Set(data.chosen ?? []);
  const send = (click) => setTriggerValue("click", click);
  const lists = data.lists ?? [];
  const clicks = { ...data.clicks };
  for (const [field, keys] of Object.entries(data.toggles)) for (const key of keys) clicks[key] = { toggle: [field, key] };
  const titles = new Map((data.figure?.data ?? []).flatMap(({ customdata, hovertext }) =>
    hovertext && typeof customdata?.[0] === "string" ? unpacked(hovertext).map((text, index) => [customdata[index], tooltip(text)]) : []));

  function pick(key) {
    const click = (chosen.has(key) && data.undo?.[key]) || clicks[key];
    if (!click) return;
    chosen.has(key) ? chosen.delete(key) : chosen.add(key);
    for (const row of root.querySelectorAll("button[data-key]")) row.setAttribute("aria-pressed", String(chosen.has(row.dataset.key)));
    const target = root.querySelector(".plot");
    if (target) dimPlot(target, chosen);
    send(click);
  }

  function control({ field, label, options, chosen: value, as }) {
    const choose = (wanted) => send({ choose: { [field]: wanted } });
    return as === "select" ? selection(label, options, value, choose)
      : h("span", { class: "named" }, h("span", { class: "small" }, label), choices(label, options, value, choose));
  }

  /** A line to type a value of a field into; Enter sends it. */
  function typed({ field, label, placeholder, value }) {
    return h("form", {
      key: "input", class: "named",
      onsubmit: (event) => {
        event.preventDefault();
        const wanted = event.currentTarget.querySelector("input").value.trim();
        if (wanted !== value) send({ choose: { [field]: wanted } });
      },
    }, h("span", { class: "small" }, label), h("input", { type: "search", "aria-label": label, placeholder, value, autocomplete: "off" }));
  }

  function row({ key, name, numbers, title, colour, mark, bar, segments, action }) {
    const inside = [
      h("span", { class: "name" }, colour && (mark ? h("i", { class: "mark", "aria-hidden": "true", style: `color:${colour}` }, mark)
        : h("i", { class: "dot", style: `background:${colour}` })),
        segments ? segments.map(([text, kind]) => kind ? h("span", { class: kind }, text) : text) : name),
      bar !== undefined && bar !== null && h("span", { class: "bar" }, h("i", { style: `width:${100 * bar}%;${colour ? `background:${colour}` : ""}` })),
      (numbers ?? []).map((number) => h("span", { class: "number" }, number)),
    ];
    return h("li", { key }, clicks[key]
      ? h("button", { type: "button", title, "data-key": key, "aria-pressed": String(chosen.has(key)), onclick: () => pick(key) }, inside)
      : h("div", { title }, inside),
    action && h("button", { type: "button", class: "quiet small action", title: action.title, "aria-label": action.title, onclick: () => send(action.click) }, action.text));
  }

  function list({ title, columns, rows, side, note, tall, wrap }) {
    const widest = Math.max(0, ...rows.map((each) => (each.numbers ?? []).length));
    const bars = rows.some((each) => each.bar !== undefined && each.bar !== null);
    const actions = rows.some((each) => each.action);
    const template = `minmax(6.5em,1fr)${bars ? " minmax(1.5em,3.5em)" : ""}${" fit-content(6em)".repeat(widest + actions)}`;
    return h("section", { key: title, class: `list${actions ? " acting" : ""}${wrap ? " wrap" : ""}`, style: `--columns:${template}${tall ? `;--tall:${tall}px` : ""}` },
      h("ul", {}, h("li", { key: " title" }, h("div", { class: "columns" },
        h("h3", { class: "name" }, title), bars && h("span", {}), (columns ?? []).map((name) => h("span", { class: "number small" }, name)))),
        note && h("li", { key: " note" }, h("p", { class: "small" }, note)),
        rows.map((each) => row({ title: titles.get(each.key), ...each }))));
  }

  function render() {
    const side = lists.filter((each) => each.side);
    const below = lists.filter((each) => !each.side);
    patch(root, [
      heading(data.title, data.hint && h("span", { class: "small hint" }, data.hint), data.input && typed(data.input), (data.controls ?? []).map(control),
        data.view && choices(data.view.label, data.view.options, data.view.chosen, () => send({ toggle: data.view.toggle })), exportMenu(data.menu, send)),
      (data.notes ?? []).map((text) => h("p", { key: text, class: "small note" }, text)),
      data.empty ? emptied(data.empty, send) : data.table ? twin(data.table, send)
        : h("div", { key: "both", class: side.length ? "both" : "alone" },
          data.figure && h("div", { key: "plot", class: "plot", role: "img", "aria-label": data.alt, style: data.aspect ? `aspect-ratio:${data.aspect}` : `height:${data.height}px`, foreign: true }),
          side.length > 0 && h("div", { key: "side", class: "side" }, side.map(list))),
      !data.empty && below.length > 0 && h("div", { key: "below", class: "below" }, below.map(list)),
    ]);
    const target = root.querySelector(".plot");
    if (target) draw(target);
  }

  function draw(target) {
    target.events = {
      plotly_click: ({ points }) => { const key = points[0]?.customdata ?? points[0]?.data?.meta; if (key) pick(String(key)); },
      plotly_selected: (event, Plotly) => {
        const [first, last] = event?.range?.x ?? [];
        Plotly.relayout(target, { selections: [] });
        if (first === undefined) return;
        const bins = data.brush.bins;
        const from = Math.max(0, Math.ceil(Math.min(first, last) - 0.5)), to = Math.min(bins.length - 1, Math.floor(Math.max(first, last) + 0.5));
        if (from <= to) send({ choose: { since: bins[from][0], until: bins[to][1] } });
      },
    };
    const steps = stepsOf(target);
    drawPlot(target, {
      script: data.script, figure: narrowed(steps), events: target.events,
      size: (width) => fitted(target, data.aspect ? Math.round(width / data.aspect) : data.height, 0.7, data.aspect ? 1 : 1.6),
      adapt: (layout) => { if (data.brush) Object.assign(layout, { dragmode: "select", selectdirection: "h" }); },
      after: () => { dimPlot(target, chosen); if (stepsOf(target).length !== steps.length) draw(target); },
    });
  }

  /** The steps of `data.narrow`, [{below: px, traces: {number: …}, layout: {name: …}}, …], that a plot is narrow enough for. */
  function stepsOf(target) {
    return (data.narrow ?? []).filter(({ below }) => target.clientWidth < below);
  }

  /** The figure with what `steps` have otherwise, one after the other. */
  function narrowed(steps) {
    const figure = structuredClone(data.figure);
    for (const { traces = {}, layout = {} } of steps) {
      for (const [index, own] of Object.entries(traces)) Object.assign(figure.data[index], own);
      for (const [name, own] of Object.entries(layout)) figure.layout[name] = { ...figure.layout[name], ...own };
    }
    return JSON.stringify(figure);
  }

  render();
});
