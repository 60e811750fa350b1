"""A stand-in for Meta's Cloud API, with a page that is a phone. Knows nothing of the rest of bot.

``serve`` runs it; ``Running(Simulator(Options(…)))`` runs it inside a test; docs/simulator.md has the endpoints.
"""

from __future__ import annotations

from bot.simulator.options import Options
from bot.simulator.page import create_app
from bot.simulator.server import Running, serve
from bot.simulator.simulator import Simulator

__all__ = ["Options", "Running", "Simulator", "create_app", "serve"]
