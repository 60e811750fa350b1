"""The rows of ``schema`` that belong to handovers: name, type, sentence, example, marks."""

from __future__ import annotations

from collections.abc import Mapping

HANDOVER_TABLES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "handover": (
        ("teams", "any", "Who answers: names, or a map of teams; the first that speaks the person's language.",
         "[front, kitchen]"),
        ("say", "wording", "What is said when a person takes over.", "A person will answer you here soon."),
        ("closed", "wording", "The same, while the team is closed; what people then write waits for the opening.",
         '"We are back {handover.next_opening|soon}. Write what it is about."'),
        ("noted", "wording", "Said once about what they write while the team is closed.", "Noted, it waits for us."),
        ("promise", "duration", "How soon an answer is promised, in open hours; it is said, and measured.", "10 min"),
        ("unanswered", "unanswered", "What happens where nobody takes it for so long, in open hours."),
        ("back_after", "duration", "So long without a word until the bot answers again; as long as nobody has "
         "answered, only open hours count.", "12 hours"),
        ("back", "wording", "Said when the bot comes back by itself.", "I'm back. How can I help?"),
        ("survey", "survey", "One question after staff closed the conversation."),
        ("replies", "map of wording", "Ready answers for those who answer, by name.",
         '{address: "We are at 10 Flower Street."}'),
        ("contact", "text", "Who is told of a new handover.", "owner@example.com"),
        ("tell", "list of tell", "Who of you hears that somebody waits, and how."),
    ),
    "team": (
        ("name", "text", "The team's name.", "Front desk"),
        ("hours", "texts_map", "When it is there; the business's hours without them.", '{mon-fri: "10:00-16:00"}'),
        ("holidays", "list of holiday", "Days with hours of their own."),
        ("timezone", "text", "The time zone of its hours; the business's without it.", "Europe/Lisbon"),
        ("languages", "texts", "What it speaks; all languages without it.", "[pt, en]"),
        ("tell", "texts", "E-mail addresses that hear that somebody waits for this team.", "[owner@example.com]"),
    ),
    "unanswered": (
        ("after", "duration", "How long it waits, in open hours.", "15 min", "required"),
        ("say", "wording", "What is said then, once.", "Sorry, it takes a little longer today."),
    ),
    "survey": (
        ("ask", "wording", "The question.", "Did we help you?", "required"),
        ("options", "list of wording", "Two to ten answers; up to three are buttons.", '["Yes", "Not really"]',
         "required"),
        ("thanks", "wording", "Said after the answer.", "Thank you!"),
    ),
}  # fmt: skip
