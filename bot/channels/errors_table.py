"""What each of WhatsApp's error codes means for an owner, and what the sender does about it.

Source: Meta's Cloud API "Error codes" and the pages of its features, as of November 2026. Only code and details decide:
titles, HTTP status and subcodes change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["retry", "later", "never", "optout", "stop", "fix"]
Scope = Literal["message", "person", "template", "proactive", "number"]

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0


@dataclass(frozen=True, slots=True)
class Meaning:
    """One code: a sentence, and the fields of ports.Declined."""

    why: str
    verdict: Verdict
    scope: Scope = "message"
    after: float = 0.0
    tries: int = 0
    known: bool = True

    @property
    def alert(self) -> bool:
        """Whether the owner must look."""
        return self.verdict in ("stop", "fix") or not self.known


def meaning(code: int) -> Meaning:
    """Return what *code* means. A code that nobody knows is never tried again, and the owner is told."""
    found = _CODES.get(code)
    if found is not None:
        return found
    for low, high, ranged in _RANGES:
        if low <= code <= high:
            return ranged
    return Meaning(f"WhatsApp refused it with the code {code}, which this version does not know.", "never", known=False)


def _retry(why: str, scope: Scope = "message", *, after: float = 0.0, tries: int = 0) -> Meaning:
    return Meaning(why, "retry", scope, after, tries)


def _later(why: str, after: float, scope: Scope = "number", *, tries: int = 0) -> Meaning:
    return Meaning(why, "later", scope, after, tries=tries)


def _never(why: str, scope: Scope = "message") -> Meaning:
    return Meaning(why, "never", scope)


def _stop(why: str, scope: Scope = "number") -> Meaning:
    return Meaning(why, "stop", scope)


def _fix(why: str, scope: Scope = "message") -> Meaning:
    return Meaning(why, "fix", scope)


_GROUPS = _never("This is about WhatsApp groups, which the bot does not use.")
_TOKEN = _stop("The access token is wrong or has expired. Put a new one into WHATSAPP_ACCESS_TOKEN.")
_PERMISSION = _stop("The access token lacks a permission. It needs whatsapp_business_messaging for this number.")
_BUSY = _retry("WhatsApp is overloaded or has a fault.")
_LOCKED = _stop("Meta has locked or restricted the account. See Business Support Home.")

_CODES: dict[int, Meaning] = {
    0: _TOKEN,
    1: _retry("WhatsApp did not understand the request, or has a fault.", tries=2),
    2: _BUSY,
    3: _fix("The app may not do this. Check its permissions in Meta's App Dashboard.", "number"),
    4: _later("The app makes too many calls; it slows down.", 5 * MINUTE),
    10: _PERMISSION,
    33: _stop("The phone number id is wrong or was deleted. Check WHATSAPP_PHONE_NUMBER_ID."),
    100: _fix("WhatsApp does not accept a part of the message."),
    190: _TOKEN,
    368: _stop("Meta has blocked the account for a while because of policy violations."),
    80007: _later("The WhatsApp account makes too many calls; it slows down.", 5 * MINUTE),
    130403: Meaning("The business has blocked this person.", "optout", "person"),
    130429: _retry("The number sends too fast; it slows down.", "number", after=2.0),
    130472: _never("Meta keeps this person out of marketing messages for an experiment."),
    130497: _never("The account may not write to people in this country.", "person"),
    131000: _retry("WhatsApp failed for an unknown reason.", tries=3),
    131005: _stop("Access was denied. Check the permissions of the access token."),
    131008: _fix("A needed part of the message is missing."),
    131009: _fix("A value in the message is not valid."),
    131016: _BUSY,
    131020: _GROUPS,
    131021: _never("The message was addressed to the business's own number.", "person"),
    131026: _never("It cannot be delivered: not on WhatsApp, an old app, or a reason Meta keeps to itself.", "person"),
    131030: _fix(
        "The number is not on the test number's list of recipients. Add it in Meta's App Dashboard.", "person"
    ),
    131031: _LOCKED,
    131037: _stop("The display name of the number is not approved yet."),
    131041: _GROUPS,
    131042: _stop("There is a payment problem. Check the payment method in WhatsApp Manager."),
    131044: _never("There is a payment problem with calls."),
    131045: _stop("The number is not registered with a valid certificate. Register it in WhatsApp Manager."),
    131047: _never(
        "More than 24 hours have passed since the person last wrote: only a template may be sent.", "person"
    ),
    131048: _stop(
        "Too many people blocked or reported the number. Nothing proactive is sent until you resume it.", "proactive"
    ),
    131049: _later(
        "Meta held the message back so that the person does not get too much marketing.", DAY, "person", tries=2
    ),
    131050: Meaning("The person told WhatsApp to stop marketing messages from this business.", "optout", "person"),
    131051: _fix("WhatsApp does not know this type of message."),
    131052: _never("The person's file could not be fetched, or is larger than 100 MB."),
    131053: _fix("The file could not be used. Check its type and size."),
    131055: _fix("This way of sending takes marketing templates only."),
    131056: _retry("Too many messages to this person in a short time.", "person", after=4.0),
    131057: _retry("The account is under maintenance for a moment.", "number", after=MINUTE),
    131059: _GROUPS,
    131060: _never("WhatsApp does not hand this message over."),
    131062: _never("This kind of template needs the person's phone number, and only the user id is known.", "person"),
    131063: _fix("Marketing templates are switched off for this way of sending on the account.", "template"),
    131064: _stop(
        "Too many templates were in the wrong category. Meta lifts this by itself; correct them.", "proactive"
    ),
    132000: _fix("The template has a different number of placeholders."),
    132001: _fix("The template does not exist in this language, or is not approved.", "template"),
    132005: _fix("The template's text is too long with these values."),
    132007: _fix("The template's text violates a policy.", "template"),
    132008: _fix("A value for the template is not valid."),
    132012: _fix("A value for the template has the wrong format."),
    132015: _fix("Meta paused the template because of its low quality.", "template"),
    132016: _fix("Meta disabled the template for good.", "template"),
    132018: _fix("The template's values do not fit it."),
    132068: _fix("The WhatsApp form (Flow) is blocked."),
    132069: _later("The WhatsApp form (Flow) was sent too often in the last hour.", HOUR, "message"),
    133000: _fix("An earlier deregistration of the number did not finish.", "number"),
    133004: _retry("WhatsApp is not available for a moment."),
    133005: _fix("The two-step PIN is wrong.", "number"),
    133006: _stop("The number must be verified again."),
    133008: _fix("The two-step PIN was tried too often.", "number"),
    133009: _fix("The two-step PIN was tried too fast.", "number"),
    133010: _stop("The number is not registered. Register it in WhatsApp Manager."),
    133015: _later("The number was just deleted; Meta needs five minutes.", 5 * MINUTE),
    133016: _later("The number was registered too often; Meta asks for 72 hours.", 72 * HOUR),
    134011: _fix("The terms of WhatsApp Payments are not accepted."),
    134100: _fix("This way of sending takes marketing templates only.", "template"),
    134101: _later("Meta is still preparing the template.", 10 * MINUTE, "template"),
    134102: _fix("The template is not available.", "template"),
    135000: _fix("WhatsApp found an unknown problem with the values in the message."),
    137000: _never("The person's device key has changed: perhaps somebody else has the number now.", "person"),
    139100: _never("Not everybody could be put on the block list."),
    139101: _never("The block list is full."),
    139102: _retry("The block list is being changed by somebody else."),
    139103: _retry("The block list could not be changed."),
    139200: _fix("Direct Send is blocked. The bot never uses it: something else sends for this number.", "number"),
    141008: _LOCKED,
    141014: _LOCKED,
    1752041: _never("The account was already enrolled."),
    2494191: _never("Another app has this conversation."),
}
_RANGES: tuple[tuple[int, int, Meaning], ...] = (
    (200, 299, _PERMISSION),
    (131200, 131299, _GROUPS),
    (138000, 138999, _never("This is about calls, which the bot does not make.")),
    (139000, 139004, _never("This is about making WhatsApp forms (Flows).")),
    (147001, 147005, _never("This is about the business's username.")),
    (2388000, 2388999, _never("This is about creating a template.")),
    (2593107, 2593109, _never("This is about syncing with the WhatsApp Business app.")),
)

# A 4xx answer without Meta's error object comes from something in between; the status is all there is.
_STATUSES: dict[int, Meaning] = {
    401: _TOKEN,
    403: _PERMISSION,
    404: _stop("The address is not there. Check WHATSAPP_API_URL and WHATSAPP_PHONE_NUMBER_ID."),
    407: _stop("A proxy in between asks for a password."),
    408: _retry("The server waited too long for the message."),
    429: _retry("WhatsApp asks to slow down.", "number", after=MINUTE),
}


def status_meaning(status: int) -> Meaning:
    """Return what an HTTP *status* from 400 to 499 means that came without an error of WhatsApp's."""
    return _STATUSES.get(status) or _fix(f"The server refused the message with HTTP status {status}.")
