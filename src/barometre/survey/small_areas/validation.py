"""What the model of `shares` is worth where the truth is known, for the page that explains it (docs/small-areas.md).

Three things that the directory of town halls says of every commune are asked of samples drawn with the profile
published for the national survey: 88 % communes, 60 % of these under 1,000 inhabitants, two régions that answer most.
Weights are brought to the known numbers by strate and by région. `tests/survey/small_areas/test_area_validation.py`
finds these numbers again at each run: when the method changes, that test fails and says the new ones.
"""

from dataclasses import dataclass

# Samples drawn for each row, and communes that answer in each.
SAMPLES, RESPONDENTS = 60, 2_401


@dataclass(frozen=True)
class Comparison:
    """Direct and model-based shares of one variable, over all samples and areas of eleven communes at least.

    Attributes:
        variable: `site` (a site is declared), `domain` (mail elsewhere than at a general provider), `mairie` (the
            address of mail begins with « mairie »).
        level: `departement`, `departement-size` (département, under 1,000 inhabitants or not), `strate`.
        answering: `profile`: answering depends on size and région only; `answer`: « oui » twice as likely to answer.
        areas: compared.
        respondents: median by area.
        better: share of areas whose root mean squared error is smaller with the model, %.
        rmse_direct: root mean squared error of areas" own shares, points; `rmse_model` likewise.
        bias_direct: root mean squared bias by area, less what the number of samples makes of chance, points.
        half_width_direct: half of the mean width of 95 % intervals, points (direct: Wilson on the effective number).
        held_direct: share of these intervals that hold the truth, %.
        missed_direct: areas whose intervals hold the truth in fewer than 80 % of samples.
    """

    variable: str
    level: str
    answering: str
    areas: int
    respondents: int
    better: int
    rmse_direct: float
    rmse_model: float
    bias_direct: float
    bias_model: float
    half_width_direct: float
    half_width_model: float
    held_direct: float
    held_model: float
    missed_direct: int
    missed_model: int


@dataclass(frozen=True)
class Missed:
    """A département whose intervals hold its truth least often, when answering depends on size and région only.

    Attributes:
        variable: see `Comparison`.
        departement: its code.
        truth: its share, %; `direct`, `model`: means of its estimates over samples, %.
        held: share of the model"s 95 % intervals that hold the truth, %.
    """

    variable: str
    departement: str
    truth: int
    direct: int
    model: int
    held: int


COMPARISONS = (
    Comparison(
        "site",
        "departement",
        "profile",
        areas=100,
        respondents=22,
        better=85,
        rmse_direct=11.1,
        rmse_model=7.6,
        bias_direct=0.0,
        bias_model=5.2,
        half_width_direct=17.7,
        half_width_model=13.0,
        held_direct=95.5,
        held_model=94.6,
        missed_direct=0,
        missed_model=5,
    ),
    Comparison(
        "domain",
        "departement",
        "profile",
        areas=100,
        respondents=22,
        better=92,
        rmse_direct=11.2,
        rmse_model=7.7,
        bias_direct=0.3,
        bias_model=4.7,
        half_width_direct=18.3,
        half_width_model=14.6,
        held_direct=95.4,
        held_model=94.2,
        missed_direct=0,
        missed_model=6,
    ),
    Comparison(
        "mairie",
        "departement",
        "profile",
        areas=100,
        respondents=22,
        better=93,
        rmse_direct=12.2,
        rmse_model=7.7,
        bias_direct=1.0,
        bias_model=5.3,
        half_width_direct=19.2,
        half_width_model=14.0,
        held_direct=96.2,
        held_model=94.2,
        missed_direct=0,
        missed_model=6,
    ),
    Comparison(
        "site",
        "departement-size",
        "profile",
        areas=191,
        respondents=11,
        better=79,
        rmse_direct=12.3,
        rmse_model=7.7,
        bias_direct=0.9,
        bias_model=6.4,
        half_width_direct=21.4,
        half_width_model=9.9,
        held_direct=95.5,
        held_model=89.9,
        missed_direct=0,
        missed_model=32,
    ),
    Comparison(
        "domain",
        "departement-size",
        "profile",
        areas=191,
        respondents=11,
        better=95,
        rmse_direct=17.0,
        rmse_model=9.6,
        bias_direct=0.0,
        bias_model=6.9,
        half_width_direct=22.6,
        half_width_model=16.1,
        held_direct=95.5,
        held_model=93.4,
        missed_direct=0,
        missed_model=11,
    ),
    Comparison(
        "mairie",
        "departement-size",
        "profile",
        areas=191,
        respondents=11,
        better=95,
        rmse_direct=19.4,
        rmse_model=8.9,
        bias_direct=2.0,
        bias_model=6.7,
        half_width_direct=24.8,
        half_width_model=17.1,
        held_direct=96.7,
        held_model=95.0,
        missed_direct=0,
        missed_model=10,
    ),
    Comparison(
        "site",
        "strate",
        "profile",
        areas=10,
        respondents=128,
        better=50,
        rmse_direct=1.9,
        rmse_model=1.3,
        bias_direct=0.0,
        bias_model=0.5,
        half_width_direct=5.7,
        half_width_model=2.7,
        held_direct=93.3,
        held_model=94.0,
        missed_direct=0,
        missed_model=0,
    ),
    Comparison(
        "domain",
        "strate",
        "profile",
        areas=10,
        respondents=128,
        better=50,
        rmse_direct=7.4,
        rmse_model=7.9,
        bias_direct=0.0,
        bias_model=5.1,
        half_width_direct=8.7,
        half_width_model=8.2,
        held_direct=95.8,
        held_model=93.5,
        missed_direct=0,
        missed_model=0,
    ),
    Comparison(
        "mairie",
        "strate",
        "profile",
        areas=10,
        respondents=128,
        better=80,
        rmse_direct=6.1,
        rmse_model=3.3,
        bias_direct=0.0,
        bias_model=1.6,
        half_width_direct=10.2,
        half_width_model=7.2,
        held_direct=96.5,
        held_model=97.0,
        missed_direct=0,
        missed_model=0,
    ),
    Comparison(
        "site",
        "departement",
        "answer",
        areas=100,
        respondents=22,
        better=72,
        rmse_direct=14.3,
        rmse_model=12.7,
        bias_direct=9.8,
        bias_model=11.8,
        half_width_direct=16.8,
        half_width_model=11.7,
        held_direct=84.7,
        held_model=67.5,
        missed_direct=34,
        missed_model=62,
    ),
)

MISSED = (
    Missed("site", "05", truth=78, direct=77, model=60, held=47),
    Missed("site", "04", truth=70, direct=70, model=57, held=70),
    Missed("site", "85", truth=91, direct=91, model=94, held=72),
    Missed("domain", "82", truth=93, direct=92, model=73, held=23),
    Missed("domain", "12", truth=82, direct=82, model=68, held=52),
    Missed("domain", "86", truth=94, direct=94, model=86, held=62),
    Missed("mairie", "86", truth=14, direct=15, model=39, held=7),
    Missed("mairie", "82", truth=92, direct=90, model=77, held=22),
    Missed("mairie", "13", truth=20, direct=22, model=34, held=62),
)
