"""POST …/messages: who gets it, whether Meta takes it, and what it answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.simulator import progress
from bot.simulator.bodies import check_body
from bot.simulator.countries import calling_code
from bot.simulator.people import Customer, Message, digits, wamid
from bot.simulator.refusals import Refusal, too_late, undeliverable
from bot.simulator.shapes import Keys, OneOf, Text
from bot.simulator.shown import shown, template_shown

if TYPE_CHECKING:
    from bot.simulator.simulator import Simulator

_BSUID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")
_READ = Keys(
    {"messaging_product": OneOf(("whatsapp",)), "status": OneOf(("read",)), "message_id": Text(300)},
    {"typing_indicator": Keys({"type": OneOf(("text",))})},
)
TYPING_SECONDS = 25
READABLE = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Target:
    """Where a message goes. *given* as the request wrote it; *customer* None: nobody has this number."""

    given: str
    address: str
    by_phone: bool
    customer: Customer | None


@dataclass(frozen=True, slots=True)
class Letter:
    """A checked message. *template*: the approved template that it fills."""

    kind: str
    content: Any
    shown: dict[str, Any]
    template: Mapping[str, Any] | None = None


def send(sim: Simulator, body: Any, *, marketing_only: bool = False) -> dict[str, Any]:
    """Take one message, or raise Refusal. The caller holds the lock."""
    kind, content = check_body(body)
    target = _target(sim, body)
    if not sim.limits.throughput_left(sim.clock.now()):
        raise Refusal(130429, "Cloud API message throughput has been reached.")
    letter = _letter(sim, kind, content)
    if marketing_only and (not letter.template or letter.template["category"] != "MARKETING"):
        raise Refusal(131055, "Only marketing templates may be sent here.")
    _allowed(sim, target, letter)
    message = _keep(sim, body, target, letter)
    hold = sim.faults.strike("hold") if letter.template else None
    progress.begin(sim, message, _failure(sim, target, letter), hold.seconds if hold else 0.0)
    sim.tell_message(message)
    return _answer(target, message, letter, held=bool(hold))


def mark_read(sim: Simulator, body: dict[str, Any]) -> dict[str, Any]:
    """Take a read mark, with or without a typing indicator. The caller holds the lock."""
    _READ.check(body, "message")
    message = _theirs(sim, body["message_id"])
    customer = sim.people.customers[message.customer]
    for one in sim.people.of(customer.id):
        if one.author == "customer" and one.seq <= message.seq and one.status in ("sent", "delivered"):
            one.status = "read"
            sim.tell_message(one)
    if body.get("typing_indicator"):
        customer.typing_until = sim.clock.now() + TYPING_SECONDS
        sim.hub.tell("typing", customer=customer.id, seconds=TYPING_SECONDS)
    return {"success": True}


def _theirs(sim: Simulator, message_id: str) -> Message:
    message = sim.people.messages.get(message_id)
    if message is None or message.author != "customer" or sim.clock.now() - message.at > READABLE:
        raise Refusal(131009, f"Message ID {message_id} is not a message that was received in the last 30 days.")
    return message


def _target(sim: Simulator, body: Mapping[str, Any]) -> Target:
    if body.get("to"):  # with both, "to" wins
        number = _number(sim, body["to"])
        return Target(body["to"], number, by_phone=True, customer=sim.people.find(number))
    if body.get("recipient"):
        address = body["recipient"]
        if not _BSUID.fullmatch(address):
            raise Refusal(131009, f"The recipient {address!r} is not a business-scoped user ID.")
        return Target(address, address, by_phone=False, customer=sim.people.find(address))
    raise Refusal(131008, "Either 'to' or 'recipient' is needed.")


def _number(sim: Simulator, given: str) -> str:
    """Return the digits that Meta would use.

    Without a plus Meta puts the business's country code in front. Real clients that send a full ``wa_id`` without a
    plus still reach their customer, so the number as given is tried second; a stranger is met first.
    """
    number = digits(given)
    if not 4 <= len(number) <= 17 or re.search(r"[^\d+()\-.\s]", given):
        raise Refusal(131009, f"The phone number {given!r} is malformed: use the format +1234567890.")
    if given.strip().startswith("+"):
        return number
    local = calling_code(sim.options.display_number) + number
    if not sim.people.find(local) and sim.people.find(number):
        return number
    return local


def _letter(sim: Simulator, kind: str, content: Any) -> Letter:
    if kind == "template":
        template, filled = sim.templates.use(content)
        letter = Letter(kind, content, template_shown(template, filled), template)
    else:
        letter = Letter(kind, content, shown(kind, content))
    if kind == "reaction":
        _theirs(sim, content["message_id"])
    return replace(letter, shown=_with_media(sim, letter.shown))


def _with_media(sim: Simulator, drawn: dict[str, Any]) -> dict[str, Any]:
    media = drawn.get("media") or {}
    if not media.get("id"):
        return drawn
    known = sim.media.get(media["id"])
    if known is None or not known.alive(sim.clock.now()):
        raise Refusal(131009, f"Media ID {media['id']} does not exist or has expired.")
    return {**drawn, "media": {**media, "mime_type": known.mime}}


def _allowed(sim: Simulator, target: Target, letter: Letter) -> None:
    """Refuse what Meta refuses at once; the pair rate last, because only what is taken counts."""
    now, customer = sim.clock.now(), target.customer
    if target.address == sim.options.display_number:
        raise Refusal(131021, "The recipient is the sender.")
    if letter.template and letter.template["category"] == "AUTHENTICATION" and not target.by_phone:
        raise Refusal(131062, "Authentication templates need a phone number.")
    if customer is None:
        return  # Meta takes the message and says later that nobody is there
    if customer.blocked:
        raise Refusal(130403, "The business has blocked this user.")
    if not letter.template and now >= customer.window_until():
        raise too_late()
    if not sim.limits.pair_left(customer.id, now):
        raise Refusal(131056, "Too many messages to the same recipient in a short time.")


def _failure(sim: Simulator, target: Target, letter: Letter) -> Refusal | None:
    customer = target.customer
    planned = sim.faults.strike("fail")
    if planned:
        return Refusal(planned.code)
    if customer is None or not customer.reachable or customer.blocks:
        return undeliverable()
    if letter.template and letter.template["category"] == "MARKETING" and not customer.marketing:
        return Refusal(131050, "The recipient has chosen to stop receiving marketing messages on WhatsApp.")
    return None


def _keep(sim: Simulator, body: Mapping[str, Any], target: Target, letter: Letter) -> Message:
    now, customer = sim.clock.now(), target.customer
    if customer:
        customer.typing_until = 0.0
        if target.by_phone:
            customer.by_phone_at = now
    if letter.kind == "reaction":
        told = sim.people.messages[letter.content["message_id"]]
        _react(told, "business", letter.content.get("emoji") or "")
        sim.tell_message(told)
    category = str(letter.template["category"]).lower() if letter.template else "service"
    message = Message(
        wamid=wamid(), seq=0, customer=customer.id if customer else "", author="business", at=now, type=letter.kind,
        content=letter.content, shown=letter.shown, status="accepted", recipient=target.address,
        context=(body.get("context") or {}).get("message_id", ""), category=category, by_phone=target.by_phone,
        reference=body.get("biz_opaque_callback_data") or "", billed=_billed(sim, letter), wire=dict(body),
    )  # fmt: skip
    return sim.people.keep(message)


def _react(message: Message, who: str, emoji: str) -> None:
    if emoji:
        message.reactions[who] = emoji
    else:
        message.reactions.pop(who, None)


def _billed(sim: Simulator, letter: Letter) -> str:
    """Return the pricing type: so many service messages a month are free, everything else is charged."""
    if letter.template:
        return "regular"
    month = datetime.fromtimestamp(sim.clock.now(), UTC).strftime("%Y-%m")
    sim.service_sent[month] = sim.service_sent.get(month, 0) + 1
    return "free_customer_service" if sim.service_sent[month] <= sim.options.free_service else "regular"


def _answer(target: Target, message: Message, letter: Letter, *, held: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"id": message.wamid}
    if letter.template:
        told["message_status"] = "held_for_quality_assessment" if held else "accepted"
    whose = {"wa_id": target.address} if target.by_phone else {"user_id": target.address}
    return {"messaging_product": "whatsapp", "contacts": [{"input": target.given, **whose}], "messages": [told]}
