"""报名, its change and its cancellation."""

from __future__ import annotations

import re

from handlers.language import notes
from handlers.language.listed import take_activity
from handlers.language.names.people import is_name
from handlers.language.names.whose import take_whose
from handlers.language.numerals import NUMERAL, parse
from handlers.language.party import Party, kin_in, take_party
from handlers.language.reading import HIDDEN, Reading, tidy

_GLUE = re.compile(
    rf"(?:(?:我|俺|咱)们?这边?|那什么|那个啥|只有|只|光|仅)(?=\s*{HIDDEN})|"
    rf"(?<=[(（])[男女](?=[)）])|的(?=\s*{HIDDEN})(?<={HIDDEN}的)|(?<={HIDDEN})之家|先报|暂定|暂报|暂时|目前|先|预计|"
    r"参加|报名|报上|报个名|活动|名额|我们|咱们|我|咱|俺|共|一共|总共|合计|要|想|来|去|就|算|占|加|给|帮|替|"
    r"代|的话|等|姓名|名字|还有|外加|加上|以及|哪个|那个|这个|一起|都|也|和|跟|与|带|个|名|位|人|说|本人|数|是"
)
_BARE_NUMBER = re.compile(rf"^\W*(?P<n>{NUMERAL})\W*$")
_NOTE_LABEL = re.compile(r"(?:备注|说明|附注|另外|ps)\s*[::,，]?\s*(?P<note>.{2,120})", re.IGNORECASE)
_UNLISTED = re.compile(
    r"(?:报名|参加|报)(?:一下|个)?(?P<title>[\u4e00-\u9fff]{2,10}(?:班|赛|拳|操|舞|展|课|讲座|培训|比赛|大赛|"
    r"沙龙|营|瑜伽|插花|烘焙|徒步|合唱))"
)


def read_signup(reading: Reading) -> bool:
    """`报名 剪纸 2人`: activity, heads, names, team, note."""
    if not reading.loose and (_TERMS.search(reading.text) or _CHANGES.match(reading.text)):
        return False
    if not reading.loose and _bare_number(reading):
        return True
    label = None if reading.loose else reading.take(_NOTE_LABEL)
    said = (not reading.loose and _leading_number(reading)) or take_activity(reading)
    if said:
        reading.take(_DOING)
    party = take_party(reading)
    if party.delta is not None and not reading.loose:
        return False
    _put(reading, party)
    if label:
        reading.slots["note"] = tidy(label["note"])
    if reading.loose:
        if said and (note := notes.last_clause(reading)):
            reading.slots["note"] = note
        if not said and (hit := _UNLISTED.search(reading.text)) and notes.title_like(hit["title"], spaced=True):
            reading.slots.pop("activity", None)
        return True
    return _explained(reading, said, party)


_CHANGES = re.compile(r"\W*(?:改成|改为|改到|改在|改)(?!口|天)")
_DOING = re.compile(
    rf"(?<![^\W\x00])(?:参加|来|去)*(?:学着?)?(?:学习|学|做|听|看|打|包|剪|画|写|唱|跳|扎|编|练|织|绣|捏|烤|踢|下|拍|读|讲|演|糊|种|走)?(?={HIDDEN})"
)
"""What one does there (学做灯笼、打羽毛球)."""
_TERMS = re.compile(
    rf"{NUMERAL}\s*[个人名位]+(?:(?:及|或)?(?:以上|以下|以内)|起)(?=[\u4e00-\u9fff])|{NUMERAL}\s*[个人名位]+(?:为?一[组队桌]|才能|才可|即可|就能)|"
    rf"{NUMERAL}\s*[个人名位]+[^,，。\d]{{0,4}}(?:退|缺|少|差|剩)了?\s*{NUMERAL}"
)


def _bare_number(reading: Reading) -> bool:
    """`报名 2`: two people when one activity is open, else it may be the number of an activity: ask."""
    hit = _BARE_NUMBER.match(reading.rest)
    number = parse(hit["n"]) if hit else None
    if not number or not 1 <= number <= 9999:
        return False
    listed = list(reading.scene.scene.open_activities)
    reading.hide(0, len(reading.text))
    if len(listed) > 1:
        reading.lack("activity", listed)
        return True
    reading.slots.update(headcount=number, **({"activity": listed[0]} if listed else {}))
    return True


_LEADING = re.compile(rf"^\W*(?P<n>\d{{1,2}}号?)(?:[\s,]+)(?=(?:{NUMERAL}\s*(?:个人|[人名位个])|我|[\u4e00-\u9fff]{{2,4}}$))")


def _leading_number(reading: Reading) -> bool:
    """`报名 3，2人`: the number first is the activity's."""
    hit = _LEADING.match(reading.rest)
    listed = reading.scene.scene.open_activities
    number = int(hit["n"].rstrip("号")) if hit else 0
    if not hit or not 1 <= number <= len(listed) or len(listed) == 1:
        return False
    reading.hide(*hit.span("n"))
    reading.slots["activity"] = listed[number - 1]
    return True


