"""Official files fetched from servers that do what servers do; the last good copy stays whatever comes."""

import gzip
import shutil
import ssl
from datetime import UTC, date, datetime, timedelta

import pytest

from barometre.sources.fetch import COPY, NEW, Outcome, big_changes, due, fetch, fetch_all, is_big, next_due
from barometre.sources.intake import Intake, read_state, take_in
from internet.certificates import Authority
from official_file import HEADING, facts_of, http_date, official_file, patient, register, served

TODAY = date(2026, 11, 20)
FILED = date(2026, 11, 2)


def ask(var, file, network=None, forced=False, today=TODAY, **register_fields):
    return fetch(register(file.address, **register_fields), var, today, network or patient(), forced)


@pytest.fixture
def file():
    with served(official_file()) as one:
        yield one


def test_a_file_is_taken_in_with_the_day_that_the_server_gives(tmp_path, file):
    done = ask(tmp_path, file)
    assert (done.outcome, done.copy_of, done.age_days, done.counts["matched"]) == (Outcome.TAKEN_IN, FILED, 18, 200)
    assert (tmp_path / "sources" / "fibre" / COPY).read_bytes() == file.body
    assert facts_of(tmp_path)["number"].unique().to_list() == [50.0]
    assert file.asked[0]["User-Agent"].endswith("(+ville@example.fr)")


def test_a_file_without_a_day_is_of_today(tmp_path, file):
    file.modified = None
    assert ask(tmp_path, file).copy_of == TODAY


def test_a_file_that_did_not_change_is_not_sent_again(tmp_path, file):
    ask(tmp_path, file)
    again = ask(tmp_path, file)
    assert (again.outcome, again.copy_of) == (Outcome.UNCHANGED, FILED)
    assert file.asked[1]["If-None-Match"] == file.etag


def test_the_same_file_sent_again_says_nothing_new(tmp_path, file):
    ask(tmp_path, file)
    (tmp_path / "sources" / "fibre" / COPY).unlink()
    assert ask(tmp_path, file).outcome == Outcome.UNCHANGED
    assert "If-None-Match" not in file.asked[1]


def test_a_new_file_supersedes_even_when_its_server_gives_an_older_day(tmp_path, file):
    ask(tmp_path, file)
    file.body, file.modified = official_file(share=60), "Sun, 01 Nov 2026 08:00:00 GMT"
    assert ask(tmp_path, file).outcome == Outcome.TAKEN_IN
    assert facts_of(tmp_path)["number"].unique().to_list() == [60.0]


def test_a_cut_download_goes_on_where_it_stopped(tmp_path, file):
    file.turns = ["cut"]
    assert ask(tmp_path, file).outcome == Outcome.TAKEN_IN
    assert file.asked[1]["Range"] == f"bytes={len(file.body) // 2}-"
    assert (tmp_path / "sources" / "fibre" / COPY).read_bytes() == file.body


def test_a_file_that_changed_meanwhile_is_asked_for_whole(tmp_path, file):
    file.turns = ["cut", "cut", "cut", "cut"]
    assert ask(tmp_path, file).why == f"{file.address}: cut before the end"
    file.body = official_file(share=70)
    assert ask(tmp_path, file).outcome == Outcome.TAKEN_IN
    assert (tmp_path / "sources" / "fibre" / COPY).read_bytes() == file.body


def test_a_server_that_asks_for_patience_gets_it(tmp_path, file):
    waits = []
    file.turns = [(429, {"Retry-After": "7"}), (503, {})]
    assert ask(tmp_path, file, patient(sleep=waits.append)).outcome == Outcome.TAKEN_IN
    assert waits[0] == 7
    assert len(waits) == 2


def test_a_server_may_give_the_hour_at_which_to_come_back(tmp_path, file):
    waits = []
    file.turns = [(429, {"Retry-After": http_date(datetime.now(UTC) + timedelta(seconds=60))})]
    ask(tmp_path, file, patient(sleep=waits.append))
    assert 0 < waits[0] <= 60


def test_a_server_that_asks_for_too_much_patience_is_left_until_the_next_run(tmp_path, file):
    file.turns = [(429, {"Retry-After": "3600"})]
    done = ask(tmp_path, file)
    assert (done.outcome, len(file.asked)) == (Outcome.FAILED, 1)
    assert done.why == f"{file.address}: answered 429 and asks to come back in 3600 s"


def test_a_mirror_is_asked_when_the_official_address_fails(tmp_path, file):
    with served(b"") as gone:
        gone.turns = [(404, {})]
        done = fetch(register(gone.address, mirrors=(file.address,)), tmp_path, TODAY, patient())
    assert (done.outcome, len(file.asked)) == (Outcome.TAKEN_IN, 1)


