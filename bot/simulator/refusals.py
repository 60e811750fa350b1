"""Meta's refusals: code, HTTP status, title and the error body (error codes of November 2026)."""

from __future__ import annotations

import secrets
from typing import Any

TITLES: dict[int, tuple[int, str]] = {
    0: (401, "AuthException"),
    1: (400, "API Unknown"),
    2: (503, "API Service"),
    3: (500, "API Method"),
    4: (400, "API Too Many Calls"),
    10: (403, "Permission Denied"),
    33: (400, "Parameter value is not valid"),
    100: (400, "Invalid parameter"),
    190: (401, "Access token has expired"),
    368: (403, "Temporarily blocked for policies violations"),
    2200: (400, "Callback verification failed"),
    2500: (400, "Unknown path components"),
    80007: (400, "Rate limit issues"),
    130403: (400, "User is blocked by the business"),
    130429: (400, "Rate limit hit"),
    130472: (400, "User's number is part of an experiment"),
    130497: (403, "Business account is restricted from messaging users in this country."),
    131000: (500, "Something went wrong"),
    131005: (403, "Access denied"),
    131008: (400, "Required parameter is missing"),
    131009: (400, "Parameter value is not valid"),
    131016: (500, "Service unavailable"),
    131021: (400, "Recipient cannot be sender"),
    131026: (400, "Message Undeliverable."),
    131030: (400, "Recipient phone number not in allowed list"),
    131031: (403, "Account has been locked"),
    131037: (400, "WhatsApp provided number needs display name approval before message can be sent."),
    131042: (400, "Business eligibility payment issue"),
    131045: (500, "Incorrect certificate"),
    131047: (400, "Re-engagement message"),
    131048: (400, "Spam rate limit hit"),
    131049: (400, "Meta chose not to deliver."),
    131050: (400, "Unable to deliver the message. This recipient has chosen to stop receiving marketing messages"),
    131051: (400, "Unsupported message type"),
    131052: (400, "Media download error"),
    131053: (400, "Media upload error"),
    131055: (400, "Method not allowed"),
    131056: (400, "(Business Account, Consumer Account) pair rate limit hit"),
    131057: (500, "Account in maintenance mode"),
    131062: (400, "Business-scoped user ID recipients are not supported for this message"),
    131063: (400, "Marketing templates are disabled for Cloud API"),
    131064: (400, "Template misclassification limit reached"),
    132000: (400, "Number of parameters does not match the expected number of params"),
    132001: (404, "Template name does not exist in the translation"),
    132005: (400, "Translated text too long"),
    132007: (400, "Template format character policy violated"),
    132008: (400, "Parameter value is not valid"),
    132012: (400, "Parameter format does not match format in the created template"),
    132015: (400, "Template is paused"),
    132016: (400, "Template is disabled"),
    132018: (400, "There is an issue with the parameters in your template"),
    132068: (400, "Flow is blocked"),
    132069: (400, "Flow is throttled"),
    133004: (503, "Server temporarily unavailable"),
    133006: (400, "Phone number needs to be verified"),
    133010: (400, "Phone number not registered"),
    135000: (400, "Generic user error"),
    137000: (400, "Recipient identity key hash mismatch"),
    139100: (400, "Failed to block/unblock some users"),
    139200: (400, "Direct Send is blocked"),
    147001: (400, "Username is not available"),
}
HREF = "/documentation/business-messaging/whatsapp/support/error-codes"


class Refusal(Exception):
    """The API refuses. *details* is the sentence under ``error_data``."""

    def __init__(self, code: int, details: str = "", *, message: str = "", subcode: int = 0) -> None:
        super().__init__(f"{code}: {details or message}")
        self.code = code
        self.details = details
        self.subcode = subcode
        self.status, title = TITLES.get(code, (400, "Unknown error"))
        self.title = title
        self.message = message or f"(#{code}) {title}"

    def body(self) -> dict[str, Any]:
        """Return the error body as the Graph API writes it."""
        error: dict[str, Any] = {"message": self.message, "type": "OAuthException", "code": self.code}
        if self.details:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        if self.subcode:
            error["error_subcode"] = self.subcode
        return {"error": {**error, "fbtrace_id": "A" + secrets.token_urlsafe(16)}}

    def in_status(self) -> dict[str, Any]:
        """Return the error as a ``failed`` status carries it."""
        text = self.title
        return {
            "code": self.code,
            "title": text,
            "message": text,
            "error_data": {"details": self.details or text},
            "href": HREF,
        }


def too_late() -> Refusal:
    """The 24-hour window is closed."""
    return Refusal(131047, "More than 24 hours have passed since the recipient last replied to the sender number.")


def undeliverable() -> Refusal:
    """Meta does not say why."""
    return Refusal(131026, "Message Undeliverable.")
