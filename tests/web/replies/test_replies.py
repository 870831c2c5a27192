"""A collectivité replies to each verdict that moves, alone sees them, and its words are read before they are shown."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import override_settings
from django.utils import timezone

from barometre.web.editions import queries
from barometre.web.mailing.models import Message
from barometre.web.mailing.queue import enqueue_all
from barometre.web.mailing.states import Purpose
from barometre.web.programme.permissions import READER, TEAM
from barometre.web.replies import answers, shown
from barometre.web.replies.message import right_of_reply
from barometre.web.replies.models import Asked, Period, Reply
from barometre.web.replies.states import Ground, Moderation
from barometre.web.townhall.models import Link
from barometre.web.townhall.official import official
from replied import ADDRESS, MAIL, NO, SITE, YES, make_period
from townhall_visits import MENDE, PUBLIC, QUIMPER, ROOM, browser, enter, send, text_of, token_of

RULE, SHEET, SCREEN = "/droit-de-reponse/", "/communes/48095/", "/gestion/replies/reply/"
WORDS = "Le site est en cours de refonte."


def reply(visitor, indicator=SITE, **fields):
    """Load the page of a verdict and send its form, as its page has it unless told otherwise."""
    page = f"{ADDRESS}{indicator}/"
    return send(visitor, page, page, **{"siren": MENDE, "vu": "0", "position": "none", "texte": ""} | fields)


def said(indicator=SITE):
    """What is kept of a verdict, oldest first."""
    return list(Reply.objects.filter(siren=MENDE, indicator=indicator).order_by("pk").values_list("stance", "words"))


def given(asked, stance="disagree", words="", **more):
    """A reply of Mende about the first verdict, kept already."""
    after = asked.verdicts[SITE]["after"].get("score")
    told = {"score": after, "at": timezone.now(), "link": 1} | more
    return Reply.objects.create(
        period=asked.period, siren=asked.siren, indicator=SITE, stance=stance, words=words, **told
    )


def test_what_is_going_to_change_is_told_with_its_evidence(asked, inside):
    visitor = inside()
    assert "Droit de réponse : 2 résultats vont changer" in text_of(visitor.get(ROOM))
    page = text_of(visitor.get(ADDRESS))
    assert "change 2 résultats de la collectivité" in page and "Vous avez répondu sur 0 de ces 2 résultats" in page
    assert "Ne pas répondre n’est pas être d’accord" in page
    page = text_of(visitor.get(f"{ADDRESS}{SITE}/"))
    for words in (
        "Oui , 100 sur 100",
        "Non , 0 sur 100",
        "la preuve a changé",
        "aucune adresse",
        "Corriger à la source",
    ):
        assert words in page
    assert "le 6 octobre 2026" in page and page.count("1 000 caractères au plus") == 1
    assert "checked> Sans avis" in visitor.get(f"{ADDRESS}{SITE}/").content.decode()
    assert "Pas encore observé" in text_of(visitor.get(f"{ADDRESS}{MAIL}/")) and said() == []


def test_a_reply_is_kept_at_once_corrected_and_its_history_told(asked, inside):
    visitor = inside()
    answer = reply(visitor, position="disagree", texte=f"  {WORDS}\r\n\u202eMerci\u200b ")
    assert (answer.status_code, answer.url) == (302, f"{ADDRESS}?fait=enregistre")
    receipt = text_of(visitor.get(answer.url))
    assert "C’est enregistré" in receipt and "Pas d’accord, texte en attente de relecture, le" in receipt
    assert said() == [("disagree", f"{WORDS} Merci")]
    page = text_of(visitor.get(f"{ADDRESS}{SITE}/"))
    assert "(38 sur 1 000 caractères). Ce texte attend d’être relu" in page
    first = Reply.objects.get(siren=MENDE)
    assert (first.score, first.link) == (0, visitor.link.pk)
    assert reply(visitor, vu=first.pk, position="agree").status_code == 302
    assert said() == [("disagree", f"{WORDS} Merci"), ("agree", "")]
    assert "Ce que la collectivité a dit avant" in text_of(visitor.get(f"{ADDRESS}{SITE}/"))


def test_sent_twice_it_is_one_reply_and_two_people_lose_nothing(asked, inside):
    visitor = inside()
    for _ in range(2):  # the second still shows what was there before the first
        assert reply(visitor, position="disagree", texte=WORDS).status_code == 302
    assert said() == [("disagree", WORDS)]
    other = reply(inside(), position="agree", texte="Non, tout va bien.")
    page = text_of(other)
    assert other.status_code == 409 and WORDS in page and "Non, tout va bien." in page
    assert "<title>Erreur\u00a0: " in other.content.decode() and said() == [("disagree", WORDS)]


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"texte": "é" * 1001}, 400, "Votre texte a 1001 caractères : 1 de trop"),
        ({"position": "oui"}, 400, "Choisissez une des trois positions"),
        ({"siren": QUIMPER}, 409, "l’espace d’une autre collectivité"),
    ],
)
def test_what_is_not_kept_says_why(asked, inside, fields, status, words):
    answer = reply(inside(), **fields)
    assert (answer.status_code, said()) == (status, [])
    assert words in text_of(answer) and fields.get("texte", "") in text_of(answer)


def test_hostile_words_stay_words(asked, inside):
    hostile = "=1+1</textarea><script>alert(1)</script>{{ 7*7 }}"
    visitor = inside()
    reply(visitor, texte=hostile)
    page = visitor.get(f"{ADDRESS}{SITE}/").content.decode()
    assert "<script" not in page and "{{ 7*7 }}" in page and said() == [("none", hostile)]


def test_others_see_nothing_of_it(asked, inside):
    """Neither who has the link of another collectivité, nor who has none, expired or revoked."""
    other = inside(QUIMPER)
    assert "Aucun résultat à relire" in text_of(other.get(ADDRESS))
    assert "Aucun résultat à relire" in text_of(other.get(f"{ADDRESS}{SITE}/"))
    own = {"verdicts": {MAIL: {"before": YES, "after": NO, "why": "method"}}, "facts": {}, "written_to": True}
    Asked.objects.create(period=asked.period, siren=QUIMPER, moved=1, **own)
    assert other.get(f"{ADDRESS}{MAIL}/").status_code == 200 and other.get(f"{ADDRESS}{SITE}/").status_code == 404
    assert browser().get(ADDRESS).status_code == 200 and "Site internet" not in text_of(browser().get(ADDRESS))
    for ended in ({"expires_at": timezone.now()}, {"revoked_at": timezone.now()}):
        visitor = inside()
        Link.objects.filter(pk=visitor.link.pk).update(**ended)
        for page, status in ((f"{ADDRESS}{SITE}/", 410), (ADDRESS, 200)):  # the first one shuts the room
            gone = visitor.get(page)
            assert (gone.status_code, "Site internet" in text_of(gone)) == (status, False)


def test_what_was_written_when_the_room_shut_is_shown_again(asked, inside):
    visitor = inside()
    token = token_of(visitor.get(f"{ADDRESS}{SITE}/"))
    Link.objects.filter(pk=visitor.link.pk).update(expires_at=timezone.now())
    sent = {"csrfmiddlewaretoken": token, "siren": MENDE, "position": "disagree", "texte": f"{WORDS} <b>"}
    gone = visitor.post(f"{ADDRESS}{SITE}/", sent)
    assert gone.status_code == 410 and WORDS in text_of(gone) and "<b>" not in gone.content.decode() and said() == []


def test_a_link_that_was_lent_reads_and_does_not_reply(asked, inside):
    visitor = inside(may_send=False)
    assert "permet de lire, pas de répondre" in text_of(visitor.get(f"{ADDRESS}{SITE}/"))
    fields = {"csrfmiddlewaretoken": token_of(visitor.get(ROOM)), "siren": MENDE, "position": "agree"}
    assert visitor.post(f"{ADDRESS}{SITE}/", fields).status_code == 403
    assert said() == []


@pytest.mark.parametrize(
    ("change", "status", "page"),
    [
        ({"last_day": 0}, 302, 200),  # the last day is included
        ({"last_day": -1}, 409, 200),
        ({"closed_at": timezone.now()}, 409, 200),
        ({"published_at": timezone.now()}, 409, 200),
        ({"withdrawn_at": timezone.now()}, 410, 410),
    ],
)
def test_a_period_that_is_over_keeps_nothing_more(asked, inside, change, status, page):
    visitor = inside()
    token = {"csrfmiddlewaretoken": token_of(visitor.get(f"{ADDRESS}{SITE}/")), "siren": MENDE}
    if "last_day" in change:  # in days from today, which may have come since tests were collected
        change = {"last_day": timezone.localdate() + timedelta(days=change["last_day"])}
    Period.objects.update(**change)
    sent = visitor.post(f"{ADDRESS}{SITE}/", {**token, "position": "disagree", "texte": WORDS, "vu": "0"})
    assert (sent.status_code, len(said())) == (status, status == 302)
    shown_again = visitor.get(ADDRESS)
    assert shown_again.status_code == page
    if status == 409:
        assert WORDS in text_of(sent) and "<textarea" not in visitor.get(f"{ADDRESS}{SITE}/").content.decode()
    if status == 410:
        assert "Cette période est retirée" in text_of(sent) and "Publié aujourd’hui" not in text_of(sent)


def test_a_day_has_its_bound(asked, inside, monkeypatch):
    monkeypatch.setattr(answers, "MOST_A_DAY", 1)
    visitor = inside()
    reply(visitor, MAIL, position="agree")
    assert (reply(visitor, position="agree").status_code, said()) == (429, [])


def test_the_message_carries_a_link_that_opens_and_is_written_only_when_due(asked):
    about, now = str(asked.period_id), timezone.now()
    body = queries.by_siren(queries.current_edition(), MENDE)
    assert enqueue_all(Purpose.REPLY, about, [(MENDE, official(body).address)], now) == 1
    queued = Message.objects.get(about=about)
    queued.message_id = "<drawn@example.fr>"
    with override_settings(PUBLIC_URL=PUBLIC):
        letter = right_of_reply(queued, now)
        assert letter.body == right_of_reply(queued, now).body, "tried again, it is the same"
        link = Link.objects.get(siren=MENDE)
        assert link.address_mac == queued.address_mac and link.expires_at > now + timedelta(days=29)
        assert enter(browser(), letter.body.partition("?lien=")[2].split()[0]).status_code == 302
        assert "Mende vont changer" in letter.body and "2\u00a0résultats" in letter.body
        queued.address_mac = "other"
        assert right_of_reply(queued, now) is None
        queued.address_mac = link.address_mac
        Period.objects.update(withdrawn_at=now)
        assert right_of_reply(queued, now) is None
        Asked.objects.all().delete()
        assert (right_of_reply(queued, now), Link.objects.filter(siren=MENDE).count()) == (None, 1)


def test_the_team_reads_words_before_they_are_shown(asked, inside, as_member):
    row = given(asked, words=WORDS)
    given(asked, current=False, words="remplacé")
    assert as_member(READER).get(SCREEN).status_code == 403
    team, page = as_member(TEAM), f"{SCREEN}{row.pk}/change/"
    listed = team.get(SCREEN).content.decode()
    assert WORDS in listed and "remplacé" not in listed
    for fields in ({}, {"decision": "refused"}, {"decision": "accepted", "ground": "link"}):
        assert "errornote" in team.post(page, fields).content.decode()
    assert team.post(page, {"decision": "refused", "ground": "person"}).status_code == 302
    told = Reply.objects.get(pk=row.pk)
    assert (told.decision, told.ground, told.decided_by) == (Moderation.REFUSED, Ground.PERSON, TEAM)
    page = text_of(inside().get(f"{ADDRESS}{SITE}/"))
    assert "Ce texte est refusé : une personne y est nommée" in page and "Votre position, elle, reste" in page


def test_the_team_ends_a_period(asked, as_member):
    screen, rows = "/gestion/replies/period/", {"_selected_action": [asked.period_id]}
    team = as_member(TEAM)
    team.post(screen, {"action": "close", **rows})
    assert Period.objects.get().closed_at is not None
    for _ in range(2):  # the second time it says that there is nothing to withdraw
        team.post(screen, {"action": "withdraw", **rows})
    assert Period.objects.get().withdrawn_at is not None
    assert team.post(f"{screen}add/").status_code == 403


def published_reply(undone, stance, words, decision, score=None, **ended):
    """A reply of Mende about the site of the published edition."""
    from barometre.web.editions.models import Collectivite

    body = Collectivite.objects.get(edition=undone, siren=MENDE)
    now = body.indicators[SITE] if score is None else YES | {"score": score}
    verdicts = {SITE: {"before": NO, "after": now, "why": "evidence"}}
    ended = ended or {"published_at": timezone.now()}
    asked = make_period(undone, MENDE, day=undone.date, verdicts=verdicts, **ended)
    row = given(asked, stance, words)
    if decision:
        answers.decide(row.pk, decision, None, "anne", timezone.now())
    return asked


TOLD = "Réponse de la collectivité, publiée telle quelle"
CONTESTED, AGREED = "La collectivité conteste ce résultat", "La collectivité est d’accord avec ce résultat"


@pytest.mark.parametrize(
    ("stance", "decision", "more", "there"),
    [
        ("disagree", Moderation.ACCEPTED, {}, {CONTESTED, TOLD}),
        ("disagree", None, {}, {CONTESTED}),  # nobody read its words yet
        ("agree", Moderation.REFUSED, {}, {AGREED}),
        ("none", Moderation.ACCEPTED, {}, {TOLD}),
        ("none", Moderation.REFUSED, {}, set()),
        ("disagree", Moderation.ACCEPTED, {"score": 12.0}, set()),  # the figure is another one
        ("disagree", Moderation.ACCEPTED, {"closed_at": timezone.now()}, set()),  # not published
        ("disagree", Moderation.ACCEPTED, {"withdrawn_at": timezone.now()}, set()),
    ],
)
def test_what_stands_beside_the_figure(undone, client, stance, decision, more, there):
    """On the sheet, in its file and in the API alike."""
    before = client.get(SHEET)["ETag"]
    published_reply(undone, stance, f"=Le site, {WORDS}", decision, **more)
    shown.replies_version.cache_clear()
    sheet = client.get(SHEET)
    assert {words for words in (CONTESTED, AGREED, TOLD) if words in text_of(sheet)} == there
    assert (f"=Le site, {WORDS}" in text_of(sheet)) is (TOLD in there)
    line = next(one for one in client.get(f"{SHEET}donnees.csv").content.decode().splitlines() if f";{SITE};" in one)
    assert (f";'=Le site, {WORDS};" in line) is (TOLD in there)
    told = client.get(f"/api/v1/collectivites/{MENDE}").json()["indicateurs"][SITE]["droitDeReponse"]
    assert (told and (told["position"], bool(told["texte"]))) == ((stance, TOLD in there) if there else None)
    assert (sheet["ETag"] != before) or not more.keys().isdisjoint({"closed_at", "withdrawn_at"})


def test_no_answer_is_no_agreement_and_is_counted_so(undone, client):
    asked = make_period(undone, MENDE, day=undone.date)
    Asked.objects.create(period=asked.period, siren=QUIMPER, written_to=False, moved=1, verdicts={}, facts={})
    assert "Sans réponse ne vaut pas accord" in text_of(client.get(RULE))
    given(asked, "disagree")
    Reply.objects.create(period=asked.period, siren=QUIMPER, indicator=SITE, stance="none", at=timezone.now(), link=1)
    told = answers.tally_of(asked.period)
    assert (told.asked, told.unreached, told.answered, told.silent) == (2, 1, 1, 1)
    assert (told.moved, told.agreed, told.disagreed, told.said, told.unanswered) == (3, 0, 1, 0, 2)
    line = f"{RULE}donnees.csv"
    assert client.get(line).content.decode().splitlines()[1].endswith(";2;1;1;1;3;;;;"), "no stance before publication"
    Period.objects.update(published_at=timezone.now())
    assert client.get(line).content.decode().splitlines()[1].endswith(";2;1;1;1;3;0;1;0;2")
    assert client.get(RULE).headers["Cache-Control"].find("no-store") >= 0


def test_a_year_later_only_what_is_published_stays(undone):
    asked = published_reply(undone, "disagree", WORDS, Moderation.ACCEPTED)
    row = SimpleNamespace(period=asked.period, siren=QUIMPER, verdicts=asked.verdicts)
    given(row, words="jamais lu")
    given(row, words="remplacé", current=False)
    last = asked.period.last_day
    assert answers.forget_replies(last + timedelta(days=365)) == 0
    assert answers.forget_replies(last + timedelta(days=366)) == 3
    assert set(Reply.objects.values_list("stance", "words", "decided_by")) == {
        ("disagree", WORDS, ""),
        ("disagree", "", ""),
    }
    kept = Asked.objects.get()
    assert (kept.moved, kept.verdicts, kept.facts, kept.period.catalogue) == (1, {}, {}, {})
