"""Who people are: the exported list, the organisation's app, and encrypted ids that stay as they come where nobody converts them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.wecom_app import CorpApp
from bot.adapters.wecom_http import new_client
from bot.adapters.wecom_people import People, PeopleError, read_people
from handlers.message import Mention
from tests.conversation import NINE, Clock
from tests.wecom.http_peer import CORP, CORP_SECRET
from tests.wecom.world import WeCom, wecom

SEALED = "woAJ2GCAAAXtWyujaWJHDDGi0mACH71w"
Here = tuple[WeCom, CorpApp, Clock]


@pytest.fixture
async def here() -> AsyncIterator[Here]:
    clock = Clock(NINE)
    async with wecom(clock) as peers, new_client() as client:
        peers.http.ids[SEALED], peers.http.names["wangfang"] = "wangfang", "王芳"
        yield peers, CorpApp(peers.http.url, CORP, CORP_SECRET, client, clock), clock


async def test_without_the_app_an_encrypted_id_stays_as_it_came() -> None:
    assert await People({"wangfang": "王芳"}).who(SEALED) == (SEALED, "")
    assert await People({"wangfang": "王芳"}).who("wangfang") == ("wangfang", "王芳")


async def test_with_the_app_it_becomes_the_plain_one_with_its_name_and_is_asked_for_once(here: Here) -> None:
    peers, app, _ = here
    people = People({}, app)
    for _ in range(3):
        assert await people.who(SEALED) == ("wangfang", "王芳")
    assert peers.http.asked == ["batch/openuserid_to_userid", "user/get"]
    assert len(peers.http.tokens) == 1


async def test_the_token_is_kept_and_renewed_before_it_ends_and_when_the_server_forgets_it(here: Here) -> None:
    peers, app, clock = here
    await app.name("wangfang")
    clock.now += timedelta(minutes=110)
    await app.plain_id(SEALED)
    assert len(peers.http.tokens) == 1
    clock.now += timedelta(minutes=6)
    await app.plain_id("lijing")
    assert len(peers.http.tokens) == 2
    peers.http.tokens.append("another process fetched a newer one")
    peers.http.names["lijing"] = "李静"
    assert await app.name("lijing") == "李静"
    assert len(peers.http.tokens) == 4


async def test_an_app_that_cannot_be_asked_delays_nobody_and_is_asked_again_later(here: Here) -> None:
    peers, app, clock = here
    port = peers.http.port
    await peers.http.kill()
    assert await People({}, app).who(SEALED) == (SEALED, "")
    peers.http.port = port
    await peers.http.start()
    assert await app.plain_id(SEALED) == SEALED, "not at once again"
    clock.now += timedelta(minutes=11)
    assert await app.plain_id(SEALED) == "wangfang"


def test_behind_an_at_stands_an_account_or_the_only_one_of_that_name_and_never_a_guess() -> None:
    people = People({"wangfang": "王芳", "lijing": "李静", "lijing2": "李静"})
    assert people.behind("王芳") == Mention("wangfang", "王芳")
    assert people.behind("lijing2") == Mention("lijing2", "李静")
    assert people.behind("李静") is None
    assert people.behind("张三") is None


@pytest.mark.parametrize("text", ["姓名,帐号,部门\n王芳,wangfang,财政厅\n空,,\n", "userid,name\nwangfang,王芳\n"])
def test_the_exported_list_is_read(tmp_path: Path, text: str) -> None:
    path = tmp_path / "通讯录.csv"
    for encoding in ("utf-8", "utf-8-sig", "gbk"):
        path.write_text(text, encoding=encoding)
        assert read_people(path) == {"wangfang": "王芳"}


@pytest.mark.parametrize("content", ["部门,职务\n一,二\n".encode(), b"PK\x03\x04\xff\xff", b""])
def test_a_list_that_cannot_be_used_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "通讯录.csv"
    path.write_bytes(content)
    with pytest.raises(PeopleError, match=r"通讯录\.csv"):
        read_people(path)
    with pytest.raises(PeopleError, match="没有"):
        read_people(tmp_path / "没有.csv")
