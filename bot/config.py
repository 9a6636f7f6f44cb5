"""Settings, read once from a TOML file and JINGUO_* variables. A wrong value stops the start with its key."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from bot.adapter import Pace
from schedules.calendar import validate
from schedules.feed_types import MAX_BYTES


class SettingsError(Exception):
    """Settings that cannot be used; the text names the key and what is allowed."""


class PaceSettings(BaseModel):
    """How slowly an account sends. Seconds; a cap of 0 is none."""

    model_config = ConfigDict(extra="forbid")
    min_seconds: float = Field(default=15, ge=0, le=3600)
    max_seconds: float = Field(default=35, ge=0, le=3600)
    replies_per_day: int = Field(default=2000, ge=0)
    pushes_per_day: int = Field(default=500, ge=0)

    @model_validator(mode="after")
    def _ordered(self) -> PaceSettings:
        if self.min_seconds > self.max_seconds:
            raise ValueError("min_seconds 不能大于 max_seconds")
        return self

    def pace(self) -> Pace:
        """As the port wants it."""
        return Pace(self.min_seconds, self.max_seconds, self.replies_per_day, self.pushes_per_day)


class AccountSettings(BaseModel):
    """One account on one channel."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=40)
    channel: Literal["local"]
    pace: PaceSettings = PaceSettings(min_seconds=0, max_seconds=0, replies_per_day=0, pushes_per_day=0)


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
    pictures: Path = Path("data/pictures")
    bot_name: str = Field(default="助手", min_length=1, max_length=20)
    texts: Path | None = None
    workdays: Path | None = None
    single_reviewer: bool = False
    accounts: list[AccountSettings] = Field(default_factory=list)
    feeds: list[FeedSettings] = Field(default_factory=list)

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


_WORDS = {
    "extra_forbidden": "没有这个设置项",
    "missing": "必须填写",
    "literal_error": "只能是 {expected}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "string_too_short": "不能为空",
    "string_too_long": "太长，最多 {max_length} 个字",
    "string_type": "应当是文字",
    "bool_parsing": "应当是 true 或 false",
    "bool_type": "应当是 true 或 false",
    "int_parsing": "应当是整数",
    "int_type": "应当是整数",
    "float_parsing": "应当是数字",
    "float_type": "应当是数字",
    "list_type": "应当是列表（[[…]]）",
    "dict_type": "应当是一组设置（写在大括号里）",
    "path_type": "应当是路径",
}


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
        raise SettingsError("\n".join(_sentence(path, one) for one in error.errors())) from error
    return _relative(settings, path.parent) if path is not None else settings


def _key(variable: str) -> str:
    """The settings key of a JINGUO_* variable; accounts and feeds stand in the file only."""
    allowed = [f"JINGUO_{field.upper()}" for field in Settings.model_fields if field not in ("accounts", "feeds")]
    if variable not in allowed:
        raise SettingsError(f"没有 {variable} 这个环境变量，可以用：{'、'.join(allowed)}")
    return variable.removeprefix("JINGUO_").lower()


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError(f"没有找到设置文件：{path}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"设置文件读不了：{path}（{error}）") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"设置文件 {path} 写得不对：{error}") from error


def _sentence(path: Path | None, error: Any) -> str:
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in error["loc"]) or "设置"
    context = error.get("ctx") or {}
    words = _WORDS.get(error["type"])
    why = words.format(**context) if words else str(context.get("error") or error["msg"])
    return f"{path or 'JINGUO_*'}：{key} {why}"


def _relative(settings: Settings, base: Path) -> Settings:
    """Paths relative to the settings file."""
    changes: dict[str, Any] = {
        name: base / value for name in ("files", "pictures", "texts", "workdays") if (value := getattr(settings, name))
    }
    prefix = "sqlite:///"
    if settings.database.startswith(prefix) and not settings.database.startswith(prefix + "/"):
        changes["database"] = prefix + str((base / settings.database.removeprefix(prefix)).resolve())
    return settings.model_copy(update=changes)
