"""The short form of templates: texts by language, or only the parameters."""

from __future__ import annotations

from typing import Any

import pytest

from bot.simulator.refusals import Refusal
from bot.simulator.templates import Templates

ABOUT = {"name": "offer", "category": "marketing"}


def body_of(**given: Any) -> str:
    templates = Templates([{**ABOUT, **given}])
    components = templates.all()[0]["components"]
    return str(components[0]["text"])


def test_the_text_may_be_given_by_language() -> None:
    texts = {"en": "Hi {{1}}", "pt": "Oi {{1}}"}
    assert body_of(language="pt", body=texts) == "Oi {{1}}"
    assert body_of(language="pt_PT", body=texts) == "Oi {{1}}"
    assert body_of(language="de", body=texts) == "Hi {{1}}"


def test_a_template_whose_text_is_not_known_still_takes_its_parameters() -> None:
    assert body_of(language="en", body="", params=["item", "price"]) == "[offer] {{1}} {{2}}"
    assert body_of(language="en", body="", params=["item"], parameter_format="NAMED") == "[offer] {{item}}"
    assert body_of(language="en", body={}) == "[offer]"


def test_without_text_and_components_it_is_no_template() -> None:
    with pytest.raises(Refusal):
        Templates([ABOUT])


def test_examples_are_added_as_meta_keeps_them() -> None:
    templates = Templates([{**ABOUT, "language": "en", "header": "For {{1}}", "body": "Hi {{1}}, {{2}}"}])
    header, body = templates.all()[0]["components"]
    assert header["example"] == {"header_text": ["example 1"]}
    assert body["example"] == {"body_text": [["example 1", "example 2"]]}
    named = Templates([{**ABOUT, "language": "en", "body": "Hi {{first_name}}"}]).all()[0]
    assert named["parameter_format"] == "NAMED"
    example = {"param_name": "first_name", "example": "first_name"}
    assert named["components"][0]["example"] == {"body_text_named_params": [example]}
