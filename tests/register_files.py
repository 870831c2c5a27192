"""Files of registers written by hand, in the official form: heading, separator, quotes, ends of line, traps."""

import csv
import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from barometre.sources.intake import Intake, prepare
from barometre.sources.register import Csv, Register
from barometre.sources.registry import REGISTERS

ON = date(2026, 11, 1)
# SIREN of communes and groups of the tests.
QUIMPER, BREST, PARIS, AMBERIEU, CHAPELLE = "212902324", "212900195", "217500016", "210100046", "210500641"
RENNES_METROPOLE, FINISTERE, BRETAGNE = "243500139", "222900011", "233500016"

_DPO = [
    *("SIREN", "Nom", "Secteur activité", "Code NAF", "Adresse postale", "Code postal", "Ville", "Pays"),
]
# Headings of the official files; a row that says nothing of a column leaves it empty.
HEADINGS: dict[str, list[str]] = {
    "dpo": [
        *(f"{name} organisme désignant" for name in _DPO),
        "Type de DPO",
        "Date de la désignation",
        *(f"{name} organisme désigné" for name in _DPO),
        *(
            f"Moyen contact DPO {name}"
            for name in ("email", "url", "téléphone", "adresse postale", "code postal", "ville", "pays", "autre")
        ),
    ],
    "cuivre": ["code_insee", "nom_commune", "fermeture_technique", "fermeture_commerciale", "output_usager"],
    "fibre": [
        *("insee_com", "com_lib", "insee_dep", "dep_lib", "locaux_arcep", "locaux_ftth"),
        *(f"ferm_cu{year}" for year in range(25, 31)),
        *("porteur_projet", "categorie_fthd", "trimestre"),
    ],
    "odf": ["siren", "nom", "url_platform", "id_datagouv", "techno_platform"],
    "datagouv-organisations": [
        *("id", "name", "acronym", "slug", "url", "description", "logo", "badges", "created_at", "last_modified"),
        *("business_number_id", "members_count", "metric.datasets", "metric.followers"),
    ],
    "datagouv-jeux": [
        *("id", "title", "slug", "organization", "organization_id", "description", "frequency", "license", "private"),
        *("created_at", "last_modified", "tags", "archived", "resources_count"),
        *("harvest.backend", "harvest.domain", "harvest.created_at", "harvest.last_modified", "quality_score"),
    ],
    "decp": [
        *("uid", "id", "nature", "acheteur_id", "acheteur_nom", "titulaire_id", "objet", "montant"),
        *("dateNotification", "datePublicationDonnees", "modification_id", "donneesActuelles"),
    ],
    "sirene": [
        *("siren", "statutDiffusionUniteLegale", "prenom1UniteLegale", "trancheEffectifsUniteLegale"),
        *("anneeEffectifsUniteLegale", "nomUniteLegale", "denominationUniteLegale", "categorieJuridiqueUniteLegale"),
    ],
}
# Files that are all between quotes, ends of line of Windows, and a mark of UTF-8.
_FROM_WINDOWS = ("dpo",)


def register(name: str, minimum_rows: int = 1) -> Register:
    """Return a register that takes small files."""
    return replace(REGISTERS[name], minimum_rows=minimum_rows)


def as_published(name: str, rows: list[dict]) -> bytes:
    """Write the file of a register."""
    form = REGISTERS[name].form
    if not isinstance(form, Csv):
        return json.dumps(rows, ensure_ascii=False).encode()
    text = io.StringIO()
    windows = name in _FROM_WINDOWS
    quoting, end = (csv.QUOTE_ALL, "\r\n") if windows else (csv.QUOTE_MINIMAL, "\n")
    writer = csv.DictWriter(
        text, HEADINGS[name], restval="", delimiter=form.separator, quoting=quoting, lineterminator=end
    )
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig" if windows else "utf-8")


def taken(
    name: str, rows: list[dict], folder: Path, on: date = ON, accounts: pl.DataFrame | None = None
) -> tuple[Intake, dict[tuple[str, str], object], dict[str, int]]:
    """Take a file in: what came of it, values by SIREN and fact, and how many rows are nobody's, by doubt."""
    path = folder / "file"
    path.write_bytes(as_published(name, rows))
    intake, facts, unmatched = prepare(register(name), path, on, accounts)
    values = {
        (siren, fact): text if number is None else number if text is None else (number, text)
        for siren, fact, number, text in facts.select("siren", "fact", "number", "text").iter_rows()
    }
    return intake, values, dict(unmatched["doubt"].value_counts().iter_rows())
