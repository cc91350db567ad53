export default component(({ data, root, setTriggerValue }) => {
  const local = root.local;
  const { labels } = data;
  const send = (click) => setTriggerValue("click", click);
  const keyOf = (line) => `${line.id} ${line.start}`;

  /** The line under which the open paragraph stands: the one that was clicked, else its first. */
  function shown() {
    const its = data.lines.filter((line) => line.id === data.open?.id);
    return its.find((line) => keyOf(line) === local.line) ?? its[0];
  }

  function look(changes) {
    send({ choose: changes });
  }

  function toggle(event, line) {
    const closes = shown() === line;
    local.line = local.at = keyOf(line);
    for (const each of root.querySelectorAll(".line")) each.setAttribute("aria-expanded", "false");
    event.currentTarget.setAttribute("aria-expanded", String(!closes));
    if (!closes && data.open?.id === line.id) render(); // the same paragraph, from another of its lines
    else send({ choose: { paragraph: closes ? "" : line.id, kwic_page: data.page } });
  }

  /** Arrow keys, Home and End go from line to line. */
  function onkeydown(event) {
    const lines = [...root.querySelectorAll(".line")];
    const at = lines.indexOf(event.target);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: lines.length - 1 }[event.key];
    if (at < 0 || to === undefined || !lines[to]) return;
    event.preventDefault();
    lines[at].tabIndex = -1;
    lines[to].tabIndex = 0;
    lines[to].focus();
    local.at = lines[to].dataset.line;
  }

  function passage(each) {
    const { id, section, segments, tags, reader } = each;
    return h("div", { key: "open", class: "open", id: "open" },
      section && h("p", { key: "section", class: "small section" }, section),
      h("p", { key: "text", class: "text", lang: "zh-Hans" }, segments.map(segment)),
      h("div", { key: "notes", class: "notes" },
        h("div", { key: "tags", class: "tags" },
          tags.map((tag) => h("button", {
            key: tag.code, type: "button", title: tag.title, "data-code": tag.code, "aria-pressed": String(tag.pressed),
            onclick: (event) => { press(event); send({ toggle: ["relationships", tag.code], choose: { paragraph: id } }); },
          }, h("i", { class: tag.about ? "about" : "mentions", style: `color:${tag.colour}` }), tag.name)),
          tags.length === 0 && h("span", { key: "untagged", class: "small" }, labels.untagged)),
        citing(each, data.language, labels),
        h("button", { key: "reader", type: "button", class: "quiet", onclick: () => send(reader) }, labels.reader)));
  }

  function row(line, here, reached) {
    const key = keyOf(line);
    return h("li", { key, class: here ? "here" : null },
      h("button", {
        type: "button", class: "line", "data-line": key, "data-id": line.id, "aria-expanded": String(here), "aria-controls": here ? "open" : null,
        tabindex: reached ? "0" : "-1", title: [line.date, line.title, line.lines].filter(Boolean).join(" · "),
        onclick: (event) => toggle(event, line),
      },
        h("span", { class: "when" }, line.date && h("span", { class: "date" }, line.date), line.title ? h("span", { class: "title" }, line.title) : null, h("span", { class: "number" }, line.lines)),
        h("span", { class: "side left", lang: "zh-Hans" }, h("span", {}, line.left.map(segment))),
        h("span", { class: "keyword", lang: "zh-Hans" }, line.keyword),
        h("span", { class: "side right", lang: "zh-Hans" }, h("span", {}, line.right.map(segment)))),
      here && passage(data.open));
  }

  function box() {
    return h("form", {
      key: "form", class: "ask",
      onsubmit: (event) => {
        event.preventDefault();
        const wanted = event.currentTarget.querySelector("input").value.trim();
        if (wanted && wanted !== data.keyword) look({ keyword: wanted, paragraph: "" });
      },
    },
      h("label", {}, h("span", { class: "small" }, data.input.label),
        h("input", {
          key: "keyword", type: "search", placeholder: data.input.placeholder, list: "keywords", autocomplete: "off", maxlength: "100", lang: "zh-Hans",
          // one that is taken from the list needs no Enter
          oninput: (event) => { if ((event.inputType ?? "insertReplacementText") === "insertReplacementText") event.target.form.requestSubmit(); },
        })),
      h("datalist", { id: "keywords" }, data.input.suggestions.map((word) => h("option", { key: word, value: word }))),
      h("span", { class: "small", role: "status" }, data.count));
  }

  function render() {
    const here = shown();
    const reached = data.lines.find((line) => keyOf(line) === local.at) ?? here ?? data.lines[0];
    patch(root, [
      heading(data.title, data.range && h("span", { key: "range", class: "small" }, data.range),
        data.scope && choices(data.scope.label, data.scope.options, data.scope.chosen, (scope) => look({ scope, document: data.scope.id })),
        selection(data.context.label, data.context.options, data.context.chosen, (n) => send({ choose: { context: Number(n) } })),
        choices(data.sort.label, data.sort.options, data.sort.chosen, (kwic_sort) => look({ kwic_sort })), exportMenu(data.menu, send)),
      box(),
      data.scope?.document && h("p", { key: "scope", class: "small scope" }, data.scope.document),
      data.empty ? emptied(data.empty, send) : h("ol", { key: "list", class: data.lines.some((line) => line.date || line.title) ? null : "bare", "aria-label": data.title, style: data.colour ? `--mark:${data.colour}` : null, onkeydown },
        data.lines.map((line) => row(line, line === here, line === reached))),
      pager(data.turn, (kwic_page) => send({ choose: { kwic_page, paragraph: "" } })),
    ]);
  }

  render();
  const input = root.querySelector("input");
  if (local.keyword !== data.keyword) input.value = data.keyword; // what is being typed stays else
  if (local.page === undefined && data.open) onceInPlace(root, () => root.querySelector(".here")?.scrollIntoView({ block: "center" }));
  else if (local.page !== undefined && local.page !== data.page) root.scrollIntoView({ block: "start" });
  Object.assign(local, { keyword: data.keyword, page: data.page });
});
