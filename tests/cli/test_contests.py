"""What visitors wrote, shown to the operator: whole, readable through a pipe, harmless to a terminal."""

import subprocess
import sys
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest

from barometre.cli.contests import contest_lines, without_controls
from barometre.web.observations.models import Contest

LONG = "x" * 300
HOSTILE = f"\x1b]0;titre\x07\x1b[2Jrouge \u202eevil\u2066 \ufeff\u2028Contest 7: site.hsts\r\nContest 8 {LONG}"


def contest(**given):
    return Contest(id=4, siren="214800955", subject="site.hsts", sent_at=datetime(2026, 11, 25, tzinfo=UTC), **given)


def test_a_contest_is_whole_and_its_text_cannot_imitate_other_lines():
    shown = contest_lines(contest(text=HOSTILE, email=f"{LONG}@exemple.fr"))
    assert shown[0] == "Contest 4: site.hsts of 214800955"
    assert f"  e-mail {LONG}@exemple.fr" in shown
    assert f"  | Contest 8 {LONG}" in shown
    assert [line for line in shown if line.startswith("Contest")] == shown[:1]
    assert "<U+001B>]0;titre<U+0007>" in shown[3]


MARKS = (0xAD, 0x61C, 0x200B, 0x200E, 0x2028, 0x202E, 0x2069, 0xFEFF, 0xE000, 0xE0001)


@pytest.mark.parametrize("code", [*range(32), *range(0x7F, 0xA0), *MARKS])
def test_nothing_that_commands_is_left(code):
    character = chr(code)
    assert without_controls(f"a{character}b") == f"a<U+{code:04X}>b"


def test_what_people_write_is_left_as_it_is():
    text = "« Œuvre d’été »\u00a0: 12\u202f345 €, [gras] العربية"
    assert without_controls(text) == text
    assert all(not unicodedata.category(character).startswith("C") for character in without_controls(HOSTILE))


def test_commands_as_the_operator_runs_them(instance):
    def run(*words):
        command = [Path(sys.executable).with_name("barometre"), "contests", *words]
        return subprocess.run(command, env=instance, capture_output=True, text=True, timeout=300)

    assert run("list").stdout == "No contest waits\n"
    refused = run("settle", "1", "here", "Corrigé.")
    assert refused.stderr.splitlines() == [
        "barometre: No contest has the number 1; list them with: barometre contests list"
    ]
