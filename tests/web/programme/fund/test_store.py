from decimal import Decimal

import polars as pl
import psycopg
import pytest
from auditlog.models import LogEntry
from django.conf import settings

from barometre.errors import BarometreError
from barometre.programme.fund.demo import demonstration
from barometre.web.programme.fund.queries import awards_of, fund_report, stored_awards
from barometre.web.programme.fund.store import clear, follow_mergers, import_file
from barometre.web.programme.models import Award, FundCall, FundImport, Project

BREST, QUIMPER, LYON = "212900195", "212902324", "200046977"
MERGED, HEIR = "210206694", "200096410"
"""Saint-Thibaut, and Bazoches-et-Saint-Thibaut that took its place in 2022."""

pytestmark = pytest.mark.usefixtures("programme")
LINES = [("guichet", "p1", BREST, "12 345,67 €"), ("guichet", "p1", QUIMPER, "1000"), ("guichet", "p2", BREST, "500,5")]


def test_a_file_is_imported_whole_with_its_record(awards_file):
    done = import_file(awards_file(*LINES), "anne")
    assert (done.accepted, done.added, done.projects, done.beneficiaries) == (3, 3, 2, 2)
    assert done.amount == Decimal("13846.17")
    record = FundImport.objects.get()
    assert (record.by, record.file_name, record.calls) == ("anne", "awards.csv", ["guichet"])
    assert record.amount == Decimal("13846.17")
    entry = LogEntry.objects.get_for_object(record).get()
    assert (entry.additional_data, entry.changes["accepted"]) == ({"source": "anne"}, ["None", "3"])


def test_what_is_stored_reads_back(awards_file):
    import_file(awards_file(*LINES), "anne")
    stored = stored_awards()
    assert stored.select("call", "project", "siren", "amount", "file").rows() == [
        ("guichet", "p1", BREST, Decimal("12345.67"), "awards.csv"),
        ("guichet", "p1", QUIMPER, Decimal("1000.00"), "awards.csv"),
        ("guichet", "p2", BREST, Decimal("500.50"), "awards.csv"),
    ]
    assert stored["outside"].null_count() == 3


def test_a_dry_run_writes_nothing(awards_file):
    before = LogEntry.objects.count()
    done = import_file(awards_file(*LINES), "anne", dry_run=True)
    assert (done.accepted, done.added) == (3, 3)
    assert (Award.objects.count(), FundImport.objects.count(), LogEntry.objects.count()) == (0, 0, before)


@pytest.mark.parametrize("replace", [False, True])
def test_the_same_file_again_changes_nothing(awards_file, replace):
    first = import_file(awards_file(*LINES), "anne")
    again = import_file(awards_file(*reversed(LINES)), "anne", replace=replace)
    assert (again.added, again.removed, again.rejected) == (0, 0, [])
    assert (again.accepted, again.amount) == (first.accepted, first.amount)
    assert (Award.objects.count(), FundImport.objects.count()) == (3, 1)


def test_a_file_completed_adds_its_new_lines(awards_file):
    import_file(awards_file(*LINES), "anne")
    done = import_file(awards_file(*LINES, ("guichet", "p3", LYON, "90")), "anne")
    assert (done.accepted, done.added, Award.objects.count(), Project.objects.count()) == (4, 1, 4, 3)


def test_another_file_for_the_same_call_is_refused_unless_it_replaces(awards_file):
    import_file(awards_file(*LINES), "anne")
    other = awards_file(("guichet", "p1", BREST, "1"), name="other.csv")
    refused = import_file(other, "anne")
    assert (refused.accepted, Award.objects.count()) == (0, 3)
    assert "awards.csv" in refused.rejected[0].why
    done = import_file(other, "anne", replace=True)
    assert (done.added, done.removed) == (1, 3)
    assert list(Award.objects.values_list("project__ref", "amount")) == [("p1", Decimal("1.00"))]


