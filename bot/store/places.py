"""Which time zone a phone number lies in, where that is certain."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(4096)
def timezone_of(phone: str) -> str:
    """Return the IANA zone of international digits, or "" where the number can be in several.

    >>> timezone_of("4930123456"), timezone_of("18005550100"), timezone_of("")
    ('Europe/Berlin', '', '')
    """
    if not phone:
        return ""
    from phonenumbers import NumberParseException, parse
    from phonenumbers.timezone import time_zones_for_number

    try:
        zones = time_zones_for_number(parse(f"+{phone}"))
    except NumberParseException:
        return ""
    return zones[0] if len(zones) == 1 and "/" in zones[0] and not zones[0].startswith("Etc/") else ""
