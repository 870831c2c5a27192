"""What is published of the answers goes to the store and to the sheet; what is not goes nowhere."""

import re
from datetime import date, timedelta

import pytest

from barometre.facts.store import fact_files, read_facts
from barometre.survey.facts import SOURCE
from barometre.web.editions.models import Collectivite
from barometre.web.survey.told import write_published
from little_questionnaire import BREST, QUESTIONS, QUIMPER, question, questionnaire
from survey_answers import send_answers

# The words of an option that nobody else writes.
MARKER = "Temoin-7391"
MARKED = questionnaire(
    [
        *QUESTIONS,
        question("mot", "text", maximum=200),
        question(
            "secours",
            "yes-no",
            options=[{"code": code, "label": f"{MARKER} {code}"} for code in ("oui", "non", "non-concerne")],
            gives=[{"fact": "infrastructures.secours", "values": {"oui": True, "non": False}}],
        ),
    ],
    id="marque",
)
TODAY = date(2026, 11, 25)


pytestmark = pytest.mark.usefixtures("undone")


def test_only_what_a_collectivite_published_reaches_the_store(tmp_path):
    send_answers(BREST, {"formes": "oui"})
    assert write_published(tmp_path, TODAY) is None, "nobody published anything: no file"
    response = send_answers(QUIMPER, {"formes": "non"}, published=True)
    path = write_published(tmp_path, TODAY)
    assert path == tmp_path / SOURCE / "2026-11-25.parquet"
    rows = read_facts(tmp_path, whole={SOURCE}).select("siren", "fact", "number", "observed_on").rows()
    assert rows == [(QUIMPER, "cybersecurite.agents-formes", 0.0, date(2026, 11, 20))]
    assert write_published(tmp_path, TODAY + timedelta(days=1)) is None, "the same again adds no file"
    response.published_at = None
    response.save()
    assert write_published(tmp_path, TODAY + timedelta(days=2)) is not None
    assert read_facts(tmp_path, whole={SOURCE}).is_empty(), "what is withdrawn is gone"
    assert len(fact_files(tmp_path)) == 2, "and what was published once stays in the editions of its day"


def test_a_correction_of_what_is_published_is_published_with_its_day(tmp_path):
    send_answers(BREST, {"formes": "oui"}, day=3, published=True)
    send_answers(BREST, {"formes": "non"}, day=9, published=True)
    write_published(tmp_path, TODAY)
    (row,) = read_facts(tmp_path, whole={SOURCE}).iter_rows(named=True)
    assert (row["number"], row["observed_on"]) == (0.0, date(2026, 11, 9))


def test_nothing_of_one_body_is_public_unless_it_published_it(client, tmp_path):
    send_answers(BREST, {"secours": "non-concerne", "mot": MARKER}, asked=MARKED)
    send_answers(QUIMPER, {"formes": "oui"}, published=True)
    write_published(tmp_path, TODAY)
    assert MARKER not in read_facts(tmp_path).write_csv()
    seen, todo = set(), ["/communes/29019/", "/api/v1/communes/29019", "/communes/29019/mairie/", "/methodologie/"]
    todo += ["/donnees/", "/carte/", "/themes/infrastructures/", "/indicateurs/connexion-secours/", "/robots.txt"]
    while todo:
        address = todo.pop()
        seen.add(address)
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert MARKER.encode() not in body, address
        links = re.findall(r'href="(/[^"#?]*)', body.decode(errors="replace"))
        ours = {link for link in links if ("29019" in link or BREST in link) and not link.endswith(".png")}
        todo += sorted(ours - seen - set(todo))
    assert len(seen) > 20
    send_answers(BREST, {"secours": "non-concerne"}, asked=MARKED, published=True)
    write_published(tmp_path, TODAY)
    assert MARKER in read_facts(tmp_path).write_csv(), "it would have been found"


def test_the_sheet_says_that_the_collectivite_declares_it_and_when(client, published):
    brest = Collectivite.objects.get(edition=published, siren=BREST)
    told = {"status": "known", "score": 100.0, "value": 1.0, "source": SOURCE, "observed_on": "2026-11-20"}
    brest.indicators["cyber-responsable"] = told
    brest.save()
    assert "déclaré par la collectivité le 20 novembre 2026" in client.get("/communes/29019/").content.decode()
