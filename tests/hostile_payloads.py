"""Five hundred texts that want to be more than text: made from families of tricks and the ways to smuggle them in.

Whatever runs in a page sets `window.ioc_owned` and the title, or asks for something from `outside.invalid`.
"""

from __future__ import annotations

from itertools import islice, zip_longest

COUNT = 500
OWNED = "document.title='owned',window.ioc_owned=1"
AWAY = "https://outside.invalid/"

FAMILIES: dict[str, tuple[str, ...]] = {
    "html": (
        "<b>đậm</b>", "<h1>to</h1>", "<marquee>chạy</marquee>", "<table><tr><td>ô</table>", "<!-- ẩn", "<plaintext>",
        "</div></main></body></html>", "<a href='javascript:0'>bấm</a>",
        "<form action=//outside.invalid><input name=q>",
        "<style>*{display:none}</style>", "<base href=https://outside.invalid/>",
        "<br/>&lt;b&gt;&amp;nbsp;&#60;i&#62;",
        "<meta http-equiv=refresh content='0;url=https://outside.invalid/'>", "<title>owned</title>", "<![CDATA[x]]>",
    ),
    "asks": tuple(t.replace("AWAY", AWAY) for t in (
        "<img src=AWAY1.png>", "<img srcset='AWAY2 1x'>", "<iframe src=AWAY3></iframe>",
        "<link rel=stylesheet href=AWAY4>",
        "<video poster=AWAY5 autoplay src=AWAY6></video>", "<object data=AWAY7></object>", "<embed src=AWAY8>",
        "<svg><image href=AWAY9 /></svg>", "<svg><use href=AWAY10#x /></svg>", "<div style='background:url(AWAY11)'>",
        "<style>@import 'AWAY12'</style>", "<link rel=prefetch href=AWAY13>", "<audio src=AWAY14 autoplay>",
        "<input type=image src=AWAY15>", "<img src='file:///etc/passwd'>", "<img src='ioc:/assets/x'>",
        "<img src='qrc:/x.png'>",
    )),
    "script": tuple(t.replace("RUN", OWNED) for t in (
        "<script>RUN</script>", "<img src=x onerror=\"RUN\">", "<svg onload=RUN>", "<body onload=RUN>",
        "<details open ontoggle=RUN>", "<input autofocus onfocus=RUN>", "<svg><script>RUN</script></svg>",
        "<svg><animate onbegin=RUN attributeName=x dur=1s>", "<iframe srcdoc='<script>parent.RUN</script>'></iframe>",
        "<math><mtext><script>RUN</script>", "<a href=\"javascript:RUN\">x</a>", "<video><source onerror=\"RUN\">",
        "<scr<script>ipt>RUN</scr</script>ipt>", "<IMG SRC=x OnErRoR=RUN>", "<img/src=x/onerror=RUN//",
        "<noscript><p title=\"</noscript><img src=x onerror=RUN>\">", "<template><script>RUN</script></template>",
    )),
    "escape": tuple(t.replace("RUN", OWNED) for t in (
        "\" onmouseover=\"RUN\" x=\"", "' autofocus onfocus='RUN", "'-(RUN)-'", "\";RUN;//", "\\\";RUN;//",
        "\\u0022;RUN;//",
        "</script><script>RUN</script>", "</textarea><script>RUN</script>", "</title><script>RUN</script>",
        "-->\n<script>RUN</script>", "]]><script>RUN</script>", "\u2028RUN//", "&quot;><script>RUN</script>",
        "%3Cscript%3ERUN%3C/script%3E", "\ufeff<script>RUN</script>", "x\"><svg/onload=RUN>",
    )),
    "template": (
        "{{7*7}}", "{{constructor.constructor('document.title=1')()}}", "${7*7}",
        "`${document.title='owned'}`", "#{7*7}",
        "<%= 7*7 %>", "{% raw %}{{ config }}{% endraw %}", "{{ ''.__class__.__mro__ }}", "{0.__class__}",
        "{name}", "{", "}",
        "%s%n%(x)s", "%1 %2 %L1", "$HOME $(id) `id`", "[[${7*7}]]", "*{T(java.lang.Runtime)}", "{{{{}}}}",
        "{!r:>{width}}",
    ),
    "address": tuple(t.replace("RUN", OWNED) for t in (
        "javascript:RUN", "JaVaScRiPt:RUN", "java\tscript:RUN", "data:text/html,<script>RUN</script>", "vbscript:RUN",
        "file:///etc/passwd", "//outside.invalid/x", "ioc-console:complaints?text=x", "ioc:/map",
        "\\\\outside.invalid\\x",
        "http://0/", "about:blank", "../../../../etc/passwd", "..\\..\\x", "mailto:a@outside.invalid",
    )),
    "turning": (
        "\u202egnp.exe\u202c", "\u202ecod.exe", "\u2066kín\u2069", "\u2067kín", "\u2069mở ra",
        "\u2069\u2069\u202e ba",
        "\u202dngược\u202c", "\u200fphải", "\u200etrái", "\u061cả rập", "שלום <b>", "مرحبا 123 (456)",
        "\u202b123\u202c 456",
        "\u202e\u202e\u202e" * 4, "\u2066\u202ex", "(\u202e)", "12\u202e34",
    ),
    "unseen": (
        "r\u200bá\u200bc", "\u2060\u2060", "\ufeffđầu", "mềm\u00adcắt", "a\u200cb", "a\u200db", "\u115fhàn",
        "\u3164lấp",
        "\u180e", "thẻ\U000e0041\U000e0042", "\x00không", "\x07chuông", "\x1b[31mđỏ\x1b[0m", "\x08xóa",
        "dòng\u2028mới",
        "đoạn\u2029mới", "\ufff9chú\ufffagiải\ufffb", "ký\ue000tự riêng", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L",
        "👨\u200d👩\u200d👧",
        "\x7f\x85",
    ),
    "formula": (
        "=1+1", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1+1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "＝1+1",
        "＋1", "－1",
        "＠A1", "=HYPERLINK(\"https://outside.invalid\",\"x\")", "=IMPORTXML(\"https://outside.invalid\",\"//a\")",
        "\u200b=1+1", "\ufeff=1+1", "\u202e=1+1", "\x00=1+1", "\";=1+1;\"", "%0A=1+1", "'=1+1", "|calc",
    ),
    "statement": (
        "'; DROP TABLE complaint; --", "\" OR 1=1 --", "1); DELETE FROM complaint; --",
        "x' UNION SELECT 1 --", "%_[^a]%",
        "a* OR b*", "\"a\" NEAR/2 b", "title:x", "\\x00\\u0000", "NULL", "-9223372036854775809", "1e999",
        "[]", "{\"a\":1}",
    ),
}
WAYS = ("{}", "Hẻm 116 {} ngập", "{}{}", "\n{}\n", "“{}” & 'x'")
"""How a trick lies in its text: alone, among words, doubled, on a line of its own, quoted."""


def payloads() -> tuple[str, ...]:
    """`COUNT` different texts: every trick alone, then in the other ways; family after family takes its turn."""
    in_turn = [t for row in zip_longest(*FAMILIES.values()) for t in row if t is not None]
    made = dict.fromkeys(way.replace("{}", trick) for way in WAYS for trick in in_turn)
    return tuple(islice(made, COUNT))
