"""Message templates: what is approved, and whether a request fills one as it was approved."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from bot.simulator.refusals import Refusal

_HOLE = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
STATUS_CODES = {"PAUSED": 132015, "DISABLED": 132016}
CATEGORIES = ("MARKETING", "UTILITY", "AUTHENTICATION")
BODY_LIMIT = 1024


def holes(text: str) -> tuple[str, ...]:
    """Return the names of the ``{{…}}`` in a text, each once, in order."""
    return tuple(dict.fromkeys(_HOLE.findall(text)))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values into the ``{{…}}`` of a text."""
    return _HOLE.sub(lambda match: values.get(match[1], match[0]), text)


def read(given: Mapping[str, Any], number: int) -> dict[str, Any]:
    """Return a template in Meta's shape, from that shape or from the short one."""
    name, category = str(given.get("name", "")), str(given.get("category", "UTILITY")).upper()
    if not re.fullmatch(r"[a-z0-9_]{1,512}", name):
        raise Refusal(100, message=f"(#100) Template names are lower-case letters, digits and _: {name!r} is not.")
    if category not in CATEGORIES:
        raise Refusal(100, message=f"(#100) Param category must be one of {{{', '.join(CATEGORIES)}}}.")
    components = [_component(one) for one in given.get("components") or _long(given)]
    body = next((one for one in components if one["type"] == "BODY"), None)
    if not body or not 1 <= len(str(body.get("text", ""))) <= BODY_LIMIT:
        raise Refusal(100, message=f"(#100) A template needs a BODY of 1 to {BODY_LIMIT} characters.")
    names = [hole for one in components for hole in holes(str(one.get("text", "")))]
    named = any(not hole.isdigit() for hole in names)
    language = given.get("language", "en")
    return {
        "id": str(given.get("id") or 560_000_000_000_000 + number),
        "name": name,
        "language": language["code"] if isinstance(language, Mapping) else str(language),
        "status": str(given.get("status", "APPROVED")).upper(),
        "category": category,
        "parameter_format": str(given.get("parameter_format") or ("NAMED" if named else "POSITIONAL")).upper(),
        "components": components,
    }


def _component(given: Mapping[str, Any]) -> dict[str, Any]:
    component = {**given, "type": str(given.get("type", "")).upper()}
    if component["type"] == "BODY":
        component.setdefault("text", "{{1}} is your verification code.")  # authentication templates bring no text
    if component["type"] == "HEADER":
        component["format"] = str(given.get("format", "TEXT")).upper()
    if component["type"] == "BUTTONS":
        component["buttons"] = [_read_button(one) for one in given.get("buttons", ())]
    names = holes(str(component.get("text", "")))
    if names:
        component.setdefault("example", _example(component["type"].lower(), names))
    return component


def _read_button(given: Mapping[str, Any]) -> dict[str, Any]:
    button = {**given, "type": str(given.get("type", "")).upper()}
    if holes(str(button.get("url", ""))):
        button.setdefault("example", [fill(button["url"], {"1": "example"})])
    return button


def _example(where: str, names: tuple[str, ...]) -> dict[str, Any]:
    """Return the examples that Meta keeps for every placeholder."""
    if not all(name.isdigit() for name in names):
        return {f"{where}_text_named_params": [{"param_name": name, "example": name} for name in names]}
    examples = [f"example {name}" for name in names]
    return {f"{where}_text": [examples] if where == "body" else examples}


def _long(given: Mapping[str, Any]) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = []
    if given.get("header"):
        parts.append({"type": "HEADER", "format": "TEXT", "text": given["header"]})
    parts.append({"type": "BODY", "text": _short_body(given) if "body" in given else ""})
    if given.get("footer"):
        parts.append({"type": "FOOTER", "text": given["footer"]})
    buttons = [
        one if isinstance(one, Mapping) else {"type": "QUICK_REPLY", "text": one} for one in given.get("buttons", ())
    ]
    return [*parts, {"type": "BUTTONS", "buttons": buttons}] if buttons else parts


def _short_body(given: Mapping[str, Any]) -> str:
    """Return the short form's text: a string, or one by language; without a text one made of its parameters."""
    body, language = given.get("body") or "", str(given.get("language", "en"))
    if isinstance(body, Mapping):
        near = [language, language.split("_")[0], *body]
        body = next((body[one] for one in near if body.get(one)), "")
    named = str(given.get("parameter_format", "")).upper() == "NAMED"
    params = [str(one) for one in given.get("params", ())]
    gaps = params if named else [str(number + 1) for number in range(len(params))]
    return str(body) or " ".join([f"[{given.get('name')}]", *(f"{{{{{gap}}}}}" for gap in gaps)])


