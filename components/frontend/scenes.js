// The visitor's own scenes, which their browser keeps; the line that says which scene is shown; the panel of both lists.

const KEPT_SCENES = "shuangbian.scenes";
const NO_PART = ["lang", "c", "present", "embed", "tour", "scene", "v", "show"]; // what is no part of what a scene shows

let unkept = null; // the scenes, where the browser keeps nothing

/** The visitor's own: [{id, title, sentence, params}]; a text is a string, or {zh, en}. */
function ownScenes() {
  if (unkept) return unkept;
  try { return JSON.parse(localStorage.getItem(KEPT_SCENES) ?? "[]").filter(isScene); } catch { return []; }
}

function isScene(each) {
  return each && typeof each === "object" && each.params && typeof each.params === "object"
    && Object.values(each.params).every(Array.isArray) && typeof each.id === "string" && inLanguage(each.title, "zh") !== "";
}

function keepScenes(scenes) {
  try { localStorage.setItem(KEPT_SCENES, JSON.stringify(scenes)); unkept = null; } catch { unkept = scenes; }
}

function newScene(scene) {
  return { ...scene, id: Array.from(crypto.getRandomValues(new Uint32Array(2)), (n) => n.toString(36)).join("") };
}

function inLanguage(said, language) {
  const text = typeof said === "string" ? said : said?.[language] ?? said?.zh;
  return typeof text === "string" ? text : "";
}

/** The parameters of a link: {name: values}. */
function paramsOf(query) {
  const params = {};
  for (const [name, value] of new URLSearchParams(query)) (params[name] ??= []).push(value);
  return params;
}

function queryOf(params) {
  return new URLSearchParams(Object.entries(params).flatMap(([name, values]) => values.map((value) => [name, value]))).toString();
}

