"""A consent receipt as linked data: ISO/IEC TS 27560:2023 in the terms of DPV 2.3, for machines and other businesses.

After the W3C guide "Consent records and receipts with ISO 27560" (15 Feb 2026), with three corrections: what the
business ends is ``dpv:ConsentRevoked`` (the guide's ``ConsentTerminated`` does not exist); the law is
``legal-eu:law-GDPR`` (not ``eu-gdpr:GDPR``); and only the four schema IRIs that the schema itself defines are used.
No phone number, name or user id is in it: the person is a random id.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from bot.core.flow import Book, Purpose

CONTEXT = {
    "dpv": "https://w3id.org/dpv#",
    "pd": "https://w3id.org/dpv/pd#",
    "loc": "https://w3id.org/dpv/loc#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "legal-eu": "https://w3id.org/dpv/legal/eu#",
    "dct": "http://purl.org/dc/terms/",
    "schema": "https://schema.org/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "askfirst": "urn:askfirst:terms:",
}
_SCHEMA = "https://w3id.org/dpv/schema/dpv-27560#"
_STATUS: Mapping[str, str] = {
    "asked": "dpv:ConsentRequested",
    "granted": "dpv:ConsentGiven",
    "renewed": "dpv:RenewedConsentGiven",
    "refused": "dpv:ConsentRefused",
    "withdrawn": "dpv:ConsentWithdrawn",
    "expired": "dpv:ConsentExpired",
    "invalidated": "dpv:ConsentInvalidated",
    "erased": "dpv:ConsentRevoked",
    "imported": "dpv:ConsentUnknown",
}
"""Kind of ledger line -> state. ``erased`` is the business's act, therefore revoked and not withdrawn."""
_ABOUT = {"marketing": "dpv:DirectMarketing", "utility": "dpv:CommunicationForCustomerCare"}
CONTROLLER = "urn:askfirst:controller"


def receipt(proof: Mapping[str, Any], book: Book) -> dict[str, Any]:
    """Return the receipt of one person: a record for each purpose that they were ever asked about."""
    id = _uuid("receipt", proof["person"], str(proof["receipt"]))
    records = [record for rule in book.purposes.values() if (record := _record(proof, book, rule))]
    return {
        "@context": CONTEXT,
        "@id": f"urn:uuid:{id}",
        "@type": "dpv:ConsentReceipt",
        "dct:conformsTo": f"{_SCHEMA}receipt-eu-gdpr",
        "dct:identifier": id,
        "dct:created": proof["made"],
        "dct:publisher": {"@id": CONTROLLER},
        "askfirst:receipt": proof["receipt"],
        "dpv:hasRecordOfActivity": records,
    }


def _uuid(*parts: str) -> str:
    """Return the same id for the same thing each time, which tells nothing about the person."""
    return str(uuid5(NAMESPACE_URL, "urn:askfirst:" + ":".join(parts)))


def _record(proof: Mapping[str, Any], book: Book, rule: Purpose) -> dict[str, Any] | None:
    events = [each for each in proof["events"] if each["purpose"] in (rule.id, "*") and each["kind"] in _STATUS]
    if all(each["purpose"] == "*" for each in events):
        return None  # never asked about this
    id = _uuid("record", proof["person"], rule.id)
    return {
        "@id": f"urn:uuid:{id}",
        "@type": "dpv:ConsentRecord",
        "dct:conformsTo": f"{_SCHEMA}record-eu-gdpr",
        "dct:identifier": id,
        "dpv:hasDataSubject": {"@id": _person(proof), "@type": "dpv:DataSubject"},
        "dpv:hasJurisdiction": [{"@id": f"loc:{book.business.country}"}] if book.business.country else [],
        "dpv:hasApplicableLaw": [{"@id": "legal-eu:law-GDPR"}],
        "dpv:hasNotice": _notices(events, rule, book),
        "dpv:hasEntity": [_controller(book)],
        "dpv:hasProcess": [_process(rule)],
        "dpv:hasConsentStatus": _statuses(proof, events, rule),
        "askfirst:ledgerHead": proof["head"],
    }


def _person(proof: Mapping[str, Any]) -> str:
    return f"urn:askfirst:person:{proof['person']}"


