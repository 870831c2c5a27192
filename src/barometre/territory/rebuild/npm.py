"""Read one yearly version of the npm package `@etalab/decoupage-administratif` (INSEE, La Poste, DGCL)."""

import json
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from barometre.errors import BarometreError
from barometre.territory.rebuild.names import typographic

_TEXT, _TEXTS = pl.String(), pl.List(pl.String())
COMMUNES = pl.Schema(
    dict.fromkeys("code name type parent siren departement region".split(), _TEXT)
    | {"population": pl.Int64(), "postal_codes": _TEXTS, "former": _TEXTS, "outside": pl.Boolean()}
)
TERRITORIES = pl.Schema(
    dict.fromkeys(("code", "name", "region", "chef_lieu"), _TEXT) | {"article": pl.Int64(), "outside": pl.Boolean()}
)
GROUPS = pl.Schema(dict.fromkeys(("siren", "name", "type"), _TEXT))
MEMBERS = pl.Schema(dict.fromkeys(("group", "code", "siren"), _TEXT))


@dataclass(frozen=True, slots=True)
class Vintage:
    """The country on 1 January of one year, as the npm package describes it.

    `communes` holds communes only (type `commune-actuelle`, overseas collectivities included, `outside` true);
    `parts` the communes déléguées, associées and arrondissements municipaux, with their `parent` commune.
    """

    communes: pl.DataFrame
    parts: pl.DataFrame
    departements: pl.DataFrame
    regions: pl.DataFrame
    epci: pl.DataFrame
    epci_members: pl.DataFrame
    ept: pl.DataFrame
    ept_members: pl.DataFrame

    @property
    def measured(self) -> pl.DataFrame:
        """Return the communes of the measured field: those of métropole and of the five overseas départements."""
        return self.communes.filter(~pl.col("outside"))


def read(archive: Path) -> Vintage:
    """Read the JSON files of one archive; names come out typographic.

    Raises:
        BarometreError: the archive or one of its files cannot be read; names it.
    """
    rows = _json(archive, "communes")
    communes = pl.DataFrame([_commune(row) for row in rows], schema=COMMUNES)
    epci, epci_members = _groups(_json(archive, "epci"))
    ept, ept_members = _groups(_json(archive, "ept", optional=True))
    return Vintage(
        communes=communes.filter(pl.col("type") == "commune-actuelle"),
        parts=communes.filter(pl.col("type") != "commune-actuelle"),
        departements=_territories(_json(archive, "departements")),
        regions=_territories(_json(archive, "regions")),
        epci=epci,
        epci_members=epci_members,
        ept=ept,
        ept_members=ept_members,
    )


def _json(archive: Path, name: str, optional: bool = False) -> list[dict[str, Any]]:
    try:
        with tarfile.open(archive) as tar:
            member = tar.extractfile(f"package/data/{name}.json")
            return json.load(member) if member else []
    except KeyError:
        if optional:  # ept.json came with the version of 2023
            return []
        raise BarometreError(
            f"{archive} has no file data/{name}.json: its layout changed, see docs/territory.md"
        ) from None
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise BarometreError(f"{archive} cannot be read ({error}): delete it and run the rebuild again") from None


def _commune(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": row["code"],
        "name": typographic(row["nom"]),
        "type": row["type"],
        "parent": row.get("chefLieu") or row.get("commune"),
        "siren": row.get("siren"),
        "departement": row.get("departement") or row.get("collectiviteOutremer", {}).get("code"),
        "region": row.get("region"),
        "population": row.get("population"),
        "postal_codes": sorted(row.get("codesPostaux", [])),
        "former": row.get("anciensCodes", []),
        "outside": "collectiviteOutremer" in row or row.get("zone") == "com",
    }


def _territories(rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "code": row["code"],
                "name": typographic(row["nom"]),
                "article": row["typeLiaison"],
                "region": row.get("region"),
                "chef_lieu": row["chefLieu"],
                "outside": row.get("zone") == "com",
            }
            for row in rows
        ],
        schema=TERRITORIES,
    )


def _groups(rows: list[dict[str, Any]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    groups = [{"siren": row["code"], "name": typographic(row["nom"]), "type": row["type"]} for row in rows]
    members = [
        {"group": row["code"], "code": member["code"], "siren": member.get("siren")}
        for row in rows
        for member in row["membres"]
    ]
    return pl.DataFrame(groups, schema=GROUPS), pl.DataFrame(members, schema=MEMBERS)
