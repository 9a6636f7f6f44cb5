"""手工代发: a day's pushes to copy into groups by whoever is in them, with their pictures, and to tick off. This machine only."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from html import escape
from http import HTTPStatus
from typing import Protocol, TypeVar
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.console.frame import framed
from handlers.words import DELIVERY_STATES
from store.hand_posts import NO_BOT, HandPost, OpenGroup
from store.media import Attachment, MediaFolder
from store.types import SHANGHAI, local_date
from store.unit_of_work import UnitOfWork

T = TypeVar("T")
Pages = Sequence[BaseRoute]
SHOWN = 200
"""So many groups of a push are listed; the others follow as these are ticked off."""
_STATES = DELIVERY_STATES | {NO_BOT: "没有助手"}
HEADERS = {"cache-control": "no-store", "referrer-policy": "same-origin"}
"""With no referrer at all a browser sends a form without saying where from, and the guard refuses it."""
_FILE = re.compile(r"(?:card-)?[0-9a-f]{32}\.\w{1,5}")


class Store(Protocol):
    """Runs a function in a transaction of the store."""

    async def run(self, call: Callable[[UnitOfWork], T]) -> T:
        """What it gives."""
        ...


def hand_routes(store: Store, media: MediaFolder, clock: Callable[[], datetime], account: str = "main") -> Pages:
    """The page and what it does. Groups that let no bot in are kept under `account`."""

    async def page(request: Request) -> Response:
        day = _day(request.query_params.get("day"), clock())
        posts, units = await store.run(lambda uow: (uow.hand_posts.of_day(day.isoformat()), uow.hand_posts.units_without_group()))
        return HTMLResponse(_page(day, posts, units), headers=HEADERS)

    async def keep(request: Request) -> Response:
        said = parse_qs((await request.body()).decode("utf-8", "replace"))
        name, now = said.get("unit", [""])[0].strip(), clock()
        day = _day(said.get("day", [""])[0], now)
        if not await store.run(lambda uow: _kept(uow, name, account, now)):
            raise HTTPException(HTTPStatus.BAD_REQUEST, f"没有“{name}”这个单位。先用 jinguo import units 导入，或请管理员绑定。")
        return RedirectResponse(f"/hand?day={day.isoformat()}", HTTPStatus.SEE_OTHER)

    async def tick(request: Request) -> Response:
        said = parse_qs((await request.body()).decode("utf-8", "replace"))
        push, group = (_number(said, name) for name in ("push", "group"))
        day, now = _day(said.get("day", [""])[0], clock()), clock()

        def posted(uow: UnitOfWork) -> list[int]:
            ids = uow.hand_posts.tick(push, group, "machine", now)
            if ids:
                uow.audit.add(now, None, "delivery_by_hand", "deliveries", ids=ids)
            return ids

        await store.run(posted)
        return RedirectResponse(f"/hand?day={day.isoformat()}#p{push}", HTTPStatus.SEE_OTHER)

    async def file(request: Request) -> Response:
        name = request.path_params["name"]
        if not _FILE.fullmatch(name) or not media.path(name).is_file():
            raise HTTPException(HTTPStatus.NOT_FOUND, "没有这个文件")
        return FileResponse(media.path(name), headers={"content-security-policy": "default-src 'none'; sandbox"})

    posts = [Route("/hand", tick, methods=["POST"]), Route("/hand/groups", keep, methods=["POST"])]
    return [Route("/hand", page), *posts, Route("/hand/file/{name}", file)]


def _kept(uow: UnitOfWork, name: str, account: str, now: datetime) -> bool:
    """A unit whose group lets no bot in: from now on plans reach it, for somebody to post; False where nobody knows the unit."""
    unit = uow.units.by_name(name)
    if unit is not None and not uow.groups.of_unit(name):
        group = uow.groups.by_hand(account, unit, now)
        uow.audit.add(now, None, "group_by_hand", f"group:{group.id}")
    return unit is not None


def _day(said: str | None, now: datetime) -> date:
    try:
        return date.fromisoformat(said or local_date(now))
    except ValueError:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "日期要写成 2021-05-20") from None


def _number(said: dict[str, list[str]], name: str) -> int:
    value = said.get(name, [""])[0]
    if not value.isdecimal() or len(value) > 15:
        raise HTTPException(HTTPStatus.BAD_REQUEST, f"{name} 应是数字")
    return int(value)


def _page(day: date, posts: Sequence[HandPost], units: Sequence[str]) -> str:
    before, after = day - timedelta(days=1), day + timedelta(days=1)
    body = "\n".join(_post(day, post) for post in posts) or "<p>这一天没有推送。</p>"
    inner = f"""<h1>手工代发 · {day.month}月{day.day}日</h1>
<nav><a href="/hand?day={before}">前一天</a> <a href="/hand?day={after}">后一天</a></nav>
<p>复制文字，存下图片，贴到群里，再按“已发到”。助手不会再往那个群发。</p>
{body}
{_more_groups(day, units)}"""
    return framed("手工代发", "hand", inner)


def _more_groups(day: date, units: Sequence[str]) -> str:
    """Where a unit is put on the page whose group lets no bot in."""
    options = "".join(f'<option value="{escape(unit)}">' for unit in units)
    return f"""<form class="more" method="post" action="/hand/groups"><input type="hidden" name="day" value="{day}">
<label>不让助手进的群，写上单位，以后的推送也列在这里：<input name="unit" list="units" required></label>
<datalist id="units">{options}</datalist><button>加上</button></form>"""


def _post(day: date, post: HandPost) -> str:
    at = post.slot.astimezone(SHANGHAI)
    carried = "".join(_carried(part) for part in post.parts)
    rows = "\n".join(_group(day, post.push_id, group) for group in post.open[:SHOWN])
    more = f"<p>……还有 {len(post.open) - SHOWN} 个群</p>" if len(post.open) > SHOWN else ""
    groups = f"<ul>{rows}</ul>{more}" if post.open else "<p>所有的群都有了。</p>"
    return f"""<section class="{"online" if not post.open else "open"}" id="p{post.push_id}">
<h2>{at:%H:%M} {escape(post.column)}</h2>
<p>已有 {post.sent} 个群，还差 {len(post.open)} 个群</p>
<pre id="t{post.push_id}">{escape(post.text)}</pre>
<button type="button" data-copy="t{post.push_id}">复制文字</button>
{carried}{groups}
</section>"""


def _carried(part: Attachment) -> str:
    """What stands beside the words, to be saved or copied."""
    if part.kind == "link":
        return f'<p>链接：{escape(part.name)} <a href="{escape(part.url)}" rel="noreferrer">{escape(part.url)}</a></p>'
    if part.kind == "text" or not part.file:
        return ""
    address, name = f"/hand/file/{escape(part.file)}", escape(part.name or part.file)
    shown = f'<img src="{address}" alt="{name}">' if part.kind == "image" else ""
    return f'<p>{shown}<a href="{address}" download="{name}">存下{"图片" if part.kind == "image" else name}</a></p>'


def _group(day: date, push: int, group: OpenGroup) -> str:
    why = f"{_STATES.get(group.state, group.state)}{f'：{group.cause}' if group.cause else ''}"
    return f"""<li><span>{escape(group.name)}</span> <small>{escape(why)}</small>
<form method="post" action="/hand"><input type="hidden" name="day" value="{day}"><input type="hidden" name="push" value="{push}">
<input type="hidden" name="group" value="{group.group_id}"><button aria-label="{escape(group.name)}已发到">已发到</button></form></li>"""
