"""A brief as an HTML file that asks for nothing: it opens offline, and prints on one page of A4."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape, unescape
from pathlib import Path

from components import captions, pictures
from components.brief import FORMS, Brief, cloud_alt, short_link
from components.language import sentences, speak

STYLE = Path(__file__).with_name("brief.css")
"""How the HTML looks, on screen and on paper."""


def html(brief: Brief) -> str:
    """The brief as the text of an HTML file that asks for nothing, and prints on one page of A4."""
    _ = speak(brief.language)[0]
    kicker = _text(" · ".join((captions.NAME, _("Brief"), brief.day.isoformat())))
    body = "".join(
        (
            "<header>",
            f'<p class="small kicker">{kicker}</p>',
            f"<h1>{_text(brief.title)}</h1>",
            f'<p class="sentence">{_prose(brief.sentence, brief.language)}</p>',
            "</header><main>",
            '<dl class="figures">',
            *(
                f"<div><dt>{_text(each.label)}</dt><dd>{_text(each.value)}</dd></div>"
                for each in brief.figures
            ),
            "</dl>",
            *(
                (_html_sides(brief),)
                if brief.sides
                else (
                    f'<div class="beside">{_html_bars(brief)}{_html_cloud(brief)}</div>',
                    _html_words(brief),
                )
            ),
            _html_quotes(brief),
            "</main>",
            _html_foot(brief),
        )
    )
    style = STYLE.read_text(encoding="utf-8")
    characters = set(unescape(re.sub(r"<svg.*?</svg>", "", body, flags=re.DOTALL)))
    characters |= {character for word, _weight in brief.weights for character in word}
    return (
        f'<!doctype html>\n<html lang="{pictures.LANG[brief.language]}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        # nothing runs, and nothing is asked for, whatever the texts hold
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
        " style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'\">\n"
        f"<title>{_text(brief.title)} · {_text(captions.NAME)}</title>\n"
        f"<style>{pictures.font_face(characters)}\n{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _text(value: str) -> str:
    return escape(value, quote=True)


def _prose(value: str, language: str) -> str:
    """A text in one of the interface's languages: the font's quotation marks are as wide as a Chinese
    character, and stand in English at half of that."""
    marks = "[‘’“”]+" if language == "en" else "(?!)"
    return re.sub(marks, lambda found: f'<span class="marks">{found[0]}</span>', _text(value))


def _titled(name: str, title: str, *parts: str) -> str:
    """A section of the page with its heading."""
    return (
        f'<section class="{name}" aria-labelledby="{name}"><h2 id="{name}">{_text(title)}</h2>'
        f"{''.join(parts)}</section>"
    )


def _note(text: str, language: str) -> str:
    return f'<p class="small note">{_prose(text, language)}</p>' if text else ""


def _html_bars(brief: Brief) -> str:
    _ = speak(brief.language)[0]
    longest = max((max(each.about, each.mentions) for each in brief.bars), default=0) or 1
    rows = "".join(
        f'<tr{" class=chosen" if each.chosen else ""}><th scope="row">{_text(each.name)}</th>'
        f'<td>{each.about:,}</td><td>{each.mentions:,}</td><td class="bars">'
        f'<span style="width:{100 * each.mentions / longest:.1f}%;border-color:{each.colour}"></span>'
        f'<span style="width:{100 * each.about / longest:.1f}%;background:{each.colour}"></span></td></tr>'
        for each in brief.bars
    )
    columns = (_("Relationship"), _("About"), _("Mentions"), _("solid: about; outline: mentions"))
    head = "".join(f'<th scope="col">{_text(column)}</th>' for column in columns)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    empty = _("No relationship is named in these paragraphs.")
    return _titled(
        "counts",
        _("Mention counts"),
        table if rows else _note(empty, brief.language),
        _note(brief.bars_note, brief.language),
    )


def _html_cloud(brief: Brief) -> str:
    _ = speak(brief.language)[0]
    svg = pictures.cloud_svg(
        brief.weights,
        width=600,
        chosen=brief.chosen,
        excluded=brief.excluded,
        font=False,
        inks=("var(--ink)", "var(--accent)", "var(--quiet)"),
    )
    said = cloud_alt(brief)
    # a picture of many words: read out as one
    svg = svg.replace("<svg ", f'<svg role="img" aria-label="{_text(said)}" ', 1)
    empty = _("No frequent word in these paragraphs.")
    return _titled("cloud", brief.cloud_title, svg or _note(empty, brief.language))


def _html_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{_text(column)}</th>' for column in columns)
    return (
        f"<table><thead><tr>{head}</tr></thead><tbody>"
        + "".join(
            f'<tr><th scope="row">{_text(word)}</th>'
            + "".join(f"<td>{_text(each)}</td>" for each in numbers)
            + "</tr>"
            for word, *numbers in rows
        )
        + "</tbody></table>"
    )


def _html_words(brief: Brief) -> str:
    half = -(-len(brief.words) // 2)
    halves = (brief.words[:half], brief.words[half:])
    tables = "".join(_html_table(brief.columns, rows) for rows in halves if rows)
    if not tables:
        return ""
    return _titled(
        "words",
        brief.words_title,
        f'<div class="halves">{tables}</div>',
        _note(brief.words_note, brief.language),
    )


def _html_sides(brief: Brief) -> str:
    """The two sides of a comparison, beside each other."""
    sides = "".join(
        _titled(
            f"side-{letter}",
            each.title,
            _html_table(each.columns, each.rows) if each.rows else "",
            _note(each.note, brief.language),
        )
        for letter, each in zip("ab", brief.sides, strict=True)
    )
    return f'<div class="words halves sides">{sides}</div>{_note(brief.words_note, brief.language)}'


def _html_quotes(brief: Brief) -> str:
    _ = speak(brief.language)[0]
    title = _("Paragraphs of both sides") if brief.sides else _("The strongest paragraphs")
    quotes = "".join(
        f'<article><p class="small"><b>{_text(each.heading)}</b><span>{_text(each.tags)}</span></p>'
        f'<blockquote lang="zh-Hans">{_text(each.text)}</blockquote>'
        + "".join(
            f'<p class="small cite">{_prose(cited, form)}</p>'
            for form, cited in zip(FORMS[brief.language], each.citations, strict=True)
        )
        + "</article>"
        for each in brief.quotes
    )
    return _titled("quotes", title, _note(brief.quotes_note, brief.language), quotes)


def _html_foot(brief: Brief) -> str:
    _ = speak(brief.language)[0]
    label = _text(_("{field}:").format(field=_("The same view")))
    shown = _text(short_link(brief.link))
    if re.match(r"https?://", brief.link):
        shown = f'<a href="{_text(brief.link)}">{shown}</a>'
    method = _prose(sentences(brief.method, brief.language), brief.language)
    return (
        f'<footer class="small"><p>{_text(brief.source)}</p><p>{label} {shown}</p>'
        f"<p>{method}</p><p>{_text(brief.made)}</p></footer>"
    )
