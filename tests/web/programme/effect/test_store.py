import pytest
from auditlog.models import LogEntry

from barometre.errors import BarometreError
from barometre.web.programme.effect.queries import effect_studies, effect_study
from barometre.web.programme.effect.store import make_study
from barometre.web.programme.fund.store import import_file


def test_with_one_edition_nothing_can_be_said(programme, edition_folder, awards_file):
    import_file(awards_file(("guichet", "p1", "212900195", "10")), "anne")
    kept = make_study("site-declare", edition_folder.parent, "anne")
    assert kept.result["verdict"]["id"] == "unknown"
    assert kept.result["verdict"]["sentence"].startswith("On ne peut pas dire")
    assert (kept.editions, kept.demonstration, kept.result["n_early"]) == (["2026-11-01"], False, 1)
    assert LogEntry.objects.get_for_object(kept).get().additional_data == {"source": "anne"}


def test_the_newest_study_is_the_one_shown(programme, edition_folder):
    make_study("site-declare", edition_folder.parent, "anne")
    last = make_study("site-declare", edition_folder.parent, "anne")
    assert effect_study("site-declare") == last
    assert [one.pk for one in effect_studies() if one.indicator == "site-declare"] == [last.pk]
    assert effect_study("franceconnect-inconnu") is None


def test_an_unknown_indicator_is_told_with_the_nearest(programme, edition_folder):
    with pytest.raises(BarometreError, match="did you mean « site-declare »"):
        make_study("site-declar", edition_folder.parent, "anne")
