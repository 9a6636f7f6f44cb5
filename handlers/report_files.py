"""What goes with a report's message: the table of units as a picture, the month's brief as a Word document."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.charts import bar_picture, table_picture, trend_picture
from handlers.files.brief import Brief, BriefChart, BriefPart, BriefTable, brief_document
from handlers.report_words import compared, difficulty_words, figure_words, missing_words, said_subjects
from handlers.reporting import Report, UnitLine
from handlers.texts import Texts
from handlers.trends import trend_of
from handlers.words import hours_words

IN_TABLE = 60
IN_CHART = 10
COLUMNS = {"signups": "报名人次", "attendance": "签到人次", "service": "服务时数", "pairings": "新结对儿童", "checkins": "打卡人次"}
"""Of the units' table; what follows stands in the table of the whole alone."""
MORE = {"works": "作品件数", "programmes": "进社区场次"}


def units_picture(report: Report, texts: Texts) -> bytes | None:
    """The units' figures as a PNG; None where there are not two units to compare."""
    if len(report.units) < 2:
        return None
    heading = texts(f"reports.head_{report.kind}", label=report.label, period=report.period.name)
    return table_picture(heading, ["单位", *COLUMNS.values()], [*map(_row, report.units), _sum(report)])


def _row(line: UnitLine) -> list[str]:
    return [line.unit, *(_cell(subject, line.size(subject)) for subject in COLUMNS)]


def _sum(report: Report) -> list[str]:
    """The figures of the whole: children that two units share are one."""
    return ["合计", *(_cell(subject, report.now[subject].size) for subject in COLUMNS)]


def _cell(subject: str, size: int) -> str:
    return hours_words(size) if subject == "service" and size else str(size)


def brief_of(report: Report, texts: Texts, *, private: bool) -> bytes:
    """The month's brief (.docx). In a group it says nothing that could point at a family."""
    lead = texts("reports.empty") if report.is_empty else "；".join(said_subjects(report, texts)) + "。"
    parts = [*_overall(report, texts), *_study(report, texts), *_activities(report, texts), *_pairings(report, texts, private=private)]
    parts += _missing(report, texts)
    title, signed = texts("reports.brief_title"), "" if report.whole else report.label
    numbered = tuple(
        BriefPart(f"{'一二三四五六'[number]}、{part.heading}", part.paragraphs, part.tables, part.charts)
        for number, part in enumerate(parts)
    )
    return brief_document(Brief(title, report.label, report.period.name, report.at, numbered, lead, signed))


def _overall(report: Report, texts: Texts) -> Iterator[BriefPart]:
    """The figures of this month beside those of the last."""
    rows = [
        (name, _cell(subject, report.now[subject].size), _cell(subject, report.before[subject].size))
        for subject, name in {**COLUMNS, **MORE}.items()
        if subject in COLUMNS or report.now[subject].records or report.before[subject].records
    ]
    table = BriefTable(texts("reports.table_overall"), ("项目", "本月", "上月"), tuple(rows))
    tables = [table]
    if len(report.units) > 1:
        body = tuple(tuple(row) for row in [*map(_row, report.units[:IN_TABLE]), _sum(report)])
        tables.append(BriefTable(texts("reports.table_units"), ("单位", *COLUMNS.values()), body))
    yield BriefPart(texts("reports.part_overall"), (), tuple(tables))


def _study(report: Report, texts: Texts) -> Iterator[BriefPart]:
    charts = list(_trend(report, "checkins", texts("reports.chart_checkins")))
    ranked = report.ranked("checkins", IN_CHART)
    if len(ranked) > 1:
        caption = texts("reports.chart_ranking")
        picture = bar_picture(_about(report), [unit for unit, _ in ranked], [size for _, size in ranked], unit_label="人次")
        charts.append(BriefChart(caption, picture))
    if report.now["checkins"].records:
        yield BriefPart(texts("reports.part_study"), (figure_words(report, "checkins", texts) + "。",), (), tuple(charts))


def _trend(report: Report, subject: str, caption: str) -> Iterator[BriefChart]:
    """How a subject went through the period: every day or week of it, also those with nothing."""
    span = report.period.now
    labels, values = trend_of(report.days[subject], "day" if report.kind == "weekly" else "week", span.since, span.until)
    if len(labels) > 1:
        yield BriefChart(caption, trend_picture(_about(report), labels, values, unit_label="人次"))


def _about(report: Report) -> str:
    return f"{report.label} {report.period.name}"


def _activities(report: Report, texts: Texts) -> Iterator[BriefPart]:
    said = tuple(
        figure_words(report, subject, texts) + "。"
        for subject in ("signups", "attendance", "service", "works", "programmes")
        if report.now[subject].records
    )
    if said:
        charts = tuple(_trend(report, "signups", texts("reports.chart_signups")))
        yield BriefPart(texts("reports.part_activities"), said, (), charts)


def _pairings(report: Report, texts: Texts, *, private: bool) -> Iterator[BriefPart]:
    every = report.all_pairings
    if not every.records:
        return
    new = texts("reports.pairings", children=report.now["pairings"].children, records=report.now["pairings"].records, hours="", people="")
    said = [new + compared(report, "pairings", texts) + "。"]
    said.append(texts("reports.pairings_all", records=every.records, people=every.people, children=every.children))
    said += [words] if (words := difficulty_words(report, texts, private=private)) else []
    yield BriefPart(texts("reports.part_pairings"), tuple(said))


def _missing(report: Report, texts: Texts) -> Iterator[BriefPart]:
    if report.missing:
        yield BriefPart(texts("reports.part_missing"), (missing_words(report.missing, texts) + "。",))
