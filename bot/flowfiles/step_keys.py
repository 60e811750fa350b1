"""The rows of ``schema`` that belong to steps: name, type, sentence, example, marks."""

from __future__ import annotations

from collections.abc import Mapping

_COMMON: tuple[tuple[str, ...], ...] = (
    ("id", "text", "Its name, for next and for conversations under way.", "ask_day"),
    ("next", "next", "What comes after it; the following step without it.", "END"),
    ("description", "text", "A note for yourself; not shown.", "asks for the day", "later"),
    ("metadata", "any", "Notes for your own tools; not read.", "", "later"),
)

STEP_TABLES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "step.say": (
        ("say", "wording", "The text.", '"See you on {day|then}!"', "required"),
        ("buttons", "list of choice", "Up to three buttons; more become a list.", "[Yes, No]"),
        ("list", "list of choice", "Up to ten lines behind one button."),
        ("list_button", "wording", "What that button says.", "Choose"),
        ("save", "slot_name", "The slot that keeps the answer.", "confirmed"),
        ("header", "wording", "A line above the text.", "Booking"),
        ("footer", "wording", "A small line below it.", "Write STOP to end."),
        ("image", "media", "A picture.", "https://example.com/menu.jpg"),
        ("video", "media", "A video.", "https://example.com/tour.mp4"),
        ("audio", "media", "A sound.", "https://example.com/hello.ogg"),
        ("document", "media", "A file.", "{link: https://example.com/menu.pdf, filename: menu.pdf}"),
        ("sticker", "media", "A sticker.", "https://example.com/hi.webp"),
        ("location", "location", "A place on the map."),
        ("contact", "contact", "A contact card of the business."),
        ("link_button", "link_button", "A button that opens a web page."),
        ("ask_location", "yes_no", "Shows WhatsApp's button \"send location\".", "true"),
        ("ask_number", "yes_no", "Shows WhatsApp's button \"share my number\".", "true"),
        ("react", "text", "An emoji on the person's message.", "👍"),
        *_COMMON,
    ),
    "step.collect": (
        ("collect", "slot_name", "The slot to fill; skipped where it is filled.", "party_size", "required"),
        ("ask", "wording", "The question.", "How many people?"),
        ("utter", "text", "The question as a response; utter_ask_<slot> without it.", "utter_ask_party_size"),
        ("type", "one of text|number|money|bool|choice|date|time|datetime|email|phone|name|location|media|list",
         "What is understood.", "number"),
        ("options", "list of choice", "What can be chosen.", "[Garden, Inside]"),
        ("rejections", "list of rejection", "When an answer is refused, and what is said then."),
        ("retry", "wording", "Said where the answer was not understood.", "A number, please."),
        ("retries", "number", "How often it is asked again.", "2"),
        ("on_fail", "way_out", "Where it goes after that.", "handover"),
        ("timeout", "timeout", "What happens where nobody answers."),
        ("again", "yes_no", "Ask even where the slot is filled.", "true"),
        ("ask_before_filling", "yes_no", "Rasa's word for again.", "true"),
        ("reset_after_flow_ends", "yes_no", "Rasa's; false keeps the slot.", "false"),
        ("force_slot_filling", "any", "Rasa's; not used.", "", "later"),
        *_COMMON,
    ),
    "step.menu": (
        ("menu", "wording", "The text above the options.", "What can I do for you?", "required"),
        ("options", "list of choice", "What can be chosen; up to three are buttons, more are a list.", "", "required"),
        ("list_button", "wording", "What the list's button says.", "Menu"),
        ("save", "slot_name", "The slot that keeps the answer.", "wish"),
        ("header", "wording", "A line above the text.", "Café Aurora"),
        ("footer", "wording", "A small line below it.", "Write STOP to end."),
        ("image", "media", "A picture.", "https://example.com/menu.jpg"),
        *_COMMON,
    ),
    "step.set_slots": (
        ("set_slots", "values", "Slots and their new values; null empties one.", "[{area: garden}, {day: null}]",
         "required"),
        *_COMMON,
    ),
    "step.action": (
        ("action", "text", "An action (action_…) of yours, or a response (utter_…).", "action_book_table", "required"),
        ("on_fail", "way_out", "Where it goes when the action declines, or has failed twice; without it on with next, "
         "or to a person.", "handover"),
        *_COMMON,
    ),
    "step.call": (
        ("call", "flow_name", "Runs another flow, then goes on here.", "ask_address", "required"),
        *((name, "any", "an agent or a tool of a model can't be called: write an action", "", "rasa")
          for name in ("exit_if", "mcp_server", "mapping")),
        *_COMMON,
    ),
    "step.link": (
        ("link", "flow_name", "Ends this flow and starts another; always last.", "book_table", "required"),
        *(row for row in _COMMON if row[0] != "next"),
    ),
    "step.noop": (("noop", "yes_no", "Does nothing but branch; needs next.", "true", "required"), *_COMMON),
    "step.consent": (
        ("consent", "purpose_name", "Asks with the purpose's notice; skipped where the answer stands.", "offers",
         "required"),
        *_COMMON,
    ),
    "step.language": (
        ("language", "text", "Asks which of the business's languages to go on in (ask); skipped where the person chose one.",
         "ask", "required"),
        ("ask", "wording", "The question; ours without it.", "{en: \"Which language?\", pt: \"Que idioma?\"}"),
        ("again", "yes_no", "Ask even where the person chose one.", "true"),
        *_COMMON,
    ),
    "step.handover": (
        ("handover", "any", "Gives the conversation to a person: true, or the name of a team.", "true", "required"),
        ("say", "wording", "What is said; handover.say without it.", "I'll call somebody."),
        ("reason", "text", "What the team reads.", "a cake of one's own"),
        ("team", "text", "The team.", "kitchen"),
        *_COMMON,
    ),
    "step.wait": (("wait", "duration", "Goes on after so long, or at the next message.", "1 hour", "required"),
    *_COMMON),
    "step.tag": (
        ("tag", "texts", "Tags to put on the person; -name takes one off.", "[regular, -new]", "required"),
        *_COMMON,
    ),
    "step.template": (
        ("template", "text", "Begins a proactive flow: an approved template leaves, and what follows waits for the answer.",
         "booking_reminder", "required"),
        ("params", "wordings_map", "What fills its placeholders, where the template does not say it itself.",
         '{name: "{person.first_name|there}"}'),
        *_COMMON,
    ),
    "choice": (
        ("title", "wording", "What is shown.", "Book a table", "required"),
        ("value", "text", "What is saved; the title without it.", "book"),
        ("then", "target", "The flow or step that it leads to.", "book_table"),
        ("description", "wording", "A small line below the title, in lists.", "Two minutes"),
        ("payload", "text", "Rasa's; /SetSlots(slot=value) is understood.", "/SetSlots(confirmed=true)"),
    ),
    "rejection": (
        ("if", "condition", "When the answer is refused.", "slots.party_size > 12", "required"),
        ("say", "wording", "What is said then.", "We seat up to 12 here."),
        ("utter", "text", "The same, as a response.", "utter_too_many"),
    ),
    "timeout": (
        ("after", "duration", "How long it waits.", "30 min", "required"),
        ("say", "wording", "What is said then.", "Are you still there?"),
        ("then", "way_out", "Where it goes.", "cancel"),
    ),
    "branch": (
        ("if", "condition", "When this branch is taken.", "slots.confirmed is Yes"),
        ("then", "next", "A step, END, or a list of steps.", "send"),
        ("else", "next", "The same, where no branch above was taken; needed.", "END"),
    ),
    "media": (
        ("link", "url", "Its public address.", "https://example.com/menu.pdf"),
        ("id", "text", "Or the id of an uploaded file.", "\"1234567890\""),
        ("filename", "text", "The name that people see.", "menu.pdf"),
    ),
    "location": (
        ("latitude", "any", "Degrees north.", "-23.5505", "required"),
        ("longitude", "any", "Degrees east.", "-46.6333", "required"),
        ("name", "text", "The name of the place.", "Café Aurora"),
        ("address", "text", "Its address.", "Rua das Flores 10"),
    ),
    "contact": (
        ("name", "text", "Who it is.", "Café Aurora", "required"),
        ("phone", "text", "The number.", '"+55 11 5550 0100"'),
        ("email", "text", "The e-mail.", "hello@example.com"),
        ("url", "url", "The web page.", "https://example.com"),
    ),
    "link_button": (
        ("label", "text", "What the button says.", "Our menu", "required"),
        ("url", "url", "What it opens.", "https://example.com/menu", "required"),
    ),
}  # fmt: skip
