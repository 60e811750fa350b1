"""``python -m bot`` is ``askfirst``."""

from bot.cli import main

if __name__ == "__main__":
    main()
