"""导出 周统计, 导出 月汇报: a report whenever it is wanted, as the table that is handed up, or the month's brief."""

from __future__ import annotations

from functools import partial

from handlers.context import Context
from handlers.files.form import Table
from handlers.files.forms import KINDS
from handlers.files.reports import FIGURES, ReportForm, UnitFigures, report_table
from handlers.forms import file_reply, form_reply, reporting_unit, safe_name
from handlers.language.understanding import Understanding
from handlers.reply import Reply
from handlers.report_files import brief_of
from handlers.report_period import period_between
from handlers.report_words import missing_words, said_subjects
from handlers.reporting import Report, gather
from handlers.scope import Scope
from handlers.texts import Texts

REPORTS = {"weekly_totals": ("weekly", "周统计"), "monthly_brief": ("monthly", "月汇报")}
"""Of each form what kind of report it is, and its name."""


def report_form(ctx: Context, said: Understanding, form: str, scope: Scope) -> Reply:
    """The table of a week or a month, over the days she names or those the report is due for; a month as a document is the brief."""
    kind, name = REPORTS[form]
    days = said.slots.get("period")
    period = period_between(kind, str(days[0]), str(days[1]), ctx.now) if days else None
    report = gather(ctx.uow, kind, scope.path, scope.label, ctx.now, period)
    whole = ctx.texts("reports.empty") if report.is_empty else said_subjects(report, ctx.texts)[0]
    line = ctx.texts("export.report", name=name, scope=scope.label, period=report.period.name, said=whole)
    document = said.slots.get("format") == "docx" or ("简报" in ctx.message.text and "format" not in said.slots)
    if form == "monthly_brief" and document and ctx.ports.templates.of(name, "docx") is None:
        draw = partial(brief_of, report, ctx.texts, private=ctx.private)
        return file_reply(ctx, f"{safe_name(scope.label)}简报{report.period.now.until[:7]}.docx", draw, line=line)
    make = partial(_table, report, ctx.texts, name, reporting_unit(ctx, scope), ctx.member.name)
    return form_reply(ctx, said, make, form=name, of=scope.label, line=line)


def _table(report: Report, texts: Texts, name: str, unit: str, filled_by: str) -> Table:
    rows = [UnitFigures(line.unit, {subject: line.size(subject) for subject in FIGURES}) for line in report.units]
    rows += [UnitFigures(name, {}) for name in report.silent]
    return report_table(KINDS[name], ReportForm(unit, report.period.name, rows, report.at, _note(report, texts), filled_by))


def _note(report: Report, texts: Texts) -> str:
    """The whole in words, beside the period before, and who has not reported."""
    parts = [texts("reports.empty")] if report.is_empty else ["；".join(said_subjects(report, texts))]
    return "。".join([*parts, *([missing_words(report.missing, texts)] if report.missing else []), ""])
