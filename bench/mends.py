"""What python-wechaty 0.10.7 needs before it can be imported beside current packages. Nobody mends it upstream."""

from __future__ import annotations


def mend() -> None:
    """Call before `import wechaty`."""
    import pyee
    import urllib3
    from pyee.asyncio import AsyncIOEventEmitter
    from urllib3.util import parse_url

    def get_host(url: str) -> tuple[str, str | None, int | None]:
        parsed = parse_url(url)
        return parsed.scheme or "http", parsed.hostname, parsed.port

    setattr(pyee, "AsyncIOEventEmitter", AsyncIOEventEmitter)  # noqa: B010  (moved in pyee 12)
    setattr(urllib3, "get_host", get_host)  # noqa: B010  (gone in urllib3 2)
    from wechaty_puppet.schemas.puppet import PuppetOptions

    PuppetOptions.__hash__ = object.__hash__  # from Python 3.11 a field default must be hashable
