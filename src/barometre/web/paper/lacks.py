"""What a territory is known to lack: obligations not met, addresses that the directory has not; and who helps.

What is not known of a collectivité is said of none: obligations are counted, never named of a commune; communes are
named where the directory has no address of them, a fact of the register that anyone can correct.
"""

from typing import Any

import polars as pl

from barometre.guidance.nearby import Place, helpers_for
from barometre.guidance.obligations import law_in_force
from barometre.web.editions import queries
from barometre.web.editions.models import Collectivite, Edition
from barometre.web.guidance import figures as duties
from barometre.web.paper import known, sentences
from barometre.web.shared import catalogue, guidance
from barometre.web.shared.areas import Area
from barometre.web.shared.french import NO_BREAK, counted
from barometre.web.shared.words import day_words, french_order

# Lines of obligations, names of a list: the site has them all.
MOST_DUTIES, MOST_NAMED = 10, 40
# What the directory has not: indicator -> what is missing.
REGISTERED = {"mail-declare": "adresse de courriel", "site-declare": "site internet"}
# What a territory asks help for first.
HELP = ("cybersecurite", "inclusion")
REACHES = {"departement": "sert le département", "region": "sert la région", "national": "sert toute la France"}


def obligations_missed(edition: Edition, area: Area, council: Collectivite | None) -> dict[str, Any]:
    """Return the obligations in force that are known not to be met: counts, and those of the council by name."""
    law = {one.id: one for one in law_in_force(guidance.obligations(edition).values(), edition.date)}
    found = [
        (
            row.not_met,
            f"{law[row.obligation].title}. {known.named(row.kind)}{NO_BREAK}: "
            f"{sentences.going_on(sentences.obligation(duties.share_of(edition, '', row), row.kind))}",
        )
        for row in queries.obligation_figures(edition, *area.aggregated)
        if row.obligation in law and row.not_met
    ]
    lines = [words for _, words in sorted(found, key=lambda one: (-one[0], one[1]))]
    missed = [one.title for one in guidance.duties(edition, council)["missed"]] if council and council.measured else []
    return {
        "lines": lines[:MOST_DUTIES],
        "more": max(0, len(lines) - MOST_DUTIES),
        "council": f"{council.name}, connu comme non rempli{NO_BREAK}: {', '.join(missed)}."
        if council and missed
        else "",
    }


def not_registered(edition: Edition, rows: pl.DataFrame) -> list[str]:
    """Say which communes have no e-mail address, or no site, in the directory of the administration."""
    told = []
    for name, what in REGISTERED.items():
        measure = catalogue.measure(edition, name)
        if measure is None or name not in rows.columns:
            continue
        days = [source["date"] for source in catalogue.sources_of_measure(edition, measure)]
        when = f", {day_words(max(days))}" if days else ""
        missing = rows.filter(pl.col(name) == "known", pl.col(f"{name}.score") == 0)
        seen = rows.filter(pl.col(name) == "known").height
        if not seen:
            continue
        if not missing.height:
            told.append(f"Aucune commune connue n’est sans {what} dans l’annuaire de l’administration{when}.")
            continue
        names = sorted(missing["name"], key=french_order)
        rest = f" et {counted(len(names) - MOST_NAMED, 'autre', 'autres')}" if len(names) > MOST_NAMED else ""
        told.append(
            f"Sans {what} dans l’annuaire de l’administration{when}, {counted(missing.height, 'commune', 'communes')} "
            f"sur {counted(seen, 'connue', 'connues')}{NO_BREAK}: {', '.join(names[:MOST_NAMED])}{rest}."
        )
    return told


def who_helps(edition: Edition, area: Area, rows: pl.DataFrame) -> list[dict[str, str]]:
    """Return who serves the place, near first."""
    here = (area.code,) if area.kind == "departement" else tuple(sorted(set(rows["departement"])))
    region = area.region or area.code
    found = helpers_for(guidance.helpers(edition).values(), Place(area.kind, here, (region,)), HELP)
    return [
        {
            "name": one.helper.name,
            "address": one.helper.url or "",
            "words": f"{REACHES[one.reach]}. {one.helper.services or ''}".strip(),
        }
        for one in (*found.near, *found.further)
    ]
