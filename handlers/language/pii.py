"""What may not be kept: children's names, ID numbers, phones, addresses, schools and classes."""

from __future__ import annotations

import re
from functools import lru_cache

from handlers.language.names.given import GIVEN_ONLY
from handlers.language.names.people import COMPOUND, SURNAMES, is_name

MARK = "\x01"
_ID = re.compile(r"(?<![\dA-Za-z])(?:\d[ -]?){17}[\dXx](?![\dA-Za-z])|(?<!\d)\d{15}(?!\d)")
_PHONE = re.compile(
    r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)|(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)|(?<!\d)400[- "
    r"]?\d{3}[- ]?\d{4}(?!\d)|(?<=电话)\s*[::是]?\s*\d{7,8}(?!\d)"
)
_CHILD = (
    "孩子|学生|娃娃|娃|小朋友|儿童|女孩儿?|男孩儿?|小女孩|小男孩|女童|男童|小姑娘|小伙子|小家伙|小孩儿?|女娃|"
    "男娃|丫头|弟弟|妹妹|姐姐|哥哥|姐弟|兄妹|姐妹|兄弟|双胞胎|同学|受助人|帮扶对象|对象"
)
_SURNAME = f"(?:{'|'.join(COMPOUND)}|[{SURNAMES}])"
_FULL = rf"{_SURNAME}[\u4e00-\u9fff]{{1,2}}"
_END = (
    r"(?=[^\u4e00-\u9fff]|\Z|今年|现在|家住|住在|住|在|上|读|是|和|与|跟|同|的|,|，|他|她|已|就读|因|父|母|爸|"
    r"妈|刚|目前|家里|家|属|患|有|很|喜欢|个子|成绩|性格|\d|[一二三四五六七八九十]{1,2}岁|"
    r"[一二三四五六初高]年级|小朋友|同学|[两二三俩])"
)
_END_DOING = f"{_END[:-1]}|讲|说|给|送|买|过|写|补|做|去|来|教|听|看|吃|玩|唱|画|学|考|想|要|爱|会|能|也|都|真|非常|特别|买)"
_CALLED = re.compile(
    (
        r"(?:(?:孩子|娃|学生|小朋友|大的|小的|老大|老二)?的?(?:(?:小名|大名|乳名|名字|姓名|全名|学名|昵称|"
        r"真名)(?:叫做|叫作|叫|是|为|:)?|名儿?(?:叫|是|为))|名叫|名为|取名|叫做|叫作|"
        r"(?<![小大你我它您名])叫(?![\u4e00-\u9fff]{1,5}(?:社区|新村|村)(?![\u4e00-\u9fff]))(?!我|他|她|上|着|了|大家|人|做|好|卖|醒|来|去|车|停|板)|"
        r"姓名)\s*[::]?\s*[“\"'「]?(?P<name>[\u4e00-\u9fffA-Za-z·]{2,4}?|[A-Za-z]{2,12})[”\"'」]?(?:(?:[、和,跟]|"
        r"还有)[“\"]?(?P<second>[\u4e00-\u9fff]{2,3}?)[”\"]?)?"
    )
    + _END
)
_AFTER_CHILD = re.compile(
    rf"(?:{_CHILD})(?:们|名单|信息|情况)?(?:是|为|有|叫|,|，|、|:|:|\(|（|分别是|分别叫|分别为|"
    rf"\s)*(?P<name>{_FULL}(?:\s*(?:[、,，和与跟及]|还有)\s*{_FULL})*){_END_DOING}"
)
_BEFORE_CHILD = re.compile(
    rf"(?<![\u4e00-\u9fff])(?P<name>{_FULL}(?:\s*[、,，和与跟及]\s*{_FULL})*)(?:这|"
    r"那)?(?:[一两二三四五六七八九十\d]*[个名位]|俩|仨)?(?:留守|困境|低保|贫困|残疾|单亲)*(?:小朋友|同学|孩子|"
    r"娃|儿童|学生|姐弟|兄妹|姐妹|兄弟)"
)
_LITTLE = re.compile(
    r"(?<![\u4e00-\u9fff大])(?:小(?!学|区|组|名|孩|朋|时|型|心|说|的|一|二|三|四|五|六|个|伙|女|男|家|卖|吃|"
    r"镇|村|河|桥|路|号|姑|宝|手|队|程|礼|书|本|包|便|提|米|节|视|自|电|零|院|屋|年|满|雪|"
    r"雨)[\u4e00-\u9fff]{1,2}|(?P<twice>[\u4e00-\u9fff])(?P=twice))(?:小朋友|同学|这孩子|那孩子)"
)
_SCHOOL = re.compile(
    r"(?:在|就读于?|上|读|于|念)?(?P<name>(?:(?:(?![和跟与给对们])[\u4e00-\u9fff\d]){1,12}?)?(?:实验|第[一二三四五六七八九十\d]+|"
    r"中心|希望|外国语|师范|附属|完全|九年制|(?:(?![和跟与给对们])[\u4e00-\u9fff]){1,6})(?:小学|中学|初中|高中|幼儿园|学校|附小|"
    r"附中|职高|一中|二中|三中|一小|二小|三小|小学部))(?:的)?(?:[一二三四五六七八九初高\d]+年级?)?(?:[(（]?[一"
    r"二三四五六七八九十\d]+[)）]?班)?(?:上学|读书|就读|念书)?|"
    r"(?:在|就读于?|上|读|念)?(?:小学|初中|高中|幼儿园)?(?:[一二三四五六七八九\d]{1,2}|"
    r"[初高][一二三])年级?(?:[(（]?[一二三四五六七八九十\d]{1,2}[)）]?班)|(?:在|就读于?|上|读|念)?(?:小学|"
    r"[初高]中)?(?:[一二三四五六七八九\d]年级|[初高][一二三](?![月日]))(?:学生)?|"
    r"[一二三四五六七八九\d]{1,2}[(（][一二三四五六七八九十\d]{1,2}[)）]班|"
    r"(?:幼儿园)?[大中小]班(?=[^\u4e00-\u9fff]|\Z|的)"
)
_PLACE_WORD = r"(?:号楼|号院|弄|栋|幢|座|单元|室|号|门|楼|层|组|屯|户)"
_ADDRESS = re.compile(
    r"(?:家庭(?:住|地)址|家庭地址|地址|住址|住在|家住|家在|住|现住|(?:(?<![\u4e00-\u9fff])|(?<=孩子)|(?<=学生)|(?<=[他她娃的]))家(?!里|人|长|庭|访|书|中|属|务|教|乡|园|"
    r"家|的))(?:是|为|:|:|在)?\s*(?P<place>[\u4e00-\u9fffA-Za-z\d-]*?(?:[路街巷道弄里]|大街|胡同|小区|花园|"
    r"家园|苑|公寓|新城|社区|村|屯|庄|镇|乡|楼|栋|单元|室|号|组)[\u4e00-\u9fffA-Za-z\d-]*)"
    rf"|(?:[\u4e00-\u9fff]{{2,8}}(?:路|街|巷|大道|大街|胡同|弄|小区|花园|家园|苑|"
    rf"公寓))(?:[\dA-Za-z一二三四五六七八九十百]+\s*-?\d*\s*{_PLACE_WORD})+[\dA-Za-z一二三四五六七八九十]*"
    rf"|(?:[\dA-Za-z一二三四五六七八九十]+\s*(?:号楼|栋|幢|单元)\s*)+(?:[\d一二三四五六七八九十百]+\s*(?:室|号|门|户|楼|层)?)?"
)
_LABELS = re.compile(
    r"(?:孩子|学生|娃|小朋友|联系|家长|妈妈|爸爸|母亲|父亲|监护人|奶奶|爷爷|我|他|她|本人|手机|电话|号码|号|"
    r"身份证|证件|微信|小名|大名|名字|姓名|名叫|叫|是|为|在|的|家|住|住址|地址|家庭|就读|上学|学校|班级|读|上|"
    r"念|于|:|:|今年|\d+岁|[一二三四五六七八九十]+岁|和|与|[、,，\s])+"
)
_CLAUSES = re.compile(r"[^,，。;；\n!！?？]+")


