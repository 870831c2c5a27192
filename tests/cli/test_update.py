"""The observation that `barometre update` makes when the operator has switched it on."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from barometre.cli import run
from barometre.cli.update import _observer
from barometre.settings import settings

TODAY = date(2026, 11, 20)


@pytest.fixture
def looked(monkeypatch):
    """Folders in which looks were made, in place of looking at the whole country; `waiting` looks are left."""
    folders = SimpleNamespace(names=[], waiting=0)

    def report(folder, cluster, *, keep):
        folder.mkdir(parents=True, exist_ok=True)
        folders.names.append(folder.name)
        return run.RunProgress(waiting=folders.waiting)

    monkeypatch.setattr(run, "national_run", lambda folder: folder)
    monkeypatch.setattr(run, "run_and_report", report)
    monkeypatch.setattr(settings(), "operator_contact", "ville@example.fr")
    return folders


def campaign(var, age, finished):
    folder = var / "observation" / (TODAY - timedelta(age)).isoformat()
    folder.mkdir(parents=True)
    if finished:
        (folder / "finished").touch()
    return folder


@pytest.mark.parametrize(
    ("age", "finished", "folders"),
    [
        (10, True, []),
        (10, False, ["2026-11-10"]),
        (30, True, ["2026-11-20"]),
        (30, False, ["2026-11-20"]),
    ],
)
def test_a_campaign_a_month_gone_on_with_until_it_is_finished(tmp_path, looked, age, finished, folders):
    campaign(tmp_path, age, finished)
    _observer(tmp_path, TODAY)()
    assert looked.names == folders


@pytest.mark.parametrize(("waiting", "finished"), [(0, True), (3, False)])
def test_a_campaign_is_finished_when_no_look_waits(tmp_path, looked, waiting, finished):
    folder, looked.waiting = campaign(tmp_path, 1, finished=False), waiting
    _observer(tmp_path, TODAY)()
    assert (folder / "finished").exists() is finished


def test_the_first_campaign_is_of_today(tmp_path, looked, monkeypatch):
    looked.waiting = 1
    _observer(tmp_path, TODAY)()
    assert looked.names == ["2026-11-20"]