BROKEN = [
    (b"<!DOCTYPE html><title>Maintenance</title>", {}, "a web page came instead of the file"),
    (b"", {}, "the file is empty"),
    (official_file(heading=HEADING.replace("locaux_ftth", "locaux_fibre")), {}, "column locaux_ftth is missing"),
    (official_file(encoding="utf-16"), {"form": register("").form.__class__(";", ("utf-8",))}, "not written in utf-8"),
    (official_file(1), {}, "1 rows, where the register has at least 2"),
    (f"{HEADING}\n".encode(), {}, "0 rows, where the register has at least 2"),
    (
        gzip.compress(b"0" * 3_000_000, mtime=0),
        {"maximum_bytes": 1_000_000},
        "larger than 1,000,000 bytes once unpacked",
    ),
    (official_file(share=51), {"maximum_bytes": 1_000}, "larger than 1,000 bytes"),
    (gzip.compress(official_file(), mtime=0)[:-900], {}, "the archive is broken or truncated"),
]


@pytest.mark.parametrize(("body", "fields", "why"), BROKEN, ids=[why for *_, why in BROKEN])
def test_a_file_that_is_not_what_it_was_changes_nothing(tmp_path, file, body, fields, why):
    ask(tmp_path, file)
    good, file.body = file.body, body
    done = ask(tmp_path, file, **fields)
    assert (done.outcome, done.copy_of, done.age_days) == (Outcome.FAILED, FILED, 18)
    assert why in done.why
    assert "\n" not in done.why
    assert (tmp_path / "sources" / "fibre" / COPY).read_bytes() == good
    assert facts_of(tmp_path).height == 200


@pytest.mark.parametrize(
    ("turns", "why"),
    [
        ([(404, {})], "answered 404"),
        ([(302, {"Location": "http://www.example.fr/file.csv"})], "http://www.example.fr/file.csv, which is not https"),
        ([(302, {"Location": "/file.csv"})] * 9, "sent on too many times"),
        ([(503, {})] * 4, "answered 503"),
        (["cut"] * 4, "cut before the end"),
    ],
)
def test_a_server_that_fails_is_one_line(tmp_path, file, turns, why):
    file.turns = turns
    done = ask(tmp_path, file)
    assert (done.outcome, done.copy_of) == (Outcome.FAILED, None)
    assert done.why.startswith(f"{file.address}: ")
    assert why in done.why


def test_a_slow_server_is_left_and_what_came_is_kept(tmp_path, file):
    file.turns = ["slow"]
    assert "too slow" in ask(tmp_path, file, patient(seconds=0.2)).why
    assert ask(tmp_path, file).outcome == Outcome.TAKEN_IN
    assert "Range" in file.asked[1]


def test_a_silent_server_is_left(tmp_path, file):
    file.turns = ["stuck"] * 4
    assert "no answer in time" in ask(tmp_path, file, patient(silence=0.2)).why


def test_the_proxy_of_the_environment_is_used(tmp_path, file, monkeypatch):
    monkeypatch.delenv("NO_PROXY")
    monkeypatch.setenv("HTTP_PROXY", file.address)
    done = fetch(register("http://localhost:9/file.csv"), tmp_path, TODAY, patient())
    assert (done.outcome, file.asked[0]["Host"]) == (Outcome.TAKEN_IN, "localhost:9")


def test_a_proxy_that_cannot_be_used_is_one_line(tmp_path, file, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "gopher://localhost:9")
    assert "The proxy of the environment cannot be used" in ask(tmp_path, file).why


def test_a_body_without_an_announced_length_is_bounded_too(tmp_path, file):
    file.turns = ["endless"]
    done = ask(tmp_path, file, maximum_bytes=100_000)
    assert done.why == f"{file.address}: larger than 100,000 bytes"
    assert ask(tmp_path, file).outcome == Outcome.TAKEN_IN
    assert "Range" not in file.asked[1]


@pytest.mark.parametrize("part", ["bytes 0-9/10", "bytes 7-9/9999999", "nonsense"])
def test_another_part_than_the_one_asked_for_is_not_glued(tmp_path, file, part):
    file.turns = ["cut", (206, {"Content-Range": part})]
    assert ask(tmp_path, file).outcome == Outcome.TAKEN_IN
    assert (tmp_path / "sources" / "fibre" / COPY).read_bytes() == file.body


def test_a_part_that_nobody_asked_for_is_refused(tmp_path, file):
    file.turns = [(206, {"Content-Range": "bytes 0-9/10"})]
    assert ask(tmp_path, file).why == f"{file.address}: answered 206"


def test_without_the_option_of_tests_only_https_is_asked(tmp_path, file):
    assert "which is not https" in ask(tmp_path, file, patient(loopback=False)).why
    assert file.asked == []


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


def trusting(authority, folder):
    path = folder / "authorities.pem"
    authority.write(path)
    return lambda: ssl.create_default_context(cafile=path)


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("valid", None),
        ("expired", "certificate has expired"),
        ("self", "self-signed certificate"),
        ("other", "mismatch"),
    ],
)
def test_certificates_are_verified(tmp_path, authority, kind, why):
    network = patient(authorities=trusting(authority, tmp_path), loopback=False)
    with served(official_file(), authority.context(kind, ("localhost",))) as file:
        done = ask(tmp_path, file, network)
    assert (done.outcome == Outcome.TAKEN_IN) == (why is None)
    assert why is None or (why in done.why and "certificate is refused" in done.why)


