"""Settings of a WeCom account: the bot that hears, the webhooks that push, the app that knows names."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from bot.pace_settings import PaceSettings

LOOPBACK = ("127.0.0.1", "localhost", "::1")
_KEY = re.compile(r"[A-Za-z0-9_-]{8,100}")


class WeComPace(PaceSettings):
    """WeCom's own limits are kept per room; more slowness is a choice."""

    min_seconds: float = Field(default=0, ge=0, le=3600, allow_inf_nan=False)
    max_seconds: float = Field(default=0, ge=0, le=3600, allow_inf_nan=False)
    replies_per_day: int = Field(default=0, ge=0)
    pushes_per_day: int = Field(default=0, ge=0)


class WebhookSettings(BaseModel):
    """One group's webhook: what the group is called here, its key (or the whole address), its unit."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=40)
    key: SecretStr
    unit: str = Field(default="", max_length=40)

    @field_validator("key")
    @classmethod
    def _bare(cls, key: SecretStr) -> SecretStr:
        given = key.get_secret_value().strip()
        bare = parse_qs(urlsplit(given).query).get("key", [""])[0] if "://" in given else given
        if not _KEY.fullmatch(bare):
            raise ValueError("应是 Webhook 地址，或地址里 key= 后面的一串")
        return SecretStr(bare)


class WeComSettings(BaseModel):
    """One WeCom account: a bot with its secret, webhooks, or both as a pair."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=40)
    channel: Literal["wecom"]
    bot_id: str = ""
    secret: SecretStr = SecretStr("")
    bot_name: str = Field(default="", max_length=40)
    url: str = "wss://openws.work.weixin.qq.com"
    api_url: str = "https://qyapi.weixin.qq.com"
    markdown: bool = False
    people: Path | None = None
    corp_id: str = ""
    corp_secret: SecretStr = SecretStr("")
    webhooks: list[WebhookSettings] = Field(default_factory=list)
    pace: WeComPace = WeComPace()

    @field_validator("url")
    @classmethod
    def _socket(cls, url: str) -> str:
        return _safe(url, "wss", "ws")

    @field_validator("api_url")
    @classmethod
    def _api(cls, url: str) -> str:
        return _safe(url, "https", "http").rstrip("/")

    @field_validator("webhooks")
    @classmethod
    def _once(cls, webhooks: list[WebhookSettings]) -> list[WebhookSettings]:
        names = [hook.name for hook in webhooks]
        keys = [hook.key.get_secret_value() for hook in webhooks]
        if len(names) != len(set(names)):
            raise ValueError("两个群不能同名")
        if len(keys) != len(set(keys)):
            raise ValueError("两个群的 key 相同，是不是重复粘贴了")
        return webhooks

    @model_validator(mode="after")
    def _whole(self) -> WeComSettings:
        if bool(self.bot_id) != bool(self.secret.get_secret_value()):
            raise ValueError("bot_id 和 secret 要一起填写")
        if bool(self.corp_id) != bool(self.corp_secret.get_secret_value()):
            raise ValueError("corp_id 和 corp_secret 要一起填写")
        if not self.bot_id and not self.webhooks:
            raise ValueError("bot_id（智能机器人）和 webhooks（群的消息推送）至少要有一样")
        return self


def _safe(url: str, sure: str, plain: str) -> str:
    """Secrets go over it: in the clear only within this machine."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    if not host or not (parts.scheme == sure or (parts.scheme == plain and host in LOOPBACK)):
        raise ValueError(f"要以 {sure}:// 开头（本机可以用 {plain}://）")
    return url
