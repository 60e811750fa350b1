"""An action for each thing that rasa-sdk lets an action do. Runs in the bot, and on a real action server."""

import datetime

from rasa_sdk import Action
from rasa_sdk import events as ev
from rasa_sdk.interfaces import ActionExecutionRejection, ActionMissingDomainException

WHEN = datetime.datetime(2026, 1, 6, 9, 0, tzinfo=datetime.UTC)


class Kind(Action):
    """Base: ``does`` is what it returns, ``says`` what it utters."""

    does = ()
    says = ()

    def run(self, dispatcher, tracker, domain):
        for said in self.says:
            dispatcher.utter_message(**said)
        return list(self.does)


def kind(called, *does, says=()):
    names = {"name": lambda self: called, "does": does, "says": says, "__module__": __name__}
    globals()[called] = type(called, (Kind,), names)  # the SDK hands its classes to another process by name


Kind.name = lambda self: "action_nothing"

kind("action_slots", ev.SlotSet("a", 1), ev.SlotSet("b", [1, {"c": None}]), ev.SlotSet("gone", None))
kind("action_reset", ev.SlotSet("a", 1), ev.AllSlotsReset(), ev.SlotSet("b", 2))
kind("action_follow", ev.FollowupAction("book_table"))
kind("action_listens", ev.FollowupAction("action_listen"))
kind("action_restarts", ev.SlotSet("a", 1), ev.FollowupAction("x"), ev.Restarted(), ev.SlotSet("b", 2))
kind("action_follows_restart", ev.FollowupAction("action_restart"))
kind("action_session", ev.SessionStarted())
kind("action_session_ended", ev.SessionEnded())
kind("action_pause", ev.ConversationPaused())
kind("action_resume", ev.ConversationPaused(), ev.ConversationResumed())
kind("action_revert", ev.UserUtteranceReverted())
kind("action_undo", ev.ActionReverted())
kind("action_loop", ev.ActiveLoop("book_table"))
kind("action_no_loop", ev.ActiveLoop(None))
kind("action_remind", ev.ReminderScheduled("book_table", WHEN, name="soon", kill_on_user_message=False))
kind("action_remind_with", ev.ReminderScheduled("book_table", WHEN, entities={"a": "b"}))
kind("action_forget", ev.ReminderCancelled(name="soon"))
kind("action_bot", ev.BotUttered("Said as an event", {"buttons": [{"title": "Ok", "payload": "/ok"}]}))
kind("action_user", ev.UserUttered("I never wrote this"))
kind("action_agent", ev.AgentUttered("I am a person"))
kind("action_executed", ev.ActionExecuted("action_other"))
kind("action_export", ev.StoryExported())
kind("action_interrupted", ev.LoopInterrupted(True))
kind("action_event_rejected", ev.ActionExecutionRejected("action_event_rejected"))
kind("action_strange", {"event": "moonrise"})
kind(
    "action_says",
    says=(
        {"text": "Plain"},
        {"text": "With buttons", "buttons": [{"title": "Yes", "payload": "/yes"}, {"title": "No"}]},
        {"image": "https://example.com/a.jpg", "text": "A picture"},
        {"attachment": "https://example.com/menu.pdf"},
        {"attachment": {"type": "video", "payload": {"src": "https://example.com/v"}}},
        {"attachment": "no address"},
        {"response": "utter_booked", "code": "A1", "many": 3},
        {"json_message": {"location": {"latitude": 1.5, "longitude": "2.5", "name": "Here"}}},
        {"json_message": {"contact": {"name": "Eva", "phone": "+49 30 5550100"}}},
        {"json_message": {"link_button": {"label": "Menu", "url": "https://example.com/m"}}, "text": "Look"},
        {"json_message": {"document": {"link": "https://example.com/x", "filename": "x.pdf"}}},
        {"json_message": {"blocks": [1]}},
        {"elements": [{"title": "Cake", "subtitle": "Sweet", "image_url": "https://example.com/c.png",
                       "buttons": [{"title": "Take it", "payload": "/cake"}, {"title": "Web", "url": "https://e.com"}]}]},
    ),
)  # fmt: skip


class Echo(Action):
    """Returns what it was given, so that a test can look at the whole call."""

    def name(self):
        return "action_echo"

    def run(self, dispatcher, tracker, domain):
        state = tracker.current_state()
        return [
            ev.SlotSet("state", state),
            ev.SlotSet("channel", tracker.get_latest_input_channel()),
            ev.SlotSet("applied", [event["event"] for event in tracker.applied_events()]),
            ev.SlotSet("candidates", tracker.slots_to_validate()),
            ev.SlotSet("domain", domain),
        ]


class Declines(Action):
    def name(self):
        return "action_declines"

    def run(self, dispatcher, tracker, domain):
        raise ActionExecutionRejection(self.name(), "not for 4915550100")


class Fails(Action):
    def name(self):
        return "action_fails"

    def run(self, dispatcher, tracker, domain):
        raise ValueError(f"no place for {tracker.sender_id}")


class Wants(Action):
    """Asks for the domain although it came: what a server of another kind may do."""

    def name(self):
        return "action_wants_domain"

    def run(self, dispatcher, tracker, domain):
        raise ActionMissingDomainException(self.name())


class Slow(Action):
    def name(self):
        return "action_slow"

    async def run(self, dispatcher, tracker, domain):
        import asyncio

        await asyncio.sleep(30)


class Async(Action):
    def name(self):
        return "action_async"

    async def run(self, dispatcher, tracker, domain):
        await dispatcher.stream_start()
        await dispatcher.stream_chunk(text="in ")
        await dispatcher.stream_chunk(text="pieces")
        await dispatcher.stream_end()


class NotJson(Action):
    def name(self):
        return "action_not_json"

    def run(self, dispatcher, tracker, domain):
        return [ev.SlotSet("x", {1, 2})]
