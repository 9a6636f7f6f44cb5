"""Every sentence the bot says, from `texts.zh.toml` (and an office's own file over it)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

FILE = Path(__file__).with_name("texts.zh.toml")


class TextsError(ValueError):
    """A texts file that cannot be used; the message names the key."""


class Texts:
    """Sentences by dotted key; `{name}` parts are filled in, with “ ” and 《 》 in them made ‘ ’ and 〈 〉 where they stand in such."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        self._sentences = dict(sentences)
        self._within = {key: within for key, sentence in sentences.items() if (within := _marked(sentence))}

    @classmethod
    def load(cls, extra: Path | None = None) -> Texts:
        """The sentences of the file beside this module; `extra` may replace any of them, with the same parts."""
        sentences = dict(_ours())
        for key, value in (_flatten(_office(extra)) if extra else {}).items():
            if key not in sentences:
                raise TextsError(f"{extra}：没有“{key}”这一句")
            unknown = _parts(value) - _parts(sentences[key])
            if unknown:
                raise TextsError(f"{extra}：“{key}”里没有 {'、'.join(sorted(unknown))} 这些内容可填")
            sentences[key] = value
        return cls(sentences)

    def __call__(self, key: str, **params: Any) -> str:
        """The sentence of a key, filled in. A missing key is a mistake of ours (KeyError)."""
        for name, marks in self._within.get(key, ()):
            if isinstance(params.get(name), str):
                params[name] = params[name].translate(marks)
        return self._sentences[key].format(**params)

    def get(self, key: str) -> str | None:
        """The sentence as written, or None."""
        return self._sentences.get(key)

    def keys(self) -> set[str]:
        """Every key there is."""
        return set(self._sentences)


_MARKS = (("“", "”", str.maketrans("“”", "‘’")), ("《", "》", str.maketrans("《》", "〈〉")))


@cache
def _marked(sentence: str) -> tuple[tuple[str, dict[int, int]], ...]:
    """The parts that stand within marks, each with what becomes of such marks in it."""
    found = []
    before = ""
    for literal, name, _, _ in Formatter().parse(sentence):
        before += literal
        found += [(name, inner) for left, right, inner in _MARKS if name and before.rfind(left) > before.rfind(right)]
    return tuple(found)


@cache
def _ours() -> Mapping[str, str]:
    """Those of the file beside this module, read once: it does not change while the program runs."""
    return _flatten(tomllib.loads(FILE.read_text(encoding="utf-8")))


def _office(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise TextsError(f"没有找到用语文件：{path}（设置项 texts）") from None
    except (OSError, UnicodeDecodeError) as error:
        raise TextsError(f"用语文件读不了：{path}（要存成 UTF-8）") from error
    except tomllib.TOMLDecodeError as error:
        raise TextsError(f"用语文件 {path} 写得不对：{error}") from error


def _flatten(tree: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in tree.items():
        if isinstance(value, Mapping):
            flat |= _flatten(value, f"{prefix}{key}.")
        else:
            flat[prefix + key] = str(value).strip("\n")
    return flat


def _parts(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}
