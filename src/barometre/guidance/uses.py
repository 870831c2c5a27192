"""Tell who is seen to use each shared tool, and who a register says does. Pure Polars.

A sign seen on a site proves use; one that is not seen proves nothing: most tools leave no sign.
"""

from collections.abc import Iterable, Iterator

import polars as pl

from barometre.catalogue.guidance import Tool
from barometre.catalogue.models import Sign

# Fact that names every shared tool of which a sign was seen; it has an answer where the pages of a site were read.
SHARED = "site.tools"
# Kind of sign -> the fact that says that one of that kind was seen.
OF_KIND = {
    "franceconnect": "services.franceconnect-vu",
    "paiement": "services.paiement-vu",
    "comarquage": "services.comarquage-vu",
    "rendez-vous": "services.rendez-vous-vu",
    "urbanisme": "services.urbanisme-vu",
}
# Kinds of which the « yes » alone names the tool: there is only one.
ALONE = ("franceconnect", "paiement", "comarquage")
# How `site.tools` joins the names.
_JOINT = ", "


def facts_of(tools: Iterable[Tool]) -> set[str]:
    """Return the facts that `uses` reads."""
    return {SHARED, *OF_KIND.values(), *(tool.fact for tool in tools if tool.fact)}


def uses(facts: pl.DataFrame, tools: Iterable[Tool], signs: Iterable[Sign]) -> pl.DataFrame:
    """Tell which tools each collectivité is known to use.

    Args:
        facts: columns siren, fact, outcome, number, text, reason_context: those retained, one per (siren, fact).
        tools: those of the catalogue.
        signs: those that the engine knows.

    Returns:
        Columns siren, tools.seen (ids of those of which a sign was seen on its site), tools.listed (ids of those that
        a register says it uses), tools.looked (the pages of its site were read: whether there is a sign is known). One
        row for each collectivité of which something is known; a list without any is empty.
    """
    tools = list(tools)
    known = {sign.id: sign for sign in signs}
    parts = facts.filter(pl.col("outcome") == "seen").partition_by("fact", as_dict=True)
    by_fact = {str(fact): rows for (fact,), rows in parts.items()}
    none = facts.clear()
    seen = [
        by_fact.get(fact, none).filter(shown).select("siren", tool=pl.lit(tool.id))
        for tool in tools
        for fact, shown in _proofs(known[name] for name in tool.signs if name in known)
    ]
    listed = [
        by_fact.get(tool.fact, none).filter(pl.col("number") == 1).select("siren", tool=pl.lit(tool.id))
        for tool in tools
        if tool.fact
    ]
    looked = by_fact.get(SHARED, none).select("siren", pl.lit(True).alias("tools.looked"))
    rows = looked.join(_lists(seen, "tools.seen"), on="siren", how="full", coalesce=True)
    rows = rows.join(_lists(listed, "tools.listed"), on="siren", how="full", coalesce=True)
    return rows.select(
        "siren",
        *(pl.col(name).fill_null([]) for name in ("tools.seen", "tools.listed")),
        pl.col("tools.looked").fill_null(False),
    ).sort("siren")


def _proofs(signs: Iterable[Sign]) -> Iterator[tuple[str, pl.Expr]]:
    """Yield, for each sign, the fact that tells of it, and what its row is when the sign was seen."""
    for sign in signs:
        if sign.shared:
            yield SHARED, pl.col("text").str.split(_JOINT).list.contains(sign.name)
        if sign.kind in ALONE:
            yield OF_KIND[sign.kind], pl.col("number") == 1
        elif sign.kind in OF_KIND:
            # Names the sign in the context of the reason, in JSON.
            named = pl.col("reason_context").str.contains(f'"{sign.name}"', literal=True)
            yield OF_KIND[sign.kind], (pl.col("number") == 1) & named


def _lists(parts: list[pl.DataFrame], name: str) -> pl.DataFrame:
    schema = {"siren": pl.String(), "tool": pl.String()}
    rows = pl.concat([pl.DataFrame(schema=schema), *parts]).unique().sort("siren", "tool")
    return rows.group_by("siren", maintain_order=True).agg(pl.col("tool").alias(name))
