"""预览 周统计: what a report would say of her own subtree if it went out now."""

from __future__ import annotations

from handlers.context import Context
from handlers.language.understanding import Understanding
from handlers.reply import Reply, Say
from handlers.report_files import brief_of, units_picture
from handlers.report_words import report_text
from handlers.reporting import gather
from handlers.scope import scope_of
from store.models import StudyColumn


def preview_report(ctx: Context, said: Understanding, column: StudyColumn) -> Reply:
    """The text as it would go out, and its file, drawn after the answer."""
    scope = scope_of(ctx, said)
    report = gather(ctx.uow, column.report, scope.path, scope.label, ctx.now)
    head = ctx.texts("reports.preview", column=column.name, label=scope.label)
    says = [Say(head + "\n" + report_text(report, ctx.texts))]
    private, texts = ctx.private, ctx.texts
    if column.report == "monthly":
        name = f"{scope.label[:20]}简报{report.period.now.until[:7]}.docx"
        path = ctx.ports.files.save(name, lambda: brief_of(report, texts, private=private))
        says.append(Say("", kind="file", path=path, name=name))
    elif len(report.units) > 1:
        path = ctx.ports.files.save("周统计.png", lambda: units_picture(report, texts) or b"")
        says.append(Say("", kind="image", path=path, name="周统计.png"))
    return Reply(says)
