"""Shared by tests of observation: the test internet, one look at all of it, and ways to observe."""

import csv
import json
import re
import subprocess
import sys
import time
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

import internet
from barometre.catalogue.load import load_catalogue
from barometre.catalogue.reference_lists import reference_lists
from barometre.observation.net.settings import NetworkSettings, read_resolver
from barometre.observation.run.context import open_context
from barometre.observation.run.output import write_rcpnt
from barometre.observation.run.targets import open_targets
from barometre.observation.run.workers import Run, claimed, observe_here
from national_look import CONTACT, HANGS

# Conforming towns beside those with a story.
HEALTHY = 100


@pytest.fixture(scope="session")
def national(shared) -> SimpleNamespace:
    """What one look at the whole test internet gave: status, said, complaints (standard error), truth, counts, out."""
    folder, log, end = shared / "national-look", shared / "national_look.log", time.monotonic() + HANGS
    while not (folder / "done.json").exists():
        assert time.monotonic() < end and "Traceback" not in log.read_text("utf-8"), log.read_text("utf-8")
        time.sleep(0.2)
    return SimpleNamespace(**json.loads((folder / "done.json").read_text("utf-8")), out=folder / "out")


@pytest.fixture(scope="session")
def net(tmp_path_factory):
    """A running test internet; a test that changes a host sets it back."""
    with internet.run(tmp_path_factory.mktemp("internet"), healthy=HEALTHY) as running:
        yield running


@pytest.fixture(scope="session")
def lists():
    """What judgement reads of the catalogue."""
    return reference_lists(load_catalogue())


@pytest.fixture(scope="session")
def settings(net) -> NetworkSettings:
    """Return the network settings of the test internet."""
    return NetworkSettings(
        read_resolver(net.resolver),
        net.http_port,
        net.https_port,
        net.smtp_port,
        net.ca,
        net.geoip,
        net.asn,
        allow_private=True,
        contact=CONTACT,
        remember=0.0,
    )


@pytest.fixture(scope="session")
def network(lists):
    """Opens the network side: `async with network(settings) as opened`."""

    @asynccontextmanager
    async def opened(settings, groups=frozenset({"web", "mail"})):
        async with AsyncExitStack() as stack:
            yield await open_context(stack, settings, lists, groups, 1)

    return opened


@pytest.fixture(scope="session")
def quick(net, tmp_path_factory) -> Path:
    """The conforming towns, of which one in ten declares a site; then a quarter of the sites whose truth is sure.

    So they are seen without waiting for anybody, and are more than one process takes at once.
    """
    lines = net.targets.read_text("utf-8").splitlines()
    known = net.truth["criteria"]
    slow = ("puis-200", "slow", "drip", "patience", "lourde", "bomb", "endless", "statut-5")
    kept = [
        line
        for line in lines[1:]
        if None not in known.get(line[:9], {}).values()
        and not any(word in net.truth["domains"].get(line[:9], "") for word in slow)
    ]
    path = tmp_path_factory.mktemp("quick") / "targets.csv"
    towns = [line if number % 10 == 1 else re.sub(",.*,", ",,", line) for number, line in enumerate(kept[-HEALTHY:], 1)]
    path.write_text("\n".join([lines[0], *towns, *kept[:-HEALTHY:4], ""]), "utf-8")
    return path


@pytest.fixture(scope="session")
def some(net, tmp_path_factory):
    """Writes the targets of some domains."""

    def write(*domains: str) -> Path:
        path = tmp_path_factory.mktemp("some") / "targets.csv"
        lines = net.targets.read_text("utf-8").splitlines()
        names = net.truth["domains"]
        kept = [line for line in lines[1:] if names.get(line[:9]) in domains]
        assert len(kept) == len(domains)
        path.write_text("\n".join([lines[0], *kept, ""]), "utf-8")
        return path

    return write


@pytest.fixture
def make_run(tmp_path, settings, lists):
    """Return a function that makes a run in this process."""

    def make(
        targets, *, out="out", recheck_after=0.0, sample=None, workers=1, groups=("web", "mail"), to=settings
    ) -> Run:
        chosen = open_targets(targets, sample)
        return Run(tmp_path / out, chosen, to, lists, frozenset(groups), recheck_after, 200, workers)

    return make


@pytest.fixture
def observed(make_run):
    """Observes in this process and returns {(siren, criterion): (met, reason)}, and the run."""

    def observe(targets, **options):
        run = make_run(targets, **options)
        with claimed(run):
            observe_here(run, lambda count: None)
            write_rcpnt(run.out)
        return read_criteria(run.out), run

    return observe


def read_criteria(out: Path) -> dict[tuple[str, str], tuple[str, str]]:
    """Rows of `rcpnt.csv`."""
    with (out / "rcpnt.csv").open(encoding="utf-8", newline="") as file:
        return {(row["siren"], row["criterion"]): (row["met"], row["reason"]) for row in csv.DictReader(file)}


@pytest.fixture(scope="session")
def criteria():
    """Reads `rcpnt.csv` of a folder."""
    return read_criteria


@pytest.fixture
def command(net, instance):
    """Words and environment of `barometre observe` at the test internet."""

    def make(targets, out, *options: str) -> dict:
        words = ["--targets", str(targets), "--out", str(out), *net.arguments(), *options]
        return {
            "args": [str(Path(sys.executable).with_name("barometre")), "observe", *words],
            "env": instance | {"BAROMETRE_OPERATOR_CONTACT": CONTACT},
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            "text": True,
        }

    return make
