"""Radicals and compatibility characters, as PDFs have them in place of the characters that they look like."""

from __future__ import annotations

import unicodedata

# Unicode's equivalent ideographs of the radicals to which NFKC gives none
_RADICALS = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇𠘨⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑𡯂⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬"
    "⺧牛⺨犭⺩王⺪𤴔⺫目⺬示⺭礻⺮𥫗⺯糹⺰纟⺱罓⺲罒⺳㓁⺴冗⺵𦉫⺶羊⺷𦍌⺸𦍋⺹耂⺺肀⺻聿⺼肉⺽𦥑⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇𧢲⻈讠⻉贝⻊𧾷⻋车⻌辶"
    "⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻕𨸏⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞𩙿⻟飠⻠饣⻡𩠐⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀"
)
_EQUIVALENT = dict(zip(_RADICALS[::2], _RADICALS[1::2], strict=True))

CHARACTERS: dict[str, str] = {
    each: character
    for each in map(chr, (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00)))
    if (character := _EQUIVALENT.get(each) or unicodedata.normalize("NFKC", each)) != each
}
"""{radical or compatibility character: the one character that is usual}."""
