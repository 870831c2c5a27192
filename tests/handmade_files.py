"""Files of registers made by hand, given to their register as the command line does, and what is true of every one."""

import json
from dataclasses import replace

from barometre.errors import BarometreError
from barometre.sources.intake import prepare


def json_file(entries):
    """Write entries as the official JSON files are written."""
    return json.dumps(entries, ensure_ascii=False).encode()


def taken(register, content, folder, on, least=1):
    """Give a file of `content` to a register: what came of it, its facts, its rows that are nobody's."""
    path = folder / "file"
    path.write_bytes(content)
    return prepare(replace(register, minimum_rows=least), path, on)


def said(facts, siren):
    """Return what is seen of one collectivité: fact -> its number, or its text."""
    rows = facts.filter(siren=siren, outcome="seen").select("fact", "number", "text").iter_rows()
    return {fact: text if number is None else number for fact, number, text in rows}


def refusal(register, content, folder, on, least=1):
    """Return why a file is refused; an empty text when it is taken."""
    try:
        taken(register, content, folder, on, least)
    except BarometreError as error:
        return str(error)
    return ""


def holds_whatever_the_order(register, entries, write, folder, on):
    """Check that a file read twice or in another order gives the same facts, and that no row is lost."""
    intake, facts, unmatched = taken(register, write(entries), folder, on)
    again, turned = (taken(register, write(rows), folder, on) for rows in (entries, entries[::-1]))
    assert facts.equals(again[1])
    assert facts.sort("siren", "fact").equals(turned[1].sort("siren", "fact"))
    assert intake.rows == intake.matched + intake.unmatched + len(intake.problems)
    assert unmatched.height == intake.unmatched
    assert not facts.is_empty()
