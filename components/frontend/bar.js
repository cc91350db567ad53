export default component(({ data, root, setTriggerValue }) => {
  const send = (click) => setTriggerValue("click", click);
  const render = () => patch(root, [
    h("ul", { class: "chips" }, data.refused.map(({ field, value, remove }) => h("li", { key: `refused ${field} ${value}` },
      h("span", { class: "value struck" }, value),
      h("button", { class: "drop", type: "button", "aria-label": remove, title: remove, onclick: () => send({ toggle: [field, value] }) }, "×"))),
      data.chips.length || data.refused.length
      ? data.chips.map((chip) => h("li", { key: `${chip.field} ${chip.value}` },
        chip.turn
          ? h("button", {
            key: "turn", type: "button", class: "field", title: chip.turn[1],
            onclick: () => send({ toggle: [chip.turn[0], chip.value] }),
          }, chip.label)
          : h("span", { key: "field", class: "field" }, chip.label),
        h("span", { key: "value", class: "value", title: chip.text, style: chip.colour ? `--mark:${chip.colour}` : null, "data-marked": chip.colour ? "" : null }, chip.text),
        h("button", {
          key: "drop", class: "drop", type: "button", "aria-label": chip.remove, title: chip.remove,
          onclick: (event) => {
            event.currentTarget.parentNode.classList.add("going");
            send({ toggle: [chip.field, chip.value] });
          },
        }, "×")))
      : h("li", { key: "everything", class: "everything" }, data.everything)),
    data.matches.map(({ field, label, options, chosen }) => h("div", { key: field, class: "match" }, h("span", { class: "field" }, label),
      choices(label, options, chosen, (value) => send({ choose: { [field]: value } })))),
    h("strong", { key: "count", role: "status" }, data.count),
    data.chips.length + data.refused.length > 0 && h("button", { key: "clear", type: "button", class: "quiet", onclick: () => send({ clear: true }) }, data.clear),
    h("div", { key: "strength", class: "match" }, h("span", { class: "field" }, data.strength.label),
      choices(data.strength.label, data.strength.options, data.strength.chosen, (strength) => send({ choose: { strength } }))),
    data.corrections && corrections(data.corrections),
    data.sections && sections(data.sections),
    data.mistyped && h("div", { key: "mistyped", class: "refused mistyped", role: "alert" }, h("span", {}, data.mistyped.text),
      data.mistyped.ways.map(({ text, choose }) => h("button", { key: text, type: "button", class: "way", onclick: () => send({ choose }) }, text))),
    data.refused.map(({ text }) => h("p", { key: text, class: "refused", role: "alert" }, text)),
  ]);

  /** What the visitor corrected: each can be undone, all can be saved or, after a second click, discarded. */
  function corrections({ count, note, save, file, csv, discard, sure, undo, list }) {
    return panel("corrections", count,
      h("p", { class: "small" }, note),
      h("div", { class: "commands" },
        h("button", { key: "save", type: "button", class: "way", onclick: () => download(file, csv) }, save),
        h("button", {
          key: "discard", type: "button", class: "quiet",
          onclick: () => {
            if (root.local.sure === count) { root.local.sure = null; send({ discard: true }); }
            else { root.local.sure = count; render(); }
          },
          onblur: () => { root.local.sure = null; render(); },
        }, root.local.sure === count ? sure : discard)),
      h("ul", {}, list.map(({ id, key, what, text }) => h("li", { key: key.join(" "), class: "made" },
        h("button", { type: "button", disabled: !id, onclick: () => send({ choose: { paragraph: id } }) },
          h("span", {}, what), h("span", { class: "small" }, text)),
        h("button", {
          type: "button", class: "cross", "aria-label": undo.replace("{what}", () => what), title: undo.replace("{what}", () => what),
          onclick: (event) => { event.currentTarget.parentNode.classList.add("going"); send({ uncorrect: key }); },
        }, "×")))));
  }

  function panel(key, label, ...children) {
    return h("details", { key, class: key, ...folding() }, h("summary", {}, label), h("div", { class: "panel" }, children));
  }

  function sections({ label, search, sought, note, options, chosen }) {
    return panel("sections", label,
      finding(search, sought, (heading) => send({ choose: { heading } })),
      note && h("p", { class: "small" }, note),
      h("ul", {}, options.map(([id, text, size]) => h("li", { key: id },
        h("button", {
          type: "button", "aria-pressed": String(chosen.includes(id)),
          onclick: (event) => { press(event); send({ toggle: ["sections", id] }); },
        }, h("span", {}, text), h("span", { class: "small" }, size))))));
  }

  render();
});
