"""粘贴: words that were said elsewhere, brought in by hand on the machine's page: seen first, then recorded. This machine only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from http import HTTPStatus
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from bot.console.frame import framed
from bot.console.guard import refusal
from bot.console.hand import HEADERS, Pages
from handlers.pasting import Outcome

MAX_BYTES = 2_000_000
_SUFFIXES = (".xlsx", ".csv", ".txt")


@dataclass(frozen=True, slots=True)
class Bearer:
    """Somebody who may bring words in: her id in the channel, how she is shown."""

    wire_id: str
    shown: str


class Refused(Exception):
    """What was brought cannot be read or may not be recorded; the message is a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """What the page sends: a text, or a table by its suffix; whose it is, and whether it is only looked at."""

    name: str
    body: bytes
    group: str
    sender: str
    as_of: date
    dry_run: bool


Bring = Callable[[Pasted], Awaitable[Sequence[Outcome]]]
"""What becomes of it. Errors: `Refused`."""


def paste_routes(bring: Bring, groups: Callable[[], Awaitable[Sequence[str]]], bearers: Callable[[], Awaitable[Sequence[Bearer]]]) -> Pages:
    """The page, and what it sends: the text or the file as the body, the rest in the address."""

    async def page(request: Request) -> Response:
        return HTMLResponse(_page(await groups(), await bearers()), headers=HEADERS)

    async def brought(request: Request) -> Response:
        said = request.query_params
        suffix = Path(said.get("name", "粘贴.txt")).suffix.lower()
        body = await request.body()
        if suffix not in _SUFFIXES or not body.strip() or len(body) > MAX_BYTES:
            return refusal(HTTPStatus.BAD_REQUEST, "请粘贴文字，或者选一个 2 MB 以内的 .xlsx、.csv、.txt 文件")
        try:
            as_of = date.fromisoformat(said.get("as_of", ""))
        except ValueError:
            return refusal(HTTPStatus.BAD_REQUEST, "请选哪天复制的")
        name = f"{Path(said.get('name', '粘贴')).stem[:60] or '粘贴'}{suffix}"
        try:
            outcomes = await bring(Pasted(name, body, said.get("group", ""), said.get("sender", ""), as_of, said.get("record") != "1"))
        except Refused as error:
            return refusal(HTTPStatus.BAD_REQUEST, str(error))
        sums = Counter(one.result for one in outcomes)
        lines = [{"line": one.line, "who": one.who, "result": one.result, "text": one.text} for one in outcomes]
        return JSONResponse({"lines": lines, **{key: sums[key] for key in ("recorded", "same", "left_out")}})

    return [Route("/paste", page), Route("/paste", brought, methods=["POST"])]


def _page(groups: Sequence[str], bearers: Sequence[Bearer]) -> str:
    places = "".join(f"<option>{escape(name)}</option>" for name in groups)
    people = "".join(f'<option value="{escape(one.wire_id)}">{escape(one.shown)}</option>' for one in bearers)
    inner = f"""<h1>粘贴</h1>
<p>把别处的群聊、接龙粘贴进来，或者选一份 Excel 名单。先看会记下什么，再记。</p>
<form id="paste">
<label>哪个群 <input name="group" list="groups" required autocomplete="off"></label><datalist id="groups">{places}</datalist>
<label>谁来粘贴 <select name="sender" required>{people}</select></label>
<label>哪天复制的 <input name="as_of" type="date" required></label>
<label>粘贴在这里 <textarea name="text" rows="10"></textarea></label>
<label>或者选文件 <input name="file" type="file" accept=".xlsx,.csv,.txt"></label>
<button>先看看</button>
</form>
<section id="found" hidden aria-live="polite"><p id="sum"></p><ul id="lines"></ul>
<button id="record" type="button" hidden>记录</button></section>"""
    return framed("粘贴", "paste", inner)
