// What was recognised of the files that a visitor brought. Changes are collected here, and applied together.

// Streamlit's own place to drop files and its buttons, in the look of the page and, once they are known, in its words.
const BROWSE = "[data-testid=stFileUploader] [data-testid=stFileUploaderDropzone] button:not([data-testid=stFileChip] *)";
const FRAME = `
[data-testid=stFileUploader] [data-testid=stFileUploaderDropzone] { flex-flow: row-reverse wrap; justify-content: space-between; align-items: center; gap: 8px 24px; height: auto; min-height: 88px; padding: 14px 20px; background: none; border: 1.5px dashed color-mix(in srgb, currentColor 32%, transparent); border-radius: 6px; }
[data-testid=stFileUploader] [data-testid=stFileUploaderDropzone]:hover { border-color: currentColor; }
[data-testid=stFileUploader] [data-testid=stFileUploaderDropzoneInstructions] { display: block; flex: 1 1 16em; margin: 0; }
[data-testid=stFileUploader] [data-testid=stFileUploaderDropzoneInstructions] * { display: none; }
[data-testid=stFileUploader] [data-testid=stFileUploaderDropzoneInstructions]::before { content: var(--drop-hint, ""); display: block; min-height: 24px; font-size: 16px; color: var(--st-text-color, inherit); }
[data-testid=stFileUploader] [data-testid=stFileUploaderDropzoneInstructions]::after { content: var(--drop-formats, ""); display: block; min-height: 18px; font-size: 12px; opacity: .72; }
${BROWSE} > * { display: none; }
${BROWSE} { border-radius: 16px; width: auto; min-height: 0; padding: 4px 16px; font-size: 14px; border: 1px solid var(--st-border-color, currentColor); }
${BROWSE}::after { content: var(--drop-browse, ""); }
[data-testid=stFileUploader] [data-testid=stFileChips] { width: 100%; }
[data-testid=stFileUploader] [data-testid=stFileChip] { height: auto; max-width: 100%; flex-wrap: wrap; }
[data-testid=stFileUploader] [data-testid=stFileChip] [role=alert] { position: static; width: auto; height: auto; clip: auto; clip-path: none; margin: 0; overflow: visible; white-space: normal; font-size: 0; }
[data-testid=stFileUploader] [data-testid=stFileChip] [role=alert]::after { content: var(--drop-large, ""); font-size: 13px; }
.st-key-documents-actions button { border-radius: 16px; min-height: 0; padding: 4px 16px; }
.st-key-documents-actions > :first-child button { border-color: currentColor; font-weight: 600; }
`;

put("shuangbian-drop", FRAME);

