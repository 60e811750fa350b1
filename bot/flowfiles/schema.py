"""The table of keys: what may stand where, of which type, with a sentence and an example.

The checks, the JSON Schema for editors and the owner's guide are all read from here. A type is the name of a simple
type (``TYPES``), of a table, or "list of T", "map of T", "one of a|b".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from bot.flowfiles.handover_keys import HANDOVER_TABLES
from bot.flowfiles.step_keys import STEP_TABLES
from bot.flowfiles.talk_keys import TALK_TABLES
from bot.flowfiles.tell_keys import TELL_TABLES


@dataclass(frozen=True, slots=True)
class Key:
    """One key. ``later``: known and allowed, but nothing uses it yet. ``nothing``: null is a value of its own here.

    ``rasa``: Rasa's, without a meaning here; it is accepted with a warning, and ``says`` tells what to write instead.
    """

    name: str
    type: str
    says: str
    example: str = ""
    required: bool = False
    later: bool = False
    nothing: bool = False
    rasa: bool = False


TYPES: Mapping[str, str] = {
    "text": "text",
    "texts": "list of texts",
    "wording": "text, per language or in variants",
    "number": "whole number",
    "yes_no": "true or false",
    "duration": "duration, like 30 min",
    "condition": "condition",
    "url": "web address",
    "flow_name": "id of a flow",
    "target": "id of a step or a flow",
    "way_out": "id of a step, END, handover or cancel",
    "purpose_name": "id of a purpose",
    "slot_name": "name of a slot",
    "span": "time of day, from–to",
    "any": "any value",
    "texts_map": "texts by name",
    "wordings_map": "a text for each placeholder",
    "next": "id of a step, END, or a list of if / then / else",
    "media": "web address, or link and filename",
    "values": "slots and their values",
    "words": "words per language",
}

_MODEL = "it needs a model: write flows with triggers: instead"
_ELSEWHERE = "it belongs to a Rasa server, not to flow files: leave the file out"
RASA_SECTIONS: Mapping[str, str] = {
    "intents": "write triggers: with examples: in the flow that an intent should start",
    "entities": "a collect step with a type: understands numbers, dates, times, phones and e-mails",
    "nlu": "write the examples below a flow's triggers:, or as an FAQ entry",
    "rules": _MODEL,
    "stories": "write flows; a conversation to test goes into the folder talks",
    "forms": "write a flow with a collect step for each required slot",
    "session_config": "a conversation does not expire here; collect has timeout:",
    **dict.fromkeys(("recipe", "language", "pipeline", "policies", "assistant_id"), _ELSEWHERE),
    **dict.fromkeys(("tracker_store", "event_broker", "nlg", "model_groups", "lock_store"), _ELSEWHERE),
    "e2e_actions": _MODEL,
    **dict.fromkeys(("fixtures", "stub_custom_actions"), "conversations to test go into the folder talks"),
    **dict.fromkeys(
        ("rest", "socketio", "callback", "rasa", "slack", "facebook", "telegram", "mattermost", "studio_chat"),
        "the bot is on WhatsApp only: leave the file out",
    ),
}

_ROWS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "file": (
        ("version", "text", "The version of the format, as in Rasa; not used.", '"3.1"'),
        ("business", "business", "Who we are; needed once."),
        ("consent", "map of purpose", "What proactive messages are for, and the words that ask for it."),
        ("flows", "map of flow", "The conversations."),
        ("slots", "map of slot", "What is remembered of a conversation."),
        ("responses", "map of list of response", "Texts that several flows use (utter_…)."),
        ("faq", "list of faq", "Questions with one answer each."),
        ("templates", "map of template", "Approved WhatsApp templates for proactive messages."),
        ("handover", "handover", "How people take over."),
        ("words", "words", "What people write for STOP, PERSON, MENU …; -word takes one away."),
        ("actions", "texts", "Names of actions that an action server runs.", "[action_book_table]"),
        ("action_endpoint", "endpoint", "The address of a Rasa action server."),
        ("caution", "one of cautious|normal|bold", "How sure the FAQ must be before it answers.", "normal"),
        *((name, "any", cure, "", "rasa") for name, cure in RASA_SECTIONS.items()),
    ),
    "endpoint": (
        ("url", "text", "Its address.", "http://127.0.0.1:5055/webhook", "required"),
        ("token", "text", "A secret that goes along as ?token=… in the address.", "${ACTION_TOKEN}"),
        ("token_name", "text", "Another name for that parameter.", "token"),
        ("headers", "texts_map", "Headers that go along, such as a secret one.", '{X-Api-Key: "${ACTION_KEY}"}'),
        ("basic_auth", "basic_auth", "A user name and a password."),
        ("timeout", "number", "Seconds that an answer may take; 10 without it.", "10"),
        ("compress", "yes_no", "Send large bodies compressed (deflate), as Rasa can.", "true"),
        ("type", "text", "Rasa's; not used.", "", "later"),
        ("enable_selective_domain", "any", "Rasa's; not used.", "", "later"),
        ("actions_module", "text", "put the Python files into the folder actions beside the flow files", "", "rasa"),
        ("cafile", "text", "the server's certificate must be one that this machine trusts already", "", "rasa"),
        ("params", "any", "write them into the address: url: http://…/webhook?name=value", "", "rasa"),
    ),
    "basic_auth": (
        ("username", "text", "The user name.", "bot", "required"),
        ("password", "text", "The password.", "${ACTION_PASSWORD}", "required"),
    ),
    "business": (
        ("name", "text", "The name that people know.", "Café Aurora", "required"),
        ("languages", "texts", "The languages of the bot; the first is the default.", "[pt, en]", "required"),
        ("timezone", "text", "The time zone of the opening hours; UTC without it.", "America/Sao_Paulo"),
        ("country", "text", "Two letters: how numbers and dates are read.", "BR"),
        ("privacy_url", "url", "The page that says what is kept; every consent notice needs it.",
         "https://example.com/privacy"),
        ("hours", "texts_map", "Opening hours by day.", '{mon-fri: "08:00-18:00", sat: "09:00-13:00"}'),
        ("holidays", "list of holiday", "Days with hours of their own."),
        ("contact", "text", "Another way to reach a person: a phone number, an e-mail, an address.",
         "+55 11 5550 0100"),
    ),
    "holiday": (
        ("date", "text", "A day of every year (12-25) or of one year (2026-12-31).", '"12-25"', "required"),
        ("name", "text", "What it is called.", "Natal"),
        ("hours", "text", "Opening hours on that day; closed without them.", '"08:00-12:00"'),
    ),
    "purpose": (
        ("kind", "one of marketing|utility", "Which templates may be used for it.", "marketing", "required"),
        ("cap", "text", "How many messages a person gets at most.", "2 per month"),
        ("quiet_hours", "span", "When nothing is sent, in the person's own time zone.", '"21:00-08:00"'),
        ("expires", "duration", "How long a yes lasts after its last use.", "24 months"),
        ("notice", "notice", "The exact words that ask.", "", "required"),
        ("double_opt_in", "yes_no", "A second tap confirms the yes.", "false"),
    ),
    "notice": (
        ("version", "number", "A used notice can't be edited: a new text needs a new version.", "1", "required"),
        ("text", "wording", "Who asks, for what, how often, how to stop, and the link.",
         '"May {business.name} send you offers? Write STOP to end it. {business.privacy_url}"', "required"),
        ("yes", "wording", "The button that agrees.", '{en: "Yes, please"}', "required"),
        ("no", "wording", "The button that refuses; as easy as yes.", '{en: "No, thanks"}', "required"),
    ),
    "flow": (
        ("description", "wording", "What people read in menus and in \"did you mean\".", "Book a table"),
        ("name", "text", "A name for the owner's pages.", "Booking"),
        ("triggers", "list of trigger", "What starts it."),
        ("if", "condition", "It starts only where this holds; false: only by call or link.", "slots.known"),
        ("purpose", "purpose_name", "It may be started by us, for this purpose.", "reminders"),
        ("persisted_slots", "texts", "Slots that are kept after it ended.", "[order_id]"),
        ("steps", "list of step", "What happens, from top to bottom.", "", "required"),
        ("translation", "any", "Rasa's names per language.", "", "later"),
        ("metadata", "any", "Notes for your own tools; not read.", "", "later"),
        ("nlu_trigger", "any", "an intent needs a model: write triggers: with examples: in people's own words", "",
         "rasa"),
        ("always_include_in_prompt", "any", "there is no model to prompt: take the line away", "", "rasa"),
        ("run_pattern_completed", "any", "Rasa's; not used.", "", "later"),
        ("file_path", "any", "Rasa's; not used.", "", "later"),
    ),
    "trigger": (
        ("words", "texts", "The whole message is one of these.", "[book, table, reserve]"),
        ("phrases", "texts", "One of these stands in the message.", "[book a table]"),
        ("pattern", "texts", "The message matches this regular expression.", '"^order [0-9]{4}$"'),
        ("examples", "texts", "The message is near enough to one of these, as in the FAQ.",
         "[I'd like to book a table]"),
        ("payload", "texts", "A button with this id was tapped.", "book"),
        ("first_message", "yes_no", "The person's first message ever.", "true"),
        ("ad", "texts", "The person came from this ad or post (its id; any: every one).", "any"),
        ("link", "texts", "The message is the code of a wa.me link or QR code.", "table7"),
        ("media", "texts", "A picture, video, audio, document or sticker came.", "[image, document]"),
        ("location", "yes_no", "A place on the map came.", "true"),
        ("out_of_hours", "yes_no", "A message came while the business is closed.", "true"),
        ("handover_closed", "yes_no", "A person of the business gave the conversation back.", "true"),
        ("unknown", "yes_no", "Nothing else understood the message.", "true"),
        ("event", "texts", "Your shop's program reported this event (needs purpose).", "order_shipped"),
        ("data", "texts", "The slots that the event brings; without them it is refused.", "[order, parcel]"),
        ("after", "after", "So long after a flow ended or an action succeeded (needs purpose)."),
        ("every", "texts", "At this time, for everybody who agreed to the purpose, in the business's time zone.",
         "monday 09:00"),
        ("priority", "number", "Who wins where two triggers meet; the higher number.", "1"),
    ),
    "after": (
        ("flow", "flow_name", "The flow that ended as drawn; not a cancelled one.", "book_table"),
        ("action", "text", "Or the action that succeeded.", "action_book_table"),
        ("wait", "duration", "How long after it.", "2 hours"),
        ("when", "text", "Or a moment that is known by then: so long before or after a slot's day.",
         "1 day before slots.day at 10:00"),
    ),
    "faq": (
        ("id", "text", "A short name.", "opening_hours", "required"),
        ("ask", "texts", "How people ask it; several ways in each language.", "[When are you open?, opening hours]",
         "required"),
        ("answer", "wording", "The answer.", '"We are open {business.hours_text|every day}."', "required"),
        ("then", "flow_name", "A flow that is offered below the answer.", "book_table"),
        ("words", "texts", "Single words that mean this question.", "[hours]"),
        ("handover", "any", "Calls a person below the answer: true, or the name of a team.", "true"),
    ),
    "response": (
        ("text", "wording", "The text.", '"Hello!"'),
        ("condition", "condition", "Only where this holds.", "slots.visits > 1"),
        ("channel", "text", "Only on this channel.", "whatsapp"),
        ("buttons", "list of choice", "Buttons; tapping one can start a flow."),
        ("image", "url", "A picture above the text.", "https://example.com/menu.jpg"),
        ("attachment", "any", "write a say step with document:", "", "rasa"),
        ("custom", "any", "write a say step with location:, contact: or link_button:", "", "rasa"),
        ("elements", "any", "write a say step with list:", "", "rasa"),
        ("quick_replies", "any", "write buttons:", "", "rasa"),
        ("translation", "wording", "Rasa's texts per language."),
        ("metadata", "any", "Notes for your own tools; not read.", "", "later"),
        ("id", "text", "Rasa's; not used.", "", "later"),
        ("allow_interruptions", "any", "Rasa's; not used.", "", "later"),
    ),
    "slot": (
        ("type", "one of text|number|money|bool|choice|date|time|datetime|email|phone|name|location|media|list",
         "What it holds. Rasa's categorical, float and any are known too.", "number"),
        ("initial_value", "any", "Its value before anybody filled it.", "1", "nothing"),
        ("keep", "yes_no", "Kept after the flow that asked for it.", "true"),
        ("values", "texts", "The values of a choice.", "[garden, inside]"),
        ("options", "list of choice", "The values of a choice, with titles."),
        ("validation", "validation", "What is never accepted, wherever it is asked."),
        ("mappings", "any", "a slot is filled by a collect, save: or set_slots step, or by an action", "", "rasa"),
        ("influence_conversation", "any", "Rasa's; not used.", "", "later"),
        ("shared_for_coexistence", "any", "Rasa's; not used.", "", "later"),
        *((name, "any", "write validation: with rejections: such as - if: slots.amount > 10", "", "rasa")
          for name in ("min_value", "max_value")),
    ),
    "validation": (
        ("rejections", "list of rejection", "When an answer is refused, and what is said then."),
        ("refill_utter", "text", "Rasa's; not used.", "", "later"),
    ),
    "template": (
        ("category", "one of marketing|utility|authentication", "As WhatsApp approved it.", "marketing", "required"),
        ("languages", "texts", "As WhatsApp writes them.", "[pt_BR, en]"),
        ("language", "text", "The same, where there is one.", "en"),
        ("params", "any", "What fills {{1}}, {{2}} … in this order; or, for named ones, a map.", "[person.name, code]"),
        ("body", "wording", "Its text, for the simulator and the owner's page.",
         '{en: "Hello {{1}}, {{2}} is half price."}'),
        ("name", "text", "Its name at WhatsApp, where it is not the key.", "spring_offer_v2"),
    ),
    **HANDOVER_TABLES,
    **STEP_TABLES,
    **TALK_TABLES,
    **TELL_TABLES,
}  # fmt: skip


def _key(row: tuple[str, ...]) -> Key:
    name, type_, says, example, *marks = (*row, "", "")[: max(len(row), 4)]
    return Key(
        name, type_, says, example,
        required="required" in marks, later="later" in marks, nothing="nothing" in marks, rasa="rasa" in marks,
    )  # fmt: skip


TABLES: Mapping[str, tuple[Key, ...]] = {table: tuple(map(_key, rows)) for table, rows in _ROWS.items()}

STEP_KINDS = tuple(table.removeprefix("step.") for table in TABLES if table.startswith("step."))


@cache
def keys_of(table: str) -> Mapping[str, Key]:
    """Return the keys of a table by name."""
    return {key.name: key for key in TABLES[table]}
