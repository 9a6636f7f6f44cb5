"""What the pages on this machine have around their content."""

from __future__ import annotations


def framed(title: str, script: str, body: str) -> str:
    """A page for phones too. `title` stands in its tab, `script` is the name of a `.js` file of `static/`, `body` is HTML."""
    return f"""<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>巾帼群助手 · {title}</title>
<link rel="icon" href="/static/icon.svg">
<link rel="stylesheet" href="/static/font.css">
<link rel="stylesheet" href="/static/status.css">
<link rel="stylesheet" href="/static/hand.css">
<script src="/static/{script}.js" defer></script>
</head>
<body>
{body}
</body>
</html>
"""
