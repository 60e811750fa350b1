"""The account's node: its numbers, message templates, subscribed apps, and the token's own questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.simulator import webhooks
from bot.simulator.call import Call
from bot.simulator.number import number_fields, pick, subscribe
from bot.simulator.refusals import Refusal
from bot.simulator.simulator import Simulator

Json = dict[str, Any]
_ACCOUNT_SILENT = frozenset(
    {"is_enabled_for_insights", "marketing_messages_lite_api_status", "marketing_messages_onboarding_status",
     "on_behalf_of_business_info", "owner_business_info", "subscribed_apps", "disable_marketing_messages_on_cloud_api",
     "primary_funding_id", "purchase_order_number"}
)  # fmt: skip
_TEMPLATE_SILENT = frozenset(
    {"message_send_ttl_seconds", "correct_category", "previous_category", "cta_url_link_tracking_opted_out",
     "sub_category", "degrees_of_freedom_spec", "library_template_name"}
)  # fmt: skip
APP = {"id": "333000333000333", "name": "Simulated app"}


def _account(sim: Simulator, call: Call) -> Json:
    told: Json = {
        "id": sim.options.waba_id,
        "name": sim.options.business_name,
        "currency": "EUR",
        "timezone_id": "1",
        "message_template_namespace": "simulated_namespace",
        "account_review_status": "APPROVED",
        "business_verification_status": "verified",
        "ownership_type": "SELF",
        "country": "US",
        "status": "ACTIVE",
        "health_status": {"can_send_message": "AVAILABLE", "entities": []},
    }
    return pick(told, call.query, "WhatsAppBusinessAccount", _ACCOUNT_SILENT)


def _numbers(sim: Simulator, call: Call) -> Json:
    return {"data": [number_fields(sim, call.query)], "paging": _cursors()}


def _cursors() -> Json:
    return {"cursors": {"before": "MAZDZD", "after": "MjQZD"}}


def _templates(sim: Simulator, call: Call) -> Json:
    with sim.lock:
        every = sim.templates.all()
    asked = {key: call.query[key] for key in ("name", "status", "category", "language") if call.query.get(key)}
    found = [one for one in every if all(str(one[key]).lower() == value.lower() for key, value in asked.items())]
    told: Json = {"data": [_fields(one, call) for one in found], "paging": _cursors()}
    if call.query.get("summary"):
        counts = {"total_count": len(every), "message_template_count": len(every), "message_template_limit": 250}
        told["summary"] = {**counts, "are_translations_complete": True}
    return told


def _fields(template: Json, call: Call) -> Json:
    told = {**template, "quality_score": {"score": "GREEN", "date": 1_767_225_600}, "rejected_reason": "NONE"}
    return pick(told, call.query, "MessageTemplate", _TEMPLATE_SILENT)


def _add_template(sim: Simulator, call: Call) -> Json:
    """Approve at once, and say so by webhook."""
    with sim.lock:
        given = {key: value for key, value in call.body.items() if key not in ("id", "status")}
        if any(one["language"] == str(given.get("language")) for one in sim.templates.named(str(given.get("name")))):
            raise Refusal(100, message="(#100) Invalid parameter", subcode=2388024)
        template = sim.templates.add(given)
        tell_template(sim, template, "message_template_status_update", {"event": "APPROVED", "reason": "NONE"})
    return {key: template[key] for key in ("id", "status", "category")}


def tell_template(sim: Simulator, template: Json, field: str, more: Json) -> None:
    """Send a webhook about a template. The caller holds the lock."""
    value = {
        **more,
        "message_template_id": int(template["id"]),
        "message_template_name": template["name"],
        "message_template_language": template["language"].replace("_", "-"),
    }
    if field == "message_template_status_update":
        value["message_template_category"] = template["category"]
    payload = webhooks.account(sim.options, field, value, sim.clock.now())
    sim.deliveries.post(payload, lane="account", label=field)
    sim.changed()
    sim.hub.tell("templates")


def _drop_template(sim: Simulator, call: Call) -> Json:
    name = str(call.query.get("name") or call.body.get("name") or "")
    with sim.lock:
        if not sim.templates.remove(name):
            raise Refusal(100, message=f"(#100) There is no message template named {name!r}.")
        sim.changed()
    return {"success": True}


def _template(sim: Simulator, call: Call) -> Json:
    template = sim.templates.by_id(call.node) or {}
    return _fields(template, call)


def _change_template(sim: Simulator, call: Call) -> Json:
    with sim.lock:
        template = sim.templates.by_id(call.node) or {}
        sim.templates.add({**template, **{k: v for k, v in call.body.items() if k in ("components", "category")}})
        sim.changed()
    return {"success": True}


def _unpause(sim: Simulator, call: Call) -> Json:
    with sim.lock:
        template = sim.templates.by_id(call.node) or {}
        if template.get("status") == "PAUSED":
            template["status"] = "APPROVED"
            tell_template(sim, template, "message_template_status_update", {"event": "APPROVED", "reason": "NONE"})
            return {"success": True}
    return {"success": False, "reason": "The template is not paused."}


def _apps(sim: Simulator, call: Call) -> Json:
    if not sim.deliveries.subscribed:
        return {"data": []}
    app = {**APP, "link": "https://www.facebook.com/games/?app_id=333000333000333"}
    return {"data": [{"whatsapp_business_api_data": app, "override_callback_uri": sim.deliveries.url}]}


def _subscribe(sim: Simulator, call: Call) -> Json:
    if call.body.get("override_callback_uri"):
        subscribe(sim, str(call.body["override_callback_uri"]), str(call.body.get("verify_token", "")))
    sim.deliveries.subscribed = True
    return {"success": True}


def _unsubscribe(sim: Simulator, call: Call) -> Json:
    sim.deliveries.subscribed = False
    return {"success": True}


def _subscriptions(sim: Simulator, call: Call) -> Json:
    """Set the app's callback address (POST /<app>/subscriptions)."""
    given = {**call.query, **call.body}
    subscribe(sim, str(given.get("callback_url", "")), str(given.get("verify_token", "")))
    return {"success": True}


