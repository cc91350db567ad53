// What a component is drawn with: a tree of plain specs, laid over the nodes that are there already, so that
// focus and scroll position survive. Text only ever becomes a text node.

/** A spec: a tag, its attributes (on… are listeners, `key` is identity among siblings), its children. */
function h(tag, props, ...children) {
  return { tag, props: props ?? {}, children };
}

function isText(spec) {
  return typeof spec === "string" || typeof spec === "number";
}

/** Make the children of `parent` what `specs` say. Nested arrays are flattened; null and false are nothing. */
function patch(parent, specs) {
  const wanted = [specs].flat(Infinity).filter((spec) => spec !== null && spec !== undefined && spec !== false);
  const keys = new Set(wanted.map((spec) => spec.props?.key));
  const keyed = new Map();
  for (const node of [...parent.childNodes]) {
    if (node.specKey === undefined) continue;
    if (keys.has(node.specKey)) keyed.set(node.specKey, node);
    else node.remove(); // now, so that what stays need not be moved, which would cost it the focus
  }
  let cursor = parent.firstChild;
  for (const spec of wanted) {
    const node = reuse(spec, keyed, cursor) ?? create(spec, parent);
    if (node === cursor) cursor = cursor.nextSibling;
    else parent.insertBefore(node, cursor);
    update(node, spec);
  }
  while (cursor) {
    const next = cursor.nextSibling;
    cursor.remove();
    cursor = next;
  }
}

function reuse(spec, keyed, cursor) {
  if (isText(spec)) return cursor?.nodeType === Node.TEXT_NODE ? cursor : null;
  if (spec.props.key !== undefined) {
    const node = keyed.get(spec.props.key);
    return node?.localName === spec.tag ? node : null;
  }
  return cursor?.localName === spec.tag && cursor.specKey === undefined ? cursor : null;
}

function create(spec, parent) {
  if (isText(spec)) return document.createTextNode("");
  const svg = spec.tag === "svg" || parent.namespaceURI.endsWith("svg");
  const node = svg
    ? document.createElementNS("http://www.w3.org/2000/svg", spec.tag)
    : document.createElement(spec.tag);
  if (spec.props.key !== undefined) node.specKey = spec.props.key;
  return node;
}

function update(node, spec) {
  if (isText(spec)) {
    if (node.data !== String(spec)) node.data = spec;
    return;
  }
  const before = node.specProps ?? {};
  for (const name of Object.keys(before)) if (!(name in spec.props)) set(node, name, null);
  for (const [name, value] of Object.entries(spec.props)) if (name !== "key") set(node, name, value);
  node.specProps = spec.props;
  if (!spec.props.foreign) patch(node, spec.children);
  if (spec.tag === "select") node.value = spec.props.value; // now that its options are there
}

function set(node, name, value) {
  if (name === "foreign") return; // the children belong to someone else
  if (name === "initial") { if (node.getRootNode().activeElement !== node) node.value = value ?? ""; return; } // what is being typed stays
  if (name.startsWith("on")) node[name] = value;
  else if (name === "value" && node.localName !== "option") { if (node.value !== value) node.value = value ?? ""; }
  else if (name === "style") node.style.cssText = value ?? "";
  else if (value === null || value === undefined || value === false) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value === true ? "" : value);
}

let clicks = 0;
const delivered = new Set(); // the clicks whose answers were taken

/** A component: `draw` is called with what Python sent, the root, which has `local`, a small state of its own that
 * lives as long as the component, whether the answer is `late`, and `setTriggerValue`.
 *
 * What is sent again as it was is not drawn again. Clicks are numbered, and each answer says which was the last that
 * it knows: it is late where there are others since. They are sent together with the next, as a busy server
 * forgets all but the last of what it is sent. */
function component(draw) {
  return ({ data: sent, parentElement, setTriggerValue }) => {
    const root = parentElement.querySelector(".root");
    root.local ??= {};
    root.unanswered ??= [];
    root.trigger = setTriggerValue; // of the latest run, also for what an earlier one drew
    if (root.sent && same(root.sent, sent)) return;
    root.sent = sent.slice();
    // JSON as UTF-8: half as long as the same JSON with every Chinese character escaped
    const { answered, ...data } = JSON.parse(new TextDecoder().decode(sent));
    root.unanswered = root.unanswered.filter(([number]) => number > answered);
    root.querySelector(":scope > .skeleton")?.remove();
    name(root, data);
    draw({
      data, root, late: root.unanswered.length > 0,
      setTriggerValue: (name, value) => { root.unanswered.push([++clicks, value]); root.trigger(name, root.unanswered); },
    });
    if (!data.export) { if (!root.unanswered.length) rested(root); return; }
    if (delivered.has(data.export.number)) return;
    delivered.add(data.export.number); // an answer is given until the next click, and taken once
    deliver(root, data.export);
  };
}

/** Make a view a landmark of the page, named as its heading or its label says. */
function name(root, { landmark = "region", label, title }) {
  if (!landmark) return;
  root.setAttribute("role", landmark);
  set(root, "aria-label", label ?? title);
}