def redact(text: str, *, children: bool) -> tuple[str, list[str]]:
    """`text` without what may not be kept, and the kinds withheld. `children`: also names, addresses and schools."""
    marked, kinds = mark(text, children=children)
    return (cleaned(marked), kinds) if kinds else (text, kinds)


def nameless(text: str) -> tuple[str, list[str]]:
    """`text` without children's names alone: schools and places stand in the names of activities."""
    kinds: list[str] = []
    marked = _remove_names(text, kinds)
    return (cleaned(marked), kinds) if kinds else (text, kinds)


def mark(text: str, *, children: bool) -> tuple[str, list[str]]:
    """As `redact`, with a mark left where something was taken out."""
    marked, kinds = _marked(text, children)
    return marked, list(kinds)


@lru_cache(maxsize=64)
def _marked(text: str, children: bool) -> tuple[str, tuple[str, ...]]:
    kinds: list[str] = []
    found = {"id_number": [_ID], "phone": [_PHONE]}
    for kind, patterns in found.items():
        text = _remove(text, kind, patterns, kinds)
    if children:
        text = _remove_names(text, kinds)
        text = _remove(text, "school", [_SCHOOL], kinds)
        text = _remove(text, "address", [_ADDRESS], kinds)
    order = ["child_name", "id_number", "phone", "address", "school"]
    return text, tuple(sorted(kinds, key=order.index))


