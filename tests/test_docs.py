"""The documents say all there is, and nothing that is not: what is undocumented, or documented wrongly, is named here."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args
from urllib.parse import unquote

import pytest
import typer
from pydantic import BaseModel
from sqlmodel import SQLModel

import store.models  # noqa: F401  (defines the tables)
from bot.commands import app
from bot.config import Settings
from bot.replay import _CONTROLS
from bot.understanding import answer_lines
from handlers.language.registry import READERS
from handlers.router import COMMANDS, ROOMS
from handlers.texts import Texts
from store.exports import COLUMNS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("content/*.md")])
WORDS: dict[str, list[str]] = tomllib.loads((ROOT / "handlers/language/words.zh.toml").read_text(encoding="utf-8"))["commands"]
HEARD_OTHERWISE = {"jielong": "接龙"}
"""Intents that no command word opens, with what people call them."""


def doc(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def _same(said: Iterable[str], there: Iterable[str], where: str) -> None:
    written, present = set(said), set(there)
    lacking, invented = present - written, written - present
    assert not lacking, f"{where}里没有 {sorted(lacking)}"
    assert not invented, f"{where}里写了不存在的 {sorted(invented)}"


# -- the command line ----------------------------------------------------------------------------------------------


def _commands(group: Any, path: str = "jinguo") -> Iterator[tuple[str, Any]]:
    """Every command with its full name."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


CLI = dict(_commands(typer.main.get_command(app)))
OPTIONS = [
    (name, option)
    for name, command in CLI.items()
    for parameter in command.params
    for option in (*parameter.opts, *parameter.secondary_opts)
    if option.startswith("--") and option != "--help"
]


def _section(name: str) -> str:
    """The part of docs/工具.md about a command."""
    found = re.search(rf"^## {re.escape(name)}$(.*?)(?=^## |\Z)", doc("工具.md"), re.MULTILINE | re.DOTALL)
    assert found is not None, f"docs/工具.md 没有“## {name}”一节"
    return found[1]


@pytest.mark.parametrize("name", CLI)
def test_every_tool_is_documented(name: str) -> None:
    assert _section(name)
    assert f"`{name}" in README, f"README 的命令行一节没有 {name}"


@pytest.mark.parametrize(("name", "option"), OPTIONS)
def test_every_option_is_documented(name: str, option: str) -> None:
    assert re.search(rf"{option}(?![\w-])", _section(name)), f"docs/工具.md 的“{name}”一节没有 {option}"


def test_no_document_names_a_tool_or_an_option_that_is_not_there() -> None:
    known = {option for _, option in OPTIONS} | {"--help"}
    for line in re.findall(r"^`?(?:\$ )?(jinguo .*)$", doc("工具.md"), re.MULTILINE):
        assert any(line.startswith(name) for name in CLI), f"没有这个命令：{line}"
    for name in CLI:
        said = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", _section(name)))
        assert said <= known, f"docs/工具.md 的“{name}”一节写了没有的选项：{said - known}"
    for line in README.splitlines():
        for said in re.findall(r"`(jinguo [^`|\\]*)", line):
            assert any(said == name or said.startswith(f"{name} ") for name in CLI), f"README 写了没有的命令：{said}"


def test_what_the_examples_of_understand_answer_is_true() -> None:
    examples = re.findall(r"^\$ echo '(\{.*\})' \| jinguo understand\n(\{.*\})$", _section("jinguo understand"), re.MULTILINE)
    assert len(examples) >= 2
    for said, answer in examples:
        heard: list[dict[str, Any]] = []
        answer_lines([said], heard.append, explain=False)
        assert heard == [json.loads(answer)]


@pytest.mark.parametrize(("subject", "column"), [(subject, column) for subject, columns in COLUMNS.items() for column in columns])
def test_every_exported_column_is_documented(subject: str, column: str) -> None:
    line = next((line for line in doc("工具.md").splitlines() if line.startswith(f"| `{subject}` | `")), "")
    assert f"`{column}`" in line, f"docs/工具.md 的导出表里，{subject} 没有 {column}"


def test_every_control_of_a_transcript_is_documented() -> None:
    for control in (*_CONTROLS, "join", "advance", "restart"):
        assert f"| `{control}` |" in _section("jinguo replay"), f"docs/工具.md 没有控制 {control}"


# -- settings and tables -------------------------------------------------------------------------------------------


