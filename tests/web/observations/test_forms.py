"""The form of the page « Observation », as a visitor without script uses it."""

import re
from datetime import timedelta
from html import unescape

from django.conf import settings
from django.test import RequestFactory, override_settings
from django.utils import timezone
from django.utils.module_loading import import_string

from barometre.web.observations import looking
from barometre.web.observations.models import RequestedLook
from barometre.web.pages import observation

PAGE = "/communes/48095/observation/"
ALL = f"{PAGE}?groupe=tout"
MENDE = "214800955"


def text_of(page):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).replace("\u00a0", " "))


def block(page, fact):
    return re.search(rf'<article class="bar-check" id="{re.escape(fact)}">.*?</article>', page.content.decode(), re.S)[
        0
    ]


def send(visitor, action, page=PAGE, **fields):
    """Load the page, then send one of its forms, token included."""
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', visitor.get(page).content.decode())
    return visitor.post(f"{page}{action}/", {"csrfmiddlewaretoken": token[1] if token else "", **fields})


def date_looks(minutes):
    """Make every look kept as old as that."""
    then = timezone.now() - timedelta(minutes=minutes)
    for look in RequestedLook.objects.all():
        look.asked_at = then
        look.records = [[siren, group, then.timestamp(), *more] for siren, group, _, *more in look.records]
        look.save()


def test_the_page_tells_the_last_success_and_the_last_attempt(visitor):
    told = block(visitor.get(ALL), "site.hsts").replace("\u00a0", " ")
    assert "Dernière vérification réussie : 20 septembre 2026." in told
    assert "Dernière tentative : 3 octobre 2026, sans résultat de notre fait (délai dépassé)" in told


def test_the_sixteen_criteria_are_in_order_with_their_level(visitor):
    page = visitor.get(ALL).content.decode()
    found = re.findall(r'id="rcpnt\.(\d\.\d)">\s*<h4[^>]*>.*?\(niveau (A+)\)', page)
    assert [number for number, _ in found] == [f"{part}.{n}" for part in (1, 2) for n in range(1, 9)]


def test_a_look_is_asked_for_and_shown_above_the_edition(visitor):
    answer = send(visitor, "regarder")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{PAGE}#regarder")
    page = visitor.get(ALL)
    assert "à votre demande" in block(page, "site.nosniff")
    assert "La prochaine pourra l’être à partir du" in text_of(page)
    assert "Conforme" in block(page, "site.nosniff")
    assert "Notre observation a échoué" in block(page, "site.dnssec")


def test_a_negative_seen_once_is_to_be_confirmed_until_a_look_an_hour_apart(visitor):
    send(visitor, "regarder")
    assert "À confirmer" in block(visitor.get(ALL), "site.ipv6")
    date_looks(minutes=30)
    send(visitor, "regarder")
    assert "À confirmer" in block(visitor.get(ALL), "site.ipv6"), "half an hour is not an hour"
    date_looks(minutes=61)
    send(visitor, "regarder")
    assert "Pas de réponse exploitable de son côté" in block(visitor.get(ALL), "site.ipv6")


def test_a_look_kept_under_the_former_name_of_its_group_is_confirmed_by_a_new_one(visitor):
    send(visitor, "regarder")
    date_looks(minutes=61)
    look = RequestedLook.objects.get(siren=MENDE)
    look.records = [[siren, "requested", *more] for siren, _, *more in look.records]
    look.save()
    send(visitor, "regarder")
    assert "Pas de réponse exploitable de son côté" in block(visitor.get(ALL), "site.ipv6")


def test_a_negative_that_the_edition_states_already_needs_no_other_look(visitor, undone):
    (body,) = undone.collectivite_set.filter(siren=MENDE)
    body.facts["site.hsts"] |= {"outcome": "seen", "number": 0.0}
    body.save()
    send(visitor, "regarder")
    assert "À corriger" in block(visitor.get(ALL), "site.hsts")


def test_one_look_in_ten_minutes(visitor):
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', visitor.get(PAGE).content.decode())[1]
    sent = [visitor.post(f"{PAGE}regarder/", {"csrfmiddlewaretoken": token}).status_code for _ in range(2)]
    assert sent == [302, 302]
    assert RequestedLook.objects.filter(siren=MENDE).count() == 1


def test_nothing_of_the_form_says_where_to_look(visitor):
    send(visitor, "regarder", site="http://169.254.169.254/", siren="000000000")
    (look,) = RequestedLook.objects.all()
    assert (look.siren, "169.254" in str(look.records)) == (MENDE, False)


def test_a_failure_is_ours(visitor):
    with override_settings(OBSERVATION_LOOK="observed.look_that_fails"):
        send(visitor, "regarder")
    assert "L’échec vient de nous" in text_of(visitor.get(PAGE))


def test_a_look_cut_short_is_our_failure_too(visitor):
    RequestedLook.objects.create(siren=MENDE, asked_at=timezone.now() - timedelta(seconds=30))
    assert "elle est en cours" in text_of(visitor.get(PAGE))
    RequestedLook.objects.update(asked_at=timezone.now() - timedelta(minutes=2))
    assert "L’échec vient de nous" in text_of(visitor.get(PAGE))


def test_the_function_of_the_settings_is_there():
    assert callable(import_string(settings.OBSERVATION_LOOK))


def test_when_too_many_look_the_next_comes_back_later(visitor):
    for _ in range(looking.AT_ONCE):
        assert looking._running.acquire(blocking=False)
    try:
        answer = send(visitor, "regarder")
    finally:
        for _ in range(looking.AT_ONCE):
            looking._running.release()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert not RequestedLook.objects.exists()


def test_a_body_without_address_cannot_be_looked_at(visitor):
    page = "/collectivites/242900314/observation/"
    assert "il n’y a rien à vérifier" in text_of(visitor.get(page))
    assert send(visitor, "regarder", page).status_code in (403, 404)


def test_a_body_too_long_is_not_read(visitor, caplog):
    answer = send(visitor, "regarder", text="x" * 3_000_000)
    assert answer.status_code == 413
    assert not RequestedLook.objects.exists()
    assert [one for one in caplog.records if one.levelname == "ERROR"] == []


def test_a_form_without_its_token_is_refused(visitor):
    answer = visitor.post(f"{PAGE}regarder/")
    assert (answer.status_code, "Rien n’a été envoyé" in text_of(answer)) == (403, True)
    assert not RequestedLook.objects.exists()


def test_only_pages_with_a_form_set_a_cookie_and_nobody_keeps_them(visitor):
    page = visitor.get(ALL)
    assert "no-store" in page.headers["Cache-Control"] and "private" in page.headers["Cache-Control"]
    assert "ETag" not in page.headers
    cookie = page.cookies["jeton"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
    assert not visitor.get("/communes/48095/").cookies


def test_reading_what_sends_leads_to_the_form(visitor, published):
    request = RequestFactory().get("/")
    request.edition = published
    answer = observation.ask(request, "commune", "48095")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{PAGE}#regarder")
    assert not RequestedLook.objects.exists()


def test_the_page_itself_takes_nothing(visitor):
    assert visitor.post(PAGE).status_code == 405