def _remove(text: str, kind: str, patterns: list[re.Pattern[str]], kinds: list[str]) -> str:
    for pattern in patterns:
        text, times = pattern.subn(MARK, text)
        if times and kind not in kinds:
            kinds.append(kind)
    return text


def _remove_names(text: str, kinds: list[str]) -> str:
    for pattern, sure in ((_CALLED, True), (_AFTER_CHILD, False), (_BEFORE_CHILD, False), (_LITTLE, True), (GIVEN_ONLY, True)):
        text, times = _sub_names(pattern, text, sure)
        if times and "child_name" not in kinds:
            kinds.append("child_name")
    return text


_NO_SECOND = re.compile(r"[父母爸妈爹娘爷奶姥家她他今现已在住上读是的]|双亲|低保|单亲|留守|孤儿|建档|残|离异|其他|其它|困|贫")
"""What goes on about the child, no other child's name."""


def _second(said: str) -> bool:
    return is_name(said) or said.startswith("小") or GIVEN_ONLY.fullmatch(said) is not None


_NOT_CHILDREN = "村镇乡县市区路街屯庄省厅局处科"


def _sub_names(pattern: re.Pattern[str], text: str, sure: bool) -> tuple[str, int]:
    """Replace what the pattern calls a name; unless `sure`, only what looks like one."""
    times = 0

    def replace(hit: re.Match[str]) -> str:
        nonlocal times
        name = hit.groupdict().get("name")
        names = re.split(r"\s*(?:[、,，和与跟及]|还有)\s*", name) if name else []
        if sure:
            times += 1
            second = hit.groupdict().get("second")
            if second and (_NO_SECOND.match(second) or (hit.string[hit.start("second") - 1] in ",，" and not _second(second))):
                return MARK + hit.string[hit.end("name") : hit.end()]
            return MARK
        whole = hit.group()
        for each in [each for each in names if is_name(each) and each[-1] not in _NOT_CHILDREN]:
            whole = whole.replace(each, MARK)
        times += whole != hit.group()
        return whole

    return pattern.sub(replace, text), times


_LABELLED = re.compile(rf"(?:我的|本人|联系)?(?:电话|手机号码?|手机|号码|身份证号码?|身份证|微信)(?:号码?)?\s*(?:是|为|:)?\s*(?={MARK})")


def unlabelled(marked: str) -> str:
    """`marked` without the words that only led to what was taken out (电话、身份证号)."""
    return _LABELLED.sub("", marked)


def cleaned(marked: str) -> str:
    """Drop clauses that hold nothing but a removed value and the words that led to it."""

    def keep(hit: re.Match[str]) -> str:
        clause = hit.group()
        if MARK not in clause:
            return clause
        rest = clause.replace(MARK, "").strip()
        return "" if not rest or _LABELS.fullmatch(rest) else clause.replace(MARK, "")

    text = _CLAUSES.sub(keep, marked)
    text = re.sub(r"[,，;；]{2,}", "，", text)
    return text.strip(" ,，;；、")
