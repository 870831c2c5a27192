"""What the content about shared tools and helpers owes its readers: nothing guessed, nothing that stopped."""

import re
import shutil

from barometre.catalogue.check import FOLDER, read_content
from barometre.catalogue.load import load_catalogue

CATALOGUE = load_catalogue()
TOOLS, HELPERS = CATALOGUE.tools, CATALOGUE.helpers
# Stopped, about to be, or kept by the State for itself: a collectivité is not sent there.
LEFT_OUT = (
    "parcours-cybersecurite pcrs resana suite-numerique sites-faciles dsfr place webdelib vitam-en-service".split()
)


def test_at_least_fifty_tools_were_verified_and_none_that_stopped_is_there():
    assert sum(tool.read != "unread" for tool in TOOLS.values()) >= 50
    assert not set(LEFT_OUT) & set(TOOLS)


def test_each_tool_says_where_it_was_read_or_that_it_was_not():
    for tool in TOOLS.values():
        assert tool.source != "rien n’a été lu" or tool.read == "unread", tool.id
        assert tool.alive is None or tool.alive <= tool.checked_on.isoformat(), tool.id
        assert not re.search(r"tools\.csv|\.md\b|/tmp|/work", tool.model_dump_json()), tool.id


def test_texts_are_sentences_in_plain_french():
    for tool in TOOLS.values():
        assert tool.what.endswith(".") and tool.what[0].isupper(), tool.id
        assert not tool.whom.endswith("."), tool.id
        assert len(tool.what) <= 160, tool.id


def test_each_region_of_metropolitan_france_has_an_incident_centre_and_mayotte_has_none_said():
    served = {place for one in HELPERS.values() if one.kind == "csirt" for place in one.territories}
    assert {"R11", "R24", "R27", "R28", "R32", "R44", "R52", "R53", "R75", "R76", "R84", "R93", "R94"} <= served
    assert "976" not in served and "R06" not in served


def test_a_telephone_is_of_somebody_that_was_read_and_well_written():
    phones = {one.id: one.phone for one in HELPERS.values() if one.phone}
    assert len(phones) == 15
    assert all(re.fullmatch(r"0[\d\u00a0]{9,16}", phone) for phone in phones.values())
    assert all(HELPERS[name].source and HELPERS[name].read != "unread" for name in phones)


def test_no_theme_is_guessed_and_no_place_either():
    for one in HELPERS.values():
        assert "supposé" not in one.source and "de mémoire" not in one.source, one.id
        assert one.read != "unread" or not one.territories, one.id
    assert HELPERS["adica"].themes == () and HELPERS["agedi"].territories == ()
    assert HELPERS["siig"].only_geodata and HELPERS["megalis"].partner and not HELPERS["alpi"].partner


def test_helpers_are_written_without_any_person_or_mailbox():
    assert not any("@" in one.model_dump_json().replace("AD@T", "") for one in HELPERS.values())


TOOL, HELPER = "tools/etat.yaml", "helpers/operateurs.yaml"
# File, what is written, what is put instead, key refused, remedy.
SPOILT = [
    (TOOL, "url: https://www.payfip.gouv.fr", "publiccode: true", "payfip.publiccode", "add code"),
    (HELPER, 'territories: ["60"', 'territories: ["96"', "adico.territories", "a code of département"),
    (HELPER, "  read: read", "  read: unread", "adico.read", "read its source"),
    (HELPER, "themes: [donnees]", "themes: [strategie]", "siig.themes", "[donnees]"),
]


def test_places_that_do_not_exist_and_what_nobody_read_are_refused(tmp_path):
    folder = shutil.copytree(FOLDER, tmp_path / "catalogue")
    for file, old, new, _, _ in SPOILT:
        text = (folder / file).read_text("utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    problems = {(one.file, one.key): one for one in read_content(folder)[1]}
    for file, _, new, key, remedy in SPOILT:
        found = problems[file, key]
        assert remedy in found.remedy
        line = (folder / file).read_text("utf-8").splitlines()[found.line - 1]
        assert new.split(":")[0].strip() in line
