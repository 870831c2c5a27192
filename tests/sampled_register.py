"""Communes of the reference, what the register says of all, and respondents drawn with the published profile."""

from functools import cache, cached_property

import numpy as np
import polars as pl

from barometre.catalogue.load import load_catalogue
from barometre.demonstration.respondents import COUNT, QUOTAS, REGIONS
from barometre.survey.weighting.calibrate import CalibrationOptions, calibrate
from barometre.survey.weighting.margins import CalibrationFrame
from barometre.territory import reference

# Fewest communes of an area that is compared: those of the figures that the site gives.
LEAST = 11


class Area:
    """A division of communes: code of each one's area (-1: too small an area), names, sizes."""

    def __init__(self, names):
        found, codes, counts = np.unique(names, return_inverse=True, return_counts=True)
        kept = counts >= LEAST
        self.names, self.sizes = found[kept], counts[kept]
        self.codes = np.where(kept, np.cumsum(kept) - 1, -1)[codes]

    def sums(self, values, rows=slice(None)):
        codes = self.codes[rows]
        inside = codes >= 0
        return np.bincount(codes[inside], np.asarray(values, float)[inside], len(self.names))

    def means(self, values):
        """Of all communes."""
        return self.sums(values) / self.sizes


class Register:
    """All communes, in order of SIREN."""

    def __init__(self):
        communes = reference.collectivites().filter((pl.col("kind") == "commune") & pl.col("measured")).sort("siren")
        mail = communes["email"].str.to_lowercase()
        platform = communes["site"].str.contains("wordpress|wixsite|e-monsite|pagesperso|jimdo|campagnol")
        own = ~mail.str.split("@").list.last().is_in(list(load_catalogue().general_mail_providers))
        self.population = communes["population"].fill_null(0).to_numpy()
        self.places = {name: communes[name].to_numpy() for name in ("departement", "region", "strate")}
        self.truths = {
            "site": communes["site"].is_not_null().to_numpy(),
            "domain": own.fill_null(False).to_numpy(),
            "mairie": mail.str.starts_with("mairie").fill_null(False).to_numpy(),
            "platform": platform.fill_null(False).to_numpy(),
        }
        large = np.where(self.population < 1_000, "-moins-de-1000", "-1000-et-plus")
        self.levels = {
            "departement": Area(self.places["departement"]),
            "departement-size": Area(np.char.add(self.places["departement"].astype(str), large)),
            "strate": Area(self.places["strate"]),
        }

    def areas(self, level, variable):
        """What is known of every area: how its communes are, and for other variables whether they declare a site."""
        area, size = self.levels[level], np.log10(np.maximum(self.population, 1))
        columns = {"area": area.names, "size": area.means(size)}
        if level != "strate":
            columns["small"] = area.means(self.population < 500)
            columns["overseas"] = area.means(np.char.startswith(self.places["departement"].astype(str), "97"))
            if variable != "site":
                columns["site"] = area.means(self.truths["site"])
        if level == "departement-size":
            columns["large"] = area.means(self.population >= 1_000)
        return pl.DataFrame(columns)

    @cached_property
    def margins(self):
        """Names, code of each commune and totals of strates, then of régions, those overseas together."""
        overseas = np.char.startswith(self.places["departement"].astype(str), "97")
        region = np.where(overseas, "outre-mer", self.places["region"].astype(str))
        found = (np.unique(names.astype(str), return_inverse=True) for names in (self.places["strate"], region))
        return [(tuple(names), codes, np.bincount(codes).astype(float)) for names, codes in found]

    @cached_property
    def chances(self):
        """How likely each is to answer beside others of its size: régions that answered most have their share."""
        region = self.places["region"]
        of_all = {code: float(np.mean(region == code)) for code in REGIONS}
        rest = (1 - sum(REGIONS.values())) / (1 - sum(of_all.values()))
        return np.array([REGIONS[code] / of_all[code] if code in REGIONS else rest for code in region])

    def respondents(self, draws, odds=None):
        """Rows of the communes that answer; `odds` (of each) makes some likelier to."""
        chances = self.chances if odds is None else self.chances * odds
        found = []
        for quota in QUOTAS:
            if quota.kind == "commune":
                inside = np.flatnonzero((self.population >= quota.least) & (self.population <= quota.most))
                drawn = chances[inside] / chances[inside].sum()
                found.append(draws.choice(inside, round(COUNT * quota.share), replace=False, p=drawn))
        return np.sort(np.concatenate(found))

    def weights(self, rows):
        """Weights of respondents, raked to the known numbers of communes by strate and by région."""
        names, codes, totals = zip(*self.margins, strict=True)
        frame = CalibrationFrame(
            tuple(f"{row:05}" for row in rows),
            np.full(len(rows), len(self.population) / len(rows)),
            ("strate", "region"),
            names,
            np.column_stack([code[rows] for code in codes]),
            totals,
        )
        return calibrate(frame, CalibrationOptions()).weights


@cache
def register():
    return Register()


def direct_shares(area, rows, weights, answers):
    """Each area's own weighted share, its standard error (linearised), respondents, their effective number (Kish)."""
    total, squares = area.sums(weights, rows), area.sums(weights**2, rows)
    counts = area.sums(np.ones(len(rows)), rows)
    seen = counts > 0
    shares = np.divide(area.sums(weights * answers, rows), total, where=seen, out=np.zeros(len(total)))
    gaps = weights**2 * (answers - shares[area.codes[rows]]) ** 2
    errors = np.sqrt(area.sums(gaps, rows)[seen] / total[seen] ** 2 * counts[seen] / np.maximum(counts[seen] - 1, 1))
    table = pl.DataFrame({"area": area.names[seen], "share": shares[seen], "se": errors, "n": counts[seen].astype(int)})
    return table.with_columns(effective=total[seen] ** 2 / squares[seen])
