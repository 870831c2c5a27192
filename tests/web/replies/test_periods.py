"""A period is open until its last day at Paris time, included; nothing that it is about is published before."""

from datetime import UTC, date, datetime

import polars as pl
import psycopg
import pytest

from barometre.edition.files import read_table
from barometre.facts.statement import Statement, yes_no
from barometre.web.replies.models import Period
from barometre.web.replies.periods import stage_of
from barometre.web.replies.states import Stage
from barometre.web.replies.verdicts import moving
from handmade_edition import NOW, QUIMPER, handmade_edition
from replied import SITE, moved_edition

LAST, THEN = date(2026, 12, 16), datetime(2026, 12, 2, 9, tzinfo=UTC)
NEXT, LATER = date(2026, 12, 1), date(2026, 12, 8)
# The address of Quimper, which the directory of the tests has.
MAIL = (yes_no("mail.declared", True), yes_no("mail.valid", True), Statement("mail.domain", text="quimper.bzh"))


@pytest.mark.parametrize(
    ("now", "ended", "stage"),
    [
        (datetime(2026, 12, 16, 22, 59, tzinfo=UTC), {}, Stage.OPEN),  # one minute to midnight in Paris
        (datetime(2026, 12, 16, 23, 0, tzinfo=UTC), {}, Stage.OVER),
        (THEN, {"closed_at": THEN}, Stage.OVER),
        (THEN, {"withdrawn_at": THEN, "closed_at": THEN}, Stage.WITHDRAWN),
        (THEN, {"published_at": THEN}, Stage.PUBLISHED),
    ],
)
def test_where_a_period_is(now, ended, stage):
    assert stage_of(Period(last_day=LAST, **ended), now) is stage


def told(siren, indicator, **more):
    empty = dict.fromkeys(["value", "text", "score", "reason", "reason_code", "source", "observed_on", "aged"])
    return {"siren": siren, "indicator": indicator, "status": "known"} | empty | more


def test_a_preview_keeps_what_it_shows_and_a_zero_is_an_answer():
    changes = pl.DataFrame(
        [("2", "asked", "evidence"), ("1", "asked", "method"), ("1", "given-up", "method")],
        schema=["siren", "indicator", "why"],
        orient="row",
    )
    before = pl.DataFrame([told("1", "asked", score=100.0, observed_on=NEXT, aged=False)], infer_schema_length=None)
    after = pl.DataFrame([told("1", "asked", score=0.0, observed_on=LATER), told("1", "other", observed_on=LATER)])
    seen = {"outcome": "seen", "number": 0.0, "text": None, "source": "x", "observed_on": NEXT, "aged": False}
    facts = pl.DataFrame(
        [
            {"siren": "1", "fact": fact, "retained": kept} | seen
            for fact, kept in (("a", True), ("b", True), ("a", False))
        ]
    )
    one, two = moving(changes, before, after, facts, {"asked": {"facts": ["a"]}, "other": {"facts": ["b"]}})
    assert (one.siren, two.siren) == ("1", "2")
    assert one.verdicts == {
        "asked": {
            "before": {"status": "known", "score": 100.0, "observed_on": "2026-12-01"},
            "after": {"status": "known", "score": 0.0, "observed_on": "2026-12-08"},
            "why": "method",
        }
    }
    assert one.facts == {"a": {"outcome": "seen", "number": 0.0, "source": "x", "observed_on": "2026-12-01"}}
    nothing = {"status": "not-looked"}
    assert (two.verdicts["asked"]["before"], two.verdicts["asked"]["after"], two.facts) == (nothing, nothing, {})


@pytest.fixture(scope="module")
def instance(make_instance, upgraded, tmp_path_factory):
    """An instance of twelve bodies: an edition that is published, the next two that change answers of Quimper."""
    site = make_instance("replies", upgraded)
    first = handmade_edition(tmp_path_factory.mktemp("editions"), NOW, told=tuple((QUIMPER, one) for one in MAIL))
    site.next, site.later = (moved_edition(first, day, QUIMPER, SITE) for day in (NEXT, LATER))
    assert site.run("publish", first)[0] == 0
    return site


def line(instance, *words):
    status, _, error = instance.run(*words)
    assert status == 1
    return error.removeprefix("barometre: ").strip()


def rows(instance, query):
    with psycopg.connect(instance.url) as connection:
        return connection.execute(query).fetchall()


def test_an_edition_waits_for_its_replies(instance):
    before = instance.next.parent / str(NOW)
    assert line(instance, "replies", "open", before).startswith("Edition 2026-11-01 is not after the published one")
    assert line(instance, "replies", "close").startswith("No period of reply is open")
    assert line(instance, "replies", "withdraw", "2026-12-01").startswith("No period of reply on an edition of")
    status, out, error = instance.run("replies", "open", instance.next, "--days", "10")
    assert (status, "Collectivités asked: 1, of which 0 have no known address" in out) == (0, True), error
    ((siren, verdicts, written_to),) = rows(instance, "SELECT siren, verdicts, written_to FROM replies_asked")
    assert (siren, set(verdicts), verdicts[SITE]["why"], written_to) == (QUIMPER, {SITE}, "evidence", True)
    assert (verdicts[SITE]["before"]["score"], verdicts[SITE]["after"]["score"]) == (100, 0)
    queued = rows(instance, "SELECT purpose, siren, state FROM mailing_message")
    assert queued == [("reply", QUIMPER, "waiting")]
    # Neither this edition nor a later one, which would show the same; the published one may be loaded again.
    assert line(instance, "replies", "open", instance.later).startswith("Replies on 2026-12-01 were asked for already")
    for folder, day in ((instance.next, NEXT), (instance.later, LATER)):
        refused = line(instance, "publish", folder)
        assert refused.startswith(f"Edition {day} waits: replies on 2026-12-01 are taken until ")
    assert instance.run("publish", before)[0] == 0
    assert instance.run("replies", "close")[0] == 0
    # Built again since: what was shown is not what would be published.
    path = instance.next / "manifest.json"
    shown = path.read_text()
    path.write_text(shown + "\n")
    assert line(instance, "publish", instance.next).startswith("Edition 2026-12-01 was built again since")
    path.write_text(shown)
    assert instance.run("publish", instance.next)[0] == 0
    assert rows(instance, "SELECT published_at IS NOT NULL FROM replies_period") == [(True,)]
    # The two editions say the same: there is nothing to reply to, and nothing is kept.
    assert line(instance, "replies", "open", instance.later).startswith("Nothing moved from 2026-12-01 to 2026-12-08")
    assert len(rows(instance, "SELECT FROM replies_period")) == 1
    (instance.next / "manifest.json").write_text(shown + "\n")
    assert line(instance, "replies", "open", instance.later).startswith("The published edition is not in ")


def test_the_next_edition_says_what_it_changes(instance):
    changed = read_table(instance.next, "indicators").filter(siren=QUIMPER, indicator=SITE)
    assert changed["score"].to_list() == [0]
