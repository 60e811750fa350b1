"""The phone number's node: what it is, its profile, registration, blocked users, username, contact book."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.simulator.call import Call
from bot.simulator.people import Customer
from bot.simulator.post import HandshakeFailed, handshake
from bot.simulator.refusals import Refusal
from bot.simulator.simulator import Simulator

Json = dict[str, Any]


def wanted_fields(query: Mapping[str, str]) -> list[str]:
    """Return the top names of ``fields=a,b{c,d}``."""
    return [name for name in re.sub(r"\{[^{}]*\}", "", query.get("fields", "")).split(",") if name]


def pick(facts: Json, query: Mapping[str, str], node: str, silent: frozenset[str] = frozenset()) -> Json:
    """Return the fields asked for. *silent*: fields that exist and have no value here; others are refused."""
    names = wanted_fields(query)
    for name in names:
        if name not in facts and name not in silent:
            raise Refusal(100, message=f"(#100) Tried accessing nonexisting field ({name}) on node type ({node})")
    return {name: facts[name] for name in (names or facts) if name in facts} | {"id": facts["id"]}


def number_fields(sim: Simulator, query: Mapping[str, str]) -> Json:
    """Return the fields asked for of the phone number."""
    return pick(facts(sim), query, "WhatsAppBusinessPhoneNumber", _SILENT)


_SILENT = frozenset(
    {"conversational_automation", "new_name_status", "is_preverified_number", "search_visibility", "certificate",
     "eligibility_for_api_business_global_search", "new_certificate", "last_onboarded_time",
     "official_business_account", "country_code", "country_dial_code", "user_identity_change",
     "storage_configuration", "calling"}
)  # fmt: skip


def facts(sim: Simulator) -> Json:
    """Return everything about the phone number."""
    options = sim.options
    return {
        "id": options.phone_number_id,
        "verified_name": options.business_name,
        "display_phone_number": f"+{options.display_number}",
        "code_verification_status": "VERIFIED",
        "quality_rating": "GREEN",
        "quality_score": {"score": "GREEN"},
        "status": "CONNECTED" if sim.registered else "DISCONNECTED",
        "name_status": "APPROVED",
        "account_mode": "LIVE",
        "platform_type": "CLOUD_API",
        "throughput": {"level": "STANDARD"},
        "messaging_limit_tier": "TIER_2K",
        "whatsapp_business_manager_messaging_limit": "TIER_2K",
        "is_official_business_account": False,
        "is_pin_enabled": False,
        "is_on_biz_app": options.coexistence,
        "username": sim.username,
        "webhook_configuration": {"phone_number": sim.deliveries.url},
        "health_status": {"can_send_message": "AVAILABLE", "entities": []},
    }


def _get(sim: Simulator, call: Call) -> Json:
    everything = facts(sim)
    if wanted_fields(call.query):
        return number_fields(sim, call.query)
    usual = ("verified_name", "code_verification_status", "display_phone_number", "quality_rating", "platform_type")
    return {**{key: everything[key] for key in (*usual, "throughput")}, "id": everything["id"]}


def subscribe(sim: Simulator, uri: str, token: str) -> None:
    """Send webhooks to *uri* from now on, once it has answered Meta's GET."""
    if uri:
        try:
            handshake(uri, token, "1158201444")
        except HandshakeFailed as problem:
            text = f"(#2200) Callback verification failed with the following errors: {problem}"
            raise Refusal(2200, message=text) from None
    sim.deliveries.url = uri or sim.options.webhook_url


def _configure(sim: Simulator, call: Call) -> Json:
    told = call.body.get("webhook_configuration")
    if isinstance(told, dict):
        subscribe(sim, str(told.get("override_callback_uri", "")), str(told.get("verify_token", "")))
    return {"success": True}


def _register(sim: Simulator, call: Call) -> Json:
    sim.registered = True
    return {"success": True}


def _deregister(sim: Simulator, call: Call) -> Json:
    sim.registered = False
    return {"success": True}


def _fine(sim: Simulator, call: Call) -> Json:
    return {"success": True}


def _profile(sim: Simulator, call: Call) -> Json:
    profile = {"messaging_product": "whatsapp", "about": sim.options.business_name, "description": "", "address": "",
               "email": "", "vertical": "OTHER", "websites": []}  # fmt: skip
    names = wanted_fields(call.query)
    return {"data": [{key: value for key, value in profile.items() if not names or key in names}]}