class Templates:
    """The account's templates by (name, language). The caller holds the simulator's lock."""

    def __init__(self, given: Iterable[Mapping[str, Any]] = ()) -> None:
        self._all: dict[tuple[str, str], dict[str, Any]] = {}
        for one in given:
            self.add(one)

    def add(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Approve a template, or replace it."""
        template = read(given, len(self._all) + 1)
        self._all[template["name"], _language(template["language"])] = template
        return template

    def recall(self, kept: Mapping[str, Any]) -> None:
        """Take a template from a file: of one that was given again only its status and category."""
        known = self._all.get((kept["name"], _language(kept["language"])))
        if known is None:
            self.add(kept)
        else:
            known.update({key: kept[key] for key in ("id", "status", "category")})

    def all(self) -> list[dict[str, Any]]:
        """Return every template."""
        return list(self._all.values())

    def by_id(self, template: str) -> dict[str, Any] | None:
        """Return one template."""
        return next((one for one in self._all.values() if one["id"] == template), None)

    def named(self, name: str) -> list[dict[str, Any]]:
        """Return a template in all its languages."""
        return [one for one in self._all.values() if one["name"] == name]

    def remove(self, name: str) -> bool:
        """Delete a template in all its languages; whether there was one."""
        gone = [key for key in self._all if key[0] == name]
        for key in gone:
            del self._all[key]
        return bool(gone)

    def use(self, content: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the template that a message names, and its parts filled; refuse as Meta does."""
        name, language = content["name"], content["language"]["code"]
        template = self._all.get((name, _language(language)))
        if template is None or template["status"] not in ("APPROVED", *STATUS_CODES):
            raise Refusal(132001, f"template name ({name}) does not exist in {language}")
        if template["status"] in STATUS_CODES:
            raise Refusal(STATUS_CODES[template["status"]], f"template name ({name}) is {template['status'].lower()}")
        components = [{**one, "type": one["type"].lower()} for one in content.get("components") or ()]
        return template, _filled(template, components)


def _language(code: str) -> str:
    return code.replace("-", "_").lower()


def _filled(template: Mapping[str, Any], components: list[dict[str, Any]]) -> dict[str, Any]:
    named = template["parameter_format"] == "NAMED"
    given = {one["type"]: one.get("parameters") or [] for one in components if one["type"] != "button"}
    filled: dict[str, Any] = {"header": None, "body": "", "footer": "", "buttons": []}
    for part in template["components"]:
        if part["type"] == "BODY":
            filled["body"] = _text("body", part["text"], given.get("body", []), named)
        elif part["type"] == "HEADER":
            filled["header"] = _header(part, given.get("header", []), named)
        elif part["type"] == "FOOTER":
            filled["footer"] = part.get("text", "")
        elif part["type"] == "BUTTONS":
            filled["buttons"] = _buttons(part["buttons"], [one for one in components if one["type"] == "button"])
    if len(filled["body"]) > BODY_LIMIT:
        raise Refusal(132005, f"Translated text too long: {len(filled['body'])} characters in the body")
    return filled


def _text(where: str, text: str, parameters: list[Any], named: bool) -> str:
    wanted = holes(text)
    if len(parameters) != len(wanted):
        counts = f"({len(parameters)}) does not match the expected number of params ({len(wanted)})"
        raise Refusal(132000, f"{where}: number of localizable_params {counts}")
    values: dict[str, str] = {}
    for place, one in enumerate(parameters):
        key = str(one.get("parameter_name", "")) if named else wanted[place]
        if key not in wanted:
            raise Refusal(132012, f"{where}: Parameter name {key!r} is not in the template; it has {', '.join(wanted)}")
        values[key] = _value(one)
    return fill(text, values)


def _value(parameter: Mapping[str, Any]) -> str:
    kind = str(parameter.get("type", "")).lower()
    value = parameter.get(kind)
    if kind in ("currency", "date_time") and isinstance(value, Mapping):
        value = value.get("fallback_value")
    if not isinstance(value, str) or not value.strip():
        raise Refusal(100, f"Parameter '{kind or 'text'}' is mandatory for component parameter type '{kind or 'text'}'")
    if re.search(r"[\n\t]| {5,}", value):
        raise Refusal(100, "Param text cannot have new-line/tab characters or more than 4 consecutive spaces")
    return value


def _header(part: Mapping[str, Any], parameters: list[Any], named: bool) -> dict[str, Any]:
    kind = str(part["format"]).lower()
    if kind == "text":
        return {"text": _text("header", part.get("text", ""), parameters, named)}
    sent = str(parameters[0].get("type", "")).lower() if parameters else ""
    if sent != kind:
        raise Refusal(132012, f"header: Format mismatch, expected {kind.upper()}, received {sent.upper() or 'UNKNOWN'}")
    return {"media": kind, **(parameters[0].get(kind) or {})}


def _buttons(approved: list[dict[str, Any]], components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    given = {int(one.get("index", 0)): one for one in components}
    if any(index >= len(approved) for index in given):
        raise Refusal(132000, f"buttons: the template has {len(approved)} buttons, a parameter is for another one")
    return [_button(button, given.get(index), index) for index, button in enumerate(approved)]


def _button(button: Mapping[str, Any], component: Mapping[str, Any] | None, index: int) -> dict[str, Any]:
    kind, title = str(button["type"]), str(button.get("text", "Share contact info"))
    parameters = (component or {}).get("parameters") or []
    if component and str(component.get("sub_type", "")).upper() not in (kind, ""):
        raise Refusal(132012, f"button at index {index} is of type {kind}, not {component.get('sub_type')}")
    if kind == "QUICK_REPLY":
        payload = str(parameters[0].get("payload", title)) if parameters else title
        return {"kind": "quick_reply", "id": payload, "title": title}
    if kind == "URL":
        return {"kind": "link", "title": title, "url": _url(str(button.get("url", "")), parameters, index)}
    return {"kind": kind.lower(), "title": title, "id": title}


def _url(url: str, parameters: list[Any], index: int) -> str:
    wanted = holes(url)
    if wanted and not parameters:
        raise Refusal(131008, f"Button at index {index} of type Url requires a parameter")
    return fill(url, {wanted[0]: _value(parameters[0])}) if wanted else url