def _keys(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """Every key that can be set, dotted."""
    for name, field in model.model_fields.items():
        yield prefix + name
        for kind in _models(field.annotation):
            yield from _keys(kind, f"{prefix}{name}.")


def _models(kind: Any) -> Iterator[type[BaseModel]]:
    """The models that a type is made of: itself, in a list, one of several."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for part in get_args(kind):
        yield from _models(part)


def test_the_table_of_settings_is_whole_and_true() -> None:
    _same(re.findall(r"^\| `([a-z_.]+)` \|", doc("安装.md"), re.MULTILINE), _keys(Settings), "docs/安装.md 的设置表")


def test_every_variable_is_documented() -> None:
    names = {f"JINGUO_{name.upper()}" for name in Settings.model_fields if name not in ("accounts", "feeds")}
    _same(re.findall(r"JINGUO_[A-Z_]+[A-Z]", doc("安装.md")), names, "docs/安装.md")


def test_the_list_of_tables_is_whole_and_true() -> None:
    rows = re.search(r"^## 表$(.*?)^## ", doc("架构.md"), re.MULTILINE | re.DOTALL)
    assert rows is not None
    said = [name for line in rows[1].splitlines() if line.startswith("| `") for name in re.findall(r"`(\w+)`", line.split("|")[1])]
    _same(said, SQLModel.metadata.tables, "docs/架构.md 的表")


# -- what can be said ----------------------------------------------------------------------------------------------


def test_every_command_file_is_listed() -> None:
    listed = {room.__name__.rpartition(".")[2] for room in ROOMS}
    files = {path.stem for path in (ROOT / "handlers/commands").glob("*.py")} - {"__init__", "command"}
    assert files <= listed, f"handlers/router.py 的 ROOMS 里没有 {sorted(files - listed)}"


@pytest.mark.parametrize("intent", COMMANDS)
def test_every_command_can_be_said(intent: str) -> None:
    if intent not in HEARD_OTHERWISE:
        assert WORDS.get(intent), f"handlers/language/words.zh.toml 的 [commands] 里没有 {intent}"
        assert intent in READERS, f"handlers/language/registry.py 的 READERS 里没有 {intent}"


def _sentences() -> Iterator[tuple[str, str]]:
    """Every key of a sentence that a file under handlers names outright: `say("…")`, `texts("…")`, `UserInputError("…")`."""
    for path in sorted((ROOT / "handlers").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in ("say", "texts", "UserInputError") and isinstance(node.args[0].value, str):
                    yield str(path.relative_to(ROOT)), node.args[0].value


def test_every_sentence_a_command_says_is_written() -> None:
    written = Texts.load().keys()
    lacking = sorted({f"{path}: {key}" for path, key in _sentences() if key not in written})
    assert not lacking, f"handlers/texts.zh.toml 里没有 {lacking}"
    assert len(set(_sentences())) > 100


@pytest.mark.parametrize("intent", COMMANDS)
def test_every_command_is_documented(intent: str) -> None:
    words = [HEARD_OTHERWISE[intent]] if intent in HEARD_OTHERWISE else WORDS[intent]
    table = README.partition("## 能说什么")[2].partition("\n## ")[0]
    assert any(re.search(rf"`[^`]*{re.escape(word)}[^`]*`", table) for word in words), f"README 的“能说什么”里没有 {intent}（{words[0]}）"


def test_what_is_said_not_to_be_there_is_not_there() -> None:
    line = next(line for line in README.splitlines() if "还不会办" in line)
    missing = [intent for intent in WORDS if intent not in COMMANDS]
    for intent in missing:
        assert any(f"`{word}" in line for word in WORDS[intent]), f"README 没有说 {intent}（{WORDS[intent][0]}）还不会办"
    assert len(re.findall(r"`[^`]+`", line)) == len(missing), "README 说还不会办的，有的已经会了"


def _sentence_patterns() -> list[re.Pattern[str]]:
    """The first line of everything the bot can say, with its parts left open."""
    texts = Texts.load()
    firsts = [str(texts.get(key)).split("\n")[0] for key in sorted(texts.keys())]
    telling = [first for first in firsts if len(re.sub(r"\{\w+\}", "", first)) > 3]
    return [re.compile(re.sub(r"\\\{\w+\\\}", ".*", re.escape(first)).replace("\\ ", " ") + r"\s*") for first in telling]


def _answers() -> Iterator[tuple[str, str]]:
    """Every first line that the README and the first ten minutes put into the bot's mouth, but for files and what was pushed."""
    for name, text in (("README.md", README), ("docs/十分钟上手.md", doc("十分钟上手.md"))):
        for answer in re.findall(r"^(?:（私聊）)?助手：(.+)$", text, re.MULTILINE):
            if not re.match(r"\[文件\]|【党史", answer):
                yield name, answer


def test_the_bot_says_what_the_documents_let_it_say() -> None:
    """A sentence changed in texts.zh.toml is a dialogue to be walked through again."""
    heading = re.compile(r"(?:[^：]+ · )+[^：]*(?:：|$)|推送计划：.*")  # figures and lists begin with what was asked for
    patterns = [heading, *_sentence_patterns()]
    stale = [f"{name}：{answer}" for name, answer in _answers() if not any(one.fullmatch(answer) for one in patterns)]
    assert not stale, "助手已经不这样说：" + "；".join(stale)
    assert len(list(_answers())) > 40


# -- documents -----------------------------------------------------------------------------------------------------


def _anchors(text: str) -> set[str]:
    """Headings as GitHub names them."""
    heads = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\[[^\]]*\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = unquote(target).partition("#")
        found = (path.parent / name) if name else path
        assert found.exists(), f"{path.name}：{target} 没有这个文件"
        if anchor:
            assert anchor in _anchors(found.read_text(encoding="utf-8")), f"{path.name}：{target} 没有这一节"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_make_target_named_is_there(path: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    said = set(re.findall(r"(?:^|[`\s；，])make ([a-z]+)\b", path.read_text(encoding="utf-8"), re.MULTILINE))
    assert said <= targets, f"{path.name}：没有 make {sorted(said - targets)}"


def test_the_readme_begins_with_the_two_commands() -> None:
    first = README.splitlines()[:30]
    assert any(line.startswith("make demo") for line in first)
    assert any(line.startswith("make test") for line in first)


def test_the_number_of_items_is_true() -> None:
    items = sum(len(re.findall(r"^## ", path.read_text(encoding="utf-8"), re.MULTILINE)) for path in _library())
    assert f"有 {items // 100 * 100} 多条" in README, f"现在是 {items} 条"


def _library() -> list[Path]:
    return [path for path in (ROOT / "content").rglob("*.md") if path.name not in ("README.md", "REVIEW.md")]


def test_every_decision_is_listed() -> None:
    files = {path.name for path in (ROOT / "docs/decisions").glob("*.md")} - {"README.md"}
    assert set(re.findall(r"\((\d{4}-[\w-]+\.md)\)", doc("decisions/README.md"))) == files
