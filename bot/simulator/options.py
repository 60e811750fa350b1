"""What the simulator is told at the start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The business, its secrets, and how lively the simulated world is. Times are real seconds."""

    webhook_url: str = ""
    """Where webhooks go; empty: nowhere, they are only counted."""
    app_secret: str = "app-secret"
    verify_token: str = "verify-token"
    token: str = "token"
    phone_number_id: str = "222000222000222"
    waba_id: str = "111000111000111"
    display_number: str = "15550100001"
    business_name: str = "Demo business"
    inspect_url: str = ""
    """The bot's inspect endpoint: what the page shows beside the phone."""
    templates: Sequence[Mapping[str, Any]] = ()
    """Approved templates: Meta's shape, or the short form {"name", "language", "category", "body", "buttons"}."""
    suggestions: Mapping[str, Sequence[str]] | None = None
    """First messages offered in the composer, by language; None: the simulator's own."""
    state_path: str = ""
    """A file that keeps customers, messages, templates and the clock between two starts."""
    pace: float = 0.35
    """Seconds between accepted, sent, delivered and read."""
    retry_base: float = 0.5
    """First pause before a webhook is repeated; doubles each time."""
    retry_cap: float = 30.0
    post_timeout: float = 10.0
    throughput: int = 80
    """Messages per second that the number may send."""
    free_service: int = 1000
    """Service messages per month that cost nothing."""
    coexistence: bool = False
    """Whether edits and deletions are told to the bot (only numbers shared with the Business app do that)."""
    contacts_in_failed: bool = False
    """Whether a ``failed`` status names the contact. Meta's page says no; some clients cannot read it then."""
    lanes: int = 4
    """Webhooks delivered at the same time; one customer's never overtake each other."""
    backlog: int = 20_000
    """Webhooks that may wait; more are dropped and counted."""
    seed: int | None = None
    """Makes faults with a probability repeatable."""
    hosts: Sequence[str] = ()
    """More host names under which the page may be opened."""
