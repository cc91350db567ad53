"""Text that would be more than text, wherever it was not shown as what it is: one list for all tests."""

SHORT = {
    "script": "<script>window.hacked = 1</script>",
    "image": "<img src=x onerror='window.hacked = 1'>",
    "mathematics": "$x$",
    "emoji": ":smile:",
    "bold": "**a**",
    "colour": ":red[b]",
    "link": "[c](http://outside.invalid)",
    "entity": "&lt;b&gt;",
    "formula": "=1+2",
}
"""What is as short as a word of a link may be."""

LONG = {
    "script that asks": '<script data-hostile src="https://outside.invalid/a.js"></script>',
    "image that is missing": "<img data-hostile src=x onerror=alert(1)>",
    "image elsewhere": '"><img data-hostile src="https://outside.invalid/b.png">',
    "drawing": "<svg data-hostile onload=window.hacked=1></svg>",
    "frame": '<iframe data-hostile srcdoc="<script>top.hacked=1</script>"></iframe>',
    "style": "<style data-hostile>*{background:url(https://outside.invalid/c)}</style>",
    "link that runs": '<a data-hostile href="javascript:window.hacked=1">甲</a>',
    "end of a script": "</script></style></textarea></title><script>window.hacked=1</script>",
    "end of an attribute": "\" autofocus onfocus=alert(2) data-hostile='",
    "Markdown": "[乙](javascript:alert(3)) ![丙](https://outside.invalid/d.png) `丁` ~~戊~~",
    "Streamlit": ":material/delete: :red-background[己] $\\href{javascript:alert(4)}{庚}$",
    "Plotly": '<b>辛</b><br><a href="https://outside.invalid/e">壬</a><sub>癸</sub> %{x} %{customdata}',
    "templates": "${window.hacked=1} {{7*7}} {0} {word} {term} {__class__} %s %(name)s $& $' $`",
    "terminal": "\\x1b[31m \\u202e &amp;lt;i&amp;gt; &#60;i&#62;",
}
"""What would run, ask another host, or be read by one of the languages that a page is made of."""