def test_a_replacement_leaves_other_calls_alone(awards_file):
    import_file(awards_file(*LINES, ("autre", "p9", LYON, "10")), "anne")
    import_file(awards_file(("autre", "p9", LYON, "20")), "anne", replace=True)
    assert Award.objects.filter(project__call="guichet").count() == 3
    assert Award.objects.get(project__call="autre").amount == 20


def test_bad_lines_are_reported_and_the_others_stored(awards_file):
    done = import_file(
        awards_file(*LINES, ("guichet", "p4", "123456789", "10"), ("guichet", "p5", BREST, "-3")), "anne"
    )
    assert (done.accepted, Award.objects.count()) == (3, 3)
    assert [(one.row, one.column) for one in done.rejected] == [(5, "siren"), (6, "amount")]


def test_a_dissolved_commune_is_followed_with_a_note(awards_file):
    import_file(awards_file(("guichet", "p1", MERGED, "10")), "anne")
    award = Award.objects.get()
    assert (award.siren_announced, award.siren) == (MERGED, HEIR)
    assert "Bazoches-et-Saint-Thibaut" in award.note
    assert [one.pk for one in awards_of([HEIR])] == [award.pk]


def test_awards_follow_mergers_known_later(awards_file):
    import_file(awards_file(("guichet", "p1", HEIR, "10")), "anne")
    Award.objects.update(siren=MERGED)
    assert (follow_mergers(), follow_mergers()) == (1, 0)
    assert Award.objects.get().siren == HEIR
    assert LogEntry.objects.latest("id").changes == {"siren": [MERGED, HEIR]}


def test_demonstration_and_real_awards_never_meet(awards_file, tmp_path):
    demo = tmp_path / "demo.csv"
    demonstration(1).write_csv(demo)
    assert import_file(demo, "anne").demonstration
    assert fund_report()[0].demonstration
    assert all(one.demonstration for one in Award.objects.select_related("source_import"))
    with pytest.raises(BarometreError, match=r"holds a demonstration and the file real awards.*fund clear"):
        import_file(awards_file(*LINES), "anne")
    clear("anne")
    import_file(awards_file(*LINES), "anne")
    with pytest.raises(BarometreError, match="holds real awards and the file a demonstration"):
        import_file(demo, "anne")


def test_a_file_that_mixes_both_is_refused(awards_file, tmp_path):
    real = pl.read_csv(awards_file(*LINES), schema_overrides={"siren": pl.String, "axis": pl.String})
    path = tmp_path / "both.csv"
    pl.concat([demonstration(1), real], how="diagonal_relaxed").write_csv(path)
    with pytest.raises(BarometreError, match="mixes"):
        import_file(path, "anne")


def test_clear_leaves_the_frame_and_the_trace(awards_file):
    import_file(awards_file(*LINES), "anne")
    calls = FundCall.objects.filter(imported=False).count()
    assert clear("anne") == 3
    assert (Project.objects.count(), FundImport.objects.count(), FundCall.objects.count()) == (0, 0, calls)
    entry = LogEntry.objects.filter(content_type__model="fundimport", action=LogEntry.Action.DELETE).latest("id")
    assert entry.changes["accepted"] == ["3", "None"]


def test_two_imports_never_run_together(awards_file):
    database = settings.DATABASES["default"]
    with psycopg.connect(host=database["HOST"], user=database["USER"], dbname=database["NAME"]) as other:
        other.execute("SELECT pg_advisory_xact_lock(hashtext('programme fund'))")
        with pytest.raises(BarometreError, match="Another import"):
            import_file(awards_file(*LINES), "anne")
    assert import_file(awards_file(*LINES), "anne").added == 3


def test_the_account_counts_what_is_stored(awards_file):
    assert fund_report()[0].total.awards == 0
    import_file(awards_file(*LINES), "anne")
    account, lines = fund_report()
    assert (account.total.amount, account.total.beneficiaries) == (Decimal("13846.17"), 2)
    assert {line.counter.measure for line in lines} >= {"amount", "projects", "collectivites"}
