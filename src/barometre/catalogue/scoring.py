"""The five rules that score a fact from 0 to 100, each with its formula and its sentence in French."""

from collections.abc import Mapping
from typing import Annotated, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from barometre.catalogue.typography import non_breaking


class _ScoringRule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class YesNo(_ScoringRule):
    """100 for the answer that the rule names, 0 for the other one; yes is number 1, no is 0."""

    rule: Literal["yes", "no"]

    def score(self) -> pl.Expr:
        """Return the score as a Polars expression over `number` and `text`."""
        best = 1 if self.rule == "yes" else 0
        return pl.when(pl.col("number").is_not_null()).then((pl.col("number") == best).cast(pl.Float64) * 100)

    def describe(self) -> str:
        """Return the rule in French."""
        return "100 si oui, 0 si non" if self.rule == "yes" else "100 si non, 0 si oui"


class OneOf(_ScoringRule):
    """100 when the text is one of `allowed`, else 0."""

    rule: Literal["one-of"]
    allowed: tuple[str, ...] = Field(min_length=1)

    def score(self) -> pl.Expr:
        """Return the score as a Polars expression over `number` and `text`."""
        return pl.col("text").is_in(self.allowed).cast(pl.Float64) * 100

    def describe(self) -> str:
        """Return the rule in French."""
        return non_breaking(f"100 pour l’une de ces valeurs : {', '.join(self.allowed)} ; 0 sinon")


class Scale(_ScoringRule):
    """Linear from `worst` (0) to `best` (100), kept within 0 and 100 (goalposts, OECD/JRC Handbook, step 5)."""

    rule: Literal["scale"]
    worst: float
    best: float

    def score(self) -> pl.Expr:
        """Return the score as a Polars expression over `number` and `text`."""
        return ((pl.col("number") - self.worst) / (self.best - self.worst) * 100).clip(0, 100)

    def describe(self) -> str:
        """Return the rule in French."""
        return f"de 0 pour {self.worst:g} à 100 pour {self.best:g}, en proportion"


class Options(_ScoringRule):
    """A score for each text; another text is not scored (the catalogue lists every text that a source may give)."""

    rule: Literal["options"]
    scores: Mapping[str, Annotated[float, Field(ge=0, le=100)]] = Field(min_length=1)

    def score(self) -> pl.Expr:
        """Return the score as a Polars expression over `number` and `text`."""
        return pl.col("text").replace_strict(dict(self.scores), default=None, return_dtype=pl.Float64)

    def describe(self) -> str:
        """Return the rule in French."""
        return non_breaking(" ; ".join(f"{score:g} pour « {text} »" for text, score in self.scores.items()))


Scoring = Annotated[YesNo | OneOf | Scale | Options, Field(discriminator="rule")]
