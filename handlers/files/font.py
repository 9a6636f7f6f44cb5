"""The Chinese font for pictures, so that they look the same on every machine."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

_PACKAGE, _FILE = "mplfonts", "NotoSansCJKsc-Regular.otf"


@lru_cache(maxsize=1)
def font_path() -> Path:
    """NotoSansCJKsc-Regular.otf of the installed font package, which is not imported (slow).

    Errors: FileNotFoundError when the package or the file is missing.
    """
    spec = find_spec(_PACKAGE)
    for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
        path = Path(folder) / "fonts" / _FILE
        if path.is_file():
            return path
    raise FileNotFoundError(f"{_FILE} of the package {_PACKAGE} is not installed")
