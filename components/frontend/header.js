// Streamlit's own bar is seen through; its menu stays, over the page's right margin. The header stands beside it
// (_RAISED in __init__.py): here is only what moves nothing that is drawn already.
const FRAME = `
[data-testid=stMainBlockContainer] { max-width: 1600px; margin: 0 auto; padding-top: 71px; }
/* what was kept free for a view is its own from now on */
.stElementContainer:has(> .stBidiComponent) { flex: none !important; }
.stElementContainer:has(> .stBidiComponent), .stBidiComponent, [data-testid=stBidiComponentIsolated] { height: auto !important; overflow: visible !important; }
[data-testid=stHeader] { background: none; }
[data-testid=stHeader], [data-testid=stHeader] * { pointer-events: none; }
[data-testid=stHeader] button, [data-testid=stHeader] button * { pointer-events: auto; }
`;

/** Of the paragraphs, show those of this page alone: those of the page before stand there a moment longer, and the new
 * view would push them down. */
const alone = (page) => `[class*="st-key-"][class*="-paragraphs"]:not(.st-key-${page}-paragraphs) { display: none; }`;

export default component(({ data, root, setTriggerValue }) => {
  document.documentElement.lang = data.language === "zh" ? "zh-Hans" : "en";
  put("shuangbian-frame", FRAME);
  put("shuangbian-page", alone(data.page));
  patch(root, [
    h("h1", {}, "双边", h("span", { lang: "zh-Latn" }, "Shuangbian")),
    h("nav", { "aria-label": data.pagesLabel }, data.pages.map(([page, name]) => h("button", {
      key: page, type: "button", "data-page": page, "aria-current": page === data.page ? "page" : null,
      onclick: (event) => {
        const button = event.currentTarget;
        if (button.hasAttribute("aria-current")) return;
        button.parentNode.querySelector("[aria-current]")?.removeAttribute("aria-current");
        button.setAttribute("aria-current", "page");
        put("shuangbian-page", alone(page));
        // a paragraph that was open is looked for in the reader; elsewhere a page begins at its top
        // and the pages of the documents are others than those of the paragraphs
        const other = [page, data.page].includes("documents") ? { page: 1 } : {};
        setTriggerValue("click", { choose: page === "reader" ? { view: page } : { view: page, paragraph: "", ...other } });
      },
    }, name))),
    h("p", { title: data.subtitle }, data.subtitle),
    data.corpora.length > 0 && h("div", { key: "corpora", class: "corpora" },
      choices(data.corporaLabel, data.corpora, data.corpus, (corpus) => setTriggerValue("click", { choose: { corpus } }))),
    choices(data.label, [["zh", "中文"], ["en", "English"]], data.language,
      (language) => setTriggerValue("click", { choose: { language } })),
    data.absent && h("div", { key: "absent", class: "absent", role: "alert" }, h("p", {}, data.absent.text),
      h("button", { type: "button", class: "way", onclick: () => setTriggerValue("click", { choose: { corpus: "builtin" } }) }, data.absent.builtin)),
  ]);
});
