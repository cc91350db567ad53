const MOST = 8; // proposals at once

export default component(({ data, root, setTriggerValue }) => {
  const local = root.local;
  local.typed ??= "";
  local.at ??= 0;

  /** What can be done with what was typed: [[what it is, name, click]], the first by Enter. */
  function proposals() {
    const term = local.typed.trim();
    if (!term) return [];
    const lower = term.toLowerCase();
    const actions = data.actions.map(([field, name]) => ["", name.replace("{term}", () => term), { add: [field, term] }]);
    const named = (local.relationships ?? [])
      .filter(([code, ...names]) => code.toLowerCase() === lower || names.some((name) => name.toLowerCase().includes(lower)))
      .slice(0, 3).map(([code, name]) => [data.relationship, name, { add: ["relationships", code] }]);
    const words = data.words.filter((word) => word !== term && word.includes(term))
      .sort((one, other) => Number(other.startsWith(term)) - Number(one.startsWith(term)))
      .slice(0, MOST).map((word) => ["", word, { add: ["terms", word] }, data.word]);
    return [...actions.slice(0, 1), ...named, ...words, ...actions.slice(1)];
  }

  function take([, , click]) {
    Object.assign(local, { typed: "", at: 0, open: false });
    root.querySelector("input").value = "";
    render();
    setTriggerValue("click", click);
  }

  function onkeydown(event) {
    if (event.isComposing) return; // Enter takes a reading of the input method
    const offered = proposals();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && offered.length) {
      event.preventDefault();
      local.open = true;
      local.at = (local.at + step + offered.length) % offered.length;
      render();
    } else if (event.key === "Enter" && offered.length) {
      event.preventDefault();
      take(offered[local.open ? local.at : 0]);
    } else if (event.key === "Escape") {
      local.open = false;
      render();
    }
  }

  function render() {
    const offered = local.open ? proposals() : [];
    patch(root, [
      h("input", {
        key: "input", type: "search", role: "combobox", "aria-label": data.label, placeholder: data.placeholder, autocomplete: "off",
        "aria-expanded": String(offered.length > 0), "aria-controls": "proposals", "aria-autocomplete": "list",
        "aria-activedescendant": offered.length ? `proposal-${local.at}` : null,
        oninput: (event) => { Object.assign(local, { typed: event.target.value, at: 0, open: true }); render(); },
        onfocus: async () => {
          local.open = true;
          render();
          local.relationships = await loaded(data.relationships);
          render();
        },
        onblur: () => { local.open = false; render(); },
        onkeydown,
      }),
      h("ul", { key: "list", id: "proposals", role: "listbox", "aria-label": data.label, class: offered.length ? "open" : "" },
        offered.map((each, index) => h("li", {
          key: `${index} ${each[1]}`, id: `proposal-${index}`, role: "option", "aria-selected": String(index === local.at),
          onmousedown: (event) => event.preventDefault(), // the focus stays in the input
          onclick: () => take(each),
        }, h("span", {}, each[1]), h("span", { class: "small" }, each[0] || each[3] || "")))),
    ]);
  }

  render();
});
