const LEAST = 12; // px, of a word: smaller ones are in the table

export default component(({ data, root, setTriggerValue }) => {
  const send = (click) => setTriggerValue("click", click);
  const most = Math.max(1, ...data.words.map((word) => word.count));
  const width = (key) => 0.6 * Math.max(...data.words.slice(0, data.ranked).map((word) => String(word[key]).length), 1);

  function toggle(field, word) {
    for (const button of root.querySelectorAll("button[data-word]")) {
      if (button.dataset.word !== word) continue;
      const wanted = field === "words" ? "chosen" : "excluded";
      const state = button.dataset.state === wanted ? "" : wanted;
      button.dataset.state = state;
      button.setAttribute("aria-pressed", String(state !== ""));
    }
    send({ toggle: [field, word] });
  }

  function wordButton({ word, state, title }, ...children) {
    return h("button", {
      type: "button", title: `${word}: ${title}`, "aria-pressed": String(state === "chosen" || state === "excluded"),
      "data-word": word, "data-state": state,
      onclick: (event) => toggle(event.shiftKey || state === "excluded" ? "excluded" : "words", word),
    }, children.length ? children : word);
  }

  function cross(word) {
    const label = data.exclude.replace("{word}", () => word);
    return h("button", { type: "button", class: "cross", "aria-label": label, title: label, onclick: () => toggle("excluded", word) }, "×");
  }

  function render() {
    const placed = data.words.filter(({ word }) => word in data.places && data.places[word][0] * (root.local.width ?? Infinity) >= 100 * LEAST);
    patch(root, [
      heading(data.title, h("span", { class: "small hint" }, data.hint),
        choices(data.ranking.label, data.ranking.options, data.ranking.chosen, (ranking) => send({ choose: { ranking } })),
        choices(data.view.label, data.view.options, data.view.chosen, () => send({ toggle: data.view.toggle })), exportMenu(data.menu, send)),
      data.empty ? emptied(data.empty, send) : data.note && h("p", { key: "note", class: data.words.length ? "small" : "notice" }, data.note),
      data.table ? twin(data.table, send) : data.words.length > 0
        && h("div", { key: "both", class: "both" },
          h("div", { class: "frame" }, h("div", { class: "cloud", role: "group", "aria-label": data.alt, style: `aspect-ratio:${data.aspect}` },
            placed.map((word) => {
              const [size, left, top] = data.places[word.word];
              return h("span", { key: word.word, class: "place", style: `font-size:${size}cqw;transform:translate(${left}cqw,${top / data.aspect}cqw)` },
                wordButton(word), cross(word.word));
            }))),
          h("div", { class: "ranked", style: `--n: ${width("label")}em; --k: ${width("k")}em` },
            h("p", { class: "small" }, h("span", {}, data.columns[0]), h("span", {}, data.columns[1])),
            h("ol", { "aria-label": data.rankedLabel }, data.words.slice(0, data.ranked).map((word) => h("li", { key: word.word },
              wordButton(word,
                h("span", { class: "name" }, word.word),
                h("span", { class: "bar" }, h("i", { style: `width:${100 * word.count / most}%` })),
                h("span", { class: "number" }, word.label),
                h("span", { class: "number k" }, word.k)),
              cross(word.word)))))),
    ]);
  }
  render();
  root.local.render = render;
  const frame = root.querySelector(".frame");
  if (!frame || root.local.framed === frame) return;
  root.local.watched?.disconnect();
  root.local.framed = frame;
  root.local.watched = new ResizeObserver(([{ contentRect }]) => { root.local.width = contentRect.width; root.local.render(); });
  root.local.watched.observe(frame);
});
