"""Runs that are stopped in every way, and begun again: nothing is lost, nothing is doubled."""

import json
import multiprocessing
import os
import resource
import signal
import subprocess
import threading
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace

import pytest

from barometre.errors import BarometreError
from barometre.observation.net.limits import PER_ADDRESS
from barometre.observation.run.output import write_rcpnt
from barometre.observation.run.targets import CHUNK, open_targets
from barometre.observation.run.workers import CRASHES, Run, claimed, observe_here, record_crashes


@pytest.fixture(scope="session")
def whole(net, quick, tmp_path_factory, settings, lists, criteria):
    """Criteria of a run that nothing interrupts, in two processes."""
    out = tmp_path_factory.mktemp("whole")
    targets = open_targets(quick, None)
    assert targets.count > CHUNK
    run = Run(out, targets, settings, lists, frozenset({"web", "mail"}), 0.0, 200, 2)
    progress = []
    net.reset()
    with claimed(run):
        observe_here(run, progress.append)
        write_rcpnt(out)
    assert sum(done.targets for done in progress) == targets.count
    assert max(net.counts()["most_connections"].values()) <= PER_ADDRESS
    return criteria(out)


def entries(out):
    """Looks in the journals, as written."""
    return [
        look
        for path in sorted((out / "journal").glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
        for look in json.loads(line)
    ]


def looks_in(out):
    return sum(path.read_bytes().count(b"\n") for path in (out / "journal").glob("*.jsonl"))


def wait_for(out, looks, process):
    """Wait until that many looks are in the journals."""
    while looks_in(out) < looks:
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)


@contextmanager
def silent(net, *numbers):
    """Have the sites of some conforming towns answer nothing: a process waits for them, so does not end."""
    hosts = [f"www.commune-{number}.fr" for number in numbers]
    for host in hosts:
        net.set(host, "silent")
    try:
        yield
    finally:
        for host in hosts:
            net.set(host, "as-built")


def assert_nothing_doubled(out):
    """Every group was looked at once an attempt, except after a temporary failure."""
    counted = Counter((siren, group, attempt) for siren, group, _, attempt, retry, _ in entries(out) if not retry)
    assert counted and max(counted.values()) == 1


def test_interrupted_from_the_keyboard_then_killed_then_run_again(
    command, quick, whole, tmp_path, observed, make_run, net
):
    """Killed with its two processes; the last line of a journal is torn besides, as by a machine that stops."""
    options = ("--only", "web,mail", "--recheck-after", "0", "--workers", "2", "--concurrency", "4")
    words = command(quick, tmp_path / "out", *options)
    with silent(net, 41, 51):
        process = subprocess.Popen(**words)
        wait_for(tmp_path / "out", 40, process)
        with pytest.raises(BarometreError, match="another process"), claimed(make_run(quick)):
            pass
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
    assert (process.returncode, said) == (130, "barometre: interrupted; run the same command again\n")
    interrupted = entries(tmp_path / "out")
    with silent(net, 81, 91):
        process = subprocess.Popen(**words)
        wait_for(tmp_path / "out", looks_in(tmp_path / "out") + 20, process)
        process.kill()
        process.communicate()
    killed = entries(tmp_path / "out")
    with sorted((tmp_path / "out" / "journal").glob("*.jsonl"))[0].open("ab") as journal:
        journal.write(b'[["900000011","web",17')
    seen, run = observed(quick)
    assert seen == whole
    assert_nothing_doubled(run.out)
    after = entries(run.out)
    assert all(look in killed for look in interrupted)
    assert all(look in after for look in killed)
    assert len(interrupted) < len(killed) < len(after)


@pytest.mark.parametrize(("workers", "kilobytes"), [("1", 8), ("2", 40)])
def test_a_full_disk_is_one_line_whatever_the_number_of_processes(command, quick, tmp_path, workers, kilobytes):
    """Whichever file is too large: a journal, the facts of a chunk."""
    words = command(quick, tmp_path / "out", "--only", "web,mail", "--recheck-after", "0", "--workers", workers)
    words["env"] = words["env"] | {"PYTHONWARNINGS": "ignore::ResourceWarning"}  # as for who runs it
    limit = kilobytes * 1024
    words["preexec_fn"] = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    done = subprocess.run(**words)
    assert done.returncode == 1, done
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert done.stderr.strip().endswith("the disk is full; free some room and run the same command again")
    journals = (tmp_path / "out" / "journal").glob("*.jsonl")
    assert all(path.read_bytes().endswith((b"\n", b"")) for path in journals)


def test_the_process_that_died_is_the_one_named(make_run, quick, tmp_path, net):
    """Killed while the others work; those are ended by us, and not named. Each is held by a site."""
    head, *lines = quick.read_text("utf-8").splitlines()
    targets = tmp_path / "targets.csv"
    targets.write_text("\n".join([head, *reversed(lines), ""]), "utf-8")
    run = make_run(targets, workers=2)
    others = multiprocessing.active_children()

    def kill_last() -> None:
        while len(children := [child for child in multiprocessing.active_children() if child not in others]) < 2:
            time.sleep(0.01)
        os.kill(max(child.pid for child in children), signal.SIGKILL)

    killer = threading.Thread(target=kill_last, daemon=True)
    killer.start()
    with silent(net, 1, 91), claimed(run), pytest.raises(BarometreError, match=r"status -9"):
        observe_here(run, lambda done: None)
    killer.join()


