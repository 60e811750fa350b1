"""Every exception that this program raises on purpose.

The docstring of a class is the sentence that people read; ``{names}`` in it are filled from the keyword
arguments. ``code`` is for programs, ``retry`` says whether trying again can help.
"""

from __future__ import annotations

import inspect
from typing import ClassVar


class AskFirstError(Exception):
    """Something went wrong: {why}"""

    code: ClassVar[str] = "error"
    retry: ClassVar[bool] = False

    def __init__(self, **details: object) -> None:
        self.details = details
        super().__init__(inspect.cleandoc(type(self).__doc__ or "").format_map(details))


class SettingsError(AskFirstError):
    """{problems}"""

    code = "settings"


class FlowsError(AskFirstError):
    """{problems}"""

    code = "flows"


class StoreError(AskFirstError):
    """The database could not do this: {why}"""

    code = "store"


class StoreBusy(StoreError):
    """The database {path} is locked by another program. It is tried again; nothing is lost."""

    code, retry = "store_busy", True


class StoreFull(StoreError):
    """The disk that holds {path} is full. Make room; messages that were acknowledged are safe and wait."""

    code, retry = "store_full", True


class StoreForeign(StoreError):
    """{path} is not an AskFirst database ({why}). Name another file in ASKFIRST_DATABASE."""

    code = "store_foreign"


class StoreNewer(StoreError):
    """{path} was written by a newer AskFirst (schema {found}, this one knows {known}). Update AskFirst."""

    code = "store_newer"


class StoreBroken(StoreError):
    """The database {path} is damaged: {why}. Restore the last backup with `askfirst restore`."""

    code = "store_broken"


class GateClosed(StoreError):
    """The database refused the message: {why}"""

    code = "gate_closed"


class LinkError(AskFirstError):
    """{why}"""

    code = "link"


class ProofError(AskFirstError):
    """{why}"""

    code = "proof"


class ImportProblem(AskFirstError):
    """{why}"""

    code = "import"


class KeepProblem(AskFirstError):
    """{why}"""

    code = "keep"


class BadSignature(AskFirstError):
    """The request is not signed by WhatsApp with our app secret."""

    code = "bad_signature"


class BadPayload(AskFirstError):
    """The request is signed, but {why}."""

    code = "bad_payload"


class BadMessage(AskFirstError):
    """WhatsApp would not take this message: {why}"""

    code = "bad_message"


class SendError(AskFirstError):
    """The message did not leave: {why}"""

    code = "send"


class ActionError(AskFirstError):
    """The action {name} failed: {why}"""

    code = "action"


class ActionRejected(ActionError):
    """The action {name} declined to run."""

    code = "action_rejected"


class AccountError(AskFirstError):
    """This can't be done: {key}."""

    code = "account"


class TooBusy(AskFirstError):
    """Too many people sign in at this moment. Try again in a few seconds."""

    code, retry = "too_busy", True


class UnknownEvent(AskFirstError):
    """No flow starts on the event {name}; {hint}"""

    code = "unknown_event"


class BadReport(AskFirstError):
    """{why}"""

    code = "bad_report"
