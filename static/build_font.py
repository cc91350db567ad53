"""Write the one font of the page, of the word cloud's layout and of its export, in two containers.

``NotoSansSC-subset.woff2`` is what the page loads. ``NotoSansSC-subset.otf`` is the same font uncompressed,
for Pillow and wordcloud: they open it anew at every size, which takes 26 ms from WOFF2 and 0.1 ms from OTF
(100 words at 800×400: 8.6 s against 0.2 s).

Run as ``make font``. It needs two Debian packages: fonts-noto-cjk (the outlines) and unicode-data (Unihan,
whose field kTGH lists 通用规范汉字表). The font holds

- the 8,105 characters of 通用规范汉字表 (2013),
- GB 2312, with its symbols, kana, Greek, Cyrillic and pinyin letters,
- level 1 of Big5: the 5,401 Traditional characters of common use,
- Latin, punctuation, arrows, geometric shapes, enclosed numbers and full-width forms (``RANGES``),
- every further character that seeds/ and corpus/lexicon/ use.

The outlines are Adobe's and Google's Noto Sans CJK SC, without hints. The family is renamed, because the
licence (OFL.txt) keeps modified versions from carrying a reserved name.
"""

import argparse
import bz2
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

STATIC = Path(__file__).parent
ROOT = STATIC.parent
TARGETS = (STATIC / "NotoSansSC-subset.woff2", STATIC / "NotoSansSC-subset.otf")
FAMILY = "Shuangbian Sans SC"

NOTO = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
SIMPLIFIED = 2  # the face of Noto's collection; 0 is the Japanese one
UNIHAN = Path("/usr/share/unicode/Unihan_OtherMappings.txt.bz2")
TEXTS = {"seeds": (".txt", ".csv"), "corpus/lexicon": (".txt", ".toml", ".tsv")}

RANGES = (
    (0x0020, 0x017F),  # Latin
    (0x2000, 0x206F),  # general punctuation: — … “ ” ‘ ’ ‰
    (0x20A0, 0x20BF),  # currency
    (0x2100, 0x214F),  # letterlike: № ℃ ™
    (0x2150, 0x218F),  # fractions and Roman numerals
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematical operators
    (0x2460, 0x24FF),  # enclosed numbers: ① ⑴
    (0x2500, 0x25FF),  # lines, blocks and geometric shapes: ─ ▇ ■ ▪ ● ○
    (0x2600, 0x27BF),  # miscellaneous symbols and dingbats: ★ ✓
    (0x3000, 0x303F),  # CJK punctuation: 、。《》「」〇
    (0xFE30, 0xFE4F),  # vertical and wavy forms
    (0xFF00, 0xFFEF),  # full-width forms
)
BIG5_TRAILS = (*range(0x40, 0x7F), *range(0xA1, 0xFF))


def decoded(codec: str, leads: Iterable[int], trails: Iterable[int]) -> Iterator[str]:
    """Yield the characters that the two-byte ``codec`` has at these first and second bytes."""
    for lead in leads:
        for trail in trails:
            yield from bytes((lead, trail)).decode(codec, "ignore")


def gb2312() -> set[str]:
    """The 7,445 characters of GB 2312, of which 6,763 are Chinese."""
    return set(decoded("gb2312", range(0xA1, 0xF8), range(0xA1, 0xFF)))


def big5_level_1() -> set[str]:
    """The 5,401 characters of Big5's first level: bytes A440 to C67E."""
    characters = set(decoded("big5", range(0xA4, 0xC6), BIG5_TRAILS))
    return characters | set(decoded("big5", (0xC6,), range(0x40, 0x7F)))


def general_standard(unihan: Path = UNIHAN) -> set[str]:
    """The 8,105 characters of 通用规范汉字表, from Unihan's field kTGH."""
    with bz2.open(unihan, "rt", encoding="utf-8") as lines:
        fields = (line.split("\t") for line in lines if not line.startswith("#"))
        return {chr(int(row[0][2:], 16)) for row in fields if len(row) > 1 and row[1] == "kTGH"}


def shipped() -> set[str]:
    """Every visible character of the documents and the lexicon that the project ships (UTF-8 or GB 18030)."""
    characters: set[str] = set()
    for folder, suffixes in TEXTS.items():
        for path in sorted((ROOT / folder).iterdir()):
            if path.suffix in suffixes:
                data = path.read_bytes()
                try:
                    text = data.decode("utf-8-sig")
                except UnicodeDecodeError:
                    text = data.decode("gb18030")
                characters |= {character for character in text if character.isprintable()}
    return characters


def wanted(unihan: Path = UNIHAN) -> set[str]:
    """Every character that the font should hold."""
    ranges = {chr(code) for first, last in RANGES for code in range(first, last + 1)}
    return ranges | gb2312() | big5_level_1() | general_standard(unihan) | shipped()


def rename(font: TTFont) -> None:
    """Give ``font`` the project's family name, in its name table and in its outlines' table."""
    postscript = FAMILY.replace(" ", "") + "-Regular"
    names = {1: FAMILY, 3: postscript, 4: FAMILY, 6: postscript}
    for record in font["name"].names:
        if record.nameID in names:
            record.string = names[record.nameID]
    outlines = font["CFF "].cff
    outlines.fontNames[0] = postscript
    outlines[0].FullName = outlines[0].FamilyName = FAMILY


def fit_to_em_box(font: TTFont) -> None:
    """Let the line of ``font`` be the em box (0.88 above the baseline, 0.12 below), as its OS/2 table has it.

    wordcloud measures a word from its ink and draws it from the ascender: with Noto's own ascender of 1.16
    it draws a quarter of the size too low, and words overlap.
    """
    font["hhea"].ascent, font["hhea"].descent = font["OS/2"].sTypoAscender, font["OS/2"].sTypoDescender


def build(noto: Path = NOTO, unihan: Path = UNIHAN) -> int:
    """Write the subset of ``noto`` to ``TARGETS`` and return the number of its characters.

    The same input gives the same bytes.
    """
    font = TTFont(noto, fontNumber=SIMPLIFIED, lazy=True, recalcTimestamp=False)
    options = subset.Options(
        hinting=False,
        desubroutinize=True,  # WOFF2 compresses it better
        layout_features=["kern", "halt"],  # halt lets a browser close the gap between 》 and 。
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 7, 13, 14],
        notdef_outline=True,
        drop_tables=["BASE", "DSIG", "GDEF", "GSUB", "VORG", "vhea", "vmtx"],
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(wanted(unihan)))
    subsetter.subset(font)
    rename(font)
    fit_to_em_box(font)
    for target in TARGETS:
        font.flavor = "woff2" if target.suffix == ".woff2" else None
        font.save(target)
    return len(font.getBestCmap())


def main() -> int:
    """Build from the paths on the command line; 1 with a sentence on standard error where one is missing."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--noto", type=Path, default=NOTO, help="NotoSansCJK-Regular.ttc")
    parser.add_argument("--unihan", type=Path, default=UNIHAN, help="Unihan_OtherMappings.txt.bz2")
    options = parser.parse_args()
    for path, package in ((options.noto, "fonts-noto-cjk"), (options.unihan, "unicode-data")):
        if not path.exists():
            print(f"build_font: {path} is missing; install Debian's package {package}", file=sys.stderr)
            return 1
    count = build(options.noto, options.unihan)
    for target in TARGETS:
        print(f"{target.name}: {count} characters, {target.stat().st_size / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
