"""The site and the mail that each collectivité declares, by the freshest directory that is here."""

from datetime import date
from pathlib import Path

import polars as pl

from barometre.facts.store import read_days
from barometre.sources.annuaire import SOURCE
from barometre.territory import reference


def declared_contacts(store: Path) -> pl.DataFrame:
    """Return what is declared by those of whom a record of the directory is known, in the order of the reference.

    The facts of the newest file of the live directory come first, when it is later than the bundled records; of a mail
    address they keep the domain alone.

    Args:
        store: folder of facts.

    Returns:
        `siren`, `site`, `mail` (null: none declared).
    """
    measured = reference.collectivites().filter("measured")
    bundled = measured.filter("directory").select(
        "siren", bundled_site="site", bundled_mail="email", known=pl.lit(True)
    )
    live = _of_live(store)
    is_live, is_bundled = pl.col("live").fill_null(False), pl.col("known").fill_null(False)
    return (
        measured.select("siren")
        .join(live.with_columns(live=pl.lit(True)), on="siren", how="left", maintain_order="left")
        .join(bundled, on="siren", how="left", maintain_order="left")
        .filter(is_live | is_bundled)
        .select(
            "siren",
            site=pl.when(is_live).then("site").otherwise("bundled_site"),
            mail=pl.when(is_live).then("mail").otherwise("bundled_mail"),
        )
    )


def _of_live(store: Path) -> pl.DataFrame:
    """Return `siren`, `site`, `mail` as the newest file of the live directory says; no row when none is that fresh."""
    newest = None
    for day, facts in read_days(store, SOURCE, date.max):
        newest = facts if day > reference.DIRECTORY_DATE else None
    if newest is None:
        return pl.DataFrame(schema=dict.fromkeys(("siren", "site", "mail"), pl.String))
    # Facts taken in before addresses were kept tell the home page by its parts.
    home = pl.format("{}://{}/", _text("site.scheme"), _text("site.host"))
    # The local part of a mail address is not kept; of one that is not well written, neither is ours.
    local = pl.when(_number("mail.valid") == 1).then(pl.lit("mairie")).otherwise(pl.lit(""))
    mail = pl.format("{}@{}", local, _text("mail.domain").fill_null(""))
    return newest.group_by("siren").agg(
        site=pl.when(_number("site.declared") == 1).then(pl.coalesce(_text("site.declared"), home)),
        mail=pl.when(_number("mail.declared") == 1).then(mail),
    )


def _number(fact: str) -> pl.Expr:
    return pl.col("number").filter(pl.col("fact") == fact).first()


def _text(fact: str) -> pl.Expr:
    return pl.col("text").filter(pl.col("fact") == fact).first()
