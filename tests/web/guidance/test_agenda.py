"""The obligations of a body: each in one group, none told that may not bind; page, paper, file and calendar agree."""

from datetime import date

import pytest
from icalendar import Calendar

from barometre.guidance.obligations import State, Why
from barometre.web.editions import queries
from barometre.web.guidance.agenda import agenda, lines
from barometre.web.guidance.calendars import calendar
from barometre.web.shared.guidance import Judged, group_of
from guides import duty
from sober_pages import assert_sober, file_rows, text_of

TODAY = date(2026, 11, 1)
QUIMPER, BREST, FINISTERE = "/communes/29232/", "/collectivites/242900314/", "/collectivites/222900011/"


@pytest.mark.parametrize(
    ("changes", "state", "why", "group"),
    [
        ({}, State.NOT_MET, Why.SHOWN, "missed"),
        ({}, State.MET, Why.SHOWN, "met"),
        ({}, State.UNKNOWN, Why.NO_PROOF, "unknown"),
        ({}, State.UNKNOWN, Why.IF, "uncertain"),
        ({}, State.NOT_CONCERNED, Why.OUTSIDE, "elsewhere"),
        ({"read": "unread"}, State.NOT_MET, Why.SHOWN, "unread"),
        ({"kind": "projet"}, State.UNKNOWN, Why.NO_PROOF, "coming"),
        ({"starts": date(2026, 11, 2)}, State.NOT_MET, Why.SHOWN, "coming"),
        ({"starts": TODAY}, State.NOT_MET, Why.SHOWN, "missed"),
        ({"kind": "recommandation"}, State.NOT_MET, Why.SHOWN, "advised"),
        ({"kind": "engagement"}, State.UNKNOWN, Why.IF, "advised"),
        ({"read": "unread"}, State.NOT_CONCERNED, Why.OUTSIDE, "elsewhere"),
    ],
)
def test_each_obligation_is_in_one_group(changes, state, why, group):
    assert group_of(Judged(duty(**changes), state, why, None, None), TODAY) == group


@pytest.mark.parametrize("body", [QUIMPER, BREST, FINISTERE])
@pytest.mark.parametrize("part", ["obligations/", "obligations/?toutes=1", "obligations/imprimer/"])
def test_pages_are_sober_but_the_one_that_tells_everything(client, published, body, part):
    page = client.get(f"{body}{part}")
    if "toutes" in part:
        assert page.status_code == 200
    else:
        assert_sober(page)


def test_every_obligation_of_the_edition_is_told_once(client, published):
    body = queries.by_code(published, "commune", "29232")
    groups = agenda(lines(published, body), published.date)
    told = [one.obligation.id for name in groups.__dataclass_fields__ for one in getattr(groups, name)]
    assert sorted(told) == sorted(published.catalogue["obligations"])
    rows = file_rows(client.get(f"{QUIMPER}obligations/donnees.csv"))
    assert sorted(row["identifiant" if "identifiant" in row else "obligation"] for row in rows) == sorted(told)


def test_a_duty_of_large_communes_is_told_to_them_and_not_to_a_village(client):
    title = "Offrir un téléservice pour les demandes d’urbanisme"
    assert title in text_of(client.get(f"{QUIMPER}obligations/"))
    village = client.get("/communes/48095/obligations/")
    assert village.status_code == 200 and title not in text_of(client.get("/communes/48002/obligations/"))
    assert title in text_of(client.get("/communes/48002/obligations/?toutes=1"))


def test_old_codes_lead_to_the_page_of_today_and_unknown_ones_are_not_found(client):
    moved = client.get("/communes/29004/obligations/")
    assert (moved.status_code, client.get("/communes/99999/obligations/").status_code) in ((301, 404), (200, 404))
    assert client.get("/collectivites/123456789/que-faire/").status_code == 404


def test_the_calendar_is_read_by_others_and_never_changes_by_itself(client):
    page = client.get(f"{QUIMPER}obligations/calendrier.ics")
    assert page.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert page.content == client.get(f"{QUIMPER}obligations/calendrier.ics").content
    events = Calendar.from_ical(page.content).walk("VEVENT")
    assert len({str(event["UID"]) for event in events}) == len(events) > 20
    assert all(str(event["URL"]).endswith("/communes/29232/obligations/") for event in events)


def test_a_calendar_has_the_first_day_and_the_last_and_nothing_for_what_has_no_date():
    duties = [duty(id="a", starts=date(2027, 1, 1), ends=date(2027, 12, 31)), duty(id="b"), duty(id="c", read="unread")]
    judged = [Judged(one, State.UNKNOWN, Why.NO_PROOF, None, None) for one in duties]
    events = Calendar.from_ical(calendar("Ici", "1", judged, "https://site/", TODAY)).walk("VEVENT")
    days = [(str(one["UID"]), one["DTSTART"].dt, one["DTEND"].dt) for one in events]
    assert days == [
        ("a.debut.1@barometre", date(2027, 1, 1), date(2027, 1, 2)),
        ("a.fin.1@barometre", date(2027, 12, 31), date(2028, 1, 1)),
    ]


def test_a_calendar_tells_no_duty_that_may_not_bind_but_its_dates_to_come_with_their_condition():
    later = {"day": date(2027, 9, 1), "what": "émettre ses factures"}
    one = duty(id="a", starts=date(2026, 9, 1), dates=(later,), condition="la collectivité est assujettie à la TVA")
    judged = [Judged(one, State.UNKNOWN, Why.IF, None, None), Judged(one, State.NOT_CONCERNED, Why.OUTSIDE, None, None)]
    (event,) = Calendar.from_ical(calendar("Ici", "1", judged, "https://site/", TODAY)).walk("VEVENT")
    assert event["DTSTART"].dt == date(2027, 9, 1)
    assert "émettre ses factures, si la collectivité est assujettie à la TVA" in str(event["SUMMARY"])


def test_the_list_of_france_and_each_page_are_sober(client, published):
    assert_sober(client.get("/obligations/"))
    for name in list(published.catalogue["obligations"])[::12]:
        assert_sober(client.get(f"/obligations/{name}/"))
    assert client.get("/obligations/rien/").status_code == 404
    unread = next(name for name, one in published.catalogue["obligations"].items() if one["read"] == "unread")
    assert "À vérifier : nous n’avons pas pu lire ce texte" in text_of(client.get(f"/obligations/{unread}/"))
