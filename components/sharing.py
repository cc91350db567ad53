"""The panel that shares what is shown: its link, the short form, a code for the room, and views to embed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import segno
from segno.encoder import DataOverflowError

from components import captions, exports, link
from components.language import N_, speak
from corpus import links
from corpus.selection import BY_NAME, STAGES, Selection
from corpus.table import Corpus

if TYPE_CHECKING:
    from components.brief import Brief

ADDRESS = 300
"""Characters that the address of the page may have, as the browser says it."""

LEVELS = ("m", "l")
"""How much of a code may be covered and it is still read: the first of these with which the link fits."""

QUIET = 4
"""Modules that stay free around a code, as its norm has it."""

EMBEDDED = 520
"""The height of an embedded view, in px."""

REACHES = {
    "machine": N_(
        "The address {host} leads to this computer only: nobody else can open it. Start the app with “make"
        " room” in place of “make run”: link and code then have the address of this computer in its network."
    ),
    "network": N_(
        "The address {host} is known in its own network only: people in this room or on the same Wi-Fi can"
        " open it, and others cannot. For them, put the app on a public address."
    ),
}
"""What is said of an address that not everybody can open."""


Answer = Callable[[Corpus, Selection, Mapping[str, Any]], Mapping[str, Any]]
"""What is answered to a question of the page, and its details."""


@dataclass(frozen=True)
class Action:
    """Something else that the panel hands over: a button that asks for ``kind``, and what answers it."""

    kind: str
    label: str
    title: str
    answer: Answer


_ON_STAGE = ("present", "stage", "embed", "tour", "scene")
"""The fields that say where a view is shown, and not which."""

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _page(made: Brief) -> bytes:
    from components import brief_page

    return brief_page.html(made).encode()


def _document(made: Brief) -> bytes:
    from components import brief_document

    return brief_document.document(made)


def _brief(written: Callable[[Brief], bytes], suffix: str, mime: str) -> Answer:
    """What answers with the brief of what is selected, or compared, as a file; its makers are loaded then."""

    def answer(corpus: Corpus, selection: Selection, _asked: Mapping[str, Any]) -> dict[str, Any]:
        from components import brief, brief_comparison

        _ = speak(selection.language)[0]
        today = date.today()
        alone = selection.choose(**{name: BY_NAME[name].default for name in _ON_STAGE})
        told = corpus, alone, link.address(alone), today
        compared = brief_comparison.content(*told) if alone.view == "keyness" else None
        content = written(compared or brief.content(*told))
        title = "-".join((_("Brief"), *([compared.title] if compared else ())))
        file = exports.file_name(title, corpus, alone, today, suffix)
        return exports.named(file, selection.language) | exports.as_file(content, mime)

    return answer


ACTIONS = (
    Action(
        "brief-html",
        N_("Brief as a page"),
        N_("One page with counts, words and quotations: opens offline, prints on A4"),
        _brief(_page, "html", "text/html"),
    ),
    Action("brief-docx", N_("Brief for Word"), N_("The same, to be edited"), _brief(_document, "docx", WORD)),
)
"""What else there is, in the order of the buttons."""


def address(said: object) -> str:
    """The address of the page, as a browser says it, without a query; "" where it is none."""
    if (
        not isinstance(said, str)
        or len(said) > ADDRESS
        or not re.fullmatch(r"https?://[^\s?#\"'<>\\@]+", said)
    ):
        return ""
    try:
        parts = urlsplit(said)
        named = parts.hostname and parts.port != 0  # a port that is none raises
    except ValueError:
        return ""
    return said if named else ""


def reach(place: str) -> str:
    """How far an address reaches: a name of REACHES, "" for everywhere, as far as its host tells."""
    host = urlsplit(place).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return "machine"
    try:
        number = ip_address(host)
    except ValueError:
        return "network" if host.endswith((".local", ".lan")) or (host and "." not in host) else ""
    if number.is_loopback or number.is_unspecified:
        return "machine"
    return "network" if number.is_private or number.is_link_local else ""


def short(place: str, selection: Selection) -> str:
    """The short link, readable as it stands: only what would end it, or cut it, is escaped."""
    text = links.write(selection)
    readable = re.sub(r"[\x00-\x7f]", lambda each: quote(each[0], safe="/-~=@*:.,"), text)
    return f"{place}?{links.SHORT_PARAMETER}={readable}" if text else place


def left_out(selection: Selection) -> str:
    """What the short link of a selection does not say, as a sentence; "" where it says all."""
    _ = speak(selection.language)[0]
    missing = [BY_NAME[name] for name in links.left_out(selection) if name not in _ON_STAGE]
    named = [_(field.label) for field in missing if field.label]
    if len(named) < len(missing):
        named.append(_("details of how it is drawn"))
    return _("The short link leaves out: {what}.").format(what=_(", ").join(named)) if named else ""


def code(text: str) -> list[str] | None:
    """The QR code of a text, with its quiet zone: rows of "1" for dark modules and "0".

    None where the text is too long for one.
    """
    for level in LEVELS:
        try:
            made = segno.make(text, error=level, micro=False, boost_error=False)
        except DataOverflowError:
            continue
        rows = made.matrix_iter(border=QUIET)
        return ["".join("1" if module else "0" for module in row) for row in rows]
    return None


def embed_code(place: str, selection: Selection, view: str, title: str) -> str:
    """The HTML with which somebody shows one view in a page of theirs."""
    alone = selection.choose(embed=view, present="", stage=(), tour="", scene=0)
    return (
        f'<iframe src="{escape(link.address(alone, place))}" title="{escape(title)}"'
        f' width="100%" height="{EMBEDDED}" style="border: 0" loading="lazy"></iframe>'
    )


def content(
    corpus: Corpus, selection: Selection, asked: Mapping[str, Any], views: Mapping[str, str]
) -> dict[str, Any]:
    """What the panel shows of a page whose address the browser has ``asked`` with; ``views`` are the names of
    what can be embedded."""
    _ = speak(selection.language)[0]
    place = address(asked.get("address"))
    whole, brief = link.address(selection, place), short(place, selection)
    # who scans the code sits before the presentation, and gives none
    scanned = link.address(selection.choose(present="", stage=()), place)
    kind = reach(place) if place else ""
    titled = {
        view: f"{_(views[view])} · {captions.NAME}" for row in STAGES.get(selection.view, ()) for view in row
    }
    return {
        "linkTitle": _("Link"),
        "link": whole,
        "linkNote": _("Opens just this view, in this language."),
        "shortTitle": _("Short link, to read out or type"),
        "short": brief,
        "said": brief.partition("://")[2] if place else brief,
        "left": left_out(selection),
        "copy": _("Copy"),
        "copied": _("Copied"),
        "warning": _(REACHES[kind]).format(host=urlsplit(place).hostname) if kind else "",
        "own": _(
            "The link holds no text of your documents: who opens it needs the zip that “My documents” saves."
        )
        if selection.corpus != "builtin"
        else "",
        "codeTitle": _("Code for the room"),
        "code": code(scanned) if place else None,
        "codeLabel": _("QR code of the link"),
        "noCode": _("The link is too long for a code; share the short one.")
        if place
        else _("The page’s address is not known, and there is no code of it."),
        "large": _("Show it large"),
        "close": _("Close"),
        "embedTitle": _("Embed a view"),
        "embeds": [
            (_(views[view]), embed_code(place, selection, view, title)) for view, title in titled.items()
        ],
        "actionsTitle": _("Take along"),
        "actions": [(each.kind, _(each.label), _(each.title)) for each in ACTIONS],
    }
