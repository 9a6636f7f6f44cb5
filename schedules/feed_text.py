"""Bytes to text, HTML to plain lines. Every step is linear in its input: what comes in is not to be trusted.

`html.parser` is not used: it takes quadratic time on some broken input in the Python versions that are supported.
"""

from __future__ import annotations

import html
import re

from schedules.feed_types import FeedError

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_CODECS = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "cp936": "gb18030", "big5": "big5hkscs", "utf-16": "utf-16"}
"""What a page may declare. Latin-1 is not here: servers declare it out of habit, and it fits every Chinese page wrongly."""
_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,20})")
_FEW = 0.01

_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\ufffe\uffff]"
)
_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[ \t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")

_HIDDEN = re.compile(r"<(script|style|head|template|noscript|iframe|svg|math|object)\b(?!-)", re.IGNORECASE | re.ASCII)
_TAG = re.compile(r"""<(/?[a-z][a-z0-9:]*+)(?:[^<>"']|"[^"<]*+"|'[^'<]*+')*+>|<[!?/a-z][^<>]*+>""", re.IGNORECASE | re.ASCII)
_BLOCK = re.compile(
    "/?(?:address|article|aside|blockquote|br|caption|center|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6r]|header|li|main|"
    "nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|title|tr|ul)",
    re.IGNORECASE,
)


def decode(body: bytes, declared: str = "") -> str:
    """The text of a body: its mark, UTF-8 if it fits, what the document or else the server declares, GB 18030."""
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return _decoded(body[len(mark) :], [codec])
    found = _DECLARED.match(body)
    names = [found[1].decode("ascii") if found else "", declared]
    known = (_CODECS.get(name.strip().strip("\"'").lower().replace("_", "-")) for name in names)
    return _decoded(body, ["utf-8", *filter(None, known), "gb18030"])


def _decoded(body: bytes, codecs: list[str]) -> str:
    for codec in codecs:
        try:
            return body.decode(codec)
        except UnicodeDecodeError:
            continue
    for codec in codecs:  # a few broken letters in a long page are no reason to lose it; the reviewer sees them
        text = body.decode(codec, "replace")
        if text.count("\ufffd") <= len(text) * _FEW:
            return text
    raise FeedError("encoding", "文字编码认不出来。请让对方改用 UTF-8 编码。")


def clean(text: str) -> str:
    """Text without invisible marks and empty lines, each line trimmed, white space within it single."""
    text = _UNWANTED.sub("", _ENDS.sub("\n", text))
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def one_line(text: str) -> str:
    """The same on a single line."""
    return clean(text).replace("\n", " ")


def plain(markup: str) -> str:
    """HTML as plain lines: a line for every paragraph, no markup, no scripts."""
    shown = _without_hidden(_without_comments(markup))
    joined = re.sub(r"[\r\n\t ]+", " ", shown) if _TAG.search(shown) else shown
    return clean(html.unescape(_TAG.sub(_break, joined)))


def _break(tag: re.Match[str]) -> str:
    return "\n" if _BLOCK.fullmatch(tag[1] or "") else ""


def _without_comments(markup: str) -> str:
    out: list[str] = []
    at = 0
    while (start := markup.find("<!--", at)) >= 0:
        out.append(markup[at:start])
        end = markup.find("-->", start + 4)
        if end < 0:
            return "".join(out)
        at = end + 3
    return "".join([*out, markup[at:]])


def _without_hidden(markup: str) -> str:
    """Without the elements that show nothing; one that never ends hides the rest, as in a browser."""
    out: list[str] = []
    at = 0
    while found := _HIDDEN.search(markup, at):
        out.append(markup[at : found.start()])
        end = re.compile(rf"</{found[1]}\s*+>", re.IGNORECASE | re.ASCII).search(markup, found.end())
        if end is None:
            return "".join(out)
        at = end.end()
    return "".join([*out, markup[at:]])
