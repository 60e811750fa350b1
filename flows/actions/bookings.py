"""An example action, exactly as rasa-sdk wants it: it runs inside the bot, or on a Rasa action server."""

import hashlib

from rasa_sdk import Action
from rasa_sdk.events import SlotSet


class BookTable(Action):
    """Book the table. Put the call to your own booking system here; raise an error where it fails."""

    def name(self):
        return "action_book_table"

    def run(self, dispatcher, tracker, domain):
        wish = "|".join(str(tracker.get_slot(slot)) for slot in ("party_size", "day", "hour", "area"))
        code = hashlib.sha256(f"{tracker.sender_id}|{wish}".encode()).hexdigest()[:6].upper()
        return [SlotSet("booking_code", f"AU-{code}")]
