"""Measure a whole list read by parts: every collectivité with its indicators, ten editions in the database.

    .venv/bin/python bench/cursor.py [EDITIONS]

Serves the published edition with one worker, beside whole copies of it under dates of 1901, made for the time of the
run and taken away. The list is read to its end by `Link`, a thousand collectivités at a time, as a program does; then
its first part and its last one again. The floor is one Python process that reads the same rows by the same comparison
of keys with psycopg, and writes the same columns as JSON: no framework, nothing chosen, renamed nor rounded.
"""

import json
import os
import re
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from rich.console import Console
from rich.table import Table

from _ratios import note
from barometre.web.database import site_database
from visits import own_site, usage

EDITIONS = 10
START = "/api/v1/collectivites?fields=indicateurs&limit=1000"
# Times that the first part and the last one are asked again: an answer of a past edition is kept by nobody.
AGAIN = 5
_COPIED = {"editions_edition": "date", "editions_collectivite": "edition_id"}


@contextmanager
def copies(connection: psycopg.Connection, count: int) -> Iterator[str]:
    """Add whole copies of the published edition; give the date of the last one, and take them away at the end."""
    (day,) = connection.execute("SELECT date FROM editions_edition WHERE current").fetchone() or (None,)
    if day is None:
        raise SystemExit("No edition is published: run barometre build, then barometre publish")
    days = [f"1901-01-{number:02d}" for number in range(1, count + 1)]
    try:
        for one in days:
            for table, key in _COPIED.items():
                columns = _columns(connection, table)
                own = {key: f"DATE '{one}'", "current": "false", "light": "false"}
                chosen = ", ".join(own.get(column, f'"{column}"') for column in columns)
                named = ", ".join(f'"{column}"' for column in columns)
                connection.execute(
                    f"INSERT INTO {table} ({named}) SELECT {chosen} FROM {table} WHERE {key} = %s", [day]
                )
        connection.execute("ANALYZE editions_collectivite")
        yield days[-1] if days else str(day)
    finally:
        for table, key in reversed(_COPIED.items()):
            connection.execute(f"DELETE FROM {table} WHERE {key} < DATE '1902-01-01'")


def _columns(connection: psycopg.Connection, table: str) -> list[str]:
    query = "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name <> 'id'"
    return [name for (name,) in connection.execute(query, [table])]


def floor(connection: psycopg.Connection, day: str) -> float:
    """Return the seconds of CPU of this process to read and write a whole edition by parts."""
    began, after, rows = time.process_time(), ("", "", ""), 0
    query = (
        "SELECT kind, code, siren, name, indicators FROM editions_collectivite WHERE edition_id = %s AND measured"
        " AND (kind, code, siren) > (%s, %s, %s) ORDER BY kind, code, siren LIMIT 1000"
    )
    while part := connection.execute(query, [day, *after]).fetchall():
        after, rows = part[-1][:3], rows + len(part)
        json.dumps([{"nom": name, "code": code, "indicateurs": held} for _, code, _, name, held in part])
    return (time.process_time() - began) / rows


def read(site: str, address: str) -> tuple[int, str, int]:
    """Return the bytes of a part, the address of the next one, and the total."""
    with urllib.request.urlopen(site + address) as answer:
        size = len(answer.read())
        following = re.search('<([^>]*)>; rel="next"', answer.headers.get("Link", ""))
        return size, following[1] if following else "", int(answer.headers["X-Total-Count"])


@dataclass(frozen=True)
class Walk:
    """A whole list read by parts: its first and last addresses, parts, bytes, total, seconds of clock and of CPU."""

    first: str
    last: str
    parts: int
    size: int
    total: int
    seconds: float
    cpu: float
    megabytes: tuple[float, float, float]


def walk(site: str, start: str, process: int) -> Walk:
    """Read a list to its end, as a program does."""
    read(site, start)
    cpu, first = usage(process)
    began, address, parts, size, total, largest, last = time.perf_counter(), start, 0, 0, 0, first, start
    while address:
        last = address
        weight, address, total = read(site, address)
        parts, size, largest = parts + 1, size + weight, max(largest, usage(process)[1])
    seconds = time.perf_counter() - began
    after, end = usage(process)
    return Walk(start, last, parts, size, total, seconds, after - cpu, (first, largest, end))


def again(site: str, address: str, process: int) -> float:
    """Return the milliseconds of CPU of one part, asked for several times."""
    before = usage(process)[0]
    for _ in range(AGAIN):
        read(site, address)
    return 1000 * (usage(process)[0] - before) / AGAIN


def main(editions: int) -> None:
    """Print one line for each thing measured."""
    os.environ |= {"BAROMETRE_WORKERS": "1", "BAROMETRE_API_PER_MINUTE": "100000"}
    with (
        site_database() as url,
        psycopg.connect(url, autocommit=True) as connection,
        copies(connection, editions - 1) as day,
        own_site() as (port, process),
    ):
        site = f"http://127.0.0.1:{port}"
        done = walk(site, f"{START}&edition={day}", process)
        ends = [again(site, address, process) for address in (done.first, done.last)]
        least = floor(connection, day)
    each = done.cpu / done.total
    note("cursor, CPU of a collectivité with its indicators", each / least)
    rows = {
        "parts; MB": f"{done.parts}; {done.size / 1e6:.0f}",
        "clock s; parts a second": f"{done.seconds:.1f}; {done.parts / done.seconds:.1f}",
        "CPU ms a part of 1,000": f"{1e6 * each:.0f}",
        "CPU ms a collectivité; floor; times": f"{1000 * each:.2f}; {1000 * least:.2f}; {each / least:.1f}",
        "worker MB after the first part; most; at the end": "; ".join(f"{one:.0f}" for one in done.megabytes),
        f"CPU ms of the first part; of the last, {done.total % 1000} rows": "; ".join(f"{one:.0f}" for one in ends),
    }
    table = Table("measure", "result", title=f"{done.total} collectivités by cursor, {editions} editions loaded whole")
    for row in rows.items():
        table.add_row(*row)
    Console(width=120).print(table)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else EDITIONS)
