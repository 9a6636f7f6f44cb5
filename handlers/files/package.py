"""An Office file as bytes: the same input gives the same bytes, whatever the machine's clock says."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime

AUTHOR = "巾帼群助手"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def stamp_of(now: datetime) -> datetime:
    """An aware time as such a file keeps it: UTC without a zone, whole seconds. Errors: ValueError for a naive one."""
    if now.tzinfo is None:
        raise ValueError("a file's time needs a zone")
    return now.astimezone(UTC).replace(tzinfo=None, microsecond=0)


def repacked(raw: bytes, stamp: datetime, change: Callable[[str, bytes], bytes] | None = None) -> bytes:
    """The package with every part dated `stamp` (of `stamp_of`), each first passed through `change` (name, data)."""
    out = io.BytesIO()
    when = (max(stamp.year, 1980), stamp.month, stamp.day, stamp.hour, stamp.minute, stamp.second)
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, when)
            entry.create_system, entry.external_attr = 3, 0o600 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            data = source.read(name)
            if name == "docProps/core.xml":  # the libraries write their own clock here
                data = _MODIFIED.sub(rb"\g<1>" + f"{stamp:%Y-%m-%dT%H:%M:%SZ}".encode(), data)
            target.writestr(entry, change(name, data) if change is not None else data)
    return out.getvalue()