def _put(reading: Reading, party: Party) -> None:
    if party.vague:
        reading.lack("headcount")
    else:
        reading.slots["headcount"] = party.heads or (party.delta if party.delta and party.delta > 0 else 0) or 1
    if party.unsplit:
        reading.lack("names")
    elif party.names:
        reading.slots["names"] = party.names
    if party.team:
        reading.slots["team"] = _listed_team(reading, party.team)


def _listed_team(reading: Reading, team: str) -> str:
    found = reading.scene.units.exact(team)
    return team if found is None else reading.scene.scene.units[found]


_MAY_SHE = re.compile(r"(?:[行中成妥]不[行中成妥]?|可以不|可不可以)(?=\W*$)")
"""`报名剪纸行不` asks to be put down."""
_GLUE_NAMED = re.compile(rf"(?:就行|就好|就可以|就够|就成)(?:了|啦)?(?=\W*$)|{_GLUE.pattern}")
_FIRST = re.compile(r"[\W\s]*(?:参加|一下|那个|个)?[\W\s]*")


def _explained(reading: Reading, said: bool, party: Party) -> bool:
    """Whether the rest is nothing, an unlisted name, or a remark."""
    if said:
        reading.take(_MAY_SHE)
    left = reading.left(_GLUE_NAMED if said and party.heads else _GLUE)
    if not left:
        return _no_statement(reading)
    if not said and _FIGURE.match(reading.text):
        return False
    first = left[0]
    title = reading.rest[first[0] : first[1]]
    run_on = first[0] > 0 and reading.text[first[0] - 1].isalnum()
    spaced = not run_on and (not reading.text[:1].isalnum() or first[0] > 0)
    if not said and _unlisted(reading, first[0]):
        reading.slots.pop("activity", None)
        reading.hide(*first)
        return True
    if not said and len(left) == 1 and _FIRST.fullmatch(reading.rest[: first[0]]) and notes.title_like(title, spaced=spaced):
        reading.slots.pop("activity", None)
        reading.hide(*first)
        return True
    if said or party.heads or party.names:
        note = notes.trailing(reading, left)
        if note and "note" not in reading.slots:
            reading.slots["note"] = note
            return True
    return False


_FIGURE = re.compile(r"\W*(?:总)?人数")
"""`报名人数2人，不够开班` tells a figure; with a remark and no activity it is nobody's sign-up."""
_NAMED = re.compile(r"[^\W_]{2,18}?(?:活动|讲座|培训班|培训|班|比赛|大赛|沙龙|体验课|课)(?![^\W_\x00])")


def _unlisted(reading: Reading, at: int) -> bool:
    """Whether the left-over words begin a name of an activity that no list holds, set off from the command and from the rest."""
    while at > 0 and reading.rest[at - 1].isalnum():
        at -= 1
    hit = _NAMED.match(reading.rest, at)
    if not hit or (at and reading.text[at - 1].isalnum()) or re.search(r"[吗呢吧了么]|怎|谁|什么", hit.group()):
        return False
    rest = reading.left(_GLUE)
    return at > 0 and all(start < hit.end() for start, _ in rest)


def _no_statement(reading: Reading) -> bool:
    """`报名3人了` tells, it does not ask."""
    return not re.search(r"了\W*$", reading.text) or reading.text.rstrip(" 。.!！").endswith(
        ("谢谢了", "辛苦了", "麻烦了", "就行了", "就好了", "就可以了")
    )


_FROM = re.compile(rf"(?:从|由|原来|原先|之前|原本|不是)(?:是|报的|报了|报|的){{0,3}}\s*{NUMERAL}\s*(?:个人|[人名位个])?")


def read_change(reading: Reading) -> bool:
    """`改成3人`, `报名再加一个`: activity, headcount or delta."""
    said = take_activity(reading, ordinals=False)
    reading.take(_FROM)
    if re.match(rf"\W*[成为到]?{NUMERAL}\s*(?:[号点月日年楼层期]|位(?:数|密码|小数|以))", reading.rest):
        return reading.loose
    speaker = _SPEAKER.match(reading.rest)
    more = reading.take(_BRINGS_MORE)
    party = take_party(reading)
    if more and (number := {"俩": 2, "仨": 3}.get(more["n"]) or parse(more["n"])):
        party.heads, party.delta = None, number
    if (party.team or party.names) and not reading.loose:
        return False
    target = _TARGET.findall(reading.text)
    if target and (number := parse(target[-1])) and party.delta is None:
        party.heads, party.vague = number, False
    extra = _FOR_ME_TOO_MANY.search(reading.text)
    if extra and party.delta is None and party.heads and not target:
        party.delta = party.heads if extra["how"] == "少" else -party.heads
        reading.slots["delta"] = party.delta
    elif party.delta is not None:
        reading.slots["delta"] = _put_right(reading.text, party.delta)
    elif party.heads and not party.vague and not speaker:
        reading.slots["headcount"] = party.heads
    if reading.loose:
        _kin_less(reading, party)
        return True
    if reading.left(_CHANGE_GLUE):
        return False
    if reading.word == "报名":
        return party.delta is not None or (bool(party.heads) and "改" in reading.text)
    explicit = reading.word.startswith(("报名", "修改", "更改", "变更", "调整", "人数"))
    return explicit or (bool(party.heads or party.delta is not None) and (said or _measured(reading)))


