"""One file a subject; each lists its commands, `handlers/router.py` lists the files."""
