// The top of the page; in a presentation the line over its views, in a page of somebody else the line below the view.
const PANELS = { guide: "?", scenes: "g", share: "s" }; // and the keys that open them

export default component(({ data, root, setTriggerValue }) => {
  const local = root.local;
  local.answers ??= {};
  const send = (click) => setTriggerValue("click", click);
  document.documentElement.lang = data.language === "zh" ? "zh-Hans" : "en";
  if (local.language !== data.language) local.answers = {};
  local.language = data.language;
  if (data.export) local.answers[data.export.kind] = data.export;
  setStage(data.mode, data.page);

  // -- panels -----------------------------------------------------------------------------------

  function toggle(panel) {
    if (local.panel === panel) { close(); return; }
    local.panel = panel;
    render();
    root.querySelector(".panel").focus({ preventScroll: true });
    send({ export: panel });
  }

  function close() {
    if (!local.panel) return;
    const inside = root.querySelector(".panel")?.contains(root.getRootNode().activeElement);
    const button = root.querySelector(`[data-panel=${local.panel}]`);
    local.panel = "";
    render();
    if (inside) button?.focus({ preventScroll: true });
  }

  function panel() {
    const draw = { guide: guidePanel }[local.panel];
    if (!draw) return null;
    const answer = local.answers[local.panel];
    return h("section", {
      key: `panel ${local.panel}`, class: `panel ${local.panel}`, tabindex: "-1", "aria-label": data.tools[local.panel],
      onkeydown: (event) => { if (event.key === "Escape") { event.preventDefault(); close(); } },
    }, answer ? draw(answer, send, close, render) : h("p", { class: "wait", "aria-busy": "true" }));
  }

  function tools(names) {
    return h("div", { key: "tools", class: "tools" }, names.map((name) => h("button", {
      key: name, type: "button", class: "quiet", "data-panel": name, title: `${data.tools[name]} (${PANELS[name].toUpperCase()})`,
      "aria-expanded": String(local.panel === name), onclick: () => toggle(name),
    }, name === "guide" ? h("span", {}, "?", h("span", { class: "hidden" }, data.tools.guide)) : data.tools[name])),
    data.mode === "page" && h("button", {
      key: "present", type: "button", class: "quiet", title: `${data.tools.present} (P)`, onclick: () => present(true),
    }, data.tools.present));
  }

  // -- the page ---------------------------------------------------------------------------------

  function toPage(page) {
    leavePage(page);
    // a paragraph that was open is looked for in the reader; elsewhere a page begins at its top
    // and the pages of the documents are others than those of the paragraphs
    const other = { stage: [], ...([page, data.page].includes("documents") && { page: 1 }) };
    send({ choose: page === "reader" ? { view: page, stage: [] } : { view: page, paragraph: "", ...other } });
  }

  function page() {
    return [
      h("h1", {}, "双边", h("span", { lang: "zh-Latn" }, "Shuangbian")),
      h("nav", { "aria-label": data.pagesLabel }, data.pages.map(([name, label]) => h("button", {
        key: name, type: "button", "data-page": name, "aria-current": name === data.page ? "page" : null,
        onclick: (event) => {
          const button = event.currentTarget;
          if (button.hasAttribute("aria-current")) return;
          button.parentNode.querySelector("[aria-current]")?.removeAttribute("aria-current");
          button.setAttribute("aria-current", "page");
          toPage(name);
        },
      }, label))),
      h("p", { title: data.subtitle }, data.subtitle),
      data.corpora.length > 0 && h("div", { key: "corpora", class: "corpora" },
        choices(data.corporaLabel, data.corpora, data.corpus, (corpus) => send({ choose: { corpus } }))),
      choices(data.label, [["zh", "中文"], ["en", "English"]], data.language, (language) => send({ choose: { language } })),
      tools(["share", "scenes", "guide"].filter((name) => data.tools[name])),
      panel(),
      isNew() && hintLine(data.hint, send, render),
      data.absent && h("div", { key: "absent", class: "absent", role: "alert" }, h("p", {}, data.absent.text),
        h("button", { type: "button", class: "way", onclick: () => send({ choose: { corpus: "builtin" } }) }, data.absent.builtin)),
    ];
  }

  // -- a presentation ---------------------------------------------------------------------------

  function present(wanted) {
    fullScreen(wanted);
    local.panel = "";
    send({ choose: { present: wanted ? "1" : "", stage: [] } });
  }

  /** Show a view alone, or beside the one that is shown. */
  function show(name, beside) {
    const { shown } = data.stage;
    const others = shown.filter((each) => each !== name);
    if (!beside) send({ choose: { stage: [name] } });
    else if (shown.length > 1 || others.length) send({ choose: { stage: shown.includes(name) ? others : [...others, name].slice(-2) } });
  }

  function step(by) {
    const names = data.pages.map(([name]) => name).filter((name) => name !== "documents");
    const to = names[names.indexOf(data.page) + by];
    if (to) toPage(to);
  }

  function stage() {
    const { title, sentence, views, shown, leave, previous, next, beside } = data.stage;
    return [
      h("div", { key: "said", class: "said" }, h("h1", {}, title), sentence && h("p", {}, sentence)),
      views.length > 1 && h("div", { key: "views", class: "choices views", role: "group", "aria-label": data.stage.label }, views.map(([name, label], index) => h("button", {
        key: name, type: "button", "data-view": name, "aria-pressed": String(shown.includes(name)), title: beside,
        onclick: (event) => show(name, event.shiftKey),
      }, h("kbd", { "aria-hidden": "true" }, String(index + 1)), " ", label))),
      h("div", { key: "steps", class: "steps" },
        h("button", { type: "button", class: "sign", "aria-label": previous, title: `${previous} (←)`, onclick: () => step(-1) }, "←"),
        h("button", { type: "button", class: "sign", "aria-label": next, title: `${next} (→)`, onclick: () => step(1) }, "→")),
      tools(["scenes", "guide"].filter((name) => data.tools[name])),
      h("button", { key: "leave", type: "button", class: "quiet leave", title: `${leave} (Esc)`, onclick: () => present(false) }, leave),
      panel(),
    ];
  }

  function embed() {
    const { source, open, address } = data.embed;
    return h("p", { class: "embed" }, h("span", {}, source), " ", h("a", { href: new URL(address, document.baseURI).href, target: "_blank", rel: "noopener" }, open));
  }

  // -- keys -------------------------------------------------------------------------------------

  function onkey(event) {
    const { key } = event;
    const name = Object.keys(PANELS).find((each) => PANELS[each] === key.toLowerCase() && data.tools[each]);
    const presenting = data.mode === "present";
    const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
    const by = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[key];
    if (data.mode === "embed") return;
    if (name) toggle(name);
    else if (key === "Escape" && local.panel) close();
    else if (key === "Escape" && presenting) present(false);
    else if (key.toLowerCase() === "p") present(!presenting);
    else if (key.toLowerCase() === "f") fullScreen(!document.fullscreenElement);
    else if (key === "/" && !presenting) document.querySelector(".st-key-search [data-testid=stBidiComponentIsolated]")?.shadowRoot?.querySelector("input")?.focus();
    else if (by && presenting) step(by);
    else if (digit && presenting && data.stage.views[digit - 1]) show(data.stage.views[digit - 1][0], event.shiftKey);
    else return;
    event.preventDefault();
  }

  function render() {
    patch(root, { page, present: stage, embed }[data.mode]());
    root.dataset.mode = data.mode;
  }

  listenToKeys(root, onkey, () => { if (data.mode === "present") present(false); });
  render();
});