/** A component with its style, which it puts into its own shadow root the first time. */
function styled(css, draw) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return (props) => {
    const tree = props.parentElement.getRootNode();
    if (!tree.adoptedStyleSheets.includes(sheet)) tree.adoptedStyleSheets = [...tree.adoptedStyleSheets, sheet];
    try {
      return draw(props);
    } finally {
      place(tree.host);
    }
  };
}

const drawnViews = new WeakSet();

/** Show what stands below the view of `host`, which is drawn for the first time, down to the next that is not: where all of it will stay. */
function place(host) {
  if (drawnViews.has(host)) return;
  drawnViews.add(host);
  for (const each of document.querySelectorAll("[data-testid=stBidiComponentIsolated]")) {
    for (const around of [".stElementContainer", "[data-testid=stLayoutWrapper]"]) each.closest(around)?.setAttribute("data-placed", "");
    if (!drawnViews.has(each)) break;
  }
}

/** Call `arrive` once the view of `root` stands where it will stay, and again with the font, in which lines break anew. */
function onceInPlace(root, arrive) {
  const container = root.getRootNode().host.closest(".stElementContainer");
  const wait = () => {
    if (!root.isConnected) return;
    if (!("placed" in container.dataset && document.getElementById("shuangbian-frame"))) { requestAnimationFrame(wait); return; }
    arrive();
    if (document.fonts.status !== "loaded") document.fonts.ready.then(arrive);
  };
  requestAnimationFrame(wait);
}

/** What makes a `details` a menu: Escape, or the focus or a click elsewhere, closes it. */
function folding() {
  return {
    onkeydown: (event) => {
      if (event.key !== "Escape" || !event.currentTarget.open) return;
      event.stopPropagation();
      event.currentTarget.open = false;
      event.currentTarget.firstChild.focus();
    },
    onfocusout: (event) => { if (event.relatedTarget && !event.currentTarget.contains(event.relatedTarget)) event.currentTarget.open = false; },
    ontoggle: ({ currentTarget: menu }) => {
      const elsewhere = (event) => {
        if (menu.isConnected && menu.open && event.composedPath().includes(menu)) return;
        menu.open = false;
        document.removeEventListener("pointerdown", elsewhere);
      };
      if (menu.open) document.addEventListener("pointerdown", elsewhere);
    },
  };
}

/** Put a style into the page itself, where it is not there already. */
function put(id, text) {
  let style = document.getElementById(id);
  if (!style) {
    style = document.createElement("style");
    style.id = id;
    document.head.append(style);
  }
  if (style.textContent !== text) style.textContent = text;
}

/** Whether two arrays hold the same bytes. */
function same(one, other) {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

/** Whether a key is typed into something, or pressed together with one of the browser's. */
function isTyped(event) {
  const target = event.composedPath()[0];
  return event.ctrlKey || event.metaKey || event.altKey || target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** A button that says at once that it is pressed, before the page has answered. */
function press(event) {
  const button = event.currentTarget;
  button.setAttribute("aria-pressed", button.getAttribute("aria-pressed") === "true" ? "false" : "true");
}

/** Buttons of which one is chosen. `options` is [[value, label, title]]. */
function choices(label, options, chosen, onchoose) {
  return h("div", { class: "choices", role: "group", "aria-label": label },
    options.map(([value, name, title]) => h("button", {
      key: value, type: "button", "aria-pressed": String(value === chosen), title,
      onclick: (event) => {
        const button = event.currentTarget;
        if (button.getAttribute("aria-pressed") === "true") return; // what is pressed is chosen, or will be
        for (const other of button.parentNode.children) other.setAttribute("aria-pressed", String(other === button));
        onchoose(value);
      },
    }, name)));
}

/** The heading of a view with its controls. */
function heading(title, ...controls) {
  return h("header", { key: "heading", class: "heading" }, h("h2", {}, title), h("div", { class: "controls" }, controls));
}

/** One of many, in a list that opens. `options` is [[value, name]]. */
function selection(label, options, chosen, onchoose) {
  return h("label", { class: "pick" }, h("span", { class: "small" }, label), " ",
    h("select", { "aria-label": label, value: chosen, onchange: (event) => onchoose(event.target.value) },
      options.map(([value, name, title]) => h("option", { key: value, value, title, selected: value === chosen }, name))));
}

/** A line that finds what is typed into it: `onfind` gets it once the typing rests, or at Enter. */
function finding(label, sought, onfind) {
  const tell = (input) => { clearTimeout(input.resting); if (input.value.trim() !== sought) onfind(input.value.trim()); };
  return h("input", {
    key: "finding", type: "search", placeholder: label, "aria-label": label, initial: sought, autocomplete: "off",
    oninput: ({ target }) => { clearTimeout(target.resting); target.resting = setTimeout(() => tell(target), 350); },
    onkeydown: (event) => { if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); tell(event.target); } },
  });
}

