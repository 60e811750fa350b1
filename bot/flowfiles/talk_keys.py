"""The rows of ``schema`` that belong to talks: the tests that owners write."""

from __future__ import annotations

from collections.abc import Mapping

TALK_TABLES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "talk": (
        ("talk", "text", "What this conversation shows.", "A new customer says yes to offers", "required"),
        ("at", "text", "When it begins, in the business's own time.", "2026-01-05 09:00"),
        ("language", "text", "The customer's language.", "pt"),
        ("steps", "list of line", "What is said; or write the lines below, each with - at the left end."),
    ),
    "line": (
        ("customer", "text", "The customer writes.", "hi"),
        ("tap", "text", "The customer taps a button or a row.", "Yes, please"),
        ("sends", "any", "The customer sends something else.", "{kind: image, caption: this one?}"),
        ("staff", "any", "A person of the business writes; take and close are understood.", "Good morning!"),
        ("later", "duration", "Time goes by.", "3 days"),
        ("send", "send", "The business asks for a proactive message.", "{template: spring_offer, purpose: offers}"),
        ("event", "reports", "Your shop's program reports an event about the customer.",
         "{name: order_shipped, data: {order: A-17}}"),
        ("again", "one of delivered|tapped", "The last message comes twice, or its button is pressed twice.", "delivered"),
        ("restart", "yes_no", "The bot is started anew.", "true"),
        ("bot", "text", "The bot says this, or more; empty: it says nothing.", "May Café Aurora send you offers",
         "nothing"),
        ("utter", "text", "The bot says this response.", "utter_booked"),
        ("ledger", "text", "A consent line was written.", "offers granted"),
        ("verdict", "any", "What the gate says: cleared, or a reason.", "cleared"),
        ("slots", "any", "What is remembered then.", "{party_size: 4}"),
    ),
    "send": (
        ("template", "text", "Which template.", "spring_offer", "required"),
        ("purpose", "purpose_name", "What for.", "offers", "required"),
        ("params", "any", "What fills it.", "{code: ABC}"),
    ),
    "reports": (
        ("name", "text", "The event.", "order_shipped", "required"),
        ("data", "any", "What it brings.", "{order: A-17}"),
    ),
    "verdict": (
        ("template", "text", "Which template.", "spring_offer"),
        ("purpose", "purpose_name", "What for.", "offers"),
        ("refused", "text", "The reason.", "withdrawn"),
        ("cleared", "yes_no", "It may leave.", "true"),
    ),
    "sends": (
        ("kind", "one of image|video|audio|voice|document|sticker|location|contacts", "What it is.", "image",
         "required"),
        ("caption", "text", "The text with it.", "this one?"),
    ),
}  # fmt: skip
