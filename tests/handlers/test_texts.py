"""Every sentence has its place in the code, every place its sentence; what a group reads is short."""

import re
from pathlib import Path
from string import Formatter

from handlers import rights, router
from handlers.commands.help import TOPICS
from handlers.commands.jielong import COMMANDS as JIELONG
from handlers.language.registry import READERS
from handlers.language.required import REQUIRED
from handlers.language.words import words
from handlers.submitting import FAULTS
from handlers.texts import Texts

ROOT = Path(__file__).parents[2]
TEXTS = Texts.load()
KEYS = TEXTS.keys()
ROOMS = ("handlers", "schedules", "bot")
DYNAMIC = {
    *(f"help.topic_{name}" for name in TOPICS.values()),
    *(f"ask.{slot}" for slots in REQUIRED.values() for slot in slots),
    *(f"ask.{slot}" for slot in ("names", "subject", "quota", "period", "verdict", "reason")),
    *("ask.item", "ask.review_item", "ask.checkin_item", "ask.code"),
    *("ask.remind_when", "ask.remind_subject"),
    *(f"privacy.{kind}" for kind in ("child_name", "id_number", "phone", "address", "school")),
    *(f"totals.{subject}" for subject in ("signups", "pairings", "checkins", "deliveries", "works", "programmes", "attendance", "service")),
    *(f"totals.{which}_{kind}" for which in ("last", "prior") for kind in ("week", "month")),
    *(f"totals.{how}" for how in ("more", "less", "same")),
    *(f"works.fault_{fault}" for fault in FAULTS),
    *(f"ask.programme_report_{slot}" for slot in ("count", "served", "date")),
    *(f"review.{told}{state}" for told in ("", "told_") for state in ("approved", "returned")),
    *(f"outbox.no_{kind}" for kind in ("image", "file", "video")),
    *(f"review.carries_{kind}" for kind in ("image", "film", "video", "file", "link")),
    *(f"review.state_{state}" for state in ("draft", "submitted", "approved", "returned")),
    *(f"reports.{one}" for one in ("signups", "attendance", "service", "pairings", "checkins", "works", "programmes")),
    *("reports.coordinator", "reports.organizer"),
    *(f"reports.{part}_{kind}" for part in ("head", "before") for kind in ("weekly", "monthly")),
    *(f"reports.{than}" for than in ("more", "fewer", "same")),
    *(f"plans.rule_{rule}" for rule in ("late", "skip", "merge")),
    *(f"meant.{intent}" for intent in words().said("hints")),
    *(f"deliveries.{state}" for state in ("pending", "sending", "failed", "uncertain", "skipped", "awaited", "by_hand")),
    *(f"plans.{left}" for left in ("left", "left_silent", "by_hand")),
}
"""Keys put together at run time."""
LONGEST = 60


def in_code() -> set[str]:
    """Every dotted key that stands in the code as a string of its own."""
    files = [path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "language" not in path.relative_to(ROOT).parts]
    groups = "|".join(sorted({key.split(".")[0] for key in KEYS}))
    pattern = re.compile(rf"[\"']((?:{groups})\.[a-z_]+)[\"']")
    return {key for path in files for key in pattern.findall(path.read_text(encoding="utf-8"))}


def test_every_key_in_the_code_has_its_sentence() -> None:
    assert sorted((in_code() | DYNAMIC) - KEYS) == []


def test_every_sentence_is_used() -> None:
    assert sorted(KEYS - in_code() - DYNAMIC) == []


def test_every_required_slot_has_its_question() -> None:
    for intent, slots in REQUIRED.items():
        for slot in slots:
            assert TEXTS.get(f"ask.{intent}_{slot}") or TEXTS.get(f"ask.{slot}"), (intent, slot)


def test_no_line_is_longer_than_a_phone_shows_at_a_glance() -> None:
    long = []
    for key in KEYS:
        for line in (TEXTS.get(key) or "").splitlines():
            shown = "".join(literal for literal, *_ in Formatter().parse(line))
            if len(shown) > LONGEST:
                long.append((key, len(shown)))
    assert long == []


def test_no_sentence_speaks_of_the_machine() -> None:
    for key in KEYS:
        assert not re.search(r"[A-Za-z]{3,}|错误|异常|语法|参数|格式不|数据库|系统", re.sub(r"\{\w+\}", "", TEXTS.get(key) or "")), key


def test_every_intent_the_router_knows_is_one_the_language_reads() -> None:
    known = {*READERS, *(command.intent for command in JIELONG)}
    assert sorted(router.COMMANDS.keys() - known) == []
    assert sorted(rights.ALLOWED.keys() - known) == []


def test_every_intent_that_needs_a_role_is_refused_to_whom_has_none() -> None:
    everyones = {
        *("help", "activities", "signup", "signup_change", "signup_cancel", "my_records", "pairing_report", "pairing_change"),
        *("pairing_end", "followup", "checkin", "attend", "submit_work", "work_withdraw", "totals", "today", "claim", "undo", "forget_me"),
        "tasks",
    }
    assert sorted(READERS.keys() - rights.ALLOWED.keys() - everyones) == []
    assert sorted(everyones & rights.ALLOWED.keys()) == []


def test_marks_within_marks_are_the_inner_ones() -> None:
    title = "“迎七一”《红色家书》诵读会"
    assert TEXTS("activity.closed", title=title) == "“‘迎七一’《红色家书》诵读会”已经结束，不再登记。"
    assert TEXTS("study.item", title="读《论持久战》") == "《读〈论持久战〉》"
    assert TEXTS("signup.standing", title=title, heads=2) == "“迎七一”《红色家书》诵读会共 2 人"
