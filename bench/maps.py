"""Measure the time and weight of the maps.

.venv/bin/python bench/maps.py
"""

import gzip
import time
from collections.abc import Callable

from _ratios import note, yardstick
from barometre.territory import reference
from barometre.web.maps.choropleth import map_figure
from barometre.web.maps.geometry import Drawing, national, projected
from barometre.web.maps.legend import SCORES, ColouredArea

DEPARTEMENTS = ["29", "62", "02", "75", "2A", "973"]
EPCI = {"Grand Paris": "200054781", "Pays Basque": "200067106", "Quimper": "200068120"}


def drawings() -> dict[str, Callable[[], Drawing]]:
    """Return the maps by name."""
    communes = reference.collectivites().filter(kind="commune")
    maps: dict[str, Callable[[], Drawing]] = {
        "France, régions": lambda: national("region"),
        "France, départements": lambda: national("departement"),
        "France, EPCI": lambda: national("epci"),
    }
    by_column = [("departement", code, code) for code in DEPARTEMENTS] + [("epci", *pair) for pair in EPCI.items()]
    for column, name, code in by_column:
        codes = communes.filter(**{column: code})["code"].to_list()
        maps[f"{column} {name}, {len(codes)} communes"] = lambda codes=codes: projected("commune", codes)
    return maps


def main() -> None:
    """Print one line per map: milliseconds and kilobytes."""
    start = time.perf_counter()
    projected("commune", ["29232"])
    projected("commune", ["97105"])
    unit = 1000 * yardstick()
    print(f"load: {time.perf_counter() - start:.2f} s\n")
    names = dict(reference.collectivites().select("code", "name").iter_rows())
    print(f"{'map':34} {'cold ms':>8} {'warm ms':>8} {'SVG ms':>8} {'kB':>8} {'kB gzip':>8}")
    for label, draw in drawings().items():
        times = []
        for _ in range(2):
            start = time.perf_counter()
            drawing = draw()
            times.append(1000 * (time.perf_counter() - start))
        codes = [outline.code for outline in drawing.outlines]
        areas = {
            code: ColouredArea(names.get(code, code), f"/communes/{code}/", None if i % 11 == 0 else 7.7 * i % 100)
            for i, code in enumerate(codes)
        }
        start = time.perf_counter()
        svg = map_figure(drawing, areas, key="m", title=label, description=label, scale=SCORES).encode()
        times.append(1000 * (time.perf_counter() - start))
        note(f"maps, {label}", times[-1] / unit)
        weights = [len(svg) / 1000, len(gzip.compress(svg)) / 1000]
        print(f"{label:34} " + " ".join(f"{value:8.1f}" for value in [*times, *weights]))


if __name__ == "__main__":
    main()