def _notices(events: list[Mapping[str, Any]], rule: Purpose, book: Book) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for event in events:
        proof = event["evidence"] or {}
        digest = proof.get("notice")
        if digest and digest not in found:
            shown = proof.get("shown") or {}
            found[digest] = {
                "@id": f"urn:askfirst:notice:{rule.id}:{proof.get('language')}:{proof.get('version')}",
                "@type": "dpv:ConsentNotice",
                "dct:language": proof.get("language"),
                "dct:description": shown.get("text"),
                "askfirst:sha256": digest,
            } | ({"schema:url": book.business.privacy_url} if book.business.privacy_url else {})
    return list(found.values())


def _controller(book: Book) -> dict[str, Any]:
    told = {"dpv:hasName": book.business.name, "dpv:hasContact": book.business.contact}
    return {"@id": CONTROLLER, "@type": "dpv:DataController", **{name: value for name, value in told.items() if value}}


def _process(rule: Purpose) -> dict[str, Any]:
    return {
        "@id": f"urn:askfirst:process:{rule.id}",
        "@type": "dpv:Process",
        "dpv:hasPurpose": [{"@id": _ABOUT[rule.kind]}],
        "dct:description": _described(rule),
        "dpv:hasLegalBasis": [{"@id": "dpv:ExplicitlyExpressedConsent"}, {"@id": "eu-gdpr:A6-1-a"}],
        "dpv:hasDataController": [{"@id": CONTROLLER}],
        "dpv:hasRecipient": [{"dct:title": "Meta Platforms (WhatsApp Business Platform), processor"}],
        "dpv:hasPersonalData": [{"@id": "pd:TelephoneNumber", "dpv:hasNecessity": {"@id": "dpv:Required"}}],
        "dpv:hasProcessing": [{"@id": "dpv:Store"}, {"@id": "dpv:Transmit"}],
        "dpv:hasStorageCondition": [
            {
                "@type": "dpv:StorageDuration",
                "dpv:hasDuration": {
                    "@type": "dpv:UntilEventDuration",
                    "rdf:value": "consent withdrawn or expired, or data erased",
                },
            },
        ],
        "dpv:hasConsentControl": [
            {"@type": "dpv:WithdrawConsent", "dpv:isExercisedAt": "write STOP in this chat, in any language"},
            {"@type": "dpv:ManageConsent", "dpv:isExercisedAt": "write MY DATA in this chat"},
        ],
        "dpv:hasRight": [{"@type": "eu-gdpr:A7-3", "dpv:isExercisedAt": "write STOP in this chat"}],
    }


def _described(rule: Purpose) -> str:
    often = f", at most {rule.cap[0]} messages in {rule.cap[1] // 86400} days" if rule.cap else ""
    return f"{rule.id} ({rule.kind}) by WhatsApp{often}"


def _statuses(proof: Mapping[str, Any], events: list[Mapping[str, Any]], rule: Purpose) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    given = False
    for event in events:
        kind = "renewed" if event["kind"] == "granted" and given else event["kind"]
        given = given or kind == "granted"
        out.append(_status(proof, event, kind, rule))
    return out


def _status(proof: Mapping[str, Any], event: Mapping[str, Any], kind: str, rule: Purpose) -> dict[str, Any]:
    ours = kind in ("asked", "expired", "erased", "imported")
    told: dict[str, Any] = {
        "@type": _STATUS[kind],
        "dpv:isIndicatedAtTime": event["at"],
        "dpv:isIndicatedBy": {"@id": CONTROLLER if ours else _person(proof)},
        "askfirst:ledgerLine": f"{event['seq']}:{event['hash']}",
    }
    if kind in ("granted", "renewed"):
        told["@type"] = [_STATUS[kind], "dpv:ExplicitlyExpressedConsent"]
        if rule.expires:
            days = {"@type": "dpv:TemporalDuration", "rdf:value": f"P{rule.expires // 86400}D"}
            told["dpv:hasDuration"] = days
    method = _method(event["evidence"] or {})
    return told | ({"dpv:hasIndicationMethod": method} if method and not ours else {})


def _method(evidence: Mapping[str, Any]) -> str:
    """Say how it was expressed. What was typed stays out: people write names and numbers."""
    how = {"tap": "tap on a reply button", "typed": "typed reply"}.get(str(evidence.get("method")))
    if how is None:
        return str(evidence.get("method") or "")
    button = f" (id {evidence['button']})" if evidence.get("button") else ""
    return f"{how}{button} in WhatsApp message {evidence.get('message_id', '')}".rstrip()
