"""The organisation's own app (optional): its token, kept and renewed, turns encrypted ids into plain ones and gives names.

Documents 91039 (token), 101521 (encrypted ids of an AI bot), 90196 (a member).
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Any

import httpx

from handlers.message import Clock

logger = logging.getLogger(__name__)
STALE = (40014, 42001)
"""The server knows the token no more."""
EARLY = timedelta(minutes=5)
AGAIN = timedelta(minutes=10)
"""What could not be had is not asked for again sooner."""
KEPT = 50_000


class AppError(Exception):
    """The app's server gave nothing; the text says why and holds no secret."""


class CorpApp:
    """One self-built app of the organisation."""

    def __init__(self, api_url: str, corp_id: str, secret: str, client: httpx.AsyncClient, clock: Clock) -> None:
        self._api = api_url
        self._corp_id, self._secret = corp_id, secret
        self._client = client
        self._clock = clock
        self._token = ""
        self._until: datetime | None = None
        self._one = asyncio.Lock()
        self._plain: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._not_before: dict[str, datetime] = {}

    async def plain_id(self, given: str) -> str:
        """The plain id of an encrypted one; any other as it came."""
        if given not in self._plain and self._may_ask(given):
            try:
                answer = await self.call("batch/openuserid_to_userid", body={"open_userid_list": [given]})
                found = {str(one["open_userid"]): str(one["userid"]) for one in answer.get("userid_list", [])}
                self._keep(self._plain, given, found.get(given, given))
            except AppError as error:
                self._missed(given, error)
        return self._plain.get(given, given)

    async def name(self, userid: str) -> str:
        """What a member is called; empty where the app may not know."""
        if userid not in self._names and self._may_ask(f"name:{userid}"):
            try:
                answer = await self.call("user/get", query={"userid": userid})
                self._keep(self._names, userid, str(answer.get("name", "")))
            except AppError as error:
                self._missed(f"name:{userid}", error)
        return self._names.get(userid, "")

    def _may_ask(self, what: str) -> bool:
        return self._not_before.get(what, self._clock()) <= self._clock()

    def _missed(self, what: str, error: AppError) -> None:
        self._keep(self._not_before, what, self._clock() + AGAIN)
        logger.warning("the app could not be asked: %s", error, extra={"action": "wecom_app_failed"})

    def _keep(self, where: dict[str, Any], key: str, value: object) -> None:
        if len(where) >= KEPT:
            where.pop(next(iter(where)))
        where[key] = value

    async def call(self, path: str, *, query: dict[str, str] | None = None, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """One call with the token, which is renewed once where the server knows it no more. Raises `AppError`."""
        answer = await self._ask(path, {**(query or {}), "access_token": await self.token()}, body)
        if answer.get("errcode") in STALE:
            self._until = None
            answer = await self._ask(path, {**(query or {}), "access_token": await self.token()}, body)
        return _well(answer)

    async def token(self) -> str:
        """The token, fetched when it is needed and kept until shortly before it ends. Raises `AppError`."""
        async with self._one:
            if self._until is None or self._clock() >= self._until:
                answer = _well(await self._ask("gettoken", {"corpid": self._corp_id, "corpsecret": self._secret}, None))
                self._token = str(answer["access_token"])
                self._until = self._clock() + max(timedelta(seconds=60), timedelta(seconds=int(answer["expires_in"])) - EARLY)
            return self._token

    async def _ask(self, path: str, query: dict[str, str], body: dict[str, Any] | None) -> dict[str, Any]:
        try:
            method = "GET" if body is None else "POST"
            answer = await self._client.request(method, f"{self._api}/cgi-bin/{path}", params=query, json=body)
            found = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise AppError(f"没有问到（{type(error).__name__}）") from None  # its text may hold the address with the secret
        return found if isinstance(found, dict) else {}


def _well(answer: dict[str, Any]) -> dict[str, Any]:
    if answer.get("errcode") != 0:
        raise AppError(f"{answer.get('errmsg', '回答读不懂')}（{answer.get('errcode')}）")
    return answer