def _me(sim: Simulator, call: Call) -> Json:
    return {"id": "122000122000122", "name": "Simulated system user"}


def _app_token(sim: Simulator, call: Call) -> Json:
    if call.query.get("client_secret") != sim.options.app_secret:
        raise Refusal(1, message="Error validating client secret.")
    return {"access_token": f"app|{sim.options.app_secret}", "token_type": "bearer"}


def _debug_token(sim: Simulator, call: Call) -> Json:
    good = call.query.get("input_token") == sim.options.token
    scopes = ["whatsapp_business_management", "whatsapp_business_messaging"]
    told = {"app_id": APP["id"], "application": APP["name"], "type": "SYSTEM_USER", "is_valid": good, "expires_at": 0}
    return {"data": {**told, "scopes": scopes if good else []}}


HANDLERS: dict[tuple[str, str, str], Callable[[Simulator, Call], Json]] = {
    ("GET", "account", ""): _account,
    ("GET", "account", "phone_numbers"): _numbers,
    ("GET", "account", "message_templates"): _templates,
    ("POST", "account", "message_templates"): _add_template,
    ("DELETE", "account", "message_templates"): _drop_template,
    ("GET", "account", "subscribed_apps"): _apps,
    ("POST", "account", "subscribed_apps"): _subscribe,
    ("DELETE", "account", "subscribed_apps"): _unsubscribe,
    ("GET", "template", ""): _template,
    ("POST", "template", ""): _change_template,
    ("POST", "template", "unpause"): _unpause,
    ("POST", "", "subscriptions"): _subscriptions,
    ("GET", "me", ""): _me,
    ("GET", "oauth", "access_token"): _app_token,
    ("GET", "debug_token", ""): _debug_token,
}
