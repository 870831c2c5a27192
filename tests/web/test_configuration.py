import subprocess
import sys

import pytest

from barometre.errors import BarometreError
from barometre.web.configuration import database, secret_key


@pytest.mark.parametrize(
    ("url", "part"),
    [
        ("postgresql://moi:secret@db.example:5433/baro", {"HOST": "db.example", "PORT": "5433", "NAME": "baro"}),
        ("postgresql://postgres:@/postgres?host=/tmp/pg", {"HOST": "/tmp/pg", "NAME": "postgres"}),
        ("host=db dbname=baro user=moi", {"HOST": "db", "NAME": "baro", "USER": "moi"}),
        ("postgresql://moi:a%40b@db/baro", {"PASSWORD": "a@b"}),
    ],
)
def test_postgresql_addresses_are_understood(url, part):
    assert database(url).items() >= part.items()


def test_other_words_are_passed_on():
    assert database("postgresql://db/baro?sslmode=require")["OPTIONS"]["sslmode"] == "require"


def test_another_address_is_refused_in_one_line():
    with pytest.raises(BarometreError, match="DATABASE_URL") as refusal:
        database("mysql://db/baro")
    assert "\n" not in str(refusal.value)


def test_no_address_gives_no_database():
    assert database(None) == {}


def test_the_secret_is_drawn_once(tmp_path):
    drawn = secret_key(None, tmp_path / "var")
    assert len(drawn) >= 50
    assert secret_key(None, tmp_path / "var") == drawn
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", [b"", b" \n", b"\xff\xfe"])
def test_a_kept_secret_that_is_none_is_refused(tmp_path, content):
    (tmp_path / "secret_key").write_bytes(content)
    with pytest.raises(BarometreError, match="secret_key is empty or damaged; delete the file"):
        secret_key(None, tmp_path)


def test_two_processes_that_start_together_draw_one_secret(tmp_path):
    drawn = "import pathlib; from barometre.web.configuration import *; print(secret_key(None, pathlib.Path()))"
    pipes = {"stdout": subprocess.PIPE, "text": True, "cwd": tmp_path}
    processes = [subprocess.Popen([sys.executable, "-c", drawn], **pipes) for _ in range(3)]
    assert len({process.communicate()[0] for process in processes}) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_a_given_secret_is_kept(tmp_path):
    assert secret_key("mine", tmp_path) == "mine"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_says_what_to_set(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BarometreError, match="BAROMETRE_SECRET_KEY"):
        secret_key(None, tmp_path / "file")
