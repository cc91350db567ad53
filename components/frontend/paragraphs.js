export default function ({ data: sent, parentElement, setTriggerValue }) {
  const data = read(sent);
  const root = rootOf(parentElement);
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

  async function copy(event, text) {
    event.preventDefault();
    const button = event.currentTarget;
    const name = button.textContent;
    await navigator.clipboard?.writeText(text).catch(() => {});
    button.dataset.copied = text;
    button.textContent = labels.copied;
    setTimeout(() => { button.textContent = name; }, 1200);
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

  function card(each, index) {
    const open = (what) => local.open.has(`${what} ${each.id}`);
    return h("li", { key: each.id, id: each.id, class: each.here ? "here" : null },
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
        h("p", { key: "text", class: each.quote ? "text quote" : "text", lang: "zh-Hans" }, each.segments.map(([text, word, evidence]) =>
          word || evidence
            ? h(word ? "mark" : "span", { class: evidence ? "evidence" : null, style: evidence ? `--hue:${evidence}` : null }, text)
            : text)),
        open("context") && around("after", labels.after, each.beside[1])),
      h("div", { key: "notes", class: "notes" },
        h("div", { key: "tags", class: "tags" }, each.tags.map((tag) => h("button", {
          key: tag.code, type: "button", title: tag.title, "data-code": tag.code, "aria-pressed": String(tag.pressed),
          onclick: (event) => { press(event); send({ toggle: ["relationships", tag.code] }); },
        }, h("i", { class: tag.about ? "about" : "mentions", style: `color:${tag.colour}` }), tag.name)),
        each.tags.length === 0 && h("span", { key: "untagged" }, labels.untagged)),
        h("div", { key: "actions", class: "actions" },
          each.reasons.length > 0 && opener(each.id, "why", labels.why),
          opener(each.id, "context", labels.context),
          h("button", { key: "cite", type: "button", class: "quiet", onclick: (event) => copy(event, `“${textOf(each)}”${each.source}`) }, labels.cite),
          h("a", { key: "link", class: "quiet", href: linkTo(each.id), target: "_blank",
            onclick: (event) => copy(event, linkTo(each.id)) }, labels.link)),
        open("why") && h("dl", { key: "why" }, each.reasons.map((why) => [
          h("dt", {}, `${why.name} · ${why.tag} `, h("span", { class: "small" }, why.strength)),
          why.reasons.map((reason) => h("dd", {}, reason)),
        ])),
        each.repaired && h("p", { key: "repairs", class: "small" }, each.repaired)));
  }

  function render() {
    patch(root, [
      heading(data.title, data.range && h("span", { key: "range", class: "small" }, data.range),
        data.paragraphs.length > 0 && h("span", { key: "legend", class: "small legend" },
          h("i", { class: "dot about" }), data.legend.about, h("i", { class: "dot mentions" }), data.legend.mentions,
          data.legend.word && h("mark", {}, data.legend.word), h("span", { class: "evidence" }, data.legend.evidence)),
        choices(data.order.label, data.order.options, data.order.chosen, (order) => send({ choose: { order } }))),
      data.outside && h("p", { key: "outside", class: "notice" }, data.outside.text, " ",
        h("button", { type: "button", class: "way", onclick: () => send({ clear: true, choose: { paragraph: data.outside.id } }) }, data.outside.button)),
      data.headings.map((text) => h("p", { key: text, class: "notice" }, text)),
      data.empty && h("div", { key: "empty", class: "notice" }, data.empty.text && h("p", {}, data.empty.text),
        h("div", { class: "ways" }, data.empty.ways.map((way) => h("button", {
          key: `${way.field} ${way.value}`, type: "button", class: "way", onclick: () => send({ toggle: [way.field, way.value] }),
        }, way.text)), data.empty.ways.length === 0 && h("button", { key: "clear", type: "button", class: "way", onclick: () => send({ clear: true }) }, data.empty.clear))),
      h("ol", { key: "list" }, data.paragraphs.map(card)),
      data.pages > 1 && h("nav", { key: "pages" },
        h("button", { type: "button", class: "quiet", disabled: data.page <= 1, onclick: () => send({ choose: { page: data.page - 1 } }) }, `← ${data.turn[0]}`),
        h("span", {}, data.turn[1]),
        h("button", { type: "button", class: "quiet", disabled: data.page >= data.pages, onclick: () => send({ choose: { page: data.page + 1 } }) }, `${data.turn[2]} →`)),
    ]);
  }

  render();
  const here = data.paragraphs.find((each) => each.here)?.id;
  if (here && local.here !== here) requestAnimationFrame(() => root.querySelector("li.here")?.scrollIntoView({ block: "center" }));
  else if (local.page !== undefined && local.page !== data.page) root.scrollIntoView({ block: "start" });
  local.here = here;
  local.page = data.page;
}
