"""PostgreSQL killed in the middle of saves: what was acknowledged is there, whole, when it is up again."""

import os
import signal
import sys
import time

import psycopg

SAVES = """
import django
django.setup()
from django.utils import timezone
from asked import KINDS
from barometre.web.survey.responses import Change, Writer, save
from barometre.web.survey.versions import freeze
version, number = freeze(KINDS, timezone.now()), 0
while True:
    number += 1
    save("214800955", "", version, {"heures": Change(number), "site": Change("oui")}, Writer(1), timezone.now())
    print(number, flush=True)
"""


def test_no_acknowledged_answer_is_lost(make_instance, upgraded):
    instance = make_instance("answers", upgraded)
    process = instance.start(sys.executable, "-c", SAVES)
    for _ in range(20):
        assert process.stdout.readline(), process.communicate()
    with psycopg.connect(instance.url) as other:
        asked = "SELECT pid FROM pg_stat_activity WHERE datname = 'answers' AND pid <> pg_backend_pid()"
        os.kill(other.execute(asked).fetchone()[0], signal.SIGKILL)  # all of PostgreSQL starts again, from its journal
    rest, _ = process.communicate()
    last = int(rest.split()[-1]) if rest.split() else 20
    kept = [
        row[0] for row in again(instance.url, "SELECT value FROM survey_answer WHERE question = 'heures' ORDER BY id")
    ]
    assert kept[:last] == list(range(1, last + 1)) and len(kept) <= last + 1
    assert again(instance.url, "SELECT count(*) FROM survey_response") == [(1,)]


def again(url, query):
    while True:
        try:
            with psycopg.connect(url) as connection:
                return connection.execute(query).fetchall()
        except psycopg.OperationalError:  # it recovers
            time.sleep(0.1)
