"""Settings, read once from a TOML file and JINGUO_* variables. A wrong value stops the start with its key."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from bot.pace_settings import PaceSettings
from bot.settings_words import sentence, unreadable
from bot.wecom_settings import WeComSettings
from schedules.calendar import validate
from schedules.feed_types import MAX_BYTES
from store.media import FOLDER

DATABASES = re.compile(r"sqlite:///[^?]|postgres(ql)?(\+psycopg)?://([^/@]*@)?[^/@:]*(:\d+)?(/|$)")
"""A file, or a server, with or without user, password and port."""


class SettingsError(Exception):
    """Settings that cannot be used; the text names the key and what is allowed."""


class WechatySettings(BaseModel):
    """One account of ordinary WeChat behind a gateway."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=40)
    channel: Literal["wechaty"]
    endpoint: str
    token: str = Field(min_length=1)
    pace: PaceSettings = PaceSettings()
    room_allowlist: list[str] = Field(default_factory=list)

    @field_validator("endpoint")
    @classmethod
    def _host_and_port(cls, endpoint: str) -> str:
        host, _, port = endpoint.rpartition(":")
        if not host or re.search(r"[/@\s]", endpoint) or not port.isdecimal() or not 0 < int(port) < 65536:
            raise ValueError("应写成 主机:端口，例：127.0.0.1:8788")
        return endpoint

    @field_validator("token")
    @classmethod
    def _plain(cls, token: str) -> str:
        if not token.isascii() or not token.isprintable() or " " in token:
            raise ValueError("只能是英文字母、数字和符号，不含空格")
        return token


AccountSettings = Annotated[WechatySettings | WeComSettings, Field(discriminator="channel")]
"""One account on one channel."""


class FeedSettings(BaseModel):
    """One feed of study items. `times` is a `when`; `max_bytes` bounds an answer."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=40)
    url: str = Field(min_length=1, max_length=2000)
    column: str = Field(min_length=1, max_length=40)
    kind: Literal["dated", "numbered"]
    times: dict[str, Any] = Field(default_factory=lambda: {"daily": "06:30"})
    allow_private: bool = False
    max_bytes: int = Field(default=MAX_BYTES, ge=1000, le=50_000_000)

    @field_validator("url")
    @classmethod
    def _of_the_web(cls, url: str) -> str:
        try:
            parts = urlsplit(url)
            whole = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            whole = False
        if not whole:
            raise ValueError("要写完整的网址，以 http:// 或 https:// 开头")
        return url

    @field_validator("times")
    @classmethod
    def _known_times(cls, times: dict[str, Any]) -> dict[str, Any]:
        return dict(validate(times))


class Settings(BaseModel):
    """Everything that can be set. Paths in a file are relative to that file."""

    model_config = ConfigDict(extra="forbid")
    database: str = "sqlite:///data/jinguo.db"
    files: Path = Path("data/files")
    pictures: Path | None = None
    bot_name: str = Field(default="助手", min_length=1, max_length=20)
    texts: Path | None = None
    workdays: Path | None = None
    words: Path | None = None
    templates: Path | None = None
    single_reviewer: bool = False
    work_picture_mb: int = Field(default=20, ge=1, le=100)
    work_video_mb: int = Field(default=100, ge=1, le=1000)
    page_port: int = Field(default=0, ge=0, le=65535)
    accounts: list[AccountSettings] = Field(default_factory=list)
    feeds: list[FeedSettings] = Field(default_factory=list)

    @property
    def media(self) -> Path:
        """Where the pictures, videos and files of study items are kept: with the other files, unless `pictures` says otherwise."""
        return self.pictures or self.files / FOLDER

    @field_validator("database")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if not DATABASES.match(url):
            raise ValueError("应写成 sqlite:///文件 或 postgresql://用户:密码@主机/库名")
        return url

    @field_validator("accounts")
    @classmethod
    def _names_once(cls, accounts: list[AccountSettings]) -> list[AccountSettings]:
        names = [account.name for account in accounts]
        if len(names) != len(set(names)):
            raise ValueError("两个账号不能同名")
        return accounts

    @field_validator("feeds")
    @classmethod
    def _feeds_once(cls, feeds: list[FeedSettings]) -> list[FeedSettings]:
        names = [feed.name for feed in feeds]
        if len(names) != len(set(names)):
            raise ValueError("两个内容源不能同名")
        kinds = {feed.column: feed.kind for feed in feeds}
        if any(kinds[feed.column] != feed.kind for feed in feeds):
            raise ValueError("同一个栏目的内容源，kind 要相同")
        return feeds


def load(path: Path | None, environ: dict[str, str] | None = None) -> Settings:
    """Settings of a file (none: the defaults) with JINGUO_DATABASE and the like over it; raises `SettingsError`."""
    values: dict[str, Any] = {}
    if path is not None:
        values = _read(path)
    for name, value in (os.environ if environ is None else environ).items():
        if name.startswith("JINGUO_"):
            values[_key(name)] = value
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsError("\n".join(sentence(path, one, tuple(Settings.model_fields)) for one in error.errors())) from None
    return _relative(settings, path.parent) if path is not None else settings


def _key(variable: str) -> str:
    """The settings key of a JINGUO_* variable; accounts and feeds stand in the file only."""
    allowed = [f"JINGUO_{field.upper()}" for field in Settings.model_fields if field not in ("accounts", "feeds")]
    if variable not in allowed:
        raise SettingsError(f"没有 {variable} 这个环境变量，可以用：{'、'.join(allowed)}")
    return variable.removeprefix("JINGUO_").lower()


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))  # Windows' own editor puts a mark before the first letter
    except FileNotFoundError:
        raise SettingsError(f"没有找到设置文件：{path}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"设置文件不是 UTF-8 编码：{path}。请用编辑器另存为 UTF-8") from None
    except OSError as error:
        raise SettingsError(f"设置文件读不了：{path}（{error.strerror}）") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"设置文件 {path} {unreadable(error)}") from None


def _relative(settings: Settings, base: Path) -> Settings:
    """Paths relative to the settings file."""
    changes: dict[str, Any] = {
        name: base / value
        for name in ("files", "pictures", "texts", "workdays", "words", "templates")
        if (value := getattr(settings, name))
    }
    changes["accounts"] = [
        account.model_copy(update={"people": base / account.people}) if isinstance(account, WeComSettings) and account.people else account
        for account in settings.accounts
    ]
    prefix = "sqlite:///"
    if settings.database.startswith(prefix) and not settings.database.startswith(prefix + "/"):
        changes["database"] = prefix + str((base / settings.database.removeprefix(prefix)).resolve())
    return settings.model_copy(update=changes)
