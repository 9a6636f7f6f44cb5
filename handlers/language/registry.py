"""Which reader reads which intent."""

from __future__ import annotations

import re
from collections.abc import Callable

from handlers.language.readers import (
    events,
    figures,
    followup,
    pairing,
    pairing_end,
    plans,
    programmes,
    reminders,
    review,
    roles,
    signup,
    study,
    tasks,
    works,
)
from handlers.language.reading import Reading, tidy
from handlers.language.words import frozenset_of

Reader = Callable[[Reading], bool]


def _bare(reading: Reading) -> bool:
    """A command without slots: politeness apart nothing may follow."""
    return reading.reads(_BARE_GLUE)


_BARE_GLUE = re.compile(
    r"看看|看|有哪些|有什么|都|呢|的|了|最近|查|列表|我|这个|那个|刚才|上一条|那条|给我|发|来|教教|教|给|操作|"
    r"记录|刚刚|信息|全部|所有|上一步|个|能|用|要|下"
)


def _help(reading: Reading) -> bool:
    """`帮助 报名`: topic."""
    if reading.loose:
        return True
    left = [reading.rest[start:end] for start, end in reading.left(_HOW_GLUE)]
    how = _HOW.match(reading.text)
    if how and not left:
        reading.hide(*how.span())
    if len(left) == 1 and (how or reading.text[:1].strip(" ,:，：") == "") and reading.text and _SAME.get(left[0], left[0]) in _TOPICS:
        reading.slots["topic"] = _SAME.get(left[0], left[0])
        return True
    return not left


_HOW = re.compile(r"\W*(?:怎么样?|咋|如何|怎样)(?:个)?(?:用|操作|弄|使|办|搞)?")
_HOW_GLUE = re.compile(rf"怎么样?|咋|如何|怎样|弄|使|办|搞|才|{_BARE_GLUE.pattern}")
_SAME = {"改人数": "改报名"}
_TOPICS = frozenset_of(
    "学习 作品 报名 结对 打卡 统计 投稿 推送 名单 导出 跟进 接龙 活动 排行 审核 授权 绑定 签到 施工图 提醒 查询 改报名 取消报名 "
    "撤销 对账 未报送 签退 服务 我的服务 服务时数 销号 任务 择优 上报 上报活动 发起活动 周统计 月简报 简报 送达 静默 待审 标题图 表格"
)


def _undo(reading: Reading) -> bool:
    """`撤销`; `撤回了` tells of something else."""
    return _bare(reading) and (reading.loose or not re.match(r"\W*了\W*\Z", reading.text))


def _forget(reading: Reading) -> bool:
    return reading.loose or not tidy(reading.rest) or (not reading.text[:1].isalnum() and len(tidy(reading.rest)) <= 20)


READERS: dict[str, Reader] = {
    "help": _help,
    "activities": _bare,
    "signup": signup.read_signup,
    "signup_change": signup.read_change,
    "signup_cancel": signup.read_cancel,
    "my_records": figures.read_records,
    "roster": figures.read_roster,
    "pairing_report": pairing.read_report,
    "pairing_change": pairing.read_change,
    "pairing_end": pairing_end.read_end,
    "followup": followup.read_followup,
    "checkin": study.read_checkin,
    "submit_work": works.read_submit,
    "works": works.read_works,
    "work_withdraw": works.read_numbers,
    "work_pick": works.read_numbers,
    "totals": figures.read_totals,
    "ranking": figures.read_ranking,
    "missing": figures.read_missing,
    "export": figures.read_export,
    "today": study.read_today,
    "push_preview": plans.read_preview,
    "push_now": plans.read_now,
    "push_pause": plans.read_pause,
    "push_resume": plans.read_pause,
    "plans": plans.read_plans,
    "plan_add": plans.read_add,
    "plan_change": plans.read_change,
    "plan_remove": plans.read_remove,
    "review": review.read_review,
    "item_submit": review.read_submit_item,
    "item_edit": review.read_edit,
    "activity_open": events.read_open,
    "activity_close": events.read_close,
    "remind": reminders.read_remind,
    "reminders": _bare,
    "remind_cancel": reminders.read_cancel,
    "bind": roles.read_bind,
    "grant": roles.read_grant,
    "revoke": roles.read_grant,
    "tasks": tasks.read_tasks,
    "task_done": tasks.read_task_done,
    "task_change": tasks.read_task_change,
    "reconcile": figures.read_reconcile,
    "deliveries": figures.read_deliveries,
    "push_retry": plans.read_retry,
    "jielong_tie": tasks.read_tie,
    "attend": study.read_attend,
    "hush": plans.read_hush,
    "programme_report": programmes.read_programme,
    "programme_change": programmes.read_change,
    "programme_cancel": programmes.read_cancel,
    "claim": roles.read_claim,
    "undo": _undo,
    "forget_me": _forget,
}
