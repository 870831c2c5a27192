"""One fact, one answer: the sheet of a commune and its page « Observation », on real bodies."""

import re
from html import unescape

import polars as pl
import pytest

from barometre.territory import reference
from preparation import SHOWN

# Criterion that the register tells -> the indicator of the sheet that asks the same.
SAME = {
    "rcpnt.1.1": "site-declare",
    "rcpnt.1.2": "site-extension",
    "rcpnt.1.8": "site-https",
    "rcpnt.2.1": "mail-declare",
    "rcpnt.2.2": "mail-domaine-propre",
    "rcpnt.2.3": "mail-domaine-site",
}
PARIS, QUIMPER, MENDE = "75056", "29232", "48095"
# Communes with and without a site, at a general provider or not: one in 250, by code.
COMMUNES = reference.collectivites().filter(pl.col("departement").is_in(SHOWN), kind="commune")
SAMPLE = COMMUNES.sort("code").gather_every(250)["code"].to_list()


def of_sheet(client, code):
    """Indicator -> (the cell of its answer, its score), as the sheet shows them."""
    page = unescape(client.get(f"/communes/{code}/").content.decode())
    rows = re.findall(
        r'<tr>\s*<th scope="row"><a href="/indicateurs/([^/]+)/">.*?<td>(.*?)</td>\s*<td[^>]*>(.*?)</td>', page, re.S
    )
    return {indicator: (cell, score) for indicator, cell, score in rows}


def of_observation(client, code):
    """Check -> (kind of its verdict, all that is said of it), as the page shows them."""
    page = unescape(client.get(f"/communes/{code}/observation/?groupe=tout").content.decode())
    parts = re.split(r'<article class="bar-check" id="([^"]+)">', page)[1:]
    return {
        check: (re.search(r"bar-verdict--(\w+)", text)[1], text)
        for check, text in zip(parts[::2], parts[1::2], strict=True)
    }


def said_yes(cell, score):
    return cell.startswith("Oui") or re.sub("<[^>]+>", "", score).strip() == "100"


@pytest.mark.parametrize("code", [QUIMPER, *SAMPLE])
def test_the_sheet_and_the_observation_give_one_answer(client, code):
    sheet, observation = of_sheet(client, code), of_observation(client, code)
    for criterion, indicator in SAME.items():
        kind, text = observation[criterion]
        assert "D’après l’annuaire, 6 octobre 2026" in text
        assert "Aucun regard" not in text, "nobody looked"
        assert f"/communes/{code}/contester/{criterion}/" in text, "what a register says is contested too"
        if indicator in sheet:
            assert (kind == "good") == said_yes(*sheet[indicator]), criterion
        else:
            assert kind == "bad" and "le critère" in text, "what it presupposes is missing: a no of the reference alone"


def test_the_sample_has_communes_of_every_sort():
    found = reference.collectivites().filter(pl.col("code").is_in(SAMPLE))
    assert 0 < found["site"].null_count() < len(SAMPLE)
    assert 0 < found["email"].str.contains("@(orange|wanadoo)[.]fr").sum() < len(SAMPLE)


def test_no_level_comes_of_the_register_alone(client):
    page = client.get(f"/communes/{QUIMPER}/observation/").content.decode()
    assert "n’a pas encore été observée" in page and "niveau atteint" not in page


def test_a_record_that_we_did_not_find_is_said_alike_and_is_no_fault(client):
    why = "la fiche de la commune n’a pas été trouvée dans l’annuaire repris le 06/10/2026"
    sheet = unescape(client.get(f"/communes/{PARIS}/").content.decode())
    assert f"Nous n’en savons rien\u00a0: {why}" in sheet
    assert "Aucune source ne nous dit" not in sheet
    assert of_sheet(client, PARIS) == {}
    observation = of_observation(client, PARIS)
    assert {observation[criterion][0] for criterion in SAME} == {"ours"}
    assert why in observation["rcpnt.1.1"][1]
    assert "se lisent" not in client.get(f"/communes/{PARIS}/observation/").content.decode()


def test_two_answers_that_differ_are_both_shown_with_their_dates(client):
    observation = of_observation(client, MENDE)
    differ = [
        one
        for one, indicator in SAME.items()
        if (observation[one][0] == "good") != said_yes(*of_sheet(client, MENDE)[indicator])
    ]
    assert differ, "the looks of tests/observed.py are drawn"
    for address in (f"/communes/{MENDE}/", f"/communes/{MENDE}/observation/"):
        page = unescape(client.get(address).content.decode())
        said = re.findall(
            r"<p>(\d[.]\d) [^<]*l’annuaire du 6 octobre 2026 dit[^<]*notre observation du 20 septembre 2026 dit", page
        )
        assert set(said) <= {one.removeprefix("rcpnt.") for one in differ} and said
        assert "Les indicateurs et leur score suivent l’annuaire" in page


def test_every_no_shows_what_it_rests_on(client):
    sheets = {code: of_sheet(client, code) for code in (QUIMPER, MENDE, "48009", "48010", *SAMPLE)}
    noes = [
        (code, one, cell) for code, sheet in sheets.items() for one, (cell, _) in sheet.items() if cell[:3] == "Non"
    ]
    names = {one for _, one, _ in noes}
    assert names >= {"site-declare", "mail-domaine-propre", "mail-domaine-site"}
    assert names & {"site-hsts", "site-tls", "site-ipv6", "domaine-signe"}, "looks are drawn: some of them say no"
    assert [(code, one) for code, one, cell in noes if "bar-line" not in cell] == []
