"""The unit that an order names: only one that is listed, never another that resembles it."""

from __future__ import annotations

import re

from handlers.language.names.matching import bare
from handlers.language.reading import Reading

_ENDS = re.compile(
    r"(?:厅|局|委|办|部|院|会|联|校|园|中心|公司|社区|村|镇|乡|县|市|区|街道|处|科|站|所|集团|银行|大学|队|馆|社|厂|工委|团|机关)\Z"
)
_TALK = re.compile(r"[吗呢吧么了没]|开会|公章|的事|怎么|什么|谁|哪|成功|手机|账号|邮箱|微信")
_HAN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]+")
_LEAD = re.compile(
    r"^(?:(?:我们|咱们|俺们|咱|俺|我|这个群|这群|本群|单位|就是|绑定|绑到|绑|归属|归到|归|担任|成为|做|当|属于|挂到|算|"
    r"把|群|到|为|是|给|在|去|和|由|叫|管理|分管|主管|管|负责|对口|联系|范围){1,12})(?=..)"
)
_TRAIL = re.compile(r"(?<=..)(?:这边|那边|单位|这里|吧|的|了|哈|群|工作群|当|做|为|成|担任|上)+\Z")


def named_unit(reading: Reading) -> str | None:
    """The listed unit that a whole run of characters names, by its name or one end of it; hidden when found."""
    for run in _HAN.finditer(reading.rest):
        start, end = run.span()
        whole = reading.scene.units.exact(run.group())
        if whole is not None:
            reading.hide(start, end)
            return reading.scene.units.names[whole]
        lead = _LEAD.match(run.group())
        start += lead.end() if lead and not _fitting(reading, bare(run.group())) else 0
        trail = _TRAIL.search(reading.rest[start:end])
        end = start + trail.start() if trail else end
        fits = _fitting(reading, bare(reading.rest[start:end]))
        if len(fits) == 1:
            reading.hide(start, end)
            return fits[0]
    return None


def _fitting(reading: Reading, said: str) -> list[str]:
    index = reading.scene.units
    if len(said) < 2 or said in index.generic:
        return []
    same = [name for name, core in zip(index.names, index.cores, strict=True) if core == said]
    return same or [name for name, core in zip(index.names, index.cores, strict=True) if said in core or _shortened(said, core)]


def _shortened(said: str, core: str) -> bool:
    """财厅 is no short form of 财政厅, 财政 厅 of 省财政厅 is: the characters in order, the first two neighbours."""
    if len(said) < 3 or said[:2] not in core or said[-1] != core[-1]:
        return False
    rest = iter(core[core.index(said[:2]) :])
    return all(char in rest for char in said)


def unit_like(said: str, *, apart: bool = False) -> bool:
    """Whether words that no list holds can be a unit's name; `apart`: they stand alone after the command."""
    if not 2 <= len(said) <= 30 or _TALK.search(said):
        return False
    return apart or bool(_ENDS.search(said))
