"""The rules. Nothing below this folder reads a file, a clock, a socket or a random number."""
