"""EcoIndex: the environmental score of a page, from three counts. Pure.

Method and tables: collectif Green IT, ecoindex.fr; numbers of github.com/cnumr/ecoindex_reference
(ecoindex_reference.json), formula and rounding as in github.com/cnumr/ecoindex_python, whose published results are
our tests. Older copies of the formula start the quantiles at 1 and the grades at 75: they give other scores.
"""

from bisect import bisect_right
from itertools import pairwise

# Twentieths of 500,000 pages of the HTTP Archive: a twentieth of all pages lies between two neighbours.
_DOM = (0, 47, 75, 159, 233, 298, 358, 417, 476, 537, 603, 674, 753, 843, 949, 1076, 1237, 1459, 1801, 2479, 594601)
_REQUESTS = (0, 2, 15, 25, 34, 42, 49, 56, 63, 70, 78, 86, 95, 105, 117, 130, 147, 170, 205, 281, 3920)
_KILOBYTES = (
    *(0, 1.37, 144.7, 319.53, 479.46, 631.97, 783.38, 937.91, 1098.62, 1265.47, 1448.32),
    *(1648.27, 1876.08, 2142.06, 2465.37, 2866.31, 3401.59, 4155.73, 5400.08, 8037.54, 223212.26),
)
_WEIGHTS = (3, 2, 1)  # elements, requests, kilobytes
# A grade is for scores strictly above its bound; G is for the rest.
GRADES = ((80, "A"), (70, "B"), (55, "C"), (40, "D"), (25, "E"), (10, "F"))


def ecoindex(dom: int, requests: int, kilobytes: float) -> float:
    """Return the EcoIndex of a page, a whole number from 0 (heavy) to 100 (light).

    `dom`: elements of the document once loaded, those inside `<svg>` not counted; `requests`: HTTP requests;
    `kilobytes`: what was transferred, compressed, headers included, in units of 1,000 bytes.
    """
    tables = ((_DOM, dom), (_REQUESTS, requests), (_KILOBYTES, kilobytes))
    places = [_place(table, value) for table, value in tables]
    weighted = sum(weight * place for weight, place in zip(_WEIGHTS, places, strict=True)) / sum(_WEIGHTS)
    return float(round(100 - 5 * weighted))


def grade(score: float) -> str:
    """Return the grade, A to G, of an EcoIndex (0 to 100)."""
    return next((letter for bound, letter in GRADES if score > bound), "G")


def _place(quantiles: tuple[float, ...], value: float) -> float:
    """Return the position of a value among twentieths, from 0 to 20, by linear interpolation."""
    index = bisect_right(quantiles, max(value, 0))
    if index == len(quantiles):
        return len(quantiles) - 1
    below, above = list(pairwise(quantiles))[index - 1]
    return index - 1 + (max(value, 0) - below) / (above - below)