_GONE = re.compile("去不[了成]|来不[了成]|参加不了|不[去来带]|不参加|别[带算]|不算|取消|退|去掉|划掉|拿掉")


def _kin_less(reading: Reading, party: Party) -> None:
    """`我妈不去了`: so many of hers fewer."""
    gone = kin_in(reading.text) if party.delta is None and _GONE.search(reading.text) else 0
    if gone and not re.search(rf"{NUMERAL}\s*[个人名位口]", reading.text):
        reading.slots.pop("headcount", None)
        reading.slots["delta"] = -gone


_TARGET = re.compile(
    rf"(?:(?:改|变|调|换|更正|减|加|增|增加|减少)(?:成|为|到|至|是)?|(?:现在|应该|实际|应是|如今|目前)(?:是|有|就|只有|只)?)了?\s*({NUMERAL})\s*(?=[个人名位口])"
)
"""The number that something is changed to (3个人改2个人、原来5人现在4人)."""


_FOR_ME_TOO_MANY = re.compile(r"(?P<how>[多少])(?:给|帮|替)(?:我们?|俺们?|咱们?)?(?:登记|报|写|算|填)")
"""`多给我报了一个`: one less."""


def _put_right(text: str, delta: int) -> int:
    """`多报了一个，减掉` is one less, `少报了一个` one more."""
    mended = (delta > 0 and re.search(r"多报了|报多了", text)) or (delta < 0 and re.search(r"少报了|报少了", text))
    return -delta if mended else delta


_BRINGS_MORE = re.compile(
    rf"(?:再|又|还|多)(?:带|领)(?:上|了)?\s*(?P<n>{NUMERAL}|[俩仨])\s*(?:个人|[个名位人])?(?:家属|孩子|娃|朋友|同事)?"
)
"""`再带一个`: one more than there were."""
_SPEAKER = re.compile(r"\W*(?:我|俺|咱)(?=.*人数)(?:一下|[^\d自只就本一二两俩三仨四五六七八九十])*\Z")
"""`我想改一下剪纸的人数`: who speaks is no head."""
_CHANGE_GLUE = re.compile(r"报名|人数|的|参加|我们|我|咱|活动|成|为|到|由|从|改|要|再|吧|总共|一共|共|数")


def _measured(reading: Reading) -> bool:
    """A bare 改成… needs people or nothing after its number."""
    return bool(re.search(r"[人名位个口俩仨]|^\W*\d+\W*$", reading.text))


def read_cancel(reading: Reading) -> bool:
    """`取消报名 剪纸`, `把汤慧芳的晨练报名取消`, `取消郑秀兰的报名`: activity, names."""
    if reading.word == "取消" and not re.search("报名|参加", reading.text):
        return False
    said = take_activity(reading, bare=True)
    whose, places = take_whose(_led(reading), reading.sender)
    if reading.word == "取消" and not said and not (whose.names and all(map(is_name, whose.names))):
        return False
    for start, end in places:
        reading.hide(start - _shift(reading), end - _shift(reading))
    party = take_party(reading)
    if reading.word.startswith("不") and (whose.names or party.names) and reading.text[:1].isalnum() and not reading.loose:
        return False  # 不报名了王芳: she is spoken to
    names = list(dict.fromkeys([*whose.names, *party.names]))
    if names and not party.unsplit:
        reading.slots["names"], reading.herself = names, whose.herself
    elif whose.unsaid or party.unsplit:
        reading.lack("names")
    left = reading.left(_CANCEL_GLUE)
    if reading.loose or not left:
        return True
    because = notes.trailing(reading, left)
    if because and _BECAUSE.search(because):
        reading.hide(left[0][0], left[-1][1])
        return True
    return bool(because and reading.slots.get("activity"))


_BECAUSE = re.compile(r"家里|有事|孩子|临时|出差|加班|身体|不舒服|[去来]不了|没时间|没空|冲突|值班|请假|生病|发烧|感冒|走不开|抽不开身")
"""Why she takes it back: nobody else's business."""


def _shift(reading: Reading) -> int:
    """How far `_led` stands before the reading: the command word is a part of what is said."""
    return len(reading.word) if reading.word and not reading.loose else 0


def _led(reading: Reading) -> str:
    return reading.word[: _shift(reading)] + reading.rest


_CANCEL_GLUE = re.compile(r"报名|参加|名额|的|我们|我|咱|活动|了|不|去|来|取消|退出|退|把|那个|这个|给|帮|人|和|跟|与|及")
