"""Units and roles: 绑定, 授权, 认领."""

from __future__ import annotations

import re

from handlers.language.listed import take_units
from handlers.language.reading import Reading
from handlers.language.tables import ROLES, take_one


def read_bind(reading: Reading) -> bool:
    """`绑定单位 省财政厅`: unit; one not listed is kept as said."""
    units = take_units(reading)
    if units:
        reading.slots["unit"] = units[0]
        return reading.reads(_BIND_GLUE)
    left = [reading.rest[start:end] for start, end in reading.left(_BIND_GLUE)]
    if not left:
        return bool(re.search("单位|本群", reading.word)) or reading.loose
    new = left[0]
    if len(left) == 1 and re.search(
        (
            r"(?:厅|局|委|办|部|院|会|联|校|中心|公司|社区|镇|乡|县|市|区|街道|处|站|所|集团|银行|医院|大学|学院|工委|"
            r"团)$"
        ),
        new,
    ):
        reading.slots["unit"] = new
        return True
    return reading.loose


_BIND_GLUE = re.compile(r"单位|本群|这个群|群|到|为|是|绑定|给|把|的|绑|请|我们")


_AT = re.compile(r"@\s*(?P<name>[^\s@\x00,，:]{1,20})")


_READ_GRANT_GLUE = re.compile(r"为|成|当|做|给|权限|的|身份|角色|设|让|把|担任|取消|授权|授予|单位|在|掉|撤|了|说|任")


def read_grant(reading: Reading) -> bool:
    """`授权 @王芳 统筹员`: member, role, unit."""
    at = reading.take(_AT)
    if at:
        name = at["name"]
        for word in sorted(ROLES()[1], key=len, reverse=True):
            cut = name.find(word)
            if cut > 1:
                name = re.sub(r"(?:为|成|当|做|设为|设成|的|是)+$", "", name[:cut])
                reading.slots["role"] = ROLES()[1][word]
        reading.slots["member"] = re.sub(r"(?<=..)(?:的|为|当|做|成)$", "", name)
    if "role" not in reading.slots:
        take_one(reading, ROLES, "role")
    units = take_units(reading)
    if units:
        reading.slots["unit"] = units[0]
    return reading.reads(_READ_GRANT_GLUE)


_READ_CLAIM_GLUE_2 = re.compile(r"码|口令|管理员|权限|我的|验证码|是")


_READ_CLAIM_GLUE_1 = re.compile(r"(?<![0-9A-Za-z])(?P<code>[0-9]{4,10}|(?=[A-Za-z-]*\d)[A-Za-z0-9-]{4,16})(?![0-9A-Za-z])")


def read_claim(reading: Reading) -> bool:
    """`认领 482913`: code."""
    hit = reading.take(_READ_CLAIM_GLUE_1)
    if hit:
        reading.slots["code"] = hit["code"]
    return reading.loose or (bool(hit) and reading.reads(_READ_CLAIM_GLUE_2))
