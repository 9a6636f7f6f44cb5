"""`python -m bot` is `jinguo`."""

from bot.cli import main

main()
