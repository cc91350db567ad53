// The top of the page; in a presentation the line over its views, in a page of somebody else the line below the view.
const PANELS = { guide: "?", scenes: "g", share: "s" }; // and the keys that open them
const LANGUAGES = [["zh", "中文"], ["en", "English"]];

export default component(({ data, root, late, setTriggerValue }) => {
  const local = root.local;
  local.answers ??= {};
  const send = (click) => setTriggerValue("click", click);
  document.documentElement.lang = data.language === "zh" ? "zh-Hans" : "en";
  if (local.language !== data.language) local.answers = {};
  local.language = data.language;
  if (data.export) local.answers[data.export.kind] = data.export;
  if (data.export?.kind === "scenes-open" && data.export.number !== local.taken) {
    local.taken = data.export.number;
    takeScenes(data.export, local.answers.scenes, local);
  }
  if (!late) local.wanted = local.turning = null;
  if (local.opening === data.scene?.number && !late) local.arrived = viewOf(paramsOf(data.query)); // what the link of a scene leads to here
  if (!late) local.opening = null;
  const scene = sceneShown(data, local);
  setStage(data.mode, data.page);

  // -- panels -----------------------------------------------------------------------------------

  function toggle(panel) {
    if (local.panel === panel) { close(); return; }
    local.panel = panel;
    local.said = local.undos = null; // what was said, and can be undone, is of one visit to the panel
    render();
    root.querySelector(".panel").focus({ preventScroll: true });
    ask(panel);
  }

  /** A panel says what is of the view that is shown: it is asked for anew when that is another. */
  function ask(panel) {
    local.asked = data.query;
    send({ export: panel, ...(panel === "share" && { address: location.origin + location.pathname }) });
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
    const draw = { guide: guidePanel, scenes: scenesPanel, share: sharePanel }[local.panel];
    if (!draw) return null;
    const answer = local.answers[local.panel];
    return h("section", {
      key: `panel ${local.panel}`, class: `panel ${local.panel}`, tabindex: "-1", "aria-label": data.tools[local.panel],
      onkeydown: (event) => { if (event.key === "Escape") { event.preventDefault(); close(); } },
    }, h("button", { key: "close", type: "button", class: "sign close", "aria-label": data.tools.close, onclick: close }, "×"),
    answer ? draw(answer, send, close, { data, local, render, open, focusOn, showLarge }) : h("p", { class: "wait", "aria-busy": "true" }));
  }

  function focusOn(selector) {
    root.querySelector(selector)?.focus({ preventScroll: true });
  }

  /** Show the code over the whole screen, above all else that is there. */
  function showLarge(wanted) {
    local.large = wanted;
    render();
    if (wanted) { root.querySelector(".large").showPopover?.(); focusOn(".large"); } else focusOn("[data-large]");
  }

  function large() {
    return local.large && local.answers.share?.code && codeLarge(local.answers.share, () => showLarge(false));
  }

  // -- scenes -----------------------------------------------------------------------------------

  function open(tour, number) {
    const own = tour === "mine" && ownScenes()[number - 1];
    if (tour === "mine" && !own) return;
    putAway();
    local.wanted = number;
    local.opening = number;
    send({ scene: { tour, number, ...(own && { params: own.params }) } });
  }

  const ways = {
    open,
    list: () => toggle("scenes"),
    leave: () => send({ choose: { tour: "", scene: 0 } }),
    documents: () => send({ clear: true, choose: { view: "documents", present: "", tour: "", scene: 0, page: 1 } }),
  };

  const [otherLanguage, otherName] = LANGUAGES.find(([language]) => language !== data.language);

  function speak(language) {
    send({ choose: { language } });
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
      choices(data.label, LANGUAGES, data.language, speak),
      tools(["share", "scenes", "guide"]),
      panel(),
      large(),
      scene ? sceneLine(scene, ways) : isNew() && data.page !== "documents" && hintLine(data.hint, send, render),
      data.newer && h("p", { key: "newer", class: "hint" }, data.newer),
      data.absent && h("div", { key: "absent", class: "absent", role: "alert" }, h("p", {}, data.absent.text),
        h("button", { type: "button", class: "way", onclick: () => send({ choose: { corpus: "builtin" } }) }, data.absent.builtin)),
    ];
  }

  // -- a presentation ---------------------------------------------------------------------------

  function present(wanted) {
    fullScreen(wanted);
    local.panel = "";
    local.large = false;
    const other = wanted && data.page === "documents" && { view: "overview", page: 1 }; // which has views to show
    send({ choose: { present: wanted ? "1" : "", stage: [], ...other } });
  }

  /** Show a view alone, or beside the one that is shown. */
  function show(name, beside) {
    const { shown } = data.stage;
    const others = shown.filter((each) => each !== name);
    if (!beside) send({ choose: { stage: [name] } });
    else if (others.length) send({ choose: { stage: shown.includes(name) ? others : [...others, name].slice(-2) } });
  }

  function step(by) {
    if (scene) {
      const to = (local.wanted ?? scene.number) + by;
      if (to >= 1 && to <= scene.count) open(scene.tour, to);
      return;
    }
    const names = data.pages.map(([name]) => name).filter((name) => name !== "documents");
    const to = names[names.indexOf(local.turning ?? data.page) + by];
    if (!to) return;
    local.turning = to; // quicker than the answer
    toPage(to);
  }

  function stage() {
    const { title, sentence, views, shown, leave, previous, next, beside } = data.stage;
    const said = scene && !scene.away ? scene : { title, sentence };
    return [
      h("div", { key: "said", class: "said" }, h("h1", { "aria-live": "polite" }, h("bdi", {}, said.title)), said.sentence && h("p", {}, h("bdi", {}, said.sentence)),
        scene && sceneNote(scene, ways)),
      views.length > 1 && h("div", { key: "views", class: "choices views", role: "group", "aria-label": data.stage.label }, views.map(([name, label], index) => h("button", {
        key: name, type: "button", "data-view": name, "aria-pressed": String(shown.includes(name)), title: beside,
        onclick: (event) => show(name, event.shiftKey),
      }, h("kbd", { "aria-hidden": "true" }, String(index + 1)), " ", label))),
      scene ? sceneSteps(scene, { open }) : h("div", { key: "pages", class: "steps" },
        h("button", { type: "button", class: "sign", "aria-label": previous, title: `${previous} (←)`, onclick: () => step(-1) }, "←"),
        h("button", { type: "button", class: "sign", "aria-label": next, title: `${next} (→)`, onclick: () => step(1) }, "→")),
      tools(["share", "scenes", "guide"]),
      h("button", { key: "language", type: "button", class: "quiet", lang: otherLanguage, title: `${data.label} (L)`, onclick: () => speak(otherLanguage) }, otherName),
      h("button", { key: "leave", type: "button", class: "quiet leave", title: `${leave} (Esc)`, onclick: () => present(false) }, leave),
      panel(),
      large(),
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
    const by = { ArrowRight: 1, ArrowLeft: -1, ...(presenting && { PageDown: 1, PageUp: -1 }) }[key];
    if (data.mode === "embed") return;
    if (key === "Escape" && local.large) showLarge(false);
    else if (name) toggle(name);
    else if (key === "Escape" && local.panel) close();
    else if (key === "Escape" && presenting) present(false);
    else if (key.toLowerCase() === "p") present(!presenting);
    else if (key.toLowerCase() === "l") speak(otherLanguage);
    else if (key.toLowerCase() === "f") {
      local.windowed = Boolean(document.fullscreenElement); // back to a window, and still a presentation
      fullScreen(!document.fullscreenElement);
    }
    else if (key === "/" && !presenting) document.querySelector(".st-key-search [data-testid=stBidiComponentIsolated]")?.shadowRoot?.querySelector("input")?.focus();
    else if (by && (presenting || scene)) step(by);
    else if (digit && presenting && data.stage.views[digit - 1]) show(data.stage.views[digit - 1][0], event.shiftKey);
    else return;
    event.preventDefault();
  }

  function render() {
    patch(root, { page, present: stage, embed }[data.mode]());
    root.dataset.mode = data.mode;
  }

  listenToKeys(root, onkey, () => {
    if (data.mode === "present" && !local.windowed) present(false);
    local.windowed = false;
  });
  render();
  if (local.panel && local.asked !== data.query && !late) ask(local.panel);
});
