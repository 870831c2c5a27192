"""Compare two editions table by table: `python tools/compare_editions.py FORMER NEWER`.

A change of the code that must not change what is said is checked by building the same facts with both versions. Columns
that only one of them has are named and left aside; the others must hold the same values in the same rows.
"""

import argparse
import sys
from pathlib import Path

import polars as pl

from barometre.edition.schema import TABLES
from barometre.errors import BarometreError
from barometre.tables import read_parquet


def differences(former: pl.DataFrame, newer: pl.DataFrame) -> list[str]:
    """Return one line for each column whose values differ, with the first row where they do.

    Args:
        former: a table of an edition.
        newer: the same table of the other.
    """
    if former.height != newer.height:
        return [f"{former.height} rows against {newer.height}"]
    lines = []
    for column in (name for name in former.columns if name in newer.columns):
        if former[column].dtype != newer[column].dtype:
            lines.append(f"{column}: {former[column].dtype} against {newer[column].dtype}")
            continue
        sides = pl.DataFrame({"former": former[column], "newer": newer[column]}).with_row_index("row")
        changed = sides.filter(pl.col("former").ne_missing(pl.col("newer")))
        if changed.height:
            row, before, after = changed.row(0)
            key = former.row(row)[:2]
            lines.append(f"{column}: {changed.height} rows differ; first at {key}: {before!r} against {after!r}")
    return lines


def main() -> int:
    """Print what differs; return 1 when something does, 2 when an edition cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("former", type=Path, help="folder of an edition")
    parser.add_argument("newer", type=Path, help="folder of the other")
    options = parser.parse_args()
    different = False
    for table in TABLES:
        try:
            former, newer = (
                read_parquet(folder / f"{table}.parquet", "give the folder of an edition")
                for folder in (options.former, options.newer)
            )
        except BarometreError as error:
            print(error, file=sys.stderr)  # noqa: T201
            return 2
        lines = differences(former, newer)
        different = different or bool(lines)
        alone = sorted(set(former.columns) ^ set(newer.columns))
        aside = f" (left aside: {', '.join(alone)})" if alone else ""
        print(f"{table}: {'different' if lines else 'same values'}, {newer.height} rows{aside}")  # noqa: T201
        print("".join(f"  {line}\n" for line in lines), end="")  # noqa: T201
    return int(different)


if __name__ == "__main__":
    sys.exit(main())
