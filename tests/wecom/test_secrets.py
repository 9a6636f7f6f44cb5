"""Keys, secrets and tokens stand in the settings and on the wire, and nowhere else: not in a log, not in a cause, not in a repr."""

from __future__ import annotations

import contextlib
import logging
from pathlib import Path

import pytest

from bot.adapter import SendFailed, SendUncertain
from bot.adapters.wecom_app import AppError, CorpApp
from bot.adapters.wecom_http import new_client
from bot.config import SettingsError, load
from bot.wecom_settings import WeComSettings
from handlers.message import IncomingMessage, OutgoingMessage, RoomEvent
from tests.gateway.worlds import ACCOUNT, listening
from tests.waiting import until
from tests.wecom.bot_peer import SECRET
from tests.wecom.http_peer import CORP, CORP_SECRET
from tests.wecom.running import settings_file
from tests.wecom.world import WeCom, system

KEY = "key-s3cret-of-the-webhook"


def logged(caplog: pytest.LogCaptureFixture) -> str:
    """Every line with all it would print, tracebacks too."""
    formatter = logging.Formatter("%(name)s %(message)s %(args)s")
    ours = (record for record in caplog.records if not record.name.startswith("websockets.server"))  # that is the test's own server
    return "\n".join(formatter.format(record) for record in ours)


async def test_no_log_line_of_any_level_holds_a_secret(peers: WeCom, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "名单.xlsx").write_bytes(b"PK\x03\x04 list")
    caplog.set_level(logging.DEBUG)
    client = new_client()
    app = CorpApp(peers.http.url, CORP, CORP_SECRET, client, system)
    adapter = peers.adapter(peers.account({"财政厅群": KEY}), client=client)
    async with listening(adapter, heard := list[IncomingMessage | RoomEvent]()):
        await peers.bots.give("王芳", {"msgtype": "image", "image": peers.http.encrypted("a.png", b"\x89PNG 1")})
        await until(lambda: bool(heard))
        file = str(tmp_path / "名单.xlsx")
        for fault in ("", "500", "html"):
            peers.http.faults += [fault] if fault else []
            with contextlib.suppress(SendUncertain):
                await adapter.send(OutgoingMessage(ACCOUNT, "wr-1", None, "推送", "push-1", "file", file, "名单.xlsx", way="财政厅群"))
        await app.name("niemand")
        await peers.http.kill()
        with contextlib.suppress(SendFailed):
            await adapter.send(OutgoingMessage(ACCOUNT, "wr-1", None, "推送", "push-2", way="财政厅群"))
        with pytest.raises(AppError):
            await CorpApp(peers.http.url, CORP, CORP_SECRET, client, system).token()
        await peers.bots.kill()
        await until(lambda: not adapter.ready.is_set())
    text = logged(caplog)
    assert "HTTP Request" in text, "the HTTP library does log its addresses"
    for secret in (SECRET, KEY, CORP_SECRET, *peers.http.tokens, "s3cret-signature"):
        assert secret not in text, secret


async def test_no_cause_holds_a_key(peers: WeCom) -> None:
    adapter = peers.adapter(peers.account({"财政厅群": KEY}), client=(client := new_client()))
    causes = []
    for fault in ("500", "html", "bad key", "gone"):
        peers.http.faults += [fault] if fault in ("500", "html") else []
        if fault == "bad key":
            peers.http.keys.clear()
        if fault == "gone":
            await peers.http.kill()
        with pytest.raises((SendFailed, SendUncertain)) as refused:
            await adapter.send(OutgoingMessage(ACCOUNT, "wr-1", None, "推送", f"push-{fault}", way="财政厅群"))
        causes.append(str(refused.value))
    assert len(set(causes)) == 4
    assert not any(KEY in cause for cause in causes)
    await client.aclose()


def test_settings_and_accounts_do_not_show_them(peers: WeCom, tmp_path: Path) -> None:
    config = settings_file(tmp_path, peers, {"财政厅群": KEY}, f'corp_id = "{CORP}"\ncorp_secret = "{CORP_SECRET}"\n')
    [account] = load(config, {}).accounts
    assert isinstance(account, WeComSettings)
    assert account.webhooks[0].key.get_secret_value() == KEY
    shown = f"{account!r} {peers.account({'财政厅群': KEY})!r}"
    assert not any(secret in shown for secret in (SECRET, KEY, CORP_SECRET))


def test_a_wrong_value_is_named_without_being_shown(peers: WeCom, tmp_path: Path) -> None:
    config = settings_file(tmp_path, peers, {"财政厅群": "不是 Webhook s3cret"})
    with pytest.raises(SettingsError) as refused:
        load(config, {})
    assert "accounts.1.webhooks.1.key 应是 Webhook 地址" in str(refused.value)
    assert "s3cret" not in str(refused.value)
