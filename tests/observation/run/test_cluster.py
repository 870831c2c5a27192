"""The same run on a Dask cluster of two processes of this machine; one of them is killed in the middle."""

import json
import os
import signal
import threading
import time
from collections import Counter

import pytest

from barometre.observation.run import targets
from barometre.observation.run.cluster import observe_on_cluster
from barometre.observation.run.output import write_rcpnt
from barometre.observation.run.workers import claimed, observe_here


@pytest.fixture(scope="module")
def cluster():
    from distributed import LocalCluster  # slow to import: by these tests alone, not by whoever collects tests

    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None, memory_limit=0
    ) as running:
        for nanny in running.workers.values():
            nanny.auto_restart = False  # a machine that goes away does not come back
        yield running


@pytest.fixture
def towns(quick, tmp_path, monkeypatch):
    """A little more than one chunk, made smaller: the second is given to the other worker."""
    monkeypatch.setattr(targets, "CHUNK", 40)
    lines = quick.read_text("utf-8").splitlines()
    path = tmp_path / "targets.csv"
    path.write_text("\n".join([*lines[:21], *lines[-25:], ""]), "utf-8")
    return path


def journals(out):
    return [
        look
        for path in sorted((out / "journal").glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
        for look in json.loads(line)
    ]


def kill_the_worker_held_by(host, address, net):
    """Kill the process that works on the chunk of a host that is silent, as a machine that goes away."""
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        busy = []
        while len(busy) != 1 or f"https://{host}" not in net.counts()["requests"]:
            time.sleep(0.05)
            busy = [worker for worker, tasks in client.processing().items() if tasks]
        (pid,) = client.run(os.getpid, workers=busy).values()
    os.kill(pid, signal.SIGKILL)
    net.set(host, "as-built")


def test_a_cluster_sees_what_one_machine_sees_though_a_worker_is_killed(cluster, towns, make_run, criteria, net):
    here = make_run(towns, out="here")
    with claimed(here):
        observe_here(here, lambda count: None)
        write_rcpnt(here.out)
    there = make_run(towns, out="there")
    held = "www.commune-11.fr"
    net.set(held, "silent")
    net.reset()
    arguments = (held, cluster.scheduler_address, net)
    killer = threading.Thread(target=kill_the_worker_held_by, args=arguments, daemon=True)
    progress = []
    with claimed(there):
        killer.start()
        observe_on_cluster(there, cluster.scheduler_address, progress.append)
        killer.join()
        write_rcpnt(there.out)
    assert sum(done.targets for done in progress) == there.targets.count
    assert criteria(there.out) == criteria(here.out)
    counted = Counter(
        (siren, group, attempt) for siren, group, _, attempt, retry, _ in journals(there.out) if not retry
    )
    assert counted and max(counted.values()) == 1


def test_a_second_run_on_the_cluster_does_nothing_again(cluster, some, make_run):
    run = make_run(some("conforme-1.fr", "statut-404.fr"), recheck_after=3600.0)
    made = []
    for _ in range(2):
        observe_on_cluster(run, cluster.scheduler_address, lambda count: None)
        made.append(len(journals(run.out)))
    assert made[0] == made[1] > 0
