/** How a paragraph was cut: its tokens, what can be done with those chosen, and what was added in this visit.
 * `cut` is what components/cutting.py sends. Chosen is a span of characters, which a new cut leaves as it is. */
function cutting(cut, local, send, render) {
  const { labels } = cut;
  let position = 0;
  const pieces = cut.pieces.map(([text, kind, added]) => ({ text, kind, added, start: position, end: (position += text.length) }));
  const tokens = pieces.filter(({ kind }) => kind !== "gap");
  const span = local.cut?.id === cut.id ? local.cut : null;
  const within = span ? tokens.filter(({ start, end }) => span.start <= start && end <= span.end) : [];
  const chosen = within[0]?.start === span?.start && within.at(-1)?.end === span?.end ? within : [];
  const word = pieces.filter(({ start, end }) => chosen.length && chosen[0].start <= start && end <= chosen.at(-1).end)
    .map(({ text }) => text).join("");
  const says = (label, what = word) => label.replace(/{word}|{filter}/, () => what);

  function choose(from, to) {
    const [first, last] = from.start <= to.start ? [from, to] : [to, from];
    local.cut = { id: cut.id, start: first.start, end: last.end, anchor: from.start };
    render();
  }

  const extend = (token) => choose(tokens.find(({ start }) => start === span?.anchor) ?? token, token);
  const beside = (token, step) => tokens[tokens.indexOf(token) + step];
  const nodeOf = (event, token) => event.currentTarget.closest(".tokens").querySelector(`[data-start="${token.start}"]`);

  /** Arrows move among the tokens, of which one can be reached by Tab; with Shift they choose. */
  function onkeydown(event, token) {
    if (event.key === "Escape" && span) { local.cut = null; render(); return; }
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const next = step ? beside(token, step) : { Home: tokens[0], End: tokens.at(-1) }[event.key];
    if (!next) return;
    event.preventDefault();
    const node = nodeOf(event, next);
    if (event.shiftKey) chosen.length ? extend(next) : choose(token, next);
    node.focus();
  }

  const reachable = tokens.some(({ start }) => start === local.tab) ? local.tab : tokens[0]?.start;
  const button = (token) => h("button", {
    key: token.start, type: "button", class: `token ${token.kind}${token.added ? " added" : ""}`, title: cut.kinds[token.kind],
    "data-start": token.start, "aria-pressed": String(chosen.includes(token)), tabindex: token.start === reachable ? "0" : "-1",
    onclick: (event) => {
      if (event.shiftKey && chosen.length) extend(token);
      else if (chosen.length === 1 && chosen[0] === token) { local.cut = null; render(); }
      else choose(token, token);
    },
    onpointerdown: () => { local.dragged = token; },
    onpointerenter: (event) => { if (event.buttons === 1 && local.dragged) choose(local.dragged, token); },
    onfocus: (event) => {
      local.tab = token.start;
      for (const node of event.currentTarget.parentNode.children) if (node.tabIndex === 0 && node.dataset.start) node.tabIndex = -1;
      event.currentTarget.tabIndex = 0;
    },
    onkeydown: (event) => onkeydown(event, token),
  }, token.text);

  const fits = (field, text) => new RegExp(`^(?:${cut.patterns[field]})$`, "u").test(text) && [...text].length <= cut.longest;
  const has = (field, text) => cut.added[field].some(([each]) => each === text);

  /** A button that toggles the chosen word in a field; the focus goes back to the word, which stays. */
  function act(field, label, disabled = false) {
    return h("button", {
      key: field, type: "button", class: "way", disabled,
      onclick: (event) => {
        event.currentTarget.closest(".cut").querySelector(`[data-start="${chosen[0].start}"]`).focus();
        send({ toggle: [field, word] });
      },
    }, says(label));
  }

  function actions() {
    const [only] = chosen;
    const single = chosen.length === 1;
    const wider = (step, sign, label) => {
      const next = beside(step < 0 ? chosen[0] : chosen.at(-1), step);
      return h("button", {
        key: sign, type: "button", class: "quiet wider", "aria-label": label, title: label, disabled: !next,
        onclick: () => (step < 0 ? choose(chosen.at(-1), next) : choose(chosen[0], next)),
      }, sign);
    };
    return h("div", { key: "actions", class: "acts", role: "group", "aria-label": word },
      wider(-1, "«", labels.before), h("strong", { key: "word" }, word), wider(1, "»", labels.after),
      !single && act("added_terms", labels.keep, !fits("added_terms", word)),
      !single && !fits("added_terms", word) && h("p", { key: "refused", class: "small" }, labels.refused.added_terms),
      single && has("added_terms", word) && act("added_terms", labels.cut),
      single && (has("added_stopwords", word) || only.kind !== "stopword"
        ? act("added_stopwords", has("added_stopwords", word) ? labels.count : labels.leave, !fits("added_stopwords", word))
        : h("span", { key: "listed", class: "small" }, says(labels.listed))),
      single && act("words", cut.words.includes(word) ? labels.drop : labels.choose));
  }

  function adder() {
    return h("form", {
      key: "add", class: "add",
      onsubmit: (event) => {
        event.preventDefault();
        const input = event.currentTarget.querySelector("input");
        const field = event.submitter?.value ?? "added_terms";
        const text = input.value.trim();
        input.setCustomValidity(fits(field, text) ? "" : labels.refused[field]);
        if (!input.reportValidity()) return;
        input.value = "";
        if (!has(field, text)) send({ toggle: [field, text] });
      },
    },
      h("input", { type: "text", "aria-label": labels.other, placeholder: labels.other, autocomplete: "off",
        oninput: (event) => event.currentTarget.setCustomValidity("") }),
      Object.entries(labels.add).map(([field, name]) => h("button", { key: field, type: "submit", value: field, class: "way" }, name)));
  }

  const additions = Object.entries(cut.added).filter(([, words]) => words.length);
  return h("section", { key: "cut", class: "cut", "aria-label": labels.title },
    h("p", { key: "legend", class: "small legend" }, labels.legend.map(([kind, name]) => h("span", { key: kind, class: `token ${kind}` }, name))),
    h("div", { key: "tokens", class: "tokens", role: "group", "aria-label": labels.title, lang: "zh-Hans" },
      pieces.map((piece) => piece.kind === "gap" ? h("span", { key: piece.start, class: "gap" }, piece.text) : button(piece))),
    chosen.length ? actions() : h("p", { key: "hint", class: "small hint" }, labels.hint),
    additions.map(([field, words]) => h("div", { key: field, class: "added-words" }, h("span", { class: "small" }, labels[field]),
      h("ul", {}, words.map(([text, note]) => h("li", { key: text, title: note }, text, note && h("span", { class: "small" }, ` (${note})`),
        h("button", { type: "button", class: "cross", "aria-label": says(labels.drop, text), title: says(labels.drop, text),
          onclick: () => send({ toggle: [field, text] }) }, "×")))))),
    adder(),
    cut.files.length > 0 && h("p", { key: "save", class: "small" },
      cut.files.map(({ name, label, text }) => h("a", {
        key: name, class: "quiet", download: name, href: `data:text/plain;charset=utf-8,${encodeURIComponent(text)}`,
      }, label)), " ", labels.save));
}