export default component(({ data, root, setTriggerValue }) => {
  const local = root.local;
  const { labels } = data;
  const send = (click) => setTriggerValue("click", click);
  local.documents ??= new Map(); // `number key` → { field: value }
  local.choices ??= new Map(); // number → { encoding, fields }
  dress(data.drop);
  local.watching ??= new MutationObserver(() => (root.isConnected ? dress(root.local.drop) : local.watching.disconnect()));
  local.drop = data.drop;
  // Streamlit draws its button anew, and then it has no name
  local.watching.observe(document.querySelector("[data-testid=stMain]"), { childList: true, subtree: true });

  const changes = () => local.documents.size + local.choices.size;
  const isDay = (text) => !text.trim() || /^\D*\d{4}\D+\d{1,2}\D+\d{1,2}\D?$/.test(text.trim());
  const misdated = () => [...local.documents.values()].some((said) => said.date !== undefined && !isDay(said.date));

  /** Note a value of a document; one that is as it was is no change. */
  function correct(number, key, field, value, before) {
    const name = JSON.stringify([number, key]);
    const said = { ...local.documents.get(name) };
    if (value === before) delete said[field]; else said[field] = value;
    if (Object.keys(said).length) local.documents.set(name, said); else local.documents.delete(name);
    render();
  }

  function choose(file, change) {
    const said = { ...(local.choices.get(file.number) ?? { encoding: file.chosen, fields: file.fields }), ...change };
    if (said.encoding === file.chosen && JSON.stringify(said.fields) === JSON.stringify(file.fields)) local.choices.delete(file.number);
    else local.choices.set(file.number, said);
    render();
  }

  function apply() {
    const documents = [...local.documents].map(([name, said]) => [...JSON.parse(name), said]);
    const choices = [...local.choices];
    local.documents.clear();
    local.choices.clear();
    send({ apply: { documents, choices } });
  }

  function input(number, key, field, value, more) {
    const said = local.documents.get(JSON.stringify([number, key]))?.[field];
    const wrong = field === "date" && said !== undefined && !isDay(said);
    return h("input", {
      type: "text", "aria-label": labels[field], value: said ?? value, class: wrong ? "wrong" : said === undefined ? "" : "changed",
      "aria-invalid": wrong ? "true" : null, title: wrong ? labels.unknown : null, autocomplete: "off", ...more,
      oninput: (event) => correct(number, key, field, event.target.value, value),
    });
  }

  /** A document; where its title and date are from is said where it is another place than for the one before. */
  function document_(file, each, index) {
    const before = file.documents[index - 1] ?? {};
    const from = (name) => each[name] && each[name] !== before[name] && h("span", { class: "small" }, each[name]);
    return h("li", { key: `${file.number} ${each.key}`, class: "document", "data-key": each.key },
      h("span", { class: "title" }, input(file.number, each.key, "title", each.title), from("titleFrom")),
      h("span", { class: "date" }, input(file.number, each.key, "date", each.date, { placeholder: labels.unknown }), each.date && from("dateFrom")),
      h("span", { class: "source" }, input(file.number, each.key, "source", each.source)),
      h("span", { class: "tags" }, each.tags.length ? each.tags.map(([name, colour]) => h("span", { key: name, class: colour ? "named" : "small" }, colour && h("i", { class: "about", style: `color:${colour}` }), name))
        : h("span", { class: "small" }, labels.none_known)),
      h("span", { class: "number" }, each.paragraphs));
  }

  /** Which column of a file of records is what: a few of its values, and a list to choose from. */
  function columns(file) {
    const fields = local.choices.get(file.number)?.fields ?? file.fields;
    return h("details", { key: "columns", class: "columns", open: Boolean(file.problem) || local.choices.has(file.number) },
      h("summary", {}, labels.columns),
      h("div", { class: "fields" }, data.fieldNames.map(([field, name]) => h("label", { key: field }, h("span", { class: "small" }, name), " ",
        h("select", {
          "aria-label": `${name}, ${file.name}`, value: fields[field] ?? "",
          onchange: (event) => {
            const { [field]: _, ...others } = fields;
            choose(file, { fields: event.target.value ? { ...others, [field]: event.target.value } : others });
          },
        }, h("option", { key: " none", value: "" }, labels.none),
        file.columns.map(([column]) => h("option", { key: column, value: column }, column)))))),
      h("dl", {}, file.columns.map(([column, samples]) => [h("dt", { key: `n ${column}` }, column), h("dd", { key: `v ${column}`, class: "small" }, samples.join(" · "))])));
  }

  function encoding(file) {
    const said = local.choices.get(file.number)?.encoding ?? file.chosen;
    return h("select", {
      "aria-label": `${labels.encoding}, ${file.name}`, value: said, class: said === file.chosen ? "" : "changed",
      onchange: (event) => choose(file, { encoding: event.target.value }),
    }, h("option", { key: "as recognised", value: "" }, file.chosen || !file.encoding ? labels.asRecognised : labels.recognised.replace("{encoding}", file.encoding)),
    data.encodings.map((name) => h("option", { key: name, value: name }, name)));
  }

  const remove = ({ number, name }) => number > 0 && h("button", {
    key: "remove", type: "button", class: "cross", "aria-label": labels.remove.replace("{file}", () => name), title: labels.remove.replace("{file}", () => name),
    onclick: (event) => { event.currentTarget.closest("section, li").classList.add("going"); send({ remove: number }); },
  }, "×");

  /** A file that is not read: a sentence, and where it helps, what can be chosen. */
  function skipped(file) {
    return h("section", { key: `${file.number} ${file.name}`, class: "file skipped", "data-file": file.name },
      h("header", { key: "head" }, h("p", { key: "problem", class: "problem", role: "alert" }, file.problem),
        file.decodes || file.chosen ? encoding(file) : h("span", { key: "no encoding" }), remove(file)),
      file.columns.length > 0 && columns(file));
  }

  function file_(file) {
    return h("section", { key: `${file.number} ${file.name}`, class: "file", "data-file": file.name },
      h("header", { key: "head" },
        h("h3", {}, file.name, file.archive && h("span", { class: "small" }, ` ${labels.inside.replace("{file}", () => file.archive)}`),
          file.more && h("span", { class: "small" }, ` (${labels.more})`)),
        h("span", { key: "facts", class: "small facts" }, file.facts.join(" · ")),
        file.decodes ? encoding(file) : h("span", { key: "no encoding" }),
        remove(file)),
      file.notes.map((text) => h("p", { key: text, class: "small noted" }, text)),
      file.columns.length > 0 && columns(file),
      file.documents.length > 0 && h("ul", { key: "documents" }, file.documents.map((each, index) => document_(file, each, index))));
  }

  function paste() {
    const { open, text, title, add } = data.paste;
    return h("details", { key: "paste", class: "paste" },
      h("summary", {}, open),
      h("form", {
        onsubmit: (event) => {
          event.preventDefault();
          const form = event.currentTarget;
          const [named, typed] = [form.querySelector("input"), form.querySelector("textarea")];
          if (!typed.value.trim()) { typed.focus(); return; }
          send({ paste: [typed.value, named.value] });
          named.value = typed.value = "";
          form.parentNode.open = false;
        },
      },
      h("textarea", { "aria-label": text, placeholder: text, rows: "6" }),
      h("div", { class: "line" }, h("input", { type: "text", "aria-label": title, placeholder: title, autocomplete: "off" }),
        h("button", { type: "submit", class: "way" }, add))));
  }

  function progress({ text, part, cancel }) {
    return h("div", { key: "progress", class: "progress" },
      h("p", { role: "status" }, text),
      h("button", { type: "button", class: "quiet", onclick: () => send({ cancel: true }) }, cancel),
      h("div", { class: "track", role: "progressbar", "aria-label": text, "aria-valuemin": "0", "aria-valuemax": "100", "aria-valuenow": String(Math.round(100 * part)) },
        h("i", { style: `width:${100 * part}%` })));
  }

  function render() {
    const [wrong, read] = [data.files.filter((file) => file.problem), data.files.filter((file) => !file.problem)];
    patch(root, [
      !data.summary && paste(),
      data.progress && progress(data.progress),
      data.problems.map((text) => h("p", { key: text, class: "problem", role: "alert" }, text)),
      data.summary && h("header", { key: "summary", class: "heading" }, h("h2", {}, data.summary),
        h("div", { class: "controls" },
          data.start && h("button", { key: "start", type: "button", class: "way", onclick: () => send({ start: true }) }, data.start),
          h("button", { key: "clear", type: "button", class: "quiet", onclick: () => send({ clear_files: true }) }, data.clear))),
      data.share && h("p", { key: "share", class: "small share" }, data.share.text, " ",
        h("button", { type: "button", class: "quiet copy", onclick: (event) => copy(event, link(), data.share.copied) }, data.share.copy)),
      data.summary && paste(),
      data.waiting.length > 0 && h("ul", { key: "waiting", class: "waiting" }, data.waiting.map((each) => h("li", { key: each.number },
        h("span", {}, each.name), h("span", { class: "small" }, each.size), remove(each)))),
      h("div", { key: "wrong", class: "files" }, wrong.map(skipped)),
      read.length > 0 && h("div", { key: "names", class: "document names small", "aria-hidden": "true" },
        [labels.title, labels.date, labels.source, labels.relationships].map((name) => h("span", {}, name)), h("span", { class: "number" }, labels.paragraphs)),
      h("div", { key: "files", class: "files" }, read.map(file_)),
      pager(data.turn, (page) => send({ choose: { page } })),
      changes() > 0 && h("div", { key: "apply", class: "apply", role: "status" }, h("span", {}, misdated() ? labels.noDay : labels.changed),
        h("button", { key: "apply", type: "button", class: "way strong", disabled: misdated(), onclick: apply }, labels.apply),
        h("button", { key: "undo", type: "button", class: "quiet", onclick: () => { local.documents.clear(); local.choices.clear(); render(); } }, labels.undo)),
    ]);
  }

  render();
});

/** The address of the first page on the documents of the visitor, with what is chosen. */
function link() {
  const address = new URL(location.href);
  address.searchParams.delete("view");
  address.searchParams.delete("page");
  if (!address.searchParams.has("c")) address.searchParams.set("c", "own");
  return address.href;
}

/** Put the words of the page on Streamlit's place to drop files, and give its button the name that it then shows. */
function dress(drop) {
  for (const [name, text] of Object.entries(drop)) document.documentElement.style.setProperty(`--drop-${name}`, JSON.stringify(text));
  for (const button of document.querySelectorAll(BROWSE)) button.setAttribute("aria-label", drop.browse);
}
