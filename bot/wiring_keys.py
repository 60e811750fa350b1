"""The keys of an installation: from the settings, or made once and kept in a file beside the database."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from bot.settings import Settings


def pepper(settings: Settings) -> bytes:
    """Return the key of the suppression hashes: from the settings, else from a file beside the database, made once."""
    if settings.secret_key:
        return settings.secret_key.encode()
    path = key_file(settings)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        made = secrets.token_hex(32).encode()
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(made)
        return made


def key_file(settings: Settings) -> Path:
    """Return where the key is that was made because the settings have none."""
    return Path(settings.database.removeprefix("sqlite:///") + ".key")


def old_peppers(settings: Settings) -> tuple[bytes, ...]:
    """Return the keys that were used before: from the settings, and the made one where the settings have one now."""
    named = tuple(key.strip().encode() for key in settings.old_secret_keys.split(",") if key.strip())
    made = key_file(settings)
    return (*named, made.read_bytes()) if settings.secret_key and made.is_file() else named
