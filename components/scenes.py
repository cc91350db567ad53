"""Scenes on the page: the tour of the corpus, the visitor's own, and which of them is shown.

The visitor's own scenes are kept in their browser, and here only as long as a question about them takes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from components import captions, exports, link
from components.language import fault, speak
from corpus import scenes
from corpus.faults import SourceError
from corpus.memory import remembered
from corpus.scenes import Said, Scene
from corpus.schema import SCENES_FILE
from corpus.selection import Selection
from corpus.table import Corpus

Fault = tuple[str, Mapping[str, Any]]
"""A name of ``faults.FAULTS``, and its values."""


def tour(corpus: Corpus) -> tuple[tuple[Scene, ...], Fault | None]:
    """The scenes that come with a corpus, and what is wrong with their file: of several folders, the first
    that has any."""
    for folder in corpus.folders:
        try:
            state = (folder / SCENES_FILE).stat()
        except OSError:
            continue
        return _read(corpus, str(folder), state.st_mtime_ns, state.st_size)
    return (), None


@remembered(2)
def _read(corpus: Corpus, folder: str, _changed: int, _size: int) -> tuple[tuple[Scene, ...], Fault | None]:
    place = next(each for each in corpus.folders if str(each) == folder)
    try:
        return scenes.at(place), None
    except SourceError as error:
        return (), (error.fault, error.values)


# -- which scene is shown --------------------------------------------------------------------------


def click(number: int) -> dict[str, Any]:
    """The click that shows a scene of the corpus's tour."""
    return {"scene": {"tour": "corpus", "number": number}}


def follow(corpus: Corpus) -> Callable[[str], Callable[[], None]]:
    """The callback of a component whose clicks can open scenes."""
    return partial(link.follow, turn=partial(after, corpus))


def after(corpus: Corpus, selection: Selection, click: object) -> Selection:
    """The selection after a click: a scene, or what ``link.after`` makes of it.

    ``scene`` is {tour, number}, a name of ``selection.TOURS`` and which of its scenes, from 1; the visitor's
    own come with the ``params`` of what they show.
    """
    match click:
        case {"scene": {"tour": "corpus", "number": int(number)}}:
            found, _ = tour(corpus)
            if 1 <= number <= len(found):
                return found[number - 1].opened(selection, "corpus", number)
        case {"scene": {"tour": "mine", "number": int(number), "params": dict(params)}} if number >= 1:
            if scene := _scene({"title": "-", "params": params}):
                return scene.opened(selection, "mine", number)
    return link.after(selection, click)


def current(corpus: Corpus, selection: Selection) -> dict[str, Any] | None:
    """What is said of the scene that is shown, None where none is: whose and which it is, how many there are,
    title and sentence, and whether the visitor has gone on from it.

    Of the visitor's own the browser knows the rest.
    """
    if not selection.tour or not selection.scene:
        return None
    _ = speak(selection.language)[0]
    said: dict[str, Any] = {
        "tour": selection.tour,
        "number": selection.scene,
        "label": _("Tour"),
        "previous": _("Scene before"),
        "next": _("Next scene"),
        "list": _("All scenes"),
        "close": _("End the tour"),
        "moved": _("You have gone on from this scene."),
        "back": _("Back to the scene"),
        "end": _("This was the last scene."),
        "documents": _("Bring your own documents"),
    }
    if selection.tour == "corpus":
        found, _fault = tour(corpus)
        if selection.scene > len(found):
            return None
        scene = found[selection.scene - 1]
        said |= {
            "count": len(found),
            "title": scene.title.of(selection.language),
            "sentence": scene.sentence.of(selection.language),
            "away": not Scene(
                scene.title, scene.sentence, scenes.shown(corpus.known(scene.selection))
            ).is_shown(selection),
        }
    return said


# -- the panel -------------------------------------------------------------------------------------


