const ROOM = 80; // tiles of a strip that have room for them

export default component(({ data, root, late, setTriggerValue }) => {
  const local = root.local;
  const drawn = JSON.stringify({ ...data, here: null });
  if (drawn === local.drawn && data.here === local.here) return; // the answer to a jump that is made already
  local.drawn = drawn;
  const { labels } = data;
  const send = (click) => setTriggerValue("click", click);
  if (data.nothing) { patch(root, [heading(data.title), h("p", { key: "nothing", class: "notice" }, data.nothing)]); return; }
  local.sought ??= "";
  local.at ??= 0;
  local.original ??= new Set(); // paragraphs shown as they stand in the source
  const cites = Object.entries(data.cites).map(([form, packed]) => [form, unpacked(packed)]);
  for (const [index, each] of data.paragraphs.entries()) each.cite = Object.fromEntries(cites.map(([form, texts]) => [form, texts[index]]));
  for (const each of data.paragraphs) each.segments ??= data.rows.flatMap(({ part }) => (part?.id === each.id ? part.segments : []));
  for (const each of data.strip.tiles) each.id = `${data.document}:${each.id}`;
  const idOf = (suffix) => `${data.document}:${suffix}`;
  const withSource = data.rows !== null;

  // -- where one is -----------------------------------------------------------------------------

  const nodeOf = (id) => root.querySelector(`[data-id="${CSS.escape(id)}"]`);
  const lineNode = (line) => root.querySelector(`[data-line="${line}"]`);

  function flash(node) {
    node.classList.remove("flash");
    void node.offsetWidth; // the animation begins anew
    node.classList.add("flash");
  }

  /** Go to a paragraph: at once where it is on the page, and into the URL. */
  function go(id) {
    const node = nodeOf(id);
    local.here = id;
    local.scrolled = node ? id : null;
    render();
    if (node) { node.scrollIntoView({ block: "center" }); flash(node); }
    clearTimeout(local.sending);
    const tell = () => {
      local.sending = null;
      local.told = performance.now();
      send({ choose: { document: data.document, paragraph: id } });
    };
    const soon = performance.now() - (local.told ?? -Infinity) < 300; // a key held down asks once
    if (soon && node) local.sending = setTimeout(tell, 200);
    else tell();
  }

  /** Go to a line of the source, or to the paragraph beside which it stands where it is not on the page. */
  function goLine(line, near) {
    local.traced = new Set([line]);
    render();
    const node = lineNode(line);
    if (node) { node.scrollIntoView({ block: "center" }); flash(node); }
    else if (near) { local.line = line; go(near); }
  }

  /** Go to the next (or the previous) of `stops`, [suffix, place] each, from where one is; around the ends. */
  function step(stops, direction) {
    if (stops.length === 0) return;
    const at = stops.findIndex(([suffix]) => idOf(suffix) === local.here);
    const here = placeOf(local.here) ?? local.top ?? 0;
    const next = at >= 0 ? at + direction
      : direction > 0 ? Math.max(0, stops.findIndex(([, place]) => place >= here)) : stops.findLastIndex(([, place]) => place < here);
    go(idOf(stops[(next + stops.length) % stops.length][0]));
  }

  /** The number of a paragraph in the document, as far as it is on the page. */
  const placeOf = (id) => data.paragraphs.find((each) => each.id === id)?.place;

  // -- the strip --------------------------------------------------------------------------------

  const marks = new Map(data.strip.legend.filter(({ mark }) => mark).map(({ value, mark }) => [value, mark]));
  const marked = data.strip.tiles.length <= ROOM;

  function tile(each, index) {
    const here = local.here && index === tileOf(local.here);
    return h("button", {
      key: each.place, type: "button", class: `tile${each.heading ? " heading-tile" : ""}${each.passes || each.heading ? "" : " out"}`,
      style: each.colour ? `--hue:${each.colour}` : null, "data-level": each.level, "data-tile": index, title: each.title, "aria-label": each.title,
      "aria-current": here ? "true" : null, tabindex: index === (local.tab ?? tileOf(local.here) ?? 0) ? "0" : "-1",
      onclick: () => { local.tab = index; go(each.id); },
      onkeydown: (event) => {
        const next = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: data.strip.tiles.length - 1 }[event.key];
        if (next === undefined || !data.strip.tiles[next]) return;
        event.preventDefault();
        local.tab = next;
        render();
        root.querySelector(`[data-tile="${next}"]`).focus();
      },
    }, marked && each.passes && !each.heading && marks.has(each.of) && h("span", { "aria-hidden": "true" }, marks.get(each.of)));
  }

  function tileOf(id) {
    const place = placeOf(id);
    if (place !== undefined) return Math.floor(place / data.strip.per);
    const index = data.strip.tiles.findIndex((each) => each.id === id);
    return index < 0 ? undefined : index;
  }

  function strip() {
    const { tiles, legend, alt, empty } = data.strip;
    return h("div", { key: "strip", class: "strip" },
      h("div", { class: "tiles", role: "group", "aria-label": alt }, tiles.map(tile)),
      h("div", { class: "under" },
        empty ? h("span", { class: "small" }, empty) : h("span", { class: "legend" }, legend.map(({ field, value, name, colour, n, pressed }) => h("button", {
          key: `${field} ${value}`, type: "button", class: "quiet", "aria-pressed": String(pressed), title: `${name} · ${n}`,
          onclick: (event) => { press(event); send({ toggle: [field, value], choose: place() }); },
        }, h("i", { class: "mark", "aria-hidden": "true", style: `color:${colour}` }, marks.get(value)), name, h("span", { class: "number" }, n)))),
        choices(data.strip.label, data.strip.options, data.strip.chosen, (strip) => send({ choose: { strip } }))));
  }

  /** What keeps the reader where it is when a filter changes. */
  const place = () => ({ document: data.document, paragraph: local.here ?? "" });

  // -- hits, and what is sought -----------------------------------------------------------------

  /** The number of a hit in the document, of which those far away are not here. */
  function numbered(at) {
    const [n, , skipped] = data.hitCount;
    return at === 0 ? 1 : at === data.hits.length - 1 ? n : at + 1 + skipped;
  }

  function walker() {
    const at = data.hits.findIndex(([suffix]) => idOf(suffix) === local.here);
    const button = (key, sign, label, direction) => h("button", {
      key, type: "button", class: "sign", "aria-label": label, title: label, disabled: data.hits.length === 0, onclick: () => step(data.hits, direction),
    }, sign);
    return h("span", { key: "walker", class: "walker" },
      button("previous", "↑", labels.previous, -1), button("next", "↓", labels.next, 1),
      h("span", { class: "count", role: "status" }, data.hits.length ? `${at < 0 ? "–" : numbered(at).toLocaleString("en")} / ${data.hitCount[1]} ${labels.hits}` : labels.none),
      h("span", { class: "small keys" }, labels.keys));
  }

  function finder() {
    const label = data.window.part ? labels.findPart : labels.find;
    const n = local.found ?? 0;
    return h("span", { key: "finder", class: "finder" },
      h("input", {
        type: "search", "aria-label": label, placeholder: label, value: local.sought, autocomplete: "off",
        oninput: (event) => { local.sought = event.target.value.trim(); local.at = 0; render(); toFound(); },
        onkeydown: (event) => {
          if (event.key === "Enter") { event.preventDefault(); turn(event.shiftKey ? -1 : 1); }
          if (event.key === "Escape") { local.sought = ""; render(); }
        },
      }),
      local.sought && [
        h("span", { key: "n", class: "count" }, n ? `${local.at + 1} / ${n}` : "0"),
        h("button", { key: "back", type: "button", class: "sign", disabled: !n, "aria-label": labels.findPrevious, title: labels.findPrevious, onclick: () => turn(-1) }, "↑"),
        h("button", { key: "on", type: "button", class: "sign", disabled: !n, "aria-label": labels.findNext, title: labels.findNext, onclick: () => turn(1) }, "↓"),
        data.window.part && h("button", { key: "all", type: "button", class: "quiet", onclick: () => send({ add: ["terms", local.sought], choose: { ...place(), strip: "terms" } }) }, labels.everywhere),
      ]);
  }

  function turn(direction) {
    if (!local.found) return;
    local.at = (local.at + direction + local.found) % local.found;
    render();
    toFound();
  }

  function toFound() {
    root.querySelector(".found.now")?.scrollIntoView({ block: "center" });
  }

  /** Segments, cut where what is sought begins and ends; `local.found` counts. */
  function pieces(segments) {
    const sought = local.sought.toLowerCase();
    if (!sought) return segments.map(segment);
    const whole = segments.map(([text]) => text).join("").toLowerCase();
    const spans = [];
    for (let at = whole.indexOf(sought); at >= 0; at = whole.indexOf(sought, at + sought.length)) spans.push([at, at + sought.length, local.found++]);
    let position = 0;
    return segments.map(([text, mark, evidence]) => {
      const start = position;
      position += text.length;
      const inside = spans.filter(([from, to]) => from < position && to > start);
      const cuts = [...new Set([start, position, ...inside.flatMap(([from, to]) => [Math.max(from, start), Math.min(to, position)])])].sort((a, b) => a - b);
      return cuts.slice(1).map((end, index) => {
        const piece = text.slice(cuts[index] - start, end - start);
        const number = inside.find(([from, to]) => from <= cuts[index] && end <= to)?.[2];
        if (number === undefined) return segment([piece, mark, evidence]);
        return h("mark", { class: `found${number === local.at ? " now" : ""}${evidence ? " evidence" : ""}`, style: evidence ? `--hue:${evidence}` : null }, piece);
      });
    });
  }

  // -- the text ---------------------------------------------------------------------------------

  const number = (each) => h("span", { key: "number", class: "number", "aria-hidden": "true" }, each.place + 1);

  function tags(each) {
    return h("div", { key: "tags", class: "tags" }, each.tags.map((tag) => h("button", {
      key: tag.code, type: "button", title: `${tag.about ? labels.about : labels.mentions}: ${tag.name}`, "aria-pressed": String(tag.pressed),
      onclick: (event) => { press(event); send({ toggle: ["relationships", tag.code], choose: { document: data.document, paragraph: each.id } }); },
    }, h("i", { class: tag.about ? "about" : "mentions", style: `color:${tag.colour}` }), tag.name)));
  }

  function linkTo(id) {
    const url = new URL(location.href);
    for (const [name, value] of [["view", "reader"], ["d", data.document], ["p", id]]) url.searchParams.set(name, value);
    return url.href;
  }

  function actions(each) {
    return h("div", { key: "actions", class: "actions" },
      citing(each, data.language, labels),
      h("a", { key: "link", class: "quiet", href: linkTo(each.id), target: "_blank", onclick: (event) => copy(event, linkTo(each.id), labels.copied) }, labels.link),
      each.counted && h("button", { key: "why", type: "button", class: "quiet", title: labels.whyHint,
        onclick: () => send({ choose: { view: "overview", paragraph: each.id } }) }, labels.why),
      h("button", { key: "lines", type: "button", class: "quiet lines", title: labels.lines,
        onclick: () => send({ choose: { ...place(), paragraph: each.id, reading: "source" } }) }, each.lines));
  }

  /** Between a paragraph as it stands in the source and as it was mended. */
  function versions(each) {
    const original = local.original.has(each.id);
    return h("button", { key: "versions", type: "button", class: "quiet versions",
      onclick: () => { original ? local.original.delete(each.id) : local.original.add(each.id); render(); },
    }, original ? labels.asMended : labels.asInSource);
  }

  function paragraph(each) {
    const { kind } = each;
    const original = local.original.has(each.id);
    return h("li", {
      key: each.id, class: `para kind-${kind}${each.passes ? "" : " dimmed"}${each.id === local.here ? " here" : ""}`, "data-id": each.id, "data-place": each.place,
    },
      number(each),
      h("div", { key: "body", class: "body" },
        each.label && h("span", { key: "label", class: "small kind" }, each.label),
        h(kind === "heading" ? "h3" : "p", { key: "text", class: `text${original ? " original" : ""}`, lang: kind === "foreign" ? null : "zh-Hans" },
          pieces(original ? [[each.original, "", ""]] : each.segments))),
      h("div", { key: "notes", class: "notes" }, each.tags.length > 0 && tags(each),
        each.repaired && h("p", { key: "repairs", class: "small" }, each.repaired, each.original && [" ", versions(each)]), actions(each)));
  }

  function plain() {
    return h("ol", { key: "text", class: "plain" }, data.paragraphs.map(paragraph));
  }

  // -- the source beside it ---------------------------------------------------------------------

  function note({ change, text, line, id }, index) {
    const open = line ? () => goLine(line, id) : id ? () => { local.traced = null; go(id); } : null;
    return h(open ? "button" : "span", { key: `note ${index}`, type: open ? "button" : null, class: `note ${change}`, onclick: open }, text);
  }

  function row({ line, source, left, part, right }, index) {
    const copyOf = left.some(({ change }) => change === "repeated");
    const state = !part ? (copyOf ? "copy" : "gone") : line ? "same" : "come";
    const kinds = part ? `kind-${part.kind}${part.first ? " first" : ""}${part.last ? " last" : ""}` : "";
    const paragraph = part && data.paragraphs.find((each) => each.id === part.id);
    const traced = local.traced && (line ? local.traced.has(line) : false);
    return h("li", {
      key: part ? `${part.id} ${line} ${index}` : `line ${line}`,
      class: `row ${state} ${kinds}${part && part.id === local.here ? " here" : ""}${paragraph && !paragraph.passes ? " dimmed" : ""}`,
      "data-id": part?.first ? part.id : null, "data-place": part ? part.place : null,
    },
      h("div", { key: "left", class: `left${traced ? " traced" : ""}`, "data-line": line || null },
        line > 0 && [
          h("button", { key: "line", type: "button", class: "number", title: labels.toText, "aria-label": `${line}: ${labels.toText}`, onclick: () => toParagraph(part, left) }, line),
          h("div", { key: "source", class: "words", lang: "zh-Hans" },
            h("p", {}, source[0] && h("span", { class: "skipped" }, source[0]), h(copyOf ? "del" : "span", {}, source[1]))),
        ],
        line === 0 && h("div", { key: "elsewhere", class: "words elsewhere" }, right.filter(({ elsewhere }) => elsewhere).map(note))),
      h("div", { key: "right", class: "right" },
        !part && h("div", { key: "elsewhere", class: "words elsewhere" }, left.map(note)),
        part && [
          part.first
            ? h("button", { key: "number", type: "button", class: "number", title: labels.toSource, "aria-label": `${part.place + 1}: ${labels.toSource}`, onclick: () => toLines(part.id) }, part.place + 1)
            : h("span", { key: "number", class: "number seam", "aria-hidden": "true" }, "┊"),
          h("div", { key: "words", class: "words", lang: "zh-Hans" },
            right.filter(({ change, elsewhere }) => change === "joined" && !elsewhere).map(note),
            h(part.kind === "heading" ? "h3" : "p", { key: "text", class: "text" }, pieces(part.segments)),
            right.filter(({ change, elsewhere }) => change !== "joined" && !elsewhere).map(note),
            part.last && paragraph && actions(paragraph)),
        ]));
  }

  /** From a line to what it became: on the same row, or where its note leads. */
  function toParagraph(part, left) {
    local.traced = null;
    const id = part?.id ?? left[0]?.id;
    if (id) go(id);
  }

  /** From a paragraph to all its lines, copies too; the first that is elsewhere comes into view. */
  function toLines(id) {
    const own = data.rows.flatMap((each) => (each.part?.id === id ? [each.line, ...each.right.map((note) => note.line)] : []));
    local.traced = new Set(own.filter(Boolean));
    local.here = id;
    render();
    const nodes = [...local.traced].map(lineNode).filter(Boolean);
    nodes.forEach(flash);
    const away = nodes.find((node) => { const box = node.getBoundingClientRect(); return box.top < 140 || box.bottom > innerHeight; });
    away?.scrollIntoView({ block: "center" });
  }

  function changes() {
    return h("span", { key: "changes", class: "changes", role: "group", "aria-label": labels.changes },
      data.changes.map(({ change, name, n, stops }) => h("button", { key: change, type: "button", class: `note ${change}`, title: labels.changes, onclick: () => step(stops, 1) }, `${name} ${n}`)),
      data.changes.length === 0 && h("span", { key: "whole", class: "small" }, labels.whole));
  }

  function sides() {
    return [
      h("div", { key: "columns", class: "columns small" }, h("span", {}, labels.source, " · ", labels.blank), h("span", {}, labels.repaired)),
      h("ol", { key: "sides", class: "sides" }, data.rows.map(row)),
    ];
  }

  // -- all of it --------------------------------------------------------------------------------

  function documents({ label, find, sought, options, none, turn: pages, chosen, before, after, beforeLabel, afterLabel, note }) {
    const open = (document) => { local.here = null; local.traced = null; send({ choose: { document, paragraph: "", find_page: 0 } }); };
    const turn = (key, sign, name, to) => h("button", { key, type: "button", class: "sign", disabled: !to, "aria-label": name, title: name, onclick: () => open(to) }, sign);
    const close = (event) => { event.currentTarget.closest("details").open = false; };
    return h("div", { key: "documents", class: "documents" },
      turn("before", "←", beforeLabel, before), turn("after", "→", afterLabel, after), h("span", { class: "small" }, note),
      h("details", { key: "list", ...folding() }, h("summary", {}, label), h("div", { class: "panel" },
        finding(find, sought, (wanted) => send({ choose: { find: wanted, find_page: 0 } })),
        none && h("p", { class: "small" }, none),
        h("ul", {}, options.map(([id, date, title, hits]) => h("li", { key: id }, h("button", {
          type: "button", "data-document": id, "aria-current": id === chosen ? "true" : null, onclick: (event) => { close(event); open(id); },
        }, h("span", { class: "small" }, date || "–"), h("span", { lang: "zh-Hans" }, title), h("span", { class: "small" }, hits))))),
        pager(pages, (find_page) => send({ choose: { find_page } })))));
  }

  function edge(key, to, sign, label) {
    return to && h("button", { key, type: "button", class: "way edge", onclick: () => go(to) }, `${sign} ${label}`);
  }

  function render() {
    local.found = 0;
    const text = withSource ? sides() : plain();
    patch(root, [
      data.documents && documents(data.documents),
      h("header", { key: "heading", class: "heading" }, h("h2", { lang: "zh-Hans" }, data.title),
        h("div", { class: "controls" }, choices(data.reading.label, data.reading.options, data.reading.chosen,
          (reading) => send({ choose: { ...place(), reading } })), exportMenu(data.menu, send))),
      h("p", { key: "facts", class: "small facts" }, data.facts, data.url && [" · ", h("a", { href: data.url, target: "_blank", rel: "noreferrer" }, data.url)]),
      h("div", { key: "bar", class: "toolbar" }, strip(), h("div", { key: "tools", class: "tools" }, walker(), finder(),
        data.window.part && h("span", { key: "window", class: "small" }, data.window.label),
        withSource && changes())),
      data.empty && emptied(data.empty, send),
      edge("earlier", data.window.earlier, "↑", labels.earlier),
      text,
      edge("later", data.window.later, "↓", labels.later),
    ]);
    watch();
  }

  /** Mark on the strip what is on the screen. */
  function watch() {
    const nodes = [...root.querySelectorAll("[data-place]")];
    const shown = `${data.document} ${withSource} ${nodes[0]?.dataset.place} ${nodes.length}`;
    local.per = data.strip.per;
    if (local.watched === shown) return paint();
    local.watched = shown;
    local.visible = new Set();
    local.observer?.disconnect();
    local.observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) isIntersecting ? local.visible.add(Number(target.dataset.place)) : local.visible.delete(Number(target.dataset.place));
      local.top = Math.min(...local.visible);
      paint();
    }, { rootMargin: "-120px 0px 0px 0px" });
    for (const node of nodes) local.observer.observe(node);
  }

  function paint() {
    const seen = new Set([...(local.visible ?? [])].map((place) => Math.floor(place / local.per)));
    for (const node of root.querySelectorAll("[data-tile]")) node.toggleAttribute("data-seen", seen.has(Number(node.dataset.tile)));
  }

  local.keys = (event) => {
    if (isTyped(event)) return;
    const direction = { j: 1, k: -1 }[event.key];
    if (direction) { event.preventDefault(); step(data.hits, direction); }
  };
  if (!local.listening) {
    const listen = (event) => { root.isConnected ? local.keys(event) : document.removeEventListener("keydown", listen); };
    document.addEventListener("keydown", listen);
    local.listening = true;
  }

  if (local.document !== data.document) { local.traced = null; local.sought = ""; local.tab = undefined; }
  const moved = local.document !== undefined && local.document !== data.document;
  local.document = data.document;
  const behind = late || local.sending; // the reader has made another step since
  if (!behind) local.here = data.here;
  render();
  if (behind || !data.here) {
    if (moved && !data.here) root.scrollIntoView({ block: "start" });
    return;
  }
  const mode = `${data.here} ${withSource}`;
  if (local.scrolled === data.here && (local.mode ?? mode) === mode) { local.mode = mode; return; }
  local.scrolled = data.here;
  local.mode = mode;
  const line = local.line;
  local.line = null;
  onceInPlace(root, () => {
    const node = local.here === data.here && ((line && lineNode(line)) || nodeOf(data.here));
    if (node) { node.scrollIntoView({ block: "center" }); flash(node); }
  });
});
