"""A Chinese font for machines that have none."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path


@cache
def chinese_font() -> Path:
    """The Noto Sans CJK SC file (OpenType, 16 MB) inside the installed `mplfonts`; raises `FileNotFoundError`."""
    spec = find_spec("mplfonts")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("mplfonts is not installed")
    path = Path(spec.origin).parent / "fonts" / "NotoSansCJKsc-Regular.otf"
    if not path.is_file():
        raise FileNotFoundError(path)
    return path
