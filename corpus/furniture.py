"""What belongs to the page and not to the text: bylines, breadcrumbs, buttons, page numbers, and the like."""

from __future__ import annotations

import re
from functools import lru_cache

_LABELS = (
    "责任编辑|责编|编辑|校对|版式设计|来源|信息来源|文章来源|稿件来源|稿源|文字|摄影|图片|编审|审核|监制|"
    "发布时间|发布日期|发表时间|更新时间|更新日期|发布|发布人|发布单位|浏览次数|浏览量|阅读次数|阅读量|点击数|点击率|访问量|字数"
)
_BUTTON = (
    "打印本页|打印此页|打印本文|打印|关闭窗口|关闭本页|关闭|返回顶部|返回首页|返回列表|返回上一页|回到顶部|收藏本页|加入收藏|设为首页|"
    "推荐给朋友|推荐给好友|复制链接|查看原文|阅读原文|展开全文|我要纠错|上一页|下一页|上一篇|下一篇|分享到微信|分享|微信|微博|新浪微博|腾讯微博|"
    "QQ空间|人人网|网站地图|联系我们|关于我们|网站声明|法律声明|隐私声明|使用帮助|无障碍浏览|手机版|移动版|简体|繁体|繁體|"
    "English|Français|Español|Русский|عربي|العربية|Deutsch|日本語|한국어|Português"
)
_SIZES = r"特?大号?|中号?|小号?|[Aa][+-]?|[+-]|默认"
_GAP = r"[\s|｜·/、:：\[\]【】()（）<>《》]*"
_DAY = r"(?:19|20)\d\d(?:-|/|\.|年)\d{1,2}(?:-|/|\.|月)\d{1,2}日?"
_NO_SENTENCE = "[^，。；！？]"

FURNITURE = {
    "continued from or on another page": r"[(（](?:上接|紧接|接|下转|转)第?\w{1,4}版.{0,12}[)）]",
    "byline": r"(?:本报|本刊|本网|新华社)?(?:特约|驻.{1,4})?记者(?:[ 　]+[\w·]{1,12})+",
    "author in brackets": rf"[(（]作者[为系：:].{{1,80}}[)）]?|作者[：:]{_NO_SENTENCE}{{1,40}}",
    "credits and dates, with a label": rf"[(（\[【]?(?:{_LABELS})\s*[：:]{_NO_SENTENCE}{{0,100}}",
    "day and hour": rf"{_DAY}\s+\d{{1,2}}:\d\d(?::\d\d)?{_NO_SENTENCE}{{0,40}}",
    "day": (
        rf"[(（]?{_DAY}[)）]?(?:\s*(?:星期|周)[一二三四五六日天])?"
        r"(?:\s+[\w《》·]{2,16})?(?:\s+第?\s*\d{1,2}\s*版)?"
    ),
    "what a browser prints at the edges of pages": (
        r"(?:https?|file)://\S+(?:\s+\d{1,4}/\d{1,4})?"
        r"|\d{1,4}/\d{1,2}/\d{1,4},?\s+(?:[上下]午)?\d{1,2}:\d\d(?:\s*[AP]M)?(?:\s.*)?"
    ),
    "agency that the text is by": r"\w{2,10}(?:消息|讯|电)\s*(?:[(（]\w{2,12}[)）])?\s*[：:]",
    "end mark": r"[(（【\[](?:完|本报.{2,30}电)[)）】\]]",
    "page number": (
        r"第?\d{1,3}[版页]?|第\s*\d{1,4}\s*页\s*[,，/]?\s*[(（]?共\s*\d{1,4}\s*页[)）]?"
        r"|[-—–－·]+\s*\d{1,4}\s*[-—–－·]+|\d{1,4}\s*/\s*\d{1,4}|[Pp]age\s+\d{1,4}(?:\s+of\s+\d{1,4})?"
    ),
    "where one is": (
        rf"(?:您?的?(?:当前|现在)?的?(?:所在)?|您所在的|您的当前)位置\s*[：:]{_NO_SENTENCE}{{0,120}}"
        rf"|(?:网站)?首页\s*(?:[>＞»›→/]+|&gt;){_NO_SENTENCE}{{0,120}}"
    ),
    "size of letters": (
        rf"[【\[(（]?\s*(?:字体|字号)(?:大小)?{_GAP}(?:(?:{_SIZES}){_GAP})+(?:(?:{_BUTTON}){_GAP})*"
    ),
    "buttons": rf"{_GAP}(?:(?:{_BUTTON}){_GAP})+",
    "sharing": rf"(?:分享|转发)(?:到|至){_GAP}{_NO_SENTENCE}{{0,40}}|扫一扫{_NO_SENTENCE}{{0,30}}",
    "the texts before and after": rf"[上下]一(?:篇|条)\s*[：:]{_NO_SENTENCE}{{0,80}}",
    "heading of links": (
        r"[【\[]?(?:相关(?:新闻|阅读|链接|报道|文章|专题|附件|稿件|推荐)|延伸阅读|推荐阅读|热点新闻|更多新闻|网友评论"
        r"|附件下载|友情链接)[】\]]?\s*[：:>＞]*"
    ),
    "rights": (
        rf"{_NO_SENTENCE}{{0,40}}版权所有.{{0,100}}|(?:Copyright|©|&copy;).{{0,120}}"
        r"|(?:本网站?|本站)?.{0,12}未经.{0,10}(?:授权|许可|同意).{0,6}(?:转载|摘编|复制).{0,12}"
    ),
    "registration": r".{0,60}(?:ICP[备证]|公网安备).{0,60}",
}
"""Pages' furniture by name: what such a line is as a whole, a regular expression."""

_FURNITURE = re.compile("|".join(FURNITURE.values()))


@lru_cache(maxsize=64)  # each line is asked for several times in turn
def is_furniture(line: str) -> bool:
    """Whether a line, without white space at its ends, belongs to the page and not to the text."""
    return len(line) <= _LONGEST and _FURNITURE.fullmatch(line) is not None


_LONGEST = 200  # characters