/** The pages of a long list: to the first, back, a page by its number, on, to the last. */
function pager({ page, pages, labels }, go) {
  if (pages <= 1) return null;
  const to = (key, sign, label, target) => h("button", {
    key, type: "button", class: "quiet", disabled: target === page || target < 1 || target > pages, "aria-label": label, title: label, onclick: () => go(target),
  }, sign);
  const many = pages > 3;
  const jump = (input) => { const wanted = Math.min(pages, Math.max(1, Number(input.value) || page)); input.value = wanted; if (wanted !== page) go(wanted); };
  return h("nav", { key: "pages", class: "pages", "aria-label": labels.name },
    many && to("first", "«", labels.first, 1),
    to("back", `← ${labels.previous}`, labels.previous, page - 1),
    many ? h("label", { key: "number" }, labels.before, " ", h("input", {
      type: "text", inputmode: "numeric", size: String(pages).length, "aria-label": labels.number, value: String(page),
      onchange: (event) => jump(event.target),
      onkeydown: (event) => { if (event.key === "Enter") jump(event.target); },
    }), " ", labels.after) : h("span", { key: "number" }, labels.whole),
    to("on", `${labels.next} →`, labels.next, page + 1),
    many && to("last", "»", labels.last, pages));
}

/** What stands where nothing passes the filters: a sentence and the ways out. `empty` is {text, ways, clear}. */
function emptied(empty, send) {
  return h("div", { key: "empty", class: "notice" }, empty.text && h("p", {}, empty.text),
    h("div", { class: "ways" }, empty.ways.map((way) => h("button", {
      key: `${way.field} ${way.value}`, type: "button", class: "way", onclick: () => send({ toggle: [way.field, way.value], choose: way.choose }),
    }, way.text)), empty.ways.length === 0 && empty.clear && h("button", {
      key: "clear", type: "button", class: "way", onclick: () => send({ clear: true }),
    }, empty.clear)));
}

/** The same numbers as a table, or its first rows. `table` is {title, columns, rows, note, save}. Columns of words
 * stand left under their names, columns of numbers right. */
function twin(table, send) {
  const sides = table.columns.map((_, index) => (index === 0 || table.rows.some((row) => /[a-z\u4e00-\u9fff]/i.test(row[index])) ? "words" : null));
  return [h("div", { key: "table", class: "twin", tabindex: "0", role: "group", "aria-label": table.title },
    table.note && h("p", { class: "small" }, table.note),
    h("table", {},
      h("thead", {}, h("tr", {}, table.columns.map((name, index) => h("th", { scope: "col", class: sides[index] }, name)))),
      h("tbody", {}, table.rows.map((row) => h("tr", {}, row.map((cell, index) =>
        h(index ? "td" : "th", { scope: index ? null : "row", class: sides[index] }, String(cell)))))))),
  table.rows.length > 0 && h("button", { key: "save", type: "button", class: "quiet", "data-export": "csv", onclick: (event) => ask(event, "csv", send) }, table.save)];
}

/** A piece of a paragraph: [text, colour of the term that it is or "", colour of the evidence or ""]. */
function segment([text, mark, evidence]) {
  if (!mark && !evidence) return text;
  const style = `${mark ? `--mark:${mark};` : ""}${evidence ? `--hue:${evidence}` : ""}`;
  return h(mark ? "mark" : "span", { class: evidence ? "evidence" : null, style }, text);
}

/** Save a CSV text; its mark tells Excel that it is UTF-8. */
function download(file, text) {
  save(file, new Blob(["\ufeff" + text], { type: "text/csv" }));
}

/** A paragraph as it is quoted: its text, unchanged, and below it where it is from. */
function quotation(segments, citation) {
  return `“${segments.map(([text]) => text).join("")}”\n${citation}`;
}

/** A page that is not served by https may not write to the clipboard: there a text is marked, and copied as by hand. */
async function toClipboard(text) {
  if (navigator.clipboard) { await navigator.clipboard.writeText(text).catch(() => {}); return; }
  const marked = document.createElement("textarea");
  const focused = document.activeElement;
  marked.value = text;
  document.body.append(marked);
  marked.select();
  document.execCommand("copy");
  marked.remove();
  focused?.focus({ preventScroll: true });
}

/** Copy a text, and say so on the button for a moment. */
async function copy(event, text, copied) {
  event.preventDefault();
  const button = event.currentTarget;
  const name = (button.dataset.name ??= button.textContent);
  await toClipboard(text);
  button.dataset.copied = text;
  button.textContent = copied;
  setTimeout(() => { button.textContent = name; }, 1200);
}

/** The two buttons that copy a quotation: in the form of the interface's language, and in the other. */
function citing(each, language, labels) {
  const other = language === "zh" ? "en" : "zh";
  return [["cite", labels.cite, language], ["other", labels.other, other]].map(([key, name, form]) => h("button", {
    key, type: "button", class: `quiet ${key}`, title: each.cite[form],
    onclick: (event) => copy(event, quotation(each.segments, each.cite[form]), labels.copied),
  }, name));
}
