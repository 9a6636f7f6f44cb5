"""Units and roles: 绑定, 授权, 认领."""

from __future__ import annotations

import re

from handlers.language.reading import Reading
from handlers.language.tables import ROLES, take_one
from handlers.language.unit_names import named_unit, unit_like


def read_bind(reading: Reading) -> bool:
    """`绑定单位 省财政厅`: unit; one that no list holds stays to be asked for."""
    unit = named_unit(reading)
    if unit:
        reading.slots["unit"] = unit
        return reading.reads(_BIND_GLUE)
    left = [reading.rest[start:end] for start, end in reading.left(_BIND_GLUE)]
    if not left:
        return bool(re.search("单位|本群", reading.word)) or reading.loose
    apart = reading.word.endswith("单位") and not reading.text[:1].isalnum()
    return reading.loose or (len(left) == 1 and unit_like(left[0], apart=apart))


_BIND_GLUE = re.compile(r"单位|本群|这个群|这群|群|到|为|是|绑定|给|把|的|绑|请|我们|咱们|俺们|我|咱|俺")


_AT = re.compile(r"@\s*(?P<name>[^\s@\x00,，:]{1,20})")


_OVER = re.compile(r"(.{2,6}?)(?=(?:管理|分管|主管|管|负责).)")
"""What she is to be over, run on to her name (@王芳管宽城区妇联)."""
_READ_GRANT_GLUE = re.compile(
    r"为|成|当|做|给|权限|的|身份|角色|设|让|把|担任|取消|授权|授予|单位|在|掉|撤|了|说|任|"
    r"管理|分管|主管|管|负责|归|范围|是|工作|个"
)


def read_grant(reading: Reading) -> bool:
    """`授权 @王芳 统筹员`: member, role, unit."""
    at = reading.take(_AT)
    if at:
        name = at["name"]
        if over := _OVER.match(name):
            name, start = over[1], at.start("name") + over.end(1)
            reading.rest = reading.rest[:start] + reading.text[start : at.end()] + reading.rest[at.end() :]
        for word in sorted(ROLES()[1], key=len, reverse=True):
            cut = name.find(word)
            if cut > 1:
                name = re.sub(r"(?:为|成|当|做|设为|设成|的|是)+$", "", name[:cut])
                reading.slots["role"] = ROLES()[1][word]
        reading.slots["member"] = re.sub(r"[。!?;]+$|(?<=..)(?:的|为|当|做|成)$|(?<=..)的?(?:权限|授权|身份|角色).*$", "", name)
    if "role" not in reading.slots:
        take_one(reading, ROLES, "role")
    unit = named_unit(reading)
    if unit:
        reading.slots["unit"] = unit
    left = [reading.rest[start:end] for start, end in reading.left(_READ_GRANT_GLUE)]
    if not unit and left and unit_like(left[-1]) and {"member", "role"} <= reading.slots.keys():
        reading.lack("unit")
        return len(left) == 1 or reading.loose
    return reading.loose or not left


_READ_CLAIM_GLUE_2 = re.compile(r"码|口令|管理员|权限|我的|验证码|是")


_READ_CLAIM_GLUE_1 = re.compile(r"(?<![0-9A-Za-z])(?P<code>[0-9]{4,10}|(?=[A-Za-z-]*\d)[A-Za-z0-9-]{4,16})(?![0-9A-Za-z])")


_IN_GROUPS = re.compile(r"(?<![0-9A-Za-z-])(?P<code>(?:[0-9]{2,4}[ -]){1,2}[0-9]{2,4})(?![0-9A-Za-z-])")


def read_claim(reading: Reading) -> bool:
    """`认领 482913`: code."""
    hit = reading.take(_IN_GROUPS) or reading.take(_READ_CLAIM_GLUE_1)
    if hit:
        reading.slots["code"] = re.sub(r"[ -]", "", hit["code"]) if hit.re is _IN_GROUPS else hit["code"]
    return reading.loose or (bool(hit) and reading.reads(_READ_CLAIM_GLUE_2))
