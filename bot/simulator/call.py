"""One request to the Graph API, taken apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Call:
    """*kind* of node, its id, the edge, JSON or form fields, query."""

    method: str
    kind: str
    node: str
    edge: str
    body: dict[str, Any]
    query: Mapping[str, str]