def content(
    corpus: Corpus, selection: Selection, _asked: Mapping[str, Any], pages: Mapping[str, str]
) -> dict[str, Any]:
    """What the panel shows: the tour of the corpus, and what is said of the visitor's own; ``pages`` are the
    names of the pages."""
    _ = speak(selection.language)[0]
    found, wrong = tour(corpus)
    language = selection.language
    return {
        "tourTitle": _("Tour of this corpus"),
        "tour": [
            {
                "title": scene.title.of(language),
                "sentence": scene.sentence.of(language),
                "query": urlencode(scene.opened(selection, "corpus", number).to_params(), doseq=True),
            }
            for number, scene in enumerate(found, 1)
        ],
        "start": _("Start the tour"),
        "none": _("This corpus has no tour. A file scenes.toml beside its data is offered here."),
        "fault": fault(wrong[0], wrong[1], language) if wrong else "",
        "mineTitle": _("My scenes"),
        "kept": _(
            "Kept in this browser, and nowhere else. The file can be passed on, or put beside the data."
        ),
        "empty": _("None yet: choose a view, and save it here."),
        "saveTitle": _("Save this view as a scene"),
        "title": _("Title"),
        "proposed": captions.title(corpus, selection, _(pages[selection.view])),
        "sentence": _("One sentence (optional)"),
        "save": _("Save"),
        "full": _("There are {n} scenes, and no more can be kept; delete some first.").format(
            n=scenes.SCENES
        ),
        "step": _("Step through them"),
        "up": _("Move “{title}” up"),
        "down": _("Move “{title}” down"),
        "name": _("Rename"),
        "link": _("Link"),
        "rename": _("Rename “{title}”"),
        "delete": _("Delete “{title}”"),
        "copy": _("Copy the link of “{title}”"),
        "copied": _("Copied"),
        "deleted": _("“{title}” is deleted."),
        "undo": _("Undo"),
        "done": _("Done"),
        "download": _("Download scenes.toml"),
        "open": _("Open a file"),
        "tooLarge": fault("scenes-too-long", {"file": SCENES_FILE, "limit": scenes.BYTES // 1000}, language),
        "opened": _("Scenes added: {n}"),
        "there": _("Scenes added: {n}; there already: {m}"),
        "bytes": scenes.BYTES,
        "scenes": scenes.SCENES,
        "lengths": [scenes.TITLE, scenes.SENTENCE],
    }


def file(_corpus: Corpus, selection: Selection, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The visitor's own scenes, which the browser sends, as their file."""
    content = scenes.write(_scenes(asked.get("scenes"))).encode()
    return exports.named(SCENES_FILE, selection.language) | exports.as_file(content, "application/toml")


def opened(_corpus: Corpus, selection: Selection, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The scenes of a file's ``text`` as the browser keeps them, or the sentence that says what is wrong."""
    try:
        found = scenes.read(str(asked.get("text", "")), str(asked.get("name") or SCENES_FILE)[:80])
    except SourceError as error:
        return {"wrong": fault(error.fault, error.values, selection.language)}
    return {
        "scenes": [
            {
                "title": _plain(scene.title),
                "sentence": _plain(scene.sentence),
                "params": scene.selection.to_params(),
            }
            for scene in found
        ]
    }


def _plain(said: Said) -> str | dict[str, str]:
    return said.zh if said.zh == said.en else said._asdict()


def _scenes(rows: object) -> list[Scene]:
    """The scenes that a browser sends, as far as they are any: junk until they are read."""
    found = map(_scene, rows[: scenes.SCENES] if isinstance(rows, list) else [])
    return [scene for scene in found if scene]


def _scene(row: object) -> Scene | None:
    match row:
        case {"title": title, "params": dict(params)}:
            said = [_said(each) for each in (title, row.get("sentence", ""))]
            if not said[0].zh.strip() or not said[0].en.strip():
                return None
            known = {
                name: [each for each in values if isinstance(each, str)]
                for name, values in params.items()
                if isinstance(values, list)
            }
            return Scene(
                Said(*(text[: scenes.TITLE] for text in said[0])),
                Said(*(text[: scenes.SENTENCE] for text in said[1])),
                scenes.shown(Selection.from_params(known)),
            )
    return None


def _said(value: object) -> Said:
    match value:
        case str(text):
            return Said(_sound(text), _sound(text))
        case {"zh": str(zh), "en": str(en)}:
            return Said(_sound(zh), _sound(en))
    return Said("", "")


def _sound(text: str) -> str:
    """The text without halves of characters, which no file can hold."""
    return text.encode(errors="ignore").decode()
