export default component(({ data, root, setTriggerValue }) => {
  const local = root.local;
  const { labels } = data;
  const send = (click) => setTriggerValue("click", click);
  local.open ??= new Set();

  function opener(id, what, name) {
    const key = `${what} ${id}`;
    return h("button", {
      key: what, type: "button", class: "quiet", "aria-expanded": String(local.open.has(key)),
      onclick: () => { local.open.has(key) ? local.open.delete(key) : local.open.add(key); render(); },
    }, name);
  }

  const textOf = (each) => each.segments.map(([text]) => text).join("");

  /** What stands before or after a paragraph; those on this page are here already. */
  function around(key, name, id) {
    const [kind, text] = data.around[id] ?? [];
    const shown = data.paragraphs.find((each) => each.id === id);
    return h("p", { key, class: "around" }, h("b", {}, kind ? `${name} (${kind})` : name), shown ? textOf(shown) : text ?? labels.edge);
  }

  function linkTo(id) {
    const url = new URL(location.href);
    url.searchParams.set("p", id);
    url.searchParams.delete("page");
    return url.href;
  }

  /** The keys of the list: what another filter leaves where it was stays, and so does what has the focus; the others
   * are drawn anew at their places, so that nothing moves before the reader's eyes. */
  function keyed() {
    const ids = data.paragraphs.map((each) => each.id);
    const before = local.keys ?? [];
    const same = ids.findIndex((id, index) => before[index]?.[0] !== id);
    if (same < 0 && ids.length === before.length) return;
    const focused = root.getRootNode().activeElement?.closest("li[id]")?.id;
    local.drawn = (local.drawn ?? 0) + 1;
    local.keys = ids.map((id, index) => (same < 0 || index < same ? before[index]
      : [id, id === focused ? before.find(([other]) => other === id)[1] : `${id} ${local.drawn}`]));
  }

  function card(each, index) {
    const open = (what) => local.open.has(`${what} ${each.id}`);
    return h("li", { key: local.keys[index][1], id: each.id, class: each.here ? "here" : null },
      h("div", { key: "body", class: "body" },
        h("div", { key: "where", class: "where" },
          data.titles[index] && h("span", { key: "document" }, data.titles[index]),
          each.section && !each.sectionId && h("span", { key: "article" }, each.section),
          each.sectionId && h("button", {
            key: "section", type: "button", class: "section", title: each.section, "aria-pressed": String(each.sectionPressed),
            onclick: (event) => { press(event); send({ toggle: ["sections", each.sectionId] }); },
          }, each.section),
          h("span", { key: "lines", class: "lines" }, each.lines)),
        open("context") && around("before", labels.before, each.beside[0]),
        h("p", { key: "text", class: each.quote ? "text quote" : "text", lang: "zh-Hans" }, each.segments.map(segment)),
        each.more && h("button", { key: "more", type: "button", class: "quiet small", onclick: () => send({ choose: { view: "reader", document: each.document, paragraph: each.id } }) }, `${each.more} →`),
        open("context") && around("after", labels.after, each.beside[1]),
        each.cut && cutting(each.cut, local, send, render)),
      h("div", { key: "notes", class: "notes" },
        h("div", { key: "tags", class: "tags" }, each.tags.map((tag) => h("button", {
          key: tag.code, type: "button", title: tag.title, "data-code": tag.code, "aria-pressed": String(tag.pressed),
          onclick: (event) => { press(event); send({ toggle: ["relationships", tag.code] }); },
        }, h("i", { class: tag.about ? "about" : "mentions", style: `color:${tag.colour}` }), tag.name)),
        each.tags.length === 0 && h("span", { key: "untagged" }, labels.untagged)),
        h("div", { key: "actions", class: "actions" },
          opener(each.id, "why", labels.why),
          opener(each.id, "context", labels.context),
          h("button", { key: "cut", type: "button", class: "quiet", "aria-expanded": String(Boolean(each.cut)),
            onclick: () => send({ choose: { cut: each.cut ? "" : each.id } }) }, labels.cut),
          citing(each, data.language, labels),
          h("a", { key: "link", class: "quiet", href: linkTo(each.id), target: "_blank",
            onclick: (event) => copy(event, linkTo(each.id), labels.copied) }, labels.link),
          h("button", { key: "reader", type: "button", class: "quiet",
            onclick: () => send({ choose: { view: "reader", document: each.document, paragraph: each.id } }) }, labels.reader)),
        open("why") && h("dl", { key: "why" }, each.reasons.map((why) => reasons(each, why))),
        open("why") && adder(each),
        each.repaired && h("p", { key: "repairs", class: "small" }, each.repaired)));
  }

  /** One tag of a paragraph with its reasons; its two buttons give way to one that undoes what they did. */
  function reasons(each, { code, key, name, tag, note, verdict, reasons }) {
    const what = `${name} · ${tag}`;
    const gone = verdict === "remove";
    const by = verdict && (gone ? "remove" : "confirm");
    const button = (key, sign, label, click) => h("button", {
      key, type: "button", class: "sign", "aria-label": label, title: label,
      onclick: (event) => {
        const term = event.currentTarget.closest("dt");
        if (click.correct) term.classList.add(key);
        // a tag that was added goes with its correction: the focus goes where another is added
        if (click.uncorrect && reasons.length === 0) term.closest("li").querySelector("input")?.focus();
        send(click);
      },
    }, sign);
    const tagOf = [each.id, key, code];
    return [
      h("dt", { key: `${key} ${code}`, class: by || null },
        h("span", { class: "what" }, what), " ", h("span", { class: "small" }, note),
        h("span", { key: "signs", class: "signs" }, verdict
          ? button(by, labels.undo, labels.undoOf.replace("{what}", () => what), { uncorrect: tagOf })
          : ["confirm", "remove"].map((verdict) => button(verdict, verdict === "confirm" ? "✓" : "×",
            labels[verdict].replace("{tag}", () => what), { correct: [...tagOf, verdict] })))),
      reasons.map((reason, index) => h("dd", { key: `${key} ${code} ${index}` }, reason)),
    ];
  }

  /** The line that adds a tag: a relationship by any of its names, and which tag it is. */
  function adder(each) {
    return h("form", {
      key: "add", class: "add",
      onsubmit: (event) => {
        event.preventDefault();
        const input = event.currentTarget.querySelector("input");
        const code = meant(input.value);
        input.setCustomValidity(code ? "" : labels.unknown);
        if (!input.reportValidity()) return;
        input.value = "";
        send({ correct: [each.id, event.submitter?.value ?? "about", code, "add"] });
      },
    },
      h("input", {
        type: "search", "aria-label": labels.add, placeholder: labels.whose, list: "counterparts", autocomplete: "off",
        oninput: (event) => event.currentTarget.setCustomValidity(""),
      }),
      ["about", "mentions"].map((tag) => h("button", { key: tag, type: "submit", name: "tag", value: tag, class: "way" }, data.legend[tag])));
  }

  /** The code of the one relationship that a text names, in full or as the only one that holds it. */
  function meant(text) {
    const sought = text.trim().toLowerCase();
    if (!sought || !local.counterparts) return null;
    const names = ([code, ...others]) => [code, ...others, ...others.map((name) => name.split("–").pop())].map((name) => name.toLowerCase());
    const same = local.counterparts.filter((each) => names(each).includes(sought));
    const holding = same.length ? same : local.counterparts.filter(([, ...others]) => others.some((name) => name.toLowerCase().includes(sought)));
    return holding.length === 1 ? holding[0][0] : null;
  }

  function render() {
    const adding = [...local.open].some((key) => key.startsWith("why "));
    if (adding && local.listed !== data.counterparts) {
      local.listed = data.counterparts; // in the language of the page
      loaded(data.counterparts).then((counterparts) => { local.counterparts = counterparts; render(); });
    }
    patch(root, [
      adding && local.counterparts && h("datalist", { key: "counterparts", id: "counterparts" },
        local.counterparts.map(([code, name, ...others]) => h("option", { key: code, value: name, label: [...others, code].join(" · ") }))),
      heading(data.title, data.range && h("span", { key: "range", class: "small" }, data.range),
        data.paragraphs.length > 0 && h("span", { key: "legend", class: "small legend" },
          h("i", { class: "dot about" }), data.legend.about, h("i", { class: "dot mentions" }), data.legend.mentions,
          data.legend.terms.map(([term, colour]) => h("mark", { key: term, style: `--mark:${colour}` }, term)), h("span", { class: "evidence" }, data.legend.evidence)),
        choices(data.order.label, data.order.options, data.order.chosen, (order) => send({ choose: { order } })), exportMenu(data.menu, send)),
      data.outside && h("p", { key: "outside", class: "notice" }, data.outside.text, " ",
        h("button", { type: "button", class: "way", onclick: () => send({ clear: true, choose: { paragraph: data.outside.id } }) }, data.outside.button)),
      data.headings.map((text) => h("p", { key: text, class: "notice" }, text)),
      data.empty && emptied(data.empty, send),
      h("ol", { key: "list" }, data.paragraphs.map(card)),
      pager(data.turn, (page) => send({ choose: { page } })),
    ]);
  }

  keyed();
  render();
  const here = data.paragraphs.find((each) => each.here)?.id;
  if (here && local.here !== here) onceInPlace(root, () => root.querySelector("li.here")?.scrollIntoView({ block: "center" }));
  else if (local.page !== undefined && local.page !== data.page) root.scrollIntoView({ block: "start" });
  local.here = here;
  local.page = data.page;
});
