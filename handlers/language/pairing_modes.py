"""How a pairing is shared out (一对一、多对一、1+X): words whose digits count nobody."""

from __future__ import annotations

import re
from dataclasses import dataclass

from handlers.language.numerals import NUMERAL
from handlers.language.pairing_notes import named
from handlers.language.reading import Reading

_NUMBER = r"(?:\d|[一二两三四五六七八九十])"
_AFTER = r"(?:的?(?:模式|方式|形式|团队|小组|组合|结对|帮扶|结))*"
MODE = re.compile(
    rf"(?:(?:采取|采用|按照|按|以|通过|实行|开展|用)\s*)?[“\"‘「]?(?<![\d.:一二三四五六七八九十])(?:(?P<team>[1一]\s*(?:\+|加)\s*(?:[XxNn]|{_NUMBER})|(?:多|几|{_NUMBER})\s*[对帮带]\s*[1一])"
    rf"|[1一]\s*[对帮带]\s*(?:多|几|{_NUMBER}))(?![\d十]|\s?[名个位人口])[”\"’」]?{_AFTER}(?!辅导)"
)
_ONE_TO_ONE = re.compile(r"\D*?[1一]\s*[对帮带]\s*[1一]")
_PARTNERS = re.compile(r"[\s\x00:：(（,，]*(?P<names>[\u4e00-\u9fff]{2,8}(?:[、和与跟][\u4e00-\u9fff]{2,8})+)[)）]?")

OTHERS = re.compile(
    rf"{NUMERAL}\s*[个家所支](?:社区|村|单位|支部|企业|学校|部门|处室|科室|乡镇|街道|班级|项目|队伍)(?!的?(?:孩子|娃|儿童|学生))"
)
"""A number of other things than children (结对4个村)."""
UNSETTLED = re.compile(
    r"(?:(?:孩子|儿童)?(?:人数|数量)|(?:几|多少)(?:[个名位](?:孩子|娃|儿童)?|人)?)(?:还|都|暂|暂时|也)*(?:没有?|未|不|待)(?:定|确定|知道|清楚)(?:下来|好)?"
)
"""The number of children, said not to be settled yet."""


@dataclass(frozen=True, slots=True)
class Mode:
    """What the mode says: `note`, that several help (1+X, 多对一); `children`, 1 where it is one to one."""

    note: str = ""
    children: int | None = None


def take_mode(reading: Reading) -> Mode:
    """Read and hide the mode, with the partners named after it: the same children are theirs too."""
    hit = MODE.match(reading.word) or reading.take(MODE)
    reading.take_all(MODE)
    reading.take_all(OTHERS)
    if hit is None:
        return Mode()
    if _ONE_TO_ONE.match(hit.group().lstrip('“"‘「')):
        return Mode(children=1)
    said = re.sub(r"\s", "", hit["team"] or "").replace("加", "+").replace("一+", "1+").upper()
    return Mode(" ".join(part for part in (said, _partners(reading, hit)) if part))


def _partners(reading: Reading, mode: re.Match[str]) -> str:
    """`1+X 李敏、赵燕` as `和李敏、赵燕一起`; two or more, for one name alone may be the child's."""
    if not mode["team"] or mode.string == reading.word:
        return ""
    hit = _PARTNERS.match(reading.rest, mode.end())
    if not hit or not named(hit["names"]):
        return ""
    reading.hide(*hit.span("names"))
    return f"和{hit['names']}一起"
