// What the whole page listens to: its keys, whether it is a presentation or part of another page, and how large.

const IDLE = 4000; // ms
const STAGE_WIDTH = 1120; // px of the page that a presentation shows, whatever the screen has

// Streamlit's own bar is seen through; its menu stays, over the page's right margin. The header stands beside it
// (_RAISED in __init__.py): here is only what moves nothing that is drawn already.
const FRAME = `
[data-testid=stMainBlockContainer] { max-width: 1600px; margin: 0 auto; padding-top: 71px; }
/* what was kept free for a view is its own from now on */
.stElementContainer:has(> .stBidiComponent) { flex: none !important; }
.stElementContainer:has(> .stBidiComponent), .stBidiComponent, [data-testid=stBidiComponentIsolated] { height: auto !important; overflow: visible !important; }
/* a view is seen once those above it are drawn, where it will stay (place of dom.js) */
.stElementContainer:has(> .stBidiComponent):not([data-placed]), [data-testid=stLayoutWrapper]:has(.stBidiComponent):not([data-placed]) { visibility: hidden; }
[data-testid=stHeader] { background: none; }
[data-testid=stHeader], [data-testid=stHeader] * { pointer-events: none; }
[data-testid=stHeader] button, [data-testid=stHeader] button * { pointer-events: auto; }
[data-mode=present] [data-testid=stHeader], [data-mode=embed] [data-testid=stHeader] { display: none; }
[data-mode=embed] [data-testid=stMainBlockContainer] { padding: 12px 16px; max-width: none; }
[data-mode=embed] .st-key-header [data-testid=stBidiComponentIsolated] { margin-top: 0 !important; }
[data-mode=present] { --quiet-share: 92%; --dimmed-share: 84%; --line-share: 34%; --stage-column: 0px; --stage-list: none; --stage-cloud: calc((100vh / var(--stage-scale, 1) - 190px) * 1.5); }
[data-mode=embed] { --stage-cloud: calc((100vh - 130px) * 1.5); }
[data-mode=present][data-idle] { --controls: 0; cursor: none; }
[data-mode=present] [data-testid=stMainBlockContainer] { max-width: none; padding: 72px 32px 20px; margin: 0; align-self: flex-start; width: calc(100% / var(--stage-scale, 1)); transform: scale(var(--stage-scale, 1)); transform-origin: 0 0; }
`;

/** What the page before leaves for a moment longer, and the new one would push down: its paragraphs, and where no
 * filters stand above, all of it. */
const alone = (page) => page === "documents"
  ? ".stElementContainer:has(> .stBidiComponent):not(.st-key-header, .st-key-documents) { display: none; }"
  : `[class*="st-key-"][class*="-paragraphs"]:not(.st-key-${page}-paragraphs) { display: none; }`;

/** Make the page what `mode` says: page, present or embed. */
function setStage(mode, page) {
  if (!document.getElementById("shuangbian-frame")) {
    window.addEventListener("resize", scaleStage);
    for (const moved of ["pointermove", "pointerdown", "focusin"]) window.addEventListener(moved, rouse, { passive: true });
    rouse();
  }
  put("shuangbian-frame", FRAME);
  leavePage(page);
  document.documentElement.dataset.mode = mode;
  // Streamlit writes each click into the history, which a frame shares with the page it stands in: Back is that page's
  if (mode === "embed") window.history.pushState = window.history.replaceState;
  else delete window.history.pushState; // the browser's own shows again
  scaleStage();
}

/** Go on to a page: what the one before had alone is gone at once. */
function leavePage(page) {
  put("shuangbian-page", alone(page));
}

let resting;

/** Controls are seen while a hand moves: a slide has none. */
function rouse() {
  const page = document.documentElement;
  page.toggleAttribute("data-idle", false);
  clearTimeout(resting);
  resting = setTimeout(() => page.toggleAttribute("data-idle", page.dataset.mode === "present"), IDLE);
}

/** As on a slide, what is shown is as wide as the screen and grows with it. */
function scaleStage() {
  const page = document.documentElement;
  page.style.setProperty("--stage-scale", page.dataset.mode === "present" ? Math.max(1, window.innerWidth / STAGE_WIDTH) : 1);
}

function fullScreen(wanted) {
  if (wanted === Boolean(document.fullscreenElement)) return;
  const done = wanted ? document.documentElement.requestFullscreen?.() : document.exitFullscreen?.();
  done?.catch(() => {}); // not allowed in a frame; the page fills its window all the same
}

/** Call `onkey(key, event)` for every key that is not typed into something, while `root` is on the page. */
function listenToKeys(root, onkey, onleave) {
  root.local.onkey = onkey;
  root.local.onleave = onleave;
  if (root.local.listening) return;
  root.local.listening = true;
  const key = (event) => {
    if (!root.isConnected) { document.removeEventListener("keydown", key); return; }
    if (event.defaultPrevented || event.isComposing || isTyped(event)) return;
    root.local.onkey(event);
  };
  document.addEventListener("keydown", key);
  // in full screen, Escape is the browser's and no key of the page
  const screen = () => { if (root.isConnected && !document.fullscreenElement) root.local.onleave(); };
  document.addEventListener("fullscreenchange", screen);
}
