"""PostgreSQL killed in the middle of saves loses nothing acknowledged; many at once make one response, one sending."""

import os
import signal
import sys
import time
from contextlib import suppress

import psycopg

SAVES = """
import django
django.setup()
from django.utils import timezone
from asked import KINDS
from barometre.web.survey.responses import AnswerEdit, Writer, save
from barometre.web.survey.versions import freeze
version, number = freeze(KINDS, timezone.now()), 0
while True:
    number += 1
    save("214800955", "", version, {"heures": AnswerEdit(number), "site": AnswerEdit("oui")}, Writer(1), timezone.now())
    print(number, flush=True)
"""

AT_ONCE = """
import django
django.setup()
from concurrent.futures import ThreadPoolExecutor
from django.utils import timezone
from asked import KINDS
from barometre.web.mailing.queue import enqueue
from barometre.web.mailing.states import Purpose
from barometre.web.survey.responses import AnswerEdit, Writer, save, send
from barometre.web.survey.versions import freeze
now = timezone.now()
version = freeze(KINDS, now)
def one(number):
    kept = save("212902324", "", version, {"avis": AnswerEdit("bien")}, Writer(number), now)
    sending, _ = send(kept, {"powers": ["commune"], "population": 3}, number, now)
    return kept.pk, sending.pk, enqueue(Purpose.RECEIPT, str(kept.pk), "212902324", "a@exemple.fr", now, sending.number)
with ThreadPoolExecutor(8) as threads:
    found = list(threads.map(one, range(16)))
print(len({pk for pk, _, _ in found}), len({pk for _, pk, _ in found}), sum(new for _, _, new in found))
"""


def test_no_acknowledged_answer_is_lost_and_no_other_is_made(make_instance, upgraded):
    instance = make_instance("answers", upgraded)
    process = instance.start(sys.executable, "-c", SAVES)
    for _ in range(20):
        assert process.stdout.readline(), process.communicate()
    # This connection falls with the others.
    with suppress(psycopg.OperationalError), psycopg.connect(instance.url) as other:
        asked = "SELECT pid FROM pg_stat_activity WHERE datname = 'answers' AND pid <> pg_backend_pid()"
        os.kill(other.execute(asked).fetchone()[0], signal.SIGKILL)  # all of PostgreSQL starts again, from its journal
    rest, _ = process.communicate()
    last = int(rest.split()[-1]) if rest.split() else 20
    kept = [
        row[0] for row in again(instance.url, "SELECT value FROM survey_answer WHERE question = 'heures' ORDER BY id")
    ]
    assert kept[:last] == list(range(1, last + 1)) and len(kept) <= last + 1
    assert again(instance.url, "SELECT count(*) FROM survey_response") == [(1,)]
    told, error = instance.start(sys.executable, "-c", AT_ONCE).communicate()
    assert told == "1 1 1\n", error


def again(url, query):
    while True:
        try:
            with psycopg.connect(url) as connection:
                return connection.execute(query).fetchall()
        except psycopg.OperationalError:  # it recovers
            time.sleep(0.1)
