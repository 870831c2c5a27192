"""What changed since the edition before: evidence, method and territory apart, and nothing that was not compared."""

from datetime import date

import polars as pl

from barometre.edition.changes import COUNTS
from barometre.edition.package.changelog import Since, changelog

ENTRY = {"site": {"title": "Site | déclaré"}, "mail": {"title": "Courriel"}}
NOTHING = {"gained": 0, "lost": 0, "by_method": 0, "by_territory": 0}


def since(day, indicators=("site", "mail"), sirens="ab", inputs=None, columns=("siren",)):
    catalogue = {"indicators": {name: ENTRY[name] for name in indicators}}
    return Since(day, catalogue, frozenset(sirens), inputs or {}, columns)


def counts(*rows):
    named = [
        {"territory_kind": "france", "territory": "FR", "kind": "commune", "known_in_both": 34_875} | row
        for row in rows
    ]
    schema = {name: pl.String if name in COUNTS[:4] else pl.Int64 for name in COUNTS}
    return pl.DataFrame([NOTHING | row for row in named], schema=schema)


def told(*rows, now=None, before=None):
    return changelog(now or since(date(2026, 11, 1)), before or since(date(2026, 5, 1)), counts(*rows))


def section(text, title):
    return text.split(f"## {title}\n")[1].split("\n## ")[0]


def test_each_cause_is_in_its_own_section():
    text = told(
        {"indicator": "site", "gained": 1_200, "lost": 3, "by_method": 5}, {"indicator": "mail", "by_territory": 2}
    )
    assert "| Site / déclaré | communes | 1\u202f200 | 3 | 34\u202f875 |" in section(
        text, "Ce qui a changé dans les faits"
    )
    assert "| Site / déclaré | communes | 5 | 34\u202f875 |" in section(text, "Ce qui vient de la méthode")
    territory = section(text, "Ce qui vient du territoire")
    assert "| Courriel | communes | 2 | 34\u202f875 |" in territory
    assert "Site" not in territory


def test_only_france_is_told_and_nothing_says_so():
    text = told({"indicator": "site", "gained": 1, "territory_kind": "departement", "territory": "29"})
    assert "Aucune réponse connue aux deux éditions n’a changé du fait des collectivités" in text
    assert "| commune" not in text


def test_what_came_and_what_went_is_named():
    now = since(date(2026, 11, 1), ["mail"], "bc", {"facts/annuaire/2026-10-06.parquet": "2"}, ("siren", "mail"))
    before = since(date(2026, 5, 1), ["site"], "ab", {"facts/annuaire/2026-10-06.parquet": "1"}, ("siren", "site"))
    text = told(now=now, before=before)
    assert "- Indicateurs nouveaux\u00a0: Courriel (`mail`)." in text
    assert "- Indicateurs retirés\u00a0: Site | déclaré (`site`)." in text
    assert "- Colonnes retirées de la table large\u00a0: `site`." in text
    assert "Collectivités mesurées\u00a0: 2, dont 1 qui ne l’étaient pas" in text
    assert "- `facts/annuaire/2026-10-06.parquet`" in text


def test_the_first_edition_compares_nothing():
    text = changelog(since(date(2026, 11, 1)), None, counts())
    assert "rien n’est comparé" in text
    assert "##" not in text
