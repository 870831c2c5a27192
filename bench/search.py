"""Measure the time of a search, by kind of query.

.venv/bin/python bench/search.py
"""

import random
import statistics
import time

from _ratios import note, yardstick
from barometre.territory import reference
from barometre.web.search.index import SearchIndex
from barometre.web.search.records import all_records

ROUNDS = 400
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def queries() -> dict[str, list[str]]:
    """Draw queries of each kind, the same at each run."""
    rng = random.Random(2026)
    communes = reference.collectivites().filter(kind="commune")
    names = rng.sample(communes["name"].to_list(), ROUNDS)
    epci = reference.collectivites().filter(kind="epci")["name"].to_list()
    return {
        "commune name": names,
        "first letters": [name[: rng.randint(1, 5)] for name in names],
        "two words of a name": [" ".join(reversed(name.split("-")[:2])) for name in names],
        "name with a typing error": [with_error(name, rng) for name in names],
        "EPCI name": rng.sample(epci, ROUNDS),
        "postal code": rng.sample(communes["postal_codes"].explode().drop_nulls().to_list(), ROUNDS),
        "INSEE code": rng.sample(communes["code"].to_list(), ROUNDS),
        "SIREN": rng.sample(communes["siren"].to_list(), ROUNDS),
        "name and département": [
            f"{name} {code}" for name, code in communes.select("name", "departement").rows()[::90]
        ],
        "garbage": ["".join(rng.choices(LETTERS + " -'/", k=rng.randint(1, 100))) for _ in range(ROUNDS)],
    }


def with_error(name: str, rng: random.Random) -> str:
    """Return the name with one wrong letter."""
    i = rng.randrange(len(name))
    return name[:i] + rng.choice(LETTERS) + name[i + 1 :]


def main() -> None:
    """Print one line per kind of query, in milliseconds."""
    start = time.perf_counter()
    index = SearchIndex(all_records())
    unit = 1000 * yardstick()
    print(f"load: {time.perf_counter() - start:.2f} s\n")
    print(f"{'query':26} {'median ms':>10} {'p99 ms':>10} {'max ms':>10}")
    for kind, texts in queries().items():
        times = []
        for text in texts:
            start = time.perf_counter()
            index.search(text)
            times.append(1000 * (time.perf_counter() - start))
        note(f"search, {kind}", statistics.median(times) / unit)
        p99 = sorted(times)[int(0.99 * len(times))]
        print(f"{kind:26} {statistics.median(times):10.2f} {p99:10.2f} {max(times):10.2f}")


if __name__ == "__main__":
    main()
