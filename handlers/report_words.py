"""A report as a message: one short line a subject, each beside the period before; who leads, who has not reported."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.forms import FEW
from handlers.reporting import SUBJECTS, Report
from handlers.texts import Texts
from handlers.words import DIFFICULTIES, hours_words

NAMED = 12
"""So many units that have not reported are named."""
LEADING = 3


def report_text(report: Report, texts: Texts) -> str:
    """The message. The same for a private chat and a group: no breakdown of children stands in it."""
    head = texts(f"reports.head_{report.kind}", label=report.label, period=report.period.name)
    lines = [texts("reports.empty")] if report.is_empty else said_subjects(report, texts)
    lines += [texts("reports.leading", names=leading)] if (leading := _leading(report, texts)) else []
    lines += [missing_words(report.missing, texts)] if report.missing else []
    return "\n".join([head, *lines])


def said_subjects(report: Report, texts: Texts) -> list[str]:
    """A line a subject; of what there was nothing in either period nothing is said."""
    return [figure_words(report, one, texts) for one in SUBJECTS if report.now[one].records or report.before[one].records]


def figure_words(report: Report, subject: str, texts: Texts) -> str:
    """One subject's figures of the period, and how they stand beside the period before."""
    figures = report.now[subject]
    values = {name: value for name, value in figures.as_dict().items() if name != "key"}
    said = texts(f"reports.{subject}", hours=hours_words(figures.minutes or 0), **values)
    return said + compared(report, subject, texts)


def compared(report: Report, subject: str, texts: Texts) -> str:
    """`，比上周多 5`: by the figure that a ranking goes by."""
    now, before = report.now[subject].size, report.before[subject].size
    span = texts(f"reports.before_{report.kind}")
    difference = abs(now - before)
    number = hours_words(difference) if subject == "service" else str(difference)
    key = "more" if now > before else "fewer" if now < before else "same"
    return texts(f"reports.{key}", before=span, number=number)


def _leading(report: Report, texts: Texts) -> str:
    ranked = report.ranked("checkins", LEADING) if len(report.units) > 1 else []
    return "、".join(f"{unit} {number} 次" for unit, number in ranked)


def missing_words(names: Sequence[str], texts: Texts) -> str:
    """Who has not reported, a dozen by name."""
    shown = "、".join(names[:NAMED]) + (texts("reports.and_more") if len(names) > NAMED else "")
    return texts("reports.missing", number=len(names), names=shown)


def difficulty_words(report: Report, texts: Texts, *, private: bool) -> str:
    """Children by difficulty; where others read along, only while no category is so small that it points at a family."""
    named = {kind: number for kind, number in report.difficulties.items() if kind in DIFFICULTIES and number}
    if not named or set(named) == {"unspecified"} or (not private and min(named.values()) < FEW):
        return ""
    parts = "、".join(f"{DIFFICULTIES[kind]}{named[kind]}名" for kind in DIFFICULTIES if kind in named)
    return texts("reports.difficulties", parts=parts)
