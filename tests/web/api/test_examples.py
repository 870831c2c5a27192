"""The examples of docs/api.md are answers of the API: same status, same keys, same kinds of values."""

import json
import re
from pathlib import Path

import pytest

TEXT = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```http\nGET /api/v1/(\S*)\n```\n\n```json\n(.*?)\n```", TEXT, re.DOTALL)


def form(value):
    """What a value is, whatever the edition: its keys and the form of each, the form of a list's first item."""
    match value:
        case dict():
            return {key: form(part) for key, part in value.items()}
        case list():
            return [form(part) for part in value[:1]]
        case bool() | str():
            return type(value)
        case _:
            return "a number, or nothing known"


def test_every_section_has_an_example():
    assert len(EXAMPLES) == TEXT.count("```json")


@pytest.mark.parametrize(("address", "captured"), EXAMPLES, ids=[address for address, _ in EXAMPLES])
def test_the_example_is_what_the_api_answers(call, address, captured):
    told, answered = json.loads(captured), call(address).json
    for written in ("manifeste", "fichiers"):  # shortened in the document
        if isinstance(told, dict) and written in told:
            told[written], answered[written] = {}, {}
    if isinstance(told, dict) and (shown := told.get("indicateurs")):
        answered["indicateurs"] = {name: answered["indicateurs"][name] for name in shown}
    assert form(told) == form(answered)
    assert "" not in (told.values() if isinstance(told, dict) else ()), "captured, not typed"
