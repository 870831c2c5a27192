"""Facts are appended, never changed, and read back newest first."""

from datetime import date

import polars as pl
import pytest

from barometre.errors import BarometreError
from barometre.facts.schema import FACTS, check_facts
from barometre.facts.store import append_facts, fact_files, read_facts

QUIMPER = "212902324"
OCTOBER, NOVEMBER = date(2026, 10, 6), date(2026, 11, 6)


def facts(*rows):
    """A table of facts; the last value of a row is the code of its reason."""
    whole = [(*row, None if row[-1] is None else "{}", None, False) for row in rows]
    return pl.DataFrame(whole, schema=FACTS, orient="row")


def declared(number, on=OCTOBER, siren=QUIMPER):
    return facts((siren, "site.declared", "seen", number, None, on, None))


def test_what_is_appended_is_read_back_with_its_source(tmp_path):
    append_facts(tmp_path, "annuaire", OCTOBER, declared(1.0))
    assert read_facts(tmp_path).rows() == [
        (
            QUIMPER,
            "site.declared",
            "annuaire",
            "seen",
            1.0,
            None,
            OCTOBER,
            None,
            None,
            None,
            False,
            OCTOBER,
            None,
            None,
            False,
        )
    ]


def test_the_same_facts_again_add_nothing(tmp_path):
    append_facts(tmp_path, "annuaire", OCTOBER, declared(1.0))
    assert append_facts(tmp_path, "annuaire", OCTOBER, declared(1.0)) is None
    assert len(fact_files(tmp_path)) == 1


def test_other_facts_for_the_same_date_are_a_revision_beside_the_first(tmp_path):
    first = append_facts(tmp_path, "annuaire", OCTOBER, declared(1.0))
    before = first.read_bytes()
    second = append_facts(tmp_path, "annuaire", OCTOBER, declared(0.0))
    assert second.name == "2026-10-06-r2.parquet"
    assert first.read_bytes() == before
    assert read_facts(tmp_path)["number"].to_list() == [0.0]


def test_the_newest_date_wins_and_a_later_one_is_not_known_yet(tmp_path):
    append_facts(tmp_path, "annuaire", NOVEMBER, declared(0.0, NOVEMBER))
    append_facts(tmp_path, "annuaire", OCTOBER, declared(1.0))
    assert read_facts(tmp_path)["number"].to_list() == [0.0]
    assert read_facts(tmp_path, until=date(2026, 10, 31))["number"].to_list() == [1.0]
    assert read_facts(tmp_path, until=date(2026, 1, 1)).is_empty()


def looked(outcome, on, number=None, code=None):
    return facts((QUIMPER, "site.hsts", outcome, number, None, on, code))


NO_DNS = "network_name_failed"
SPRING, SUMMER = date(2026, 4, 1), date(2026, 7, 1)


@pytest.mark.parametrize(
    ("looks", "kept", "why"),
    [
        (
            [looked("seen", OCTOBER, 1.0), looked("we-failed", NOVEMBER, code="network_timeout")],
            ("seen", 1.0, OCTOBER, NOVEMBER, "network_timeout"),
            "our failure does not erase what was seen",
        ),
        (
            [
                looked("seen", SUMMER, 0.0),
                looked("we-failed", OCTOBER),
                looked("we-failed", NOVEMBER, code=NO_DNS),
            ],
            ("seen", 0.0, SUMMER, NOVEMBER, NO_DNS),
            "the last of several failures is told",
        ),
        (
            [looked("seen", SPRING, 1.0), looked("we-failed", NOVEMBER, code=NO_DNS)],
            ("we-failed", None, NOVEMBER, NOVEMBER, None),
            "what is older than 180 days no longer stands",
        ),
        (
            [looked("seen", SUMMER, 1.0), looked("not-concerned", OCTOBER), looked("we-failed", NOVEMBER)],
            ("we-failed", None, NOVEMBER, NOVEMBER, None),
            "an answer that another look has replaced does not come back",
        ),
        (
            [looked("we-failed", OCTOBER), looked("seen", NOVEMBER, 0.0)],
            ("seen", 0.0, NOVEMBER, NOVEMBER, None),
            "a success after a failure",
        ),
    ],
)
def test_what_was_seen_stands_while_our_looks_fail(tmp_path, looks, kept, why):
    for look in looks:
        append_facts(tmp_path, "observation", look["observed_on"][0], look)
    columns = ("outcome", "number", "observed_on", "attempted_on", "attempt_code")
    assert read_facts(tmp_path).select(columns).rows() == [kept], why


def test_a_file_of_the_former_form_is_read_its_sentence_kept(tmp_path):
    former = {name: kind for name, kind in FACTS.items() if name in ("siren", "fact", "outcome", "number", "text")}
    rows = [
        (QUIMPER, "site.caa", "seen", 0.0, None, OCTOBER, "aucune restriction"),
        (QUIMPER, "site.hsts", "we-failed", None, None, OCTOBER, "à confirmer par un second regard : pas d’en-tête"),
        (QUIMPER, "site.ipv6", "seen", 1.0, None, OCTOBER, None),
    ]
    path = tmp_path / "observation" / "2026-10-06.parquet"
    path.parent.mkdir()
    schema = former | {"observed_on": pl.Date, "detail": pl.String}
    pl.DataFrame(rows, schema=schema, orient="row").write_parquet(path)
    read = read_facts(tmp_path)
    assert read.select("reason_code", "reason_context", "to_confirm").rows() == [
        ("former_text", '{"text":"aucune restriction"}', False),
        ("former_text", '{"text":"pas d’en-tête"}', True),
        (None, None, False),
    ]
    assert append_facts(tmp_path, "observation", OCTOBER, check_facts(read.select(list(FACTS)), "x")) is None


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ((QUIMPER, "site.declared", "maybe", 1.0, None, OCTOBER, None), "outcome must be one of"),
        ((QUIMPER, "site.declared", "we-failed", 1.0, None, OCTOBER, None), "neither number nor text"),
        ((QUIMPER, "site.declared", "seen", None, None, OCTOBER, None), "has a number or a text"),
        ((None, "site.declared", "seen", 1.0, None, OCTOBER, None), "must be filled"),
    ],
)
def test_a_malformed_fact_is_refused_whole_and_named(tmp_path, row, why):
    with pytest.raises(BarometreError, match=why):
        append_facts(tmp_path, "annuaire", OCTOBER, facts(row))
    assert fact_files(tmp_path) == []


def test_the_same_fact_twice_is_refused():
    with pytest.raises(BarometreError, match="given twice"):
        check_facts(pl.concat([declared(1.0), declared(0.0)]), "annuaire")


def test_a_broken_file_is_named_with_the_remedy(tmp_path):
    (tmp_path / "annuaire").mkdir()
    (tmp_path / "annuaire" / "2026-10-06.parquet").write_bytes(b"PAR1 cut off")
    with pytest.raises(
        BarometreError, match=r"2026-10-06\.parquet is not a readable Parquet file.*load the source again"
    ):
        read_facts(tmp_path)


def test_a_stray_file_is_named(tmp_path):
    (tmp_path / "annuaire").mkdir()
    (tmp_path / "annuaire" / "october.parquet").touch()
    with pytest.raises(BarometreError, match=r"october\.parquet is not a file of facts"):
        read_facts(tmp_path)


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path):
    (tmp_path / "annuaire").touch()
    with pytest.raises(BarometreError, match="Cannot write"):
        append_facts(tmp_path, "annuaire", OCTOBER, declared(1.0))