def test_a_folder_holds_one_set_of_targets(make_run, some):
    with claimed(make_run(some("conforme-1.fr"))):
        pass
    with pytest.raises(BarometreError, match="other targets"), claimed(make_run(some("conforme-2.fr"))):
        pass


def test_a_folder_of_a_run_that_is_damaged_says_so(make_run, some):
    run = make_run(some("conforme-1.fr"))
    run.out.mkdir()
    (run.out / "run.json").write_text("{")
    with pytest.raises(BarometreError, match=r"run\.json is damaged"), claimed(run):
        pass


def test_a_negative_waits_for_its_second_look_then_is_confirmed(observed, some):
    targets = some("statut-404.fr", "conforme-1.fr")
    first, _ = observed(targets, recheck_after=1.0)
    unsure = {key: reason for key, (met, reason) in first.items() if not met}
    assert {name for _, name in unsure} == {"1.3", "1.4", "1.5", "1.6", "1.7"}
    assert all(reason.startswith("à confirmer par une seconde vérification") for reason in unsure.values())
    assert all(first[key][0] == "true" for key in first.keys() - unsure.keys())
    time.sleep(1.2)
    second, run = observed(targets, recheck_after=1.0)
    assert {key for key, (met, _) in second.items() if met == "false"} == unsure.keys()
    attempts = Counter((group, attempt) for _, group, _, attempt, _, _ in entries(run.out))
    assert attempts["web", 0] == 2 and attempts["web", 1] == 2


def test_a_second_look_is_not_made_before_its_time(observed, some):
    targets = some("statut-404.fr")
    for _ in range(2):
        seen, run = observed(targets, recheck_after=3600.0)
        assert {met for (_, name), (met, _) in seen.items() if name == "1.3"} == {""}
    assert Counter(group for _, group, _, _, _, _ in entries(run.out)) == {"web": 1, "mail": 1}


def test_a_site_that_is_back_is_told_so(observed, some, net):
    targets = some("conforme-3.fr")
    try:
        net.set("www.conforme-3.fr", "down")
        first, _ = observed(targets, recheck_after=0.5)
        assert {met for (_, name), (met, _) in first.items() if name == "1.3"} == {""}
        net.set("www.conforme-3.fr", "healthy")
        time.sleep(0.6)
        second, _ = observed(targets, recheck_after=0.5)
    finally:
        net.set("www.conforme-3.fr", "as-built")
    assert {met for met, _ in second.values()} == {"true"}


def test_what_is_good_is_not_looked_at_again_before_the_next_campaign(observed, some, net):
    targets = some("conforme-4.fr")
    first, _ = observed(targets, recheck_after=3600.0)
    assert {met for met, _ in first.values()} == {"true"}
    net.reset()
    second, _ = observed(targets, recheck_after=3600.0)
    assert second == first
    assert net.counts()["requests"] == {}


def test_no_private_address_is_visited_unless_allowed(observed, some, net, settings):
    """All of the test internet is on loopback: nothing of it may be visited."""
    net.reset()
    targets = some("conforme-5.fr", "statut-404.fr", "redirige-elsewhere.fr")
    seen, _ = observed(targets, to=replace(settings, allow_private=False))
    reasons = {reason for (_, name), (met, reason) in seen.items() if name == "1.3" and met == "false"}
    assert len(reasons) == 3
    assert all("adresse privée" in reason for reason in reasons)
    counts = net.counts()
    assert counts["requests"] == {} and counts["connections"] == {}


def test_a_sample_is_the_same_each_time(observed, quick):
    kept = [{siren for siren, _ in observed(quick, out=out, sample=5, groups=("mail",))[0]} for out in ("one", "other")]
    assert kept[0] == kept[1]
    assert len(kept[0]) == 5


def test_our_own_fault_stops_neither_the_others_nor_passes_unseen(make_run, some):
    """A look that our code cannot finish is written down with its traceback."""
    run = make_run(some("conforme-1.fr"))
    run.out.mkdir()
    record_crashes(run.out, [])
    assert not (run.out / CRASHES).exists()
    record_crashes(run.out, ["Traceback one\n"])
    record_crashes(run.out, ["Traceback two\n"])
    assert (run.out / CRASHES).read_text("utf-8") == "Traceback one\nTraceback two\n"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--only", "web,tarot"], "--only 'web,tarot': give some of web,dns,mail,page,browser"),
        (["--resolver", "127.0.0.1:port"], "is not HOST:PORT"),
        (["--ca", "absent.pem"], "--ca absent.pem: not a readable file"),
        (["--geoip", "absent.mmdb"], "--geoip absent.mmdb: not a country database"),
        (["--asn", "absent.mmdb"], "--asn absent.mmdb: not a database of networks"),
        (["--targets", "absent.csv"], "--targets absent.csv: No such file"),
    ],
)
def test_options_that_cannot_be_are_refused_with_one_line(refusal, instance, net, some, tmp_path, options, words):
    targets = ["--targets", some("conforme-1.fr"), "--out", tmp_path / "out", "--workers", "1"]
    environment = instance | {"BAROMETRE_OPERATOR_CONTACT": "essai@exemple.fr"}
    assert words in refusal("observe", *targets, *net.arguments(), *options, environment=environment)
