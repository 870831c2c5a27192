"""`barometre guidance`: shared tools for other programs, and the entry of a new one."""

import json

import yaml
from typer.testing import CliRunner

from barometre.cli.guidance import guidance_app
from barometre.errors import BarometreError


def run(*words):
    return CliRunner().invoke(guidance_app, list(words))


def test_tools_are_given_as_json_with_what_others_rely_on():
    tools = json.loads(run("tools", "--json").stdout)
    fields = "id name what operator whom cost licence url code frames themes indicators read".split()
    assert [list(one) == fields for one in tools] == [True] * len(tools)
    assert len(tools) >= 50


def test_tools_are_listed_to_be_read():
    assert "FranceConnect — L’usager" in run("tools").stdout


def test_a_publiccode_becomes_an_entry(tmp_path):
    file = tmp_path / "publiccode.yml"
    words = {"publiccodeYmlVersion": "0.4", "name": "Outil", "url": "https://a.fr/x", "platforms": ["web"]}
    words |= {"description": {"fr": {"shortDescription": "Sert."}}, "legal": {"license": "MIT"}}
    file.write_text(yaml.safe_dump(words))
    assert yaml.safe_load(run("publiccode", str(file)).stdout)[0]["id"] == "outil"
    file.write_text("name: Outil\n")
    assert isinstance(run("publiccode", str(file)).exception, BarometreError)
