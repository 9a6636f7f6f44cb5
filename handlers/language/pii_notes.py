"""Names that stand bare in a remark on a pairing or a follow-up: they may be a child's, so they are left out."""

from __future__ import annotations

import re

from handlers.language import pii
from handlers.language.names.people import COMPOUND, SURNAMES, is_name
from handlers.language.reading import Reading, tidy

_ABOUT_CHILDREN = re.compile(r"孩子|娃|学生|小朋友|儿童")
_START = re.compile(
    rf"(?:(?<![\u4e00-\u9fff])|(?<=[和跟与给是为叫了让带陪对把帮看向同望助教送的访过到象童子娃孩友]))(?=(?:{'|'.join(COMPOUND)}|[{SURNAMES}]|小)[\u4e00-\u9fff])"
)
_GOES_ON = re.compile(
    r"[^\u4e00-\u9fff]|\Z|很|今年|现在|家|的|想|说|妈|爸|爷|奶|姥|父|母|同学|小朋友|喜欢|考|成绩|生病|身体|收到|拿到|和|与|跟|是|有|没|"
    r"要|爱|非常|特别|真|也|都|最近|已|学|开心|高兴|聊|买|送|写|读|上|住|在|长|得|会|能|就|还|又|才|因|患|属|两|姐|兄|这|那|刚|"
    r"情绪|性格|表现|进步|懂|乖|过|转|搬|毕业|生|做|看|听|吃|穿|补|辅|谈|一起|一块|交|画|唱|玩|讲|辅导|教|打|练"
)
_TITLED = re.compile(r".*(?:姐|哥|嫂|姨|婶|叔|老师|主任|处长|科长|部长|局长|厅长|书记|主席|医生|律师|同志|委员|干事|组长|队长)\Z")
_LITTLE = re.compile(r"小(?![学区组名孩朋时型心说的一二三四五六个伙女男家卖吃镇村河桥路号姑宝手队程礼书本包便提米节视自电零院屋年满])")
_LITTLE_NAME = re.compile(rf"小[^{SURNAMES}]\Z")


def without_names(text: str) -> tuple[str, bool]:
    """A remark without bare names of persons, and whether there were any; 张姐 and 李老师 stay."""
    found, at = [], 0
    for hit in _START.finditer(text):
        if hit.start() < at:
            continue
        size = _size(text, hit.start())
        if size:
            at = hit.start() + size
            found.append((hit.start(), at))
    for start, end in reversed(found):
        text = text[:start] + pii.MARK + text[end:]
    return (pii.cleaned(text), True) if found else (text, False)


def _size(text: str, at: int) -> int:
    """How long the name at `at` is; 0 when there is none."""
    for size in (4, 3, 2):
        name = text[at : at + size]
        if len(name) < size or not _GOES_ON.match(text, at + size) or _TITLED.match(name):
            continue
        if name[0] == "小":
            if size == 2 and _LITTLE.match(name) and _LITTLE_NAME.match(name):
                return size
        elif is_name(name) and not _TITLED.match(text[at : at + size + 2]):
            return size
    return 0


def keep_note(reading: Reading, note: str, *, kept: str = "") -> None:
    """Put a remark into `note` without names; `kept` (a fellow helper) comes before it as said."""
    clean, named = without_names(note)
    if named:
        reading.withheld = list(dict.fromkeys(["child_name", *reading.withheld]))
    whole = "，".join(part for part in (kept, tidy(clean)) if len(part) > 1)
    if whole:
        reading.slots["note"] = whole


def keep_remark(reading: Reading, text: str) -> None:
    """Put free words into `note`; where they are about children, without what may not be kept of one."""
    about_children = bool(_ABOUT_CHILDREN.search(text))
    text, kinds = pii.redact(text, children=about_children)
    reading.withheld = list(dict.fromkeys([*reading.withheld, *kinds]))
    if about_children:
        keep_note(reading, text)
    elif len(tidy(text)) > 1:
        reading.slots["note"] = tidy(text)


def keep_name(reading: Reading, slot: str) -> None:
    """What something is called, or whom it serves: no child's name stays in it. Nothing is left of one that was nothing else."""
    said = str(reading.slots.get(slot, ""))
    if not _ABOUT_CHILDREN.search(said):
        return
    name, kinds = pii.nameless(said)
    if slot == "served":
        name, named = without_names(name)
        kinds = kinds or (["child_name"] if named else [])
    if not kinds:
        return
    reading.withheld = list(dict.fromkeys([*reading.withheld, *kinds]))
    reading.slots[slot] = tidy(name)
    if len(reading.slots[slot]) < 2:
        del reading.slots[slot]


def pii_label(text: str) -> bool:
    """Words that only introduced something withheld."""
    return bool(
        re.fullmatch(
            (
                r"(?:孩子|娃|女孩|男孩|女童|男童|小朋友|小姑娘|学生|联系|家长|电话|手机|身份证|号码|号|小名|大名|名字|"
                r"姓名|叫|是|在|的|家|住|读|上|念|今年|岁|都|\d+|[一二三四五六七八九十])+"
            ),
            text,
        )
    )


def withhold(reading: Reading) -> None:
    """Take out what may not be kept, before anything is read."""
    marked, kinds = pii.mark(reading.text, children=True)
    if kinds:
        reading.text = reading.rest = marked
        reading.withheld = sorted({*reading.withheld, *kinds}, key=["child_name", "id_number", "phone", "address", "school"].index)
