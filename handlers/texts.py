"""Every sentence the bot says, from `texts.zh.toml` (and an office's own file over it)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from string import Formatter
from typing import Any

FILE = Path(__file__).with_name("texts.zh.toml")


class TextsError(ValueError):
    """A texts file that cannot be used; the message names the key."""


class Texts:
    """Sentences by dotted key; `{name}` parts are filled in."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        self._sentences = dict(sentences)

    @classmethod
    def load(cls, extra: Path | None = None) -> Texts:
        """The sentences of the file beside this module; `extra` may replace any of them, with the same parts."""
        sentences = _flatten(tomllib.loads(FILE.read_text(encoding="utf-8")))
        for key, value in (_flatten(tomllib.loads(extra.read_text(encoding="utf-8"))) if extra else {}).items():
            if key not in sentences:
                raise TextsError(f"{extra}：没有“{key}”这一句")
            unknown = _parts(value) - _parts(sentences[key])
            if unknown:
                raise TextsError(f"{extra}：“{key}”里没有 {'、'.join(sorted(unknown))} 这些内容可填")
            sentences[key] = value
        return cls(sentences)

    def __call__(self, key: str, **params: Any) -> str:
        """The sentence of a key, filled in. A missing key is a mistake of ours (KeyError)."""
        return self._sentences[key].format(**params)

    def get(self, key: str) -> str | None:
        """The sentence as written, or None."""
        return self._sentences.get(key)

    def keys(self) -> set[str]:
        """Every key there is."""
        return set(self._sentences)


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
