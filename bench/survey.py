"""Measure what who answers waits for: pages read and saved by many at once, beside a floor.

    .venv/bin/python bench/survey.py [PERSONS] [PAGES]

Serves the published edition of this instance (`barometre build`, `barometre publish`). Each person, of a commune of its
own, reads a page of a questionnaire, thinks some seconds, saves it, reads the next one: the site has that many persons
at work, not that many requests. The floor is a page without data, asked at the same rate by as many. What is written
is deleted at the end.
"""

import asyncio
import logging
import os
import random
import re
import statistics
import sys
import time
from html import unescape

import httpx
import polars as pl
from rich.console import Console
from rich.table import Table

from _ratios import note
from barometre.territory.reference import collectivites
from barometre.web.database import site_database
from visits import FLOOR, own_site, usage

PERSONS, PAGES = 200, 6
# A connection of its own for each request: a person thinks for longer than servers keep one.
ALONE = httpx.Limits(max_keepalive_connections=0)
# Seconds for which a person looks at a page, at least and at most.
THINKING = (4.0, 12.0)
QUESTIONNAIRES = ("cybersecurite", "donnees", "inclusion", "communication", "infrastructures", "outils-internes")
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_RADIO = re.compile(r'<input type="radio" name="(q\.[^"]+)" value="([a-z][^"]*)"')


def cookies(persons: int) -> dict[str, str]:
    """Make a link for each of so many communes; return SIREN -> cookie of its room."""
    from django.core import signing  # noqa: PLC0415  (Django is set up first)
    from django.utils import timezone  # noqa: PLC0415

    from barometre.web.pages.room import SALT  # noqa: PLC0415
    from barometre.web.townhall.queries import issue  # noqa: PLC0415

    rows = collectivites().filter(pl.col("kind") == "commune", "measured")
    drawn = random.Random(0).sample(rows["siren"].to_list(), persons)
    return {siren: signing.dumps(issue(siren, timezone.now())[0].token_hash, salt=SALT) for siren in drawn}


def forget(sirens: list[str], since: float) -> None:
    """Delete the links made since a moment for these communes, and what was answered by them."""
    from datetime import UTC, datetime  # noqa: PLC0415

    from barometre.web.survey.models import Response  # noqa: PLC0415
    from barometre.web.townhall.models import Event, Link  # noqa: PLC0415

    links = Link.objects.filter(siren__in=sirens, issued_at__gte=datetime.fromtimestamp(since, UTC))
    numbers = list(links.values_list("pk", flat=True))
    Response.objects.filter(siren__in=sirens, answers__link__in=numbers).delete()
    Event.objects.filter(link__in=numbers).delete()
    links.delete()


async def timed(
    client: httpx.AsyncClient, times: list[float], address: str, sent: dict | None = None
) -> httpx.Response:
    """Ask for a page or send a form, and note the milliseconds until it is answered.

    When the site says that it is full, the person tries again after the delay that it gives: that is waiting too.

    Raises:
        SystemExit: the site answers with another error.
    """
    start = time.perf_counter()
    while True:
        answer = await (client.get(address) if sent is None else client.post(address, data=sent))
        if answer.status_code != 503:
            break
        await asyncio.sleep(float(answer.headers.get("Retry-After", "1")))
    times.append(1000 * (time.perf_counter() - start))
    if answer.status_code not in (200, 302):
        raise SystemExit(f"{answer.request.method} {answer.request.url}: {answer.status_code}")
    return answer


async def person(site: str, siren: str, cookie: str, pages: int, times: dict[str, list[float]]) -> None:
    """Answer some pages as a person does."""
    drawn = random.Random(siren)
    async with httpx.AsyncClient(base_url=site, cookies={"mairie": cookie}, timeout=60, limits=ALONE) as client:
        await asyncio.sleep(drawn.uniform(0, THINKING[1]))
        for rank in range(pages):
            address = f"/mairie/questionnaires/a-tout-moment/{QUESTIONNAIRES[rank % len(QUESTIONNAIRES)]}/page-1/"
            page = await timed(client, times["read"], address)
            await asyncio.sleep(drawn.uniform(*THINKING))
            fields = {name: unescape(value) for name, value in _HIDDEN.findall(page.text)}
            fields |= dict(_RADIO.findall(page.text)) | {"geste": "quitter"}
            await timed(client, times["save"], address, fields)
            await asyncio.sleep(drawn.uniform(*THINKING))


async def visitor(site: str, seed: int, pages: int, times: list[float]) -> None:
    """Read the floor as many times as a person reads and saves, at the same pace."""
    drawn = random.Random(seed)
    async with httpx.AsyncClient(base_url=site, timeout=60, limits=ALONE) as client:
        await asyncio.sleep(drawn.uniform(0, THINKING[1]))
        for _ in range(2 * pages):
            await timed(client, times, FLOOR)
            await asyncio.sleep(drawn.uniform(*THINKING))


async def together(site: str, rooms: dict[str, str], pages: int, times: dict[str, list[float]]) -> None:
    """Let everybody read the floor, then answer."""
    await asyncio.gather(*(visitor(site, seed, pages, times["floor"]) for seed in range(len(rooms))))
    await asyncio.gather(*(person(site, siren, cookie, pages, times) for siren, cookie in rooms.items()))


def main(persons: int, pages: int) -> None:
    """Print one line for the floor, one for pages read, one for pages saved."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    os.environ["BAROMETRE_ANSWERS_PER_DAY"] = str(10 * persons * pages)
    names = {"floor": "floor: a page without data", "read": "page of questions", "save": "page saved"}
    times: dict[str, list[float]] = {name: [] for name in names}
    table = Table(
        "measure", "requests", "p50 ms", "p95 ms", "p99 ms", "p95 / floor", title=f"{persons} persons at once"
    )
    with own_site() as (port, pid), site_database():
        since, rooms = time.time(), {}
        try:
            rooms = cookies(persons)
            before, _ = usage(pid)
            asyncio.run(together(f"http://127.0.0.1:{port}", rooms, pages, times))
            after, megabytes = usage(pid)
        finally:
            forget(list(rooms), since)
    floor = 0.0
    for name, words in names.items():
        cuts = statistics.quantiles(times[name], n=100)
        floor = floor or cuts[94]
        table.add_row(
            words, str(len(times[name])), *(f"{cuts[at]:.1f}" for at in (49, 94, 98)), f"{cuts[94] / floor:.1f}"
        )
        if name != "floor":
            note(f"survey, {words}, p95", cuts[94] / floor)
    console = Console(width=130)
    console.print(table)
    cost = 1000 * (after - before) / sum(map(len, times.values()))
    console.print(f"{cost:.1f} ms of CPU a request; largest process {megabytes:.0f} MB.")


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:3]]
    main(*(given + [PERSONS, PAGES][len(given) :]))
