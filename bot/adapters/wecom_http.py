"""The client for WeCom's HTTP interfaces. Its addresses hold secrets (key, access_token, corpsecret): the library must not log them."""

from __future__ import annotations

import logging

import httpx

SECONDS = 20.0
LOGGER = "httpx"


class NoSecrets(logging.Filter):
    """Takes the question out of every address that the HTTP library writes down."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always lets the line pass, without what stands behind the `?`."""
        if isinstance(record.args, tuple):
            record.args = tuple(_bare(one) if isinstance(one, httpx.URL) else one for one in record.args)
        return True


def _bare(url: httpx.URL) -> str:
    return str(url.copy_with(query=None))


def new_client() -> httpx.AsyncClient:
    """A client; from the first one on the library's log holds no question of any address."""
    logger = logging.getLogger(LOGGER)
    if not any(isinstance(one, NoSecrets) for one in logger.filters):
        logger.addFilter(NoSecrets())
    return httpx.AsyncClient(timeout=SECONDS)
