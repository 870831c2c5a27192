"""Two editions side by side: what came, what went, what moved among the known of both, and why."""

import json

import polars as pl
import pytest

from barometre.edition import load
from barometre.edition.files import canonical_json, read_table, write_edition
from barometre.edition.schema import TABLES
from barometre.update.difference import between
from small_edition import small_edition
from small_package import BREST, DAYS, NOW, small_package, three_editions


@pytest.fixture(scope="module")
def editions(finistere_edition, tmp_path_factory):
    return three_editions(finistere_edition, tmp_path_factory.mktemp("var") / "editions").parent


def test_the_same_edition_twice_differs_in_nothing(editions):
    found = between(load(editions / str(NOW)), load(editions / str(NOW)))
    assert found["before"] == found["after"]
    nothing = {"added": [], "removed": []}
    assert (found["collectivites"], found["indicators"], found["columns"]) == (nothing, nothing, nothing)
    assert (found["movements"], found["inputs"]) == ([], [])
    assert found["changes"] == {"by_reason": {"evidence": 0, "method": 0, "territory": 0}, "by_indicator": []}


def test_what_moved_is_told_among_those_that_both_know_with_its_reason(editions):
    """In the second Brest had no site, in the third it has; Quimper's is in both."""
    found = between(load(editions / str(DAYS[1])), load(editions / str(NOW)))
    (moved,) = found["movements"]
    assert (moved["measure"], moved["kind"]) == ("site-declare", "commune")
    assert moved["mean_after"] - moved["mean_before"] == pytest.approx(100 / moved["known_in_both"])
    (change,) = found["changes"]["by_indicator"]
    assert change["indicator"] == "site-declare"
    assert (change["rose"], change["fell"], change["became_known"], change["no_longer_known"]) == (1, 0, 0, 0)
    assert sum(found["changes"]["by_reason"].values()) == 1


def test_what_came_and_went_is_named(editions, tmp_path):
    """A later one without Brest, with another indicator and without the guidance, made from a new file."""
    now = editions / str(NOW)
    tables = {name: read_table(now, name) for name in TABLES}
    tables["collectivites"] = tables["collectivites"].filter(pl.col("siren") != BREST)
    documents = {name: json.loads((now / name).read_text()) for name in ("catalogue.json", "datapackage.json")}
    indicators = documents["catalogue.json"]["indicators"]
    gone = min(indicators)
    indicators["nouveau"] = indicators.pop(gone) | {"id": "nouveau"}
    manifest = json.loads((now / "manifest.json").read_text())
    fresh = {"name": "facts/fibre/2026-11-20.parquet", "sha256": "0" * 64}
    manifest |= {"date": "2026-12-01", "inputs": [*manifest["inputs"], fresh]}
    later = write_edition(tmp_path, NOW.replace(month=12, day=1), tables, documents, manifest)
    found = between(load(now), load(later))
    assert [one["name"] for one in found["collectivites"]["removed"]] == ["Brest"]
    assert found["indicators"] == {"added": ["nouveau"], "removed": [gone]}
    assert found["inputs"] == [{"source": "fibre", "file": fresh["name"]}]


def test_the_command_takes_dates_folders_and_packages_and_prints_json(editions, run_here, tmp_path):
    environment = {"BAROMETRE_VAR": str(editions.parent)}
    package = small_package(editions / str(NOW), [], tmp_path / "package")
    said = [
        run_here("edition", "compare", one, other, "--json", environment=environment)
        for one, other in ((DAYS[0], NOW), (editions / str(DAYS[0]), package))
    ]
    assert said[0] == said[1]
    found = json.loads(said[0][1])
    assert list(found) == [
        *("format", "before", "after", "collectivites", "indicators", "columns", "movements", "changes", "inputs"),
    ]
    assert (found["format"], found["before"]["edition"]) == (1, str(DAYS[0]))
    status, out, _ = run_here("edition", "compare", DAYS[0], NOW, environment=environment)
    assert (status, "site-declare" in out) == (0, True)


def test_what_cannot_be_compared_is_one_line(editions, refusal, tmp_path):
    environment = {"BAROMETRE_VAR": str(editions.parent)}
    line = refusal("edition", "compare", NOW, DAYS[0], environment=environment)
    assert "Edition 2026-11-01 is after 2025-05-05: give the earlier one first" in line
    line = refusal("edition", "compare", "2020-01-01", NOW, environment=environment)
    assert "No edition of 2020-01-01" in line
    assert "2025-05-05, 2026-04-22, 2026-11-01" in line
    made_up = small_edition(tmp_path, NOW)
    manifest = json.loads((made_up / "manifest.json").read_text()) | {"demonstration": True}
    (made_up / "manifest.json").write_text(canonical_json(manifest))
    assert "real and made up never mix" in refusal("edition", "compare", editions / str(DAYS[0]), made_up)
