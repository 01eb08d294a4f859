"""`python -m bot` is the same as `liaison`."""

from bot.cli import main

main()
