"""结束结对: the end of a pairing."""

from __future__ import annotations

import re

from handlers.language import notes
from handlers.language.listed import take_community
from handlers.language.pii_notes import withhold, without_names
from handlers.language.reading import Reading


def read_end(reading: Reading) -> bool:
    """`结束结对 红旗社区`: community."""
    withhold(reading)
    named = take_community(reading)
    return reading.reads(_GLUE_END) or (named and _why_ended(reading))


def _why_ended(reading: Reading) -> bool:
    """A remark set off at the end (孩子转学了) is not kept; a name in it is told of."""
    remark = notes.trailing(reading, reading.left(_GLUE_END))
    if remark and without_names(remark)[1]:
        reading.withheld = list(dict.fromkeys(["child_name", *reading.withheld]))
    return bool(remark)


_GLUE_END = re.compile(r"结对|帮扶|的|我们|我|咱|和|与|跟|了|关系|那个|这个|孩子|对子|那边|在|社区|取消|解除|结束|都|把")
