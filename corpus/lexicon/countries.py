"""Write ``countries.tsv``: every country and territory with its Chinese names.

Run as ``python -m corpus.lexicon.countries``. Names come from Babel's CLDR data (``zh``, and ``zh_Hant``
of Taiwan and Hong Kong turned into Simplified script) and from pycountry's translations of ISO 3166-1;
the tables below say where the genre writes otherwise. Columns: ``code`` (ISO 3166-1 alpha-2), ``zh`` and
``en`` (the everyday short names) and ``names`` (all further Chinese names, separated by ``|``).
"""

import gettext
from collections.abc import Iterator
from pathlib import Path

import pycountry
from babel import Locale
from opencc import OpenCC

TARGET = Path(__file__).with_name("countries.tsv")

# China itself, and territories without people or government of their own.
EXCLUDED = frozenset({"CN", "HK", "MO", "TW", "AQ", "BV", "GS", "HM", "IO", "TF", "UM"})
NOT_IN_ISO = ("XK",)

# Short names of the genre, where CLDR has the official or another one.
SHORT_ZH = {
    "AE": "阿联酋",
    "BA": "波黑",
    "CC": "科科斯群岛",
    "DO": "多米尼加",
    "FK": "马尔维纳斯群岛",
    "FM": "密克罗尼西亚联邦",
    "ID": "印尼",
    "MN": "蒙古国",
    "PS": "巴勒斯坦",
    "SA": "沙特",
}
SHORT_EN = {
    "AE": "UAE",
    "BA": "Bosnia and Herzegovina",
    "CD": "DR Congo",
    "CG": "Republic of the Congo",
    "GB": "United Kingdom",
    "MM": "Myanmar",
    "PS": "Palestine",
    "VA": "Holy See",
}

# Names that neither source has.
FURTHER = {
    "BA": ("波斯尼亚", "波黑共和国"),
    "BN": ("文莱达鲁萨兰国",),
    "BO": ("多民族玻利维亚国",),
    "BY": ("白俄",),
    "CD": ("刚果(金)", "刚果金", "刚果（金沙萨）", "刚果(金沙萨)", "民主刚果"),
    "CG": ("刚果(布)", "刚果布", "刚果（布拉柴维尔）", "刚果(布拉柴维尔)"),
    "CZ": ("捷克共和国",),
    "DM": ("多米尼克联邦",),
    "GB": ("大不列颠", "联合王国"),
    "KG": ("吉尔吉斯斯坦共和国",),
    "KN": ("圣基茨",),
    "KP": ("北朝鲜",),
    "KR": ("南朝鲜",),
    "MM": ("缅甸联邦",),
    "MN": ("外蒙古", "蒙古人民共和国"),
    "NP": ("尼泊尔王国",),
    "RU": ("俄罗斯联邦",),
    "ST": ("圣多美",),
    "SZ": ("史瓦蒂尼",),
    "TT": ("特立尼达", "特立尼达和多巴哥共和国"),
    "US": ("美利坚",),
    "VA": ("梵蒂冈城国",),
    "VC": ("圣文森特",),
    "WS": ("西萨摩亚",),
}

# Names of the sources that are also something else, or that the genre never writes.
DROPPED = frozenset(
    {
        "东加",  # Tonga in Taiwan; 东加勒比
        "乔治亚",  # Georgia in Taiwan; the American state
        "刚果",  # two countries, a river and a basin
        "卡达",  # Qatar in Taiwan; 卡达菲
        "尼日",  # Niger in Taiwan; 印尼日前
        "曼岛",  # the Isle of Man; 安达曼岛
        "柬埔塞",
        "查德",  # Chad in Taiwan; a given name
        "根息",
        "狮子山",  # Sierra Leone in Taiwan; a hill in Hong Kong
        "贝南",  # Benin in Taiwan; 贝南克
        "马利",  # Mali in Taiwan; a surname
    }
)


def countries() -> Iterator[tuple[str, str, str, list[str]]]:
    """Yield code, Chinese short name, English short name and further Chinese names, in the order of codes."""
    chinese, english = Locale.parse("zh").territories, Locale.parse("en").territories
    traditional = [Locale.parse("zh_Hant_TW").territories, Locale.parse("zh_Hant_HK").territories]
    simplified = OpenCC("t2s").convert
    iso = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=["zh_CN"]).gettext
    records = {record.alpha_2: record for record in pycountry.countries}
    for code in sorted((records.keys() | set(NOT_IN_ISO)) - EXCLUDED):
        zh = SHORT_ZH.get(code, chinese[code])
        names = [chinese[code], *(simplified(locale[code]) for locale in traditional)]
        if record := records.get(code):
            names += [iso(name) for name in (record.name, getattr(record, "official_name", record.name))]
        names += FURTHER.get(code, ())
        kept = [name for name in dict.fromkeys(names) if name != zh and name not in DROPPED]
        yield code, zh, SHORT_EN.get(code, english[code]).replace("’", "'").replace(" & ", " and "), kept


def main() -> None:
    """Write the table beside this script."""
    rows = [("code", "zh", "en", "names")]
    rows += [(code, zh, en, "|".join(names)) for code, zh, en, names in countries()]
    TARGET.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    main()
