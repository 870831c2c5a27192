"""Results are computed for closed waves, kept whole, published once, corrected by another version."""

from datetime import date, timedelta
from types import SimpleNamespace

import polars as pl
import pytest
from django.utils import timezone

from barometre.errors import BarometreError
from closed_wave import AT, KINDS, answered, former_results, only

NOW = AT + timedelta(days=30)


@pytest.fixture
def store(published):
    from barometre.web.survey.results import store

    return store


@pytest.fixture
def computing(published):
    from barometre.web.survey.results import computing

    return computing


def test_a_wave_is_computed_kept_published_and_never_changed(closed, store, computing):
    from barometre.web.survey.results import queries

    closed("bilan", 2)
    with pytest.raises(BarometreError, match="do not wait to be published"):
        store.publish("bilan", None, NOW)
    first = computing.compute("bilan", NOW)
    again = computing.compute("bilan", NOW + timedelta(hours=1))
    assert queries.published("bilan") is None
    assert queries.prepared("bilan").content["respondents"] == len(answered(2))
    with pytest.raises(BarometreError, match="do not wait to be published"):
        store.publish("bilan", first.computed_at, NOW)  # another stands in its place
    store.publish("bilan", again.computed_at, NOW)
    with pytest.raises(BarometreError, match="do not wait to be published"):
        store.publish("bilan", again.computed_at, NOW)
    with pytest.raises(BarometreError, match=r"are published \(version 1\) and stay; give --reason"):
        computing.compute("bilan", NOW)
    corrected = computing.compute("bilan", NOW, "Une réponse était comptée deux fois.")
    assert (corrected.number, queries.published("bilan").number) == (2, 1)
    store.publish("bilan", corrected.computed_at, NOW)
    assert queries.published("bilan").reason == "Une réponse était comptée deux fois."
    assert queries.published("bilan", 1).number == 1
    assert [row.number for row in queries.versions("bilan")] == [2, 1]


def test_what_is_read_is_what_was_computed(closed, computing):
    from barometre.web.survey.results import queries

    closed("bilan", 2)
    computing.compute("bilan", NOW)
    found = queries.prepared("bilan")
    columns = ["question", "row", "answer", "statistic", "level", "group", "n", "raw"]
    # The edition on which this wave is based is not here: the site is no margin, what was answered is the same.
    whole = (pl.col("level") == "whole") & (pl.col("question") == "avis")
    expected = former_results().figures.filter(whole).select(columns)
    assert found.figures.filter(whole).select(columns).equals(expected)
    assert not found.content["site_known"]
    assert found.questionnaires[KINDS.id].asked == only("avis")


def test_an_open_wave_has_no_results(closed, computing):
    closed("bilan", 2, closes_on=timezone.localdate(NOW))
    with pytest.raises(BarometreError, match="is not closed"):
        computing.compute("bilan", NOW)


def test_a_wave_is_compared_with_the_last_one_whose_results_are_published(closed, store, computing):
    closed("bilan-avant", 2, title="Vague d’hiver", opens_on=date(2025, 11, 1), closes_on=date(2025, 12, 15))
    closed("bilan", 1)
    alone = computing.compute("bilan", NOW)
    assert alone.content["former"] == {}
    before = computing.compute("bilan-avant", NOW)
    store.publish("bilan-avant", before.computed_at, NOW)
    compared = computing.compute("bilan", NOW)
    former = {"wave": "bilan-avant", "title": "Vague d’hiver", "closes_on": "2025-12-15"}
    assert compared.content["former"] == {KINDS.id: former}


def test_who_declares_a_site_is_read_in_the_edition_of_the_wave(closed, computing, national_edition, monkeypatch):
    wave = closed("bilan", 2, base_edition=date.fromisoformat(national_edition.name))
    monkeypatch.setattr(computing, "settings", lambda: SimpleNamespace(var=national_edition.parent.parent))
    assert national_edition.parent.name == "editions"
    told = computing.declared(wave)
    assert 0.6 < sum(told.values()) / len(told) < 0.63  # 61.6 % of communes declare one
    assert computing.declared(closed("bilan-avant", 1)) == {}
