"""Meta's Cloud API: the channel of real customers."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from bot.channels import cloud_in, cloud_out, outcomes
from bot.channels.cloud_json import mapping, sequence, text
from bot.channels.http import CONNECT_TIMEOUT, READ_TIMEOUT, Http, Lost
from bot.channels.signatures import check_sha256, same
from bot.core.consent import Cleared
from bot.core.incoming import Item
from bot.core.limits import file_problems
from bot.errors import BadMessage
from bot.ports import Accepted, Address, Declined, Reply, Request, Unsure

log = logging.getLogger("askfirst.meta")

MAX_MEDIA = 100 * 1024 * 1024
MAX_PAGES = 60
"""Pages of 100 templates; an account can have 6,000."""

_NUMBER_FIELDS = "id,display_phone_number,verified_name,quality_rating,name_status,status,throughput,platform_type"
_TEMPLATE_FIELDS = "id,name,language,status,category,quality_score,parameter_format,components"
_MEDIA_HOSTS = (".fbsbx.com", ".facebook.com", ".fbcdn.net", ".whatsapp.net", ".whatsapp.com")


class Meta:
    """One number at Meta. Implements ports.Channel; threads may share it. ``numbers``: the ids that are ours."""

    name = "meta"

    def __init__(
        self,
        *,
        api_url: str,
        token: str,
        app_secrets: tuple[str, ...],
        verify_token: str,
        phone_number_id: str,
        waba_id: str = "",
        threads: int = 16,
        connect_timeout: float = CONNECT_TIMEOUT,
        read_timeout: float = READ_TIMEOUT,
    ) -> None:
        self.numbers = (phone_number_id,)
        self._secrets, self._verify_token = app_secrets, verify_token
        self._number, self._waba = quote(phone_number_id, safe=""), quote(waba_id, safe="")
        self._http = Http(api_url, token, threads=threads, connect=connect_timeout, read=read_timeout)

    # ---- in

    def verify(self, request: Request) -> None:
        """Raise BadSignature unless the raw body is signed with one of our app secrets."""
        check_sha256(request.body, request.headers.get("x-hub-signature-256", ""), self._secrets)

    def handshake(self, request: Request) -> Reply:
        """Answer Meta's GET: the challenge as plain text where the verify token is ours, 403 otherwise."""
        query = request.query
        known = same(self._verify_token, query.get("hub.verify_token", ""))
        if known and query.get("hub.mode") == "subscribe":
            return Reply(200, query.get("hub.challenge", ""), headers={"X-Content-Type-Options": "nosniff"})
        return Reply(403, "The verify token is not the one in WHATSAPP_VERIFY_TOKEN.")

    def parse(self, body: bytes) -> tuple[Item, ...]:
        """Return every event of the body, in order. Raise BadPayload where it is not WhatsApp's."""
        return cloud_in.parse(body)

    # ---- out

    def send(self, cleared: Cleared, to: Address, reference: str) -> Accepted | Declined | Unsure:
        """Hand one message to Meta. Raise BadMessage, and send nothing, where it breaks a limit."""
        body = cloud_out.request(cleared.draft.message, to, reference)
        return outcomes.sent(self._http.post(f"/{self._number}/messages", body))

    def mark_read(self, message_id: str, *, typing: bool = False) -> None:
        """Blue ticks, and the typing bubble for 25 seconds or until the answer; a failure is only logged."""
        body = cloud_out.read_mark(message_id, typing=typing)
        told = outcomes.result(self._http.post(f"/{self._number}/messages", body))
        if isinstance(told, Declined | Unsure):
            log.info("A message could not be marked as read: %s", told.why)

    # ---- files

    def upload_media(self, content: bytes | Path, mime: str, filename: str = "") -> str | Declined | Unsure:
        """Give Meta a file; return its id, which is good for 30 days. Raise BadMessage where it is too large."""
        data = content.read_bytes() if isinstance(content, Path) else content
        name = filename or (content.name if isinstance(content, Path) else "file")
        if wrong := file_problems(mime, len(data)):
            raise BadMessage(why=" ".join(wrong))
        fields = {"messaging_product": "whatsapp", "type": mime}
        told = outcomes.result(self._http.upload(f"/{self._number}/media", fields, (name, data, mime)))
        if isinstance(told, Declined | Unsure):
            return told
        return text(told.get("id")) or Unsure("WhatsApp's answer names no file")

    def download_media(self, media_id: str, *, cap: int = MAX_MEDIA) -> bytes | Declined | Unsure:
        """Fetch a file that a person sent, not more than *cap* bytes of it."""
        told = outcomes.result(self._http.get(f"/{quote(media_id, safe='')}"))
        if isinstance(told, Declined | Unsure):
            return told
        url = text(told.get("url"))
        if not self._may_have_token(url):
            return Declined(0, "WhatsApp named an address for the file that is not Meta's.", "never")
        answer = self._http.get(url, cap=cap)
        if isinstance(answer, Lost):
            return Unsure(f"The file could not be fetched: {answer.why}.")
        if answer.status != 200:
            return Declined(answer.status, f"The file could not be fetched (HTTP status {answer.status}).", "never")
        return answer.body

    def _may_have_token(self, url: str) -> bool:
        """Whether our access token may go to *url*: Meta's hosts by https, or the very server that we send to."""
        try:
            asked, ours = urlsplit(url), urlsplit(self._http.base_url)
        except ValueError:
            return False
        if (asked.scheme, asked.netloc) == (ours.scheme, ours.netloc):
            return True
        plain = "\\" not in url and "@" not in asked.netloc  # readings of such addresses differ
        return asked.scheme == "https" and plain and (asked.hostname or "").endswith(_MEDIA_HOSTS)

    # ---- looking

    def check(self) -> dict[str, Any] | Declined | Unsure:
        """Return what Meta knows of our number: verified_name, quality_rating, status …"""
        return outcomes.result(self._http.get(f"/{self._number}", {"fields": _NUMBER_FIELDS}))

    def list_templates(self) -> tuple[dict[str, Any], ...] | Declined | Unsure:
        """Return all message templates of the account: name, language, status, category, components."""
        if not self._waba:
            return Declined(0, "WHATSAPP_BUSINESS_ACCOUNT_ID is not set.", "fix")
        found: list[dict[str, Any]] = []
        params = {"fields": _TEMPLATE_FIELDS, "limit": "100"}
        for _ in range(MAX_PAGES):
            told = outcomes.result(self._http.get(f"/{self._waba}/message_templates", params))
            if isinstance(told, Declined | Unsure):
                return told
            found.extend(item for item in sequence(told.get("data")) if isinstance(item, dict))
            paging = mapping(told.get("paging"))
            after = text(mapping(paging.get("cursors")).get("after"))
            if not after or not paging.get("next"):
                break
            params["after"] = after
        return tuple(found)

    def close(self) -> None:
        """Close idle connections."""
        self._http.close()
