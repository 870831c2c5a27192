"""The panel of a fact on the page of an indicator: from three files on, with the same communes then and at the last."""

from barometre.catalogue.load import load_catalogue
from barometre.web.editions.models import Edition
from barometre.web.pages.panels import panels_of

FACT = "domaines-publics.https"
DAYS = ("2022-03-30", "2023-03-28", "2024-12-02")


def found(days, kind="commune"):
    numbers = {"known": 200, "met": 158, "both": 100, "met_then": 80, "met_now": 90}
    rows = [{"fact": FACT, "kind": kind, "day": day, **numbers} for day in days]
    catalogue = load_catalogue().model_dump(mode="json")
    return panels_of(Edition(catalogue=catalogue, method={"panels": rows}), catalogue["indicators"]["site-certificat"])


def test_a_panel_has_its_curve_its_table_and_its_source():
    (panel,) = found(DAYS)
    assert panel.source["producer"] == "DINUM"
    assert panel.chart.count('class="rythme"') == 2
    assert [cell.value for cell in panel.table.rows[0][1:]] == [79.0, 200, 100, 80.0, 90.0]


def test_two_files_or_other_kinds_make_no_panel_of_communes():
    assert not found(DAYS[:2])
    assert not found(DAYS, kind="epci")


def test_an_edition_of_before_has_none():
    assert not panels_of(Edition(catalogue={}, method={}), {"facts": [FACT]})
