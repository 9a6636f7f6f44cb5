"""Names and titles that must be exact: `content/names.toml`, right forms with their known wrong ones."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from handlers.files.items import ItemFileError


@dataclass(frozen=True)
class Names:
    """`wrong` maps each known wrong form to the right one; `patterns` are whole families of them with what to say."""

    wrong: tuple[tuple[str, str], ...] = ()
    patterns: tuple[tuple[re.Pattern[str], str], ...] = ()
    right: tuple[str, ...] = ()

    def faults(self, value: str) -> Iterator[str]:
        """One sentence for each wrong form in a text. A right form is never part of a wrong one."""
        for right in self.right:
            value = value.replace(right, "\0")
        for wrong, right in self.wrong:
            if wrong in value:
                yield f"“{wrong}”应写作“{right}”。"
        for pattern, said in self.patterns:
            if found := pattern.search(value):
                yield f"“{found[0]}”：{said}"


def read_names(path: Path) -> Names:
    """The list in a file. Errors: ItemFileError in a Chinese sentence."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        pairs = [(str(one["right"]), [str(wrong) for wrong in one["wrong"]]) for one in values.get("names", [])]
        patterns = [(re.compile(str(one["wrong"])), str(one["say"])) for one in values.get("patterns", [])]
    except OSError as error:
        raise ItemFileError(f"{path.name}：文件打不开（{error.strerror}）。") from error
    except (ValueError, TypeError, KeyError, re.error) as error:
        raise ItemFileError(f"{path.name}：写法有误（{error}）。[[names]] 要写 right 和 wrong，[[patterns]] 要写 wrong 和 say。") from error
    for right, wrong in pairs:
        if right in wrong:
            raise ItemFileError(f"{path.name}：“{right}”不能又对又错。")
    # the longest first, so that a right form that holds another is taken out whole
    rights = sorted({right for right, _ in pairs}, key=len, reverse=True)
    return Names(tuple((one, right) for right, wrong in pairs for one in wrong), tuple(patterns), tuple(rights))
