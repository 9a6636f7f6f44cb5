"""What every page of ours is served with: its styles, scripts and pictures, and a Chinese font."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from handlers.files.font import font_path

STATIC = Path(__file__).parent / "static"
FRESH = {"cache-control": "no-cache"}
FOREVER = {"cache-control": "public, max-age=31536000, immutable"}


def assets() -> list[BaseRoute]:
    """`/static/…`, and `/font` for browsers on a machine that has no Chinese font."""
    return [Route("/font", _font), Mount("/static", _FreshFiles(directory=STATIC))]


class _FreshFiles(StaticFiles):
    """Static files that a browser asks about again each time: the page must match the running program."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        """The file, with what makes the browser ask again."""
        response: Response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers.update(FRESH)
        return response


async def _font(request: Request) -> Response:
    return FileResponse(font_path(), media_type="font/otf", headers=FOREVER)