def test_the_authorities_are_those_of_the_system(tmp_path, authority):
    with served(official_file(), authority.context("valid", ("localhost",))) as file:
        assert "certificate is refused" in ask(tmp_path, file).why


def test_a_file_that_lost_half_its_rows_is_held_until_somebody_says_why(tmp_path, file):
    ask(tmp_path, file)
    file.body = official_file(100)
    held = ask(tmp_path, file)
    assert held.outcome == Outcome.HELD
    assert held.why.startswith("rows: 200 before, 100 now and 2 more; held, the former facts stay")
    assert (held.counts["rows"], facts_of(tmp_path)["number"].unique().to_list()) == (200, [50.0])
    forced = ask(tmp_path, file, forced=True)
    assert (forced.outcome, forced.counts["rows"]) == (Outcome.TAKEN_IN, 100)
    assert file.asked[2]["If-None-Match"] == file.etag, "what came is not asked for again"
    assert not (tmp_path / "sources" / "fibre" / NEW).exists()


def test_one_that_fails_does_not_stop_the_others(tmp_path, file):
    with served(b"<html>") as broken:
        registers = [register(broken.address, id="other"), register(file.address)]
        outcomes = [one.outcome for one in fetch_all(registers, tmp_path, TODAY, patient())]
    assert outcomes == [Outcome.FAILED, Outcome.TAKEN_IN]


def intake(rows, matched, **by_region):
    places = {name.replace("_", " "): count for name, count in by_region.items()}
    return Intake(rows, matched, rows - matched, matched, {}, places)


@pytest.mark.parametrize(
    ("state", "new", "changes"),
    [
        ({}, intake(10, 10), []),
        ({"rows": 100, "matched": 90}, intake(109, 98), []),
        ({"rows": 100, "matched": 90}, intake(111, 98), ["rows: 100 before, 111 now"]),
        (
            {"rows": 100, "matched": 100, "by_region": {"commune 53": 50, "commune 52": 50}},
            intake(100, 100, commune_53=80, commune_52=20),
            ["commune 53: 50 before, 80 now", "commune 52: 50 before, 20 now"],
        ),
        ({"rows": 100, "matched": 100, "by_region": {"epci 53": 50}}, intake(100, 100), ["epci 53: 50 before, 0 now"]),
        ({"rows": 18, "matched": 18, "by_region": {"region 53": 1}}, intake(18, 17), []),
    ],
)
def test_what_changed_much(state, new, changes):
    assert big_changes(state, new) == changes


@pytest.mark.parametrize(
    ("before", "after", "big"),
    [
        (0, 0, False),
        (0, 2, False),
        (0, 3, True),
        (10, 12, False),
        (10, 13, True),
        (1000, 1100, False),
        (1000, 899, True),
    ],
)
def test_a_big_change(before, after, big):
    assert is_big(before, after) is big


ANSWERED = {"date": "2026-11-02", "checked_on": "2026-11-20"}


@pytest.mark.parametrize(
    ("state", "cadence", "day"),
    [
        ({}, 92, None),
        (ANSWERED, 92, date(2027, 2, 2)),
        (ANSWERED, 7, date(2026, 11, 21)),
        (ANSWERED, None, date(2026, 12, 3)),
        (ANSWERED | {"failure": "answered 404"}, 92, None),
        ({"date": "2026-11-02"}, 92, date(2027, 2, 2)),
    ],
)
def test_when_a_source_is_asked_again(state, cadence, day):
    assert next_due(state, cadence) == day


def test_facts_that_were_lost_are_taken_in_again(tmp_path, file):
    ask(tmp_path, file)
    shutil.rmtree(tmp_path / "facts")
    assert [one.id for one in due([register(file.address)], {"fibre": 92}, tmp_path, TODAY)] == ["fibre"]
    assert ask(tmp_path, file).outcome == Outcome.TAKEN_IN
    assert facts_of(tmp_path).height == 200


def test_a_file_taken_in_by_hand_ends_a_failure(tmp_path, file):
    file.turns = [(404, {})]
    ask(tmp_path, file)
    path = tmp_path / "by-hand.csv"
    path.write_bytes(official_file())
    take_in(register(file.address), path, FILED, tmp_path)
    assert next_due(read_state(tmp_path / "sources" / "fibre"), 92) == date(2027, 2, 2)


def test_the_state_keeps_checksum_failure_and_the_days_of_tries(tmp_path, file):
    ask(tmp_path, file)
    file.turns = [(404, {})]
    ask(tmp_path, file, today=TODAY + timedelta(days=1))
    state = read_state(tmp_path / "sources" / "fibre")
    assert len(state["sha256"]) == 64
    assert (state["checked_on"], state["tried_on"]) == ("2026-11-20", "2026-11-21")
    assert state["failure"] == f"{file.address}: answered 404"
    assert state["by_region"] == {"commune 53": 200}
