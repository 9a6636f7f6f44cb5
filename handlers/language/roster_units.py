"""Which words of a 接龙 line are a unit before a name: by how it ends."""

from __future__ import annotations

import re

from handlers.language.names.people import is_name


def _each(said: str) -> tuple[str, ...]:
    return tuple(said.split(" "))


_STRONG = _each(
    "厅 局 委 办 处 科 妇联 残联 文联 侨联 科协 作协 工商联 社科联 联社 法院 检察院 医院 学院 大学 中学 小学 "
    "幼儿园 党校 街道 社区 镇 乡 村 公司 集团 "
    "银行 中心 研究所 派出所 事务所 研究院 社科院 科学院 分院 一院 二院 三院 "
    "四院 五院 六院 办公室 科室 处室 支部 工会 妇委会 妇工委 协会 学会 档案馆 "
    "图书馆 博物馆 文化馆 气象台 电视台 广播台 机关 政府 支队 大队 总队 监狱 农场 林场 事业部 分局 工委 团委 党委 纪委 省联 市联 县联 区联"
)
_WEAK = _each("部 院 会 室 所 站 馆 队 组 社 园 台 班 厂 店 网 校 联 区 县 市 年级 车间 基地 片区 线 库 中 实验 窗口")
_ALONE = frozenset(
    _each(
        "工会 机关 妇联 残联 财务 人事 后勤 办公室 法院 医院 学校 社区 街道 总台 财政 教育 卫健 人社 民政 公安 司法 "
        "水利 农业 林业 林草 税务 审计 统计 "
        "交通 住建 文旅 体育 商务 科技 工信 发改 气象 档案 信访 国资 医保 "
        "应急 工行 农行 建行 中行 邮储 省直 市直 区直 县直 移动 联通 电信 电力 铁路 邮政 "
        "宣传 组织 纪检 综合 党办"
    )
)
"""Short names of units that end like none."""
_CALLED = re.compile(r"(?![的了之人员长区里])[\u4e00-\u9fff]{2,4}\Z")
_AFTER_NAME = re.compile(r"[\d０-９].*\Z")


def is_unit(token: str, units: tuple[str, ...] = (), *, before: str | None = None) -> bool:
    """Whether `token` names a unit: listed, or by its end. `before`: what it stands before, a name where the end is a common word."""
    if token in units or token in _ALONE:
        return True
    if _ends_as_unit(token):
        return not is_name(token)
    common = 2 <= len(token) <= 18 and token.endswith(_WEAK) and token.isalnum() and not is_name(token)
    return common and (before is None or is_name(_AFTER_NAME.sub("", before)))


def _ends_as_unit(token: str) -> bool:
    return 2 <= len(token) <= 18 and token.endswith(_STRONG) and token.isalnum()


def unit_ends(token: str, units: tuple[str, ...] = ()) -> int:
    """Where the unit at the front of a token that runs on to a name ends (省教育厅王芳); 0 where there is none."""
    first, joined, _ = token.partition("、")
    if joined and (at := unit_ends(first, units)) and is_name(first[at:]):
        return at
    given, mark, _ = token.partition("·")
    if mark:
        return next((at for size in (2, 3, 4, 5, 6) if _ends_as_unit(given[: (at := len(given) - size)])), 0)
    if len(token) < 4 or token.isascii() or is_name(token) or is_unit(token, units):
        return 0
    for size in (3, 2, 4):
        left, right = token[:-size], token[-size:]
        if len(left) >= 2 and is_unit(left, units) and is_name(right):
            return len(left)
    for size in (2, 3, 4):
        left = token[:-size]
        if _ends_as_unit(left) and not is_name(left) and _CALLED.match(token[-size:]):
            return len(left)
    return 0
