"""How a measure and an answer went along editions: from three on, by the same method, among those known in both."""

import copy
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import transaction

from barometre.web.editions.models import Aggregate, Edition, Movement, Past
from barometre.web.pages.course import course, since_words
from barometre.web.shared.catalogue import measure

DAYS = [date(2021, 9, 30), date(2023, 1, 31), date(2025, 5, 5)]
QUIMPER = "212902324"


@contextmanager
def past(edition, days, changed=None, former=()):
    """Editions of the past beside the published one, which nobody else sees.

    `changed` is of another source; those of `former` were made before a change of the method that does not compare.
    """
    with transaction.atomic():
        whole = Aggregate.objects.get(
            edition=edition, territory_kind="france", territory="FR", kind="commune", measure="site-declare"
        )
        for place, day in enumerate(days):
            catalogue = copy.deepcopy(edition.catalogue)
            if day == changed:
                catalogue["facts"]["site.declared"]["source"] = "observation"
            if day in former:
                catalogue["breaks"] = []
            build = f"{day}-{day == changed}-{day in former}"
            Edition.objects.create(
                date=day, build_id=build, light=True, catalogue=catalogue, manifest=edition.manifest, method={}
            )
            whole.pk, whole.edition_id, whole.mean = None, day, 50.0 + place
            whole.save()
            Movement.objects.create(
                **{"edition": edition, "before": day, "territory_kind": "france", "territory": "FR", "kind": "commune"},
                **{"measure": "site-declare", "known_in_both": 30_000, "mean_before": 51.5, "mean_now": 61.5},
            )
        answers = {"site-declare": [[day.isoformat(), 0.0 if day < days[-1] else 100.0] for day in days]}
        Past.objects.create(edition=edition, siren=QUIMPER, answers=answers)
        yield
        transaction.set_rollback(True)


def national(edition):
    return course(edition, ("france", "FR"), measure(edition, "site-declare"))


def test_two_points_make_no_curve(published):
    with past(published, DAYS[:1]):
        assert national(published) is None


def test_a_curve_has_its_table_and_what_moved_among_the_same(published):
    with past(published, DAYS):
        found = national(published)
    assert [cell[0].value for cell in found.table.rows] == [*DAYS, published.date]
    assert [cell.value for cell in found.table.rows[0][-3:]] == [30_000, 51.5, 61.5]
    assert [cell.value for cell in found.table.rows[-1][-3:]] == [None, None, None]
    assert (found.chart.count('class="rythme"'), found.broken) == (3, False)


def test_no_line_nor_movement_goes_across_a_change_that_does_not_compare(published):
    assert published.catalogue["breaks"], "the journal has one"
    with past(published, DAYS, former=DAYS[:1]):
        found = national(published)
    assert (found.chart.count('class="rythme"'), found.chart.count('class="cible"'), found.broken) == (2, 1, True)
    assert [row[-3].value for row in found.table.rows] == [None, 30_000, 30_000, None]


def test_what_another_source_told_is_cut_off_and_no_movement_crosses_it(published):
    with past(published, DAYS, changed=DAYS[1]):
        found = national(published)
    assert (found.chart.count('class="rythme"'), found.broken) == (1, True)
    assert [row[-3].value for row in found.table.rows] == [None, None, 30_000, None]


def test_a_theme_that_gave_some_of_its_indicators_to_another_is_cut_off(published):
    """Accessibility was a part of inclusion in the first edition, and a theme of its own in the two others."""
    base = [{"kind": "commune", "indicator": name} for name in ("lieu-mediation", "declaration-accessibilite")]
    with transaction.atomic():
        whole = Aggregate.objects.filter(
            edition=published, territory="FR", kind="commune", measure="site-declare"
        ).get()
        for day in DAYS:
            catalogue = copy.deepcopy(published.catalogue)
            if day == DAYS[0]:
                catalogue["indicators"]["declaration-accessibilite"]["theme"] = "inclusion"
            made = {"date": day, "build_id": f"themes-{day}", "light": True, "method": {"base": base}}
            last = Edition.objects.create(**made, catalogue=catalogue, manifest=published.manifest)
            whole.pk, whole.edition_id, whole.measure, whole.mean = None, day, "inclusion.seen", 50.0
            whole.save()
        found = course(last, ("france", "FR"), measure(published, "inclusion.seen"))
        transaction.set_rollback(True)
    assert found.broken
    assert found.chart.count('class="rythme"') == 1, "the two last are joined"


@pytest.mark.parametrize("address", ["/indicateurs/site-declare/", "/france/?mesure=site-declare"])
def test_pages_show_the_curve_and_say_how_the_past_is_made(client, published, address):
    with past(published, DAYS):
        page = client.get(address).content.decode()
    assert "D’une édition à l’autre" in page
    assert "refaites avec les collectivités et la méthode d’aujourd’hui" in page
    assert "D’une édition à l’autre" not in client.get(address).content.decode()


def test_a_sheet_says_since_when(client, published):
    with past(published, DAYS):
        page = client.get("/communes/29232/").content.decode()
    assert "Oui depuis au plus tard le 5 mai 2025\u00a0; non le 31 janvier 2023." in page


@pytest.mark.parametrize(
    ("scores", "words"),
    [
        ((100.0, 100.0, 100.0), "Oui depuis au plus tard le 30 septembre 2021."),
        ((100.0, None, 100.0), "Oui depuis au plus tard le 5 mai 2025."),
        ((0.0, 100.0, 0.0), "Auparavant\u00a0: non le 5 mai 2025."),
        ((100.0, 100.0, None), ""),
    ],
)
def test_what_was_not_known_proves_nothing(scores, words):
    assert since_words(100.0, list(zip(DAYS, scores, strict=True))) == words
