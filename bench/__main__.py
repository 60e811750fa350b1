"""``python -m bench``: the figures of the whole bot."""

from bench.replies import main

main()
