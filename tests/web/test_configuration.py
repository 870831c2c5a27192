import subprocess
import sys

import pytest

from barometre.errors import BarometreError
from barometre.settings import Settings
from barometre.web.configuration import database, mail, secret_key


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


FROM = {"BAROMETRE_MAIL_FROM": "barometre@example.fr", "BAROMETRE_PUBLIC_URL": "https://barometre.example.fr/"}


@pytest.fixture
def sending(monkeypatch):
    """Settings of an instance that sends messages by a server."""

    def make(url, **given):
        for name, value in {"BAROMETRE_SMTP_URL": url, **FROM, **given}.items():
            monkeypatch.setenv(name, value)
        return mail(Settings())

    return make


@pytest.mark.parametrize(
    ("url", "host", "port", "at_once", "asked"),
    [
        ("smtps://relay.example.fr", "relay.example.fr", 465, True, False),
        ("smtp://relay.example.fr", "relay.example.fr", 587, False, True),
        ("smtp://relay.example.fr:25/", "relay.example.fr", 25, False, True),
        ("smtp://127.0.0.1:25", "127.0.0.1", 25, False, False),
        ("smtp://localhost", "localhost", 587, False, False),
    ],
)
def test_to_another_machine_messages_are_encrypted(sending, url, host, port, at_once, asked):
    found = sending(url)
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == (host, port)
    assert (found["EMAIL_USE_SSL"], found["EMAIL_USE_TLS"]) == (at_once, asked)


def test_who_sends_is_read_with_its_special_characters(sending):
    found = sending("smtps://moi%40example.fr:a%2Fb%40c@relay.example.fr:2465")
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"], found["EMAIL_PORT"]) == (
        "moi@example.fr",
        "a/b@c",
        2465,
    )


def test_without_server_no_message_is_sent(sending):
    assert sending("") == {"EMAIL_HOST": ""}


@pytest.mark.parametrize(
    "url",
    [
        "relay",
        "http://moi:secret@relay",
        "smtps://",
        "smtps://moi:secret@relay:x",
        "smtps://moi:secret@relay/box",
        "smtp://[::1",
    ],
)
def test_what_is_no_server_of_mail_is_refused_without_its_password(sending, url):
    with pytest.raises(BarometreError, match="BAROMETRE_SMTP_URL: not the address of a server of mail") as refusal:
        sending(url)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("name", FROM)
def test_a_server_alone_does_not_make_a_message(sending, name):
    with pytest.raises(BarometreError, match=f"messages need {name} too"):
        sending("smtps://relay.example.fr", **{name: ""})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BAROMETRE_MAIL_FROM", "Baromètre <barometre@example.fr>"),
        ("BAROMETRE_MAIL_FROM", "barometre@example.fr\nBcc: x@evil.example"),
        ("BAROMETRE_PUBLIC_URL", "barometre.example.fr"),
        ("BAROMETRE_PUBLIC_URL", "https://moi@barometre.example.fr"),
        ("BAROMETRE_PUBLIC_URL", "https://barometre.example.fr/mairie"),
    ],
)
def test_the_sender_and_the_site_are_one_address_alone(sending, name, value):
    with pytest.raises(ValueError, match="give"):
        sending("smtps://relay.example.fr", **{name: value})
