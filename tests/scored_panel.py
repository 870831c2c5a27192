"""Small tables of the index, written by hand or drawn: who answered what, and the method that reads it."""

import random

import polars as pl

from barometre.scoring.base import declare_base
from barometre.scoring.peers import peers_of, with_places
from barometre.scoring.scores import index_scores

MINIMA = [0, 10, 30, 50, 70, 90]
# What an answer may be beside a score. « not asked »: its condition, or what it presupposes, leaves the question out;
# « not-concerned »: looking found that it does not arise.
NOT_LOOKED, NOT_CONCERNED, NOT_ASKED = "not-looked", "not-concerned", "not asked"


def values(answers: dict[str, dict[str, float | str]]) -> pl.DataFrame:
    """The table of `indicators.evaluate`, from the answers of each body: a score, or what there is instead."""
    rows = [
        {
            "siren": siren,
            "indicator": indicator,
            "asked": answer != NOT_ASKED,
            "status": NOT_CONCERNED if answer == NOT_ASKED else answer if isinstance(answer, str) else "known",
            "score": None if isinstance(answer, str) else float(answer),
        }
        for siren, of_one in answers.items()
        for indicator, answer in of_one.items()
    ]
    schema = {"siren": pl.String, "indicator": pl.String, "asked": pl.Boolean, "status": pl.String, "score": pl.Float64}
    return pl.DataFrame(rows, schema=schema)


def weights(**indicators: str) -> pl.DataFrame:
    """The table of `readings.indicator_weights`, each indicator as `theme.reading` or `theme.reading weight`."""
    rows = []
    for indicator, text in indicators.items():
        measure, _, weight = text.partition(" ")
        theme, _, reading = measure.partition(".")
        rows.append((indicator, theme, reading, float(weight or 1)))
    return pl.DataFrame(rows, schema=["indicator", "theme", "reading", "weight"], orient="row")


def communes(answers) -> pl.DataFrame:
    """Who they are: communes of one strate, all."""
    return pl.DataFrame({"siren": list(answers)}, schema={"siren": pl.String}).with_columns(
        kind=pl.lit("commune"), strate=pl.lit("s")
    )


def base_of(answers, scored) -> pl.DataFrame:
    """The base that an edition of these answers declares."""
    return declare_base(values(answers), communes(answers), scored)


def scores_of(answers, scored, base=None) -> pl.DataFrame:
    """The scores of these answers, on this base or on their own."""
    base = base_of(answers, scored) if base is None else base
    return index_scores(values(answers), scored, base, communes(answers), MINIMA)


def places_of(scores, peers=None) -> dict[tuple[str, str], int | None]:
    """The quarter of each body for each measure, among these peers or its own."""
    bodies = communes(scores["siren"].unique())
    placed = with_places(scores, bodies, peers_of(scores, bodies) if peers is None else peers)
    return {(siren, measure): quarter for siren, measure, quarter in placed["siren", "measure", "quartile"].iter_rows()}


# A panel of communes: what a register says, known of nearly all, and what is to be looked at, then asked. Of those whom
# « o4 » concerns, one in five, the register is a corner of the theme « v ».
REGISTER = dict.fromkeys(("r0", "r1", "r2", "r3"), "t.seen") | {
    "r4": "u.seen",
    "r5": "u.seen",
    "r6": "v.seen",
    "r7": "v.seen",
}
LOOKED_AT = {
    "o0": "t.seen",
    "o1": "t.seen",
    "o2": "u.seen 0.5",
    "o3": "u.seen 0.5",
    "o4": "v.seen 2.5",
    "o5": "t.said",
    "o6": "t.said",
}
PANEL = weights(**REGISTER, **LOOKED_AT)


def draw_answer(chance: random.Random, skill: float, indicator: str) -> float | str:
    """What looking finds: yes, half or no, more often yes for whom has skill; of one in ten, that it does not arise."""
    if indicator in LOOKED_AT and chance.random() < 0.1:
        return NOT_CONCERNED
    return 100.0 if chance.random() < skill else chance.choice((0.0, 50.0))


def draw_truth(chance: random.Random, bodies: int) -> dict[str, dict[str, float | str]]:
    """The whole truth of a panel of communes."""
    truth = {}
    for number in range(bodies):
        skill = chance.random()
        found = {indicator: draw_answer(chance, skill, indicator) for indicator in (*REGISTER, *LOOKED_AT)}
        truth[f"{number:09}"] = found if chance.random() < 0.2 else found | {"o4": NOT_ASKED}
    return truth


def first_seen(chance: random.Random, truth, share=0.95) -> dict[str, dict[str, float | str]]:
    """What an edition knows before anyone looks: most of the register, nothing else."""
    return {
        siren: {
            name: answer if answer == NOT_ASKED or (name in REGISTER and chance.random() < share) else NOT_LOOKED
            for name, answer in of_one.items()
        }
        for siren, of_one in truth.items()
    }
