"""Planning documents on the Géoportail: a « yes » for the commune or the EPCI whose document is in force there."""

from datetime import date

import pytest

from barometre.sources.urbanisme import REGISTER
from handmade_files import holds_whatever_the_order, json_file, refusal, said, taken

ON = date(2026, 11, 1)


def document(name, kind="PLU", status="document.production", legal="APPROVED", title="Élaboration"):
    grid = {"name": name.removeprefix("DU_")[:9], "title": title}
    return {"id": "80e0", "originalName": f"{name}_2024", "type": kind, "status": status, "legalStatus": legal} | {
        "name": name,
        "grid": grid,
        "bbox": [-3.5, 48.7, -3.4, 48.8],
    }


ENTRIES = [
    document("DU_22113"),
    document("DU_200065928", "PLUi"),
    # Two documents of parts of one EPCI; it is told once.
    document("DU_200069193_A", "PLUi"),
    document("DU_200069193_B", "PLUi"),
    # That of a former commune is the new one's.
    document("DU_01039", "CC"),
    document("DU_29232", legal="ANNULLED"),
    document("DU_22278", status="document.archived"),
    document("130008915_SUP_22_PM1", "SUP"),
    document("PSMV_22278", "PSMV"),
    # A syndicat that is no EPCI à fiscalité propre.
    document("DU_252200012", "PLUi"),
]
FACT = "urbanisme.geoportail"


def test_the_author_of_a_document_in_force_has_one(tmp_path):
    intake, facts, unmatched = taken(REGISTER, json_file(ENTRIES), tmp_path, ON)
    assert sorted(facts["siren"]) == ["200065928", "200069193", "200099406", "212201131"]
    assert said(facts, "212201131") == {FACT: 1}
    assert unmatched["name"].to_list() == ["DU_252200012"]
    assert (intake.rows, intake.matched) == (6, 5)


def test_a_plui_says_nothing_of_members_and_absence_nothing_of_anybody(tmp_path):
    _, facts, _ = taken(REGISTER, json_file([ENTRIES[1]]), tmp_path, ON)
    assert facts["siren"].to_list() == ["200065928"]
    assert set(facts["number"]) == {1.0}


def test_whatever_the_order(tmp_path):
    holds_whatever_the_order(REGISTER, ENTRIES, json_file, tmp_path, ON)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (json_file(ENTRIES).replace(b'"legalStatus"', b'"legal"'), "column legalStatus is missing"),
        (json_file(ENTRIES).replace(b'"APPROVED"', b'"OPPOSABLE"'), "0 rows, where the register has at least"),
        (json_file(ENTRIES).replace(b'"DU_', b'"'), "name is not written as it should be"),
        (json_file({"type": "FeatureCollection", "features": []}), "not a list of objects"),
        (b"<html></html>", "a web page came"),
        (json_file(ENTRIES)[:-30], "not the JSON expected"),
        (json_file(ENTRIES).decode().encode("latin-1"), "not the JSON expected"),
        # The first page of the API is not the whole.
        (json_file(ENTRIES[:3]), "3 rows, where the register has at least 6"),
    ],
)
def test_a_damaged_file_is_refused(tmp_path, content, why):
    assert why in refusal(REGISTER, content, tmp_path, ON, least=6)