def _blocked(sim: Simulator, call: Call) -> Json:
    with sim.lock:
        users = [_identity(sim, one) for one in sim.people.customers.values() if one.blocked]
    every = [{"messaging_product": "whatsapp", "input": one.get("wa_id", one["user_id"]), **one} for one in users]
    return {"data": every, "paging": {"cursors": {}}}


def _identity(sim: Simulator, customer: Customer) -> Json:
    phone = {"wa_id": customer.phone} if customer.shows_phone(sim.clock.now()) else {}
    return {**phone, "user_id": customer.bsuid}


def _set_blocked(sim: Simulator, call: Call, on: bool) -> Json:
    """Block or unblock; only who wrote within 24 hours can be blocked."""
    done, failed = [], []
    with sim.lock:
        for one in call.body.get("block_users") or ():
            given = str(one.get("user") or one.get("user_id") or "")
            customer = sim.people.find(given)
            if customer is None or (on and sim.clock.now() >= customer.window_until()):
                failed.append(
                    {"input": given, "errors": [{"code": 139100, "message": "The user did not write in 24 hours"}]}
                )
                continue
            customer.blocked = on
            sim.tell_customer(customer)
            done.append({"input": given, **_identity(sim, customer)})
    if failed and not done:
        raise Refusal(139100, "No user was changed: they are unknown, or did not write in the last 24 hours.")
    told: Json = {"added_users" if on else "removed_users": done}
    return {"messaging_product": "whatsapp", "block_users": told | ({"failed_users": failed} if failed else {})}


def _block(sim: Simulator, call: Call) -> Json:
    return _set_blocked(sim, call, on=True)


def _unblock(sim: Simulator, call: Call) -> Json:
    return _set_blocked(sim, call, on=False)


def _username(sim: Simulator, call: Call) -> Json:
    return {"username": sim.username, "status": "approved"} if sim.username else {}


def _take_username(sim: Simulator, call: Call) -> Json:
    wanted = str(call.body.get("username", ""))
    if not re.fullmatch(r"[a-z0-9._]{3,35}", wanted):
        raise Refusal(100, message="(#100) Usernames have 3 to 35 of a-z, 0-9, dot and underscore.")
    if any(one.username == wanted for one in sim.people.customers.values()):
        raise Refusal(147001, f"The username {wanted} is not available.")
    sim.username = wanted
    return {"status": "approved"}


def _drop_username(sim: Simulator, call: Call) -> Json:
    sim.username = ""
    return {"success": True}


def _suggestions(sim: Simulator, call: Call) -> Json:
    base = re.sub(r"[^a-z0-9]+", "", sim.options.business_name.lower()) or "business"
    return {"data": [{"username_suggestions": [base, f"{base}.shop", f"{base}.chat"]}]}


def _contact_book(sim: Simulator, call: Call) -> Json:
    with sim.lock:
        customer = sim.people.find(str(call.query.get("bsuid") or call.body.get("bsuid") or "?"))
        deleted = bool(customer and customer.in_contact_book)
        if customer and deleted:
            customer.in_contact_book = False
            sim.tell_customer(customer)
    return {"messaging_product": "whatsapp", "success": True, "deleted": deleted}


HANDLERS: dict[tuple[str, str, str], Callable[[Simulator, Call], Json]] = {
    ("GET", "number", ""): _get,
    ("POST", "number", ""): _configure,
    ("POST", "number", "register"): _register,
    ("POST", "number", "deregister"): _deregister,
    ("POST", "number", "request_code"): _fine,
    ("POST", "number", "verify_code"): _fine,
    ("GET", "number", "whatsapp_business_profile"): _profile,
    ("POST", "number", "whatsapp_business_profile"): _fine,
    ("GET", "number", "block_users"): _blocked,
    ("POST", "number", "block_users"): _block,
    ("DELETE", "number", "block_users"): _unblock,
    ("GET", "number", "username"): _username,
    ("POST", "number", "username"): _take_username,
    ("DELETE", "number", "username"): _drop_username,
    ("GET", "number", "username_suggestions"): _suggestions,
    ("DELETE", "number", "contact_book"): _contact_book,
}
