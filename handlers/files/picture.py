"""A picture that is to stand in an Office file."""

from __future__ import annotations

import io

from PIL import Image, UnidentifiedImageError


def readable(data: bytes) -> bytes | None:
    """The picture as every Office program shows it: PNG or JPEG, another kind as PNG; None where it is none or broken."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.format in ("PNG", "JPEG"):
                image.verify()
                return data
            out = io.BytesIO()
            image.convert("RGB").save(out, "PNG")
            return out.getvalue()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
