"""The rows of ``schema`` that belong to ``handover: tell``: who of the business hears that somebody waits."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.telling import EVENTS, USUAL

TELL_TABLES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "tell": (
        ("email", "texts", "Addresses; accounts: everybody with an account who answers for the team.",
         "[front@example.com, accounts]"),
        ("whatsapp", "tell_whatsapp", "A template to those of us who agreed to it themselves."),
        ("webhook", "tell_webhook", "A program of yours."),
        ("team", "text", "Only what waits for this team.", "kitchen"),
        ("when", "texts", f"What is told: {', '.join(USUAL)}; all of these without it.", "[waiting, unanswered]"),
        ("language", "text", "The language of the notice; the first of business.languages without it.", "de"),
    ),
    "tell_whatsapp": (
        ("purpose", "purpose_name", "What they agreed to: a utility purpose only for this.", "staff_alerts", "required"),
        ("template", "text", "A utility template; ticket, team, waiting and link can fill it.", "customer_waits",
         "required"),
        ("every", "duration", "One of us gets no second one sooner.", "15 min"),
    ),
    "tell_webhook": (
        ("url", "text", "Its address: https, or this machine.", "https://shop.example.com/askfirst", "required"),
        ("events", "texts", f"What is sent, of: {', '.join(EVENTS)}; opened, late, unanswered and closed without it.",
         "[opened, heard, closed]"),
        ("include", "texts", "text: what the customer wrote goes along, too.", "text"),
    ),
}  # fmt: skip