/** What of a view makes it the view of a scene, as a text to compare. */
function viewOf(params, without = NO_PART) {
  return JSON.stringify(Object.entries(params).filter(([name]) => !without.includes(name)).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** All that a scene is, as a text to compare. */
function wholeOf({ title, sentence, params }) {
  const texts = [title, sentence].flatMap((said) => [inLanguage(said, "zh"), inLanguage(said, "en")]);
  return JSON.stringify([...texts, viewOf(params, ["v"])]);
}

/** The scene that is shown: what Python says of it, and of the visitor's own what their browser knows; else null. */
function sceneShown({ scene, query, language }, local) {
  if (scene?.tour !== "mine") return scene;
  const scenes = ownScenes();
  const own = scenes[scene.number - 1];
  if (!own) return null;
  const view = viewOf(paramsOf(query));
  return {
    ...scene, count: scenes.length, title: inLanguage(own.title, language), sentence: inLanguage(own.sentence, language),
    away: view !== viewOf(own.params) && view !== local.arrived,
  };
}

/** What stands beside the arrows: which scene it is, the list, the end. */
function sceneSteps(scene, { open, list, leave }) {
  const to = (number, sign, label, key) => h("button", {
    key: sign, type: "button", class: "sign", disabled: number < 1 || number > scene.count, "aria-label": label, title: `${label} (${key})`,
    onclick: () => open(scene.tour, number),
  }, sign);
  return h("div", { key: "steps", class: "steps" },
    to(scene.number - 1, "←", scene.previous, "←"),
    h("span", { key: "number", class: "number" }, `${scene.number} / ${scene.count}`),
    to(scene.number + 1, "→", scene.next, "→"),
    list && h("button", { key: "list", type: "button", class: "quiet", title: `${scene.list} (G)`, onclick: list }, scene.list),
    leave && h("button", { key: "leave", type: "button", class: "sign", "aria-label": scene.close, title: scene.close, onclick: leave }, "×"));
}

/** That the visitor has gone on from the scene, or that it is the last, and what there is to do. */
function sceneNote(scene, { open, documents }) {
  if (scene.away) return h("p", { key: "note", class: "small note" }, scene.moved, " ", h("button", { type: "button", class: "link", "data-back": "", onclick: () => open(scene.tour, scene.number) }, scene.back));
  if (scene.number < scene.count) return null;
  return h("p", { key: "note", class: "small note" }, scene.end, " ", h("button", { type: "button", class: "link", "data-next": "", onclick: documents }, scene.documents));
}

/** The line below the header. */
function sceneLine(scene, ways) {
  return h("section", { key: "scene", class: "scene", "aria-label": scene.label },
    h("p", { key: "said", class: "caption", "aria-live": "polite" }, h("b", {}, h("bdi", {}, scene.title)), " ", h("bdi", {}, scene.sentence)),
    sceneNote(scene, ways), sceneSteps(scene, ways));
}

function scenesPanel(panel, send, close, { data, local, render, open, focusOn }) {
  const scenes = ownScenes();
  const undos = (local.undos ??= []); // what can be undone: [{text, back}], the latest last; back makes the list of before
  const { language } = data;
  const base = location.origin + location.pathname;
  const named = (text, scene) => text.replace("{title}", () => inLanguage(scene.title, language));

  /** Make the list another one; the scene that is shown stays the one that it is. */
  function change(changed) {
    const shown = data.scene?.tour === "mine" ? scenes[data.scene.number - 1] : null;
    keepScenes(changed);
    const at = shown ? changed.findIndex(({ id }) => id === shown.id) + 1 : 0;
    if (shown && !at) send({ choose: { tour: "", scene: 0 } });
    else if (shown && at !== data.scene.number) send({ choose: { scene: at } });
    render();
  }

  function add() {
    const title = (local.draft?.title ?? panel.proposed).trim();
    if (!title || scenes.length >= panel.scenes) return;
    const params = Object.fromEntries(Object.entries(paramsOf(data.query)).filter(([name]) => name === "v" || name === "show" || !NO_PART.includes(name)));
    local.draft = null;
    local.said = null;
    change([...scenes, newScene({ title, sentence: (local.drafted ?? "").trim(), params })]);
    local.drafted = "";
    render();
  }

  function move(index, by) {
    const to = index + by;
    if (to < 0 || to >= scenes.length) return;
    const changed = [...scenes];
    changed.splice(to, 0, ...changed.splice(index, 1));
    change(changed);
    focusOn(`[data-scene="${scenes[index].id}"] .${by < 0 ? "up" : "down"}:not(:disabled), [data-scene="${scenes[index].id}"] .open`);
  }

  function remove(index) {
    const [gone] = scenes.slice(index, index + 1);
    local.said = null;
    undos.push({ text: named(panel.deleted, gone), back: (now) => now.toSpliced(index, 0, gone) });
    change(scenes.toSpliced(index, 1));
    focusOn("[data-undo]");
  }

  function undo() {
    local.said = null;
    change(undos.pop().back(scenes));
    focusOn("[data-undo], .mine .open");
  }

  function rename(scene, title, sentence) {
    const said = (old, text) => (typeof old === "object" ? { ...old, [language]: text } : text);
    local.renamed = null;
    if (title.trim()) change(scenes.map((each) => (each.id === scene.id ? { ...each, title: said(each.title, title.trim()), sentence: said(each.sentence, sentence.trim()) } : each)));
    else render();
    focusOn(`[data-scene="${scene.id}"] .open`);
  }

  async function read(input) {
    const [file] = input.files;
    if (!file) return;
    input.value = "";
    if (file.size > panel.bytes) { local.said = { text: panel.tooLarge, wrong: true }; render(); return; }
    send({ export: "scenes-open", text: await file.text(), name: file.name });
  }

  const entered = (act) => (event) => { if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); act(event); } };
  const copying = (scene, query) => h("button", {
    key: "copy", type: "button", class: "quiet", "aria-label": named(panel.copy, scene), title: named(panel.copy, scene),
    onclick: (event) => copy(event, `${base}?${query}`, panel.copied),
  }, panel.link);
  const opening = (scene, tour, number) => h("button", {
    key: "open", type: "button", class: "open", "aria-current": data.scene?.tour === tour && data.scene.number === number ? "step" : null,
    onclick: () => { close(); open(tour, number); },
  }, h("b", {}, h("bdi", {}, inLanguage(scene.title, language))), h("span", { class: "small" }, h("bdi", {}, inLanguage(scene.sentence, language))));
  const undoing = undos.length > 0 && [undos.at(-1).text, " ", h("button", {
    type: "button", class: "link", "data-undo": "", disabled: undos.at(-1).back(scenes).length > panel.scenes, onclick: undo,
  }, panel.undo)];
  const [titleLength, sentenceLength] = panel.lengths;

  function mine(scene, index) {
    if (local.renamed === scene.id) {
      const row = (event) => event.currentTarget.closest("li");
      const done = (event) => rename(scene, row(event).querySelector(".title").value, row(event).querySelector(".sentence").value);
      const keys = (event) => {
        if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); local.renamed = null; render(); focusOn(`[data-scene="${scene.id}"] .open`); } else entered(done)(event);
      };
      return h("li", { key: scene.id, "data-scene": scene.id, class: "renaming" },
        h("input", { key: "title", class: "field title", "aria-label": panel.title, maxlength: titleLength, initial: inLanguage(scene.title, language), onkeydown: keys }),
        h("input", { key: "sentence", class: "field sentence", "aria-label": panel.sentence, maxlength: sentenceLength, initial: inLanguage(scene.sentence, language), onkeydown: keys }),
        h("button", { key: "done", type: "button", class: "way", onclick: done }, panel.done));
    }
    const act = (name, sign, label, does, disabled) => h("button", {
      key: name, type: "button", class: `quiet ${name}`, disabled, "aria-label": named(label, scene), title: named(label, scene), onclick: does,
    }, sign);
    return h("li", { key: scene.id, "data-scene": scene.id },
      opening(scene, "mine", index + 1),
      h("div", { key: "acts", class: "acts" },
        act("up", "↑", panel.up, () => move(index, -1), index === 0),
        act("down", "↓", panel.down, () => move(index, 1), index === scenes.length - 1),
        act("rename", panel.name, panel.rename, () => { local.renamed = scene.id; render(); focusOn(".renaming .title"); }),
        copying(scene, queryOf({ ...scene.params, ...(language === "en" && { lang: ["en"] }) })),
        act("delete", "×", panel.delete, () => remove(index))));
  }

  return [
    h("section", { key: "tour" }, h("h2", {}, panel.tourTitle),
      panel.fault && h("p", { class: "warning", role: "alert" }, panel.fault),
      panel.tour.length > 0
        ? h("ol", { class: "list" }, panel.tour.map((scene, index) => h("li", { key: index }, opening(scene, "corpus", index + 1), h("div", { key: "acts", class: "acts" }, copying(scene, scene.query)))))
        : !panel.fault && h("p", { class: "small" }, panel.none)),
    h("section", { key: "mine", class: "mine" }, h("h2", {}, panel.mineTitle),
      h("div", { key: "new", class: "saving" },
        h("input", { key: "title", class: "field title", "aria-label": panel.title, placeholder: panel.title, maxlength: titleLength, initial: local.draft?.title ?? panel.proposed,
          oninput: ({ target }) => { local.draft = { title: target.value }; }, onkeydown: entered(add) }),
        h("input", { key: "sentence", class: "field sentence", "aria-label": panel.sentence, placeholder: panel.sentence, maxlength: sentenceLength, initial: local.drafted ?? "",
          oninput: ({ target }) => { local.drafted = target.value; }, onkeydown: entered(add) }),
        h("button", { key: "save", type: "button", class: "way save", title: panel.saveTitle, disabled: scenes.length >= panel.scenes, onclick: add }, panel.save)),
      scenes.length >= panel.scenes && h("p", { key: "full", class: "small" }, panel.full),
      h("p", { key: "said", class: local.said?.wrong ? "said warning" : "said", role: "status" }, local.said ? local.said.text : undoing),
      local.said && undoing && h("p", { key: "undo", class: "said" }, undoing),
      scenes.length > 0 ? h("ol", { key: "list", class: "list" }, scenes.map(mine)) : h("p", { key: "empty", class: "small" }, panel.empty),
      h("div", { key: "file", class: "ways" },
        scenes.length > 0 && h("button", { key: "step", type: "button", class: "way", onclick: () => { close(); open("mine", 1); } }, panel.step),
        scenes.length > 0 && h("button", { key: "download", type: "button", class: "way", "data-export": "scenes-file",
          onclick: (event) => { event.currentTarget.setAttribute("aria-busy", "true"); send({ export: "scenes-file", scenes }); } }, panel.download),
        h("span", { key: "told", class: "small told", "aria-live": "polite", foreign: true }),
        h("label", { key: "file", class: "way file" }, panel.open, h("input", { type: "file", accept: ".toml", class: "hidden", onchange: (event) => read(event.target) }))),
      h("p", { key: "kept", class: "small" }, panel.kept)),
  ];
}

/** Take the scenes of a file that was opened: those that are not there yet come after those that are. */
function takeScenes(answer, panel, local) {
  if (answer.wrong) { local.said = { text: answer.wrong, wrong: true }; return; }
  const before = ownScenes();
  const known = new Set(before.map(wholeOf));
  const others = answer.scenes.filter((scene) => !known.has(wholeOf(scene)));
  const added = others.slice(0, panel.scenes - before.length).map(newScene);
  const there = answer.scenes.length - others.length;
  const text = (there ? panel.there : panel.opened).replace("{n}", () => added.length).replace("{m}", () => there);
  keepScenes([...before, ...added]);
  local.said = added.length ? null : { text };
  if (added.length) (local.undos ??= []).push({ text, back: (now) => now.filter(({ id }) => added.every((each) => each.id !== id)) });
}
