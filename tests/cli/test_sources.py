"""`barometre sources fetch` and `barometre update` as a user meets them; servers are on loopback."""

import json
import re
from functools import partial

import pytest

from barometre.sources import download, registry
from official_file import official_file, register, served


@pytest.fixture
def file(monkeypatch):
    """The only register, on a server of this machine that may be asked without TLS."""
    with served(official_file()) as one:
        monkeypatch.setattr(registry, "REGISTERS", {"fibre": register(one.address)})
        monkeypatch.setattr(download, "Network", partial(download.Network, loopback=True, sleep=lambda _: None))
        yield one


def test_a_source_is_fetched_in_one_line(run_here, instance, file):
    status, out, _ = run_here("sources", "fetch", environment=instance)
    assert status == 0
    assert re.fullmatch(r"fibre: 200 rows taken in; the copy of 2026-11-02 \(-?\d+ days old\) is in use\n", out)


def test_a_failure_names_the_source_and_the_copy_in_use(run_here, instance, file):
    run_here("sources", "fetch", "fibre", environment=instance)
    file.turns = [(404, {})]
    status, out, error = run_here("sources", "fetch", "fibre", environment=instance)
    assert (status, error) == (
        1,
        "barometre: Not taken in: fibre; each line above says why, the former facts stay\n",
    )
    assert out.startswith(f"fibre: {file.address}: answered 404; the copy of 2026-11-02 (")


def test_the_status_of_a_source_that_never_came_says_why(run_here, instance, file):
    file.turns = [(404, {})]
    run_here("sources", "fetch", "fibre", environment=instance)
    status, out, _ = run_here("sources", "status", "--json", environment=instance)
    (fibre,) = (row for row in json.loads(out) if row["id"] == "fibre")
    assert (status, fibre["date"], fibre["age_days"]) == (0, None, None)
    assert "answered 404" in fibre["failure"]
    assert "fibre: " in run_here("sources", "status", environment=instance)[1]


def test_json_has_the_counts(run_here, instance, file):
    _, out, _ = run_here("sources", "fetch", "--json", environment=instance)
    (one,) = json.loads(out)
    assert (one["outcome"], one["rows"], one["matched"], one["why"]) == ("taken-in", 200, 200, None)


def test_an_unknown_source_is_refused_before_anything_is_asked(refusal, instance, file):
    assert "'fibr' is not a register" in refusal("sources", "fetch", "fibr", environment=instance)
    assert file.asked == []


@pytest.fixture
def built(monkeypatch):
    """Editions that are quick to build, and a site that shows them."""
    from barometre.cli import editions
    from barometre.edition import build
    from little_update import build as little

    shown = []
    monkeypatch.setattr(build, "build_edition", lambda out, day, store, say: (little(out, day, store), {"facts": 1}))
    monkeypatch.setattr(editions, "publish_folder", lambda folder, kept, say: shown.append(folder.name))
    return shown


def test_an_update_publishes_then_has_nothing_new(run_here, instance, file, built):
    status, out, _ = run_here("update", "--json", environment=instance)
    assert (status, json.loads(out)["decision"], len(built)) == (0, "published", 1)
    status, out, _ = run_here("update", environment=instance)
    assert (status, out.splitlines()[0].strip(), len(built)) == (0, "Update: nothing-new", 1)


def test_an_update_that_waits_ends_with_status_1_and_what_to_do(run_here, refusal, instance, file, built):
    run_here("update", environment=instance)
    file.body = official_file(share=60)
    run_here("sources", "fetch", environment=instance)
    assert refusal("update", environment=instance) == (
        "barometre: Not published, 1 odd changes; the first: indicator infrastructures.fibre, commune: 50.0 before, "
        "60.0 now; read, then --force WHY"
    )
    assert run_here("update", "--force", "the producer confirms", environment=instance)[0] == 0
    assert len(built) == 2


def test_force_needs_a_reason(refusal, instance):
    assert "--force needs a reason" in refusal("update", "--force", " ", environment=instance)


def test_a_build_says_what_an_update_would_add(run_here, instance, file, built):
    said = "Registers to fetch: 1 of 1. `barometre update` does it, builds and publishes."
    assert said in run_here("build", environment=instance)[1]
    assert file.asked == []
    run_here("sources", "fetch", environment=instance)
    assert "Registers to fetch" not in run_here("build", environment=instance)[1]
