"""Teams: a collective said by the word it ends in (宣传处、青年团支部、我们科室)."""

from __future__ import annotations

import re

_ENDS = "妇委会|妇工委|女工委|工会|团支部|党支部|支部|团总支|团委|党委|党总支|办公室|工作室|研究室|调研室|监察室|财务室|科室|处室|教研室|教研组|委员会|服务队|志愿队|志愿者队|突击队|合唱队|舞蹈队|宣讲团|艺术团|合唱团|分局|支队|大队|中队|协会|学会|联合会|妇联|商会|中心|公司|学院|学校|医院|车间|班组|小组|小队|团队|部门|机关|工作站|服务站|银行|支行|分行|局|厅|委|院|站|所|处|科|部|室|组|队|办|社|馆|团"
_OWN = "(?:我们|咱们|俺们|我|咱|俺|本)"
TEAM = re.compile(rf"{_OWN}?(?P<team>[\u4e00-\u9fffA-Za-z0-9]{{0,10}}?(?:{_ENDS}))(?P<whole>全体|全员|集体|的)?(?![\u4e00-\u9fff])")
TOKEN = re.compile(rf"{_OWN}?(?P<team>(?:[\u4e00-\u9fffA-Za-z0-9]{{1,12}})?(?:{_ENDS}))(?:全体|全员|集体|的|同志们)?\Z")
_NOT_TEAMS = re.compile(r"(?:全部|内部|外部|一部|局部|到处|好处|坏处|用处|各处|四处|何处|此处|处处|教室|会议室|大部|部|科|处|室|组|队|办|社|馆|团|局|厅|委|院|站|所|各部门|各处室|各科室|俱乐部|几所|排队|组队|本科|百科|公办|咋办|怎么办|主办|承办|协办|社|旅社|俩|住院|出院|医院|电影院|家委|所|分组|小区|.*社区|.*会议室|.*休息室|.*教室|.*活动室|.*(?:在|去|到|的|了|上)(?:.{0,3}))\Z")


def team_name(token: str) -> str | None:
    """The collective that `token` names, without 我们, or None."""
    hit = TOKEN.match(token)
    if not hit or _NOT_TEAMS.match(hit["team"]):
        return None
    return hit["team"]
