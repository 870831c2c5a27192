"""French of the questionnaires, the order in which options are shown, what a form changed: without any page."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from asked import KINDS
from barometre.catalogue.questionnaires import LAST, Question
from barometre.survey.values import InputFault
from barometre.web.survey.respond import known
from barometre.web.survey.respond.fields import decisive_questions, in_order
from barometre.web.survey.respond.reading import as_typed, read_form
from barometre.web.survey.respond.words import addressed, fault_words, value_words

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        ("commune", "Votre collectivité et votre collectivité", "Votre commune et votre commune"),
        ("epci", "pour votre collectivité", "pour votre intercommunalité"),
        ("departement", "votre collectivité", "votre département"),
        ("region", "votre collectivité", "votre région"),
        ("ept", "votre collectivité", "votre collectivité"),
        ("commune", "Depuis 24 mois, et depuis 12 mois", "Depuis 24 mois (depuis novembre 2024), et depuis 12 mois"),
        ("commune", "depuis un autre lieu", "depuis un autre lieu"),
    ],
)
def test_a_text_speaks_to_one_kind_and_tells_since_when(kind, text, shown):
    assert addressed(text, kind, TODAY).startswith(shown)
    assert "janvier 2025" in addressed("depuis 12 mois", kind, date(2026, 1, 31))


@pytest.mark.parametrize("fault", InputFault)
def test_every_fault_says_what_to_write(fault):
    for question in KINDS.questions:
        assert fault_words(fault, question).endswith(".")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("heures", 1234.5, "1\u202f234,5\u00a0heures"),
        ("heures", "nsp", "Je ne sais pas"),
        ("depuis", "2024-03", "mars 2024"),
        ("outils", ["a", "b"], "Choix a, Choix b"),
        (
            "logiciels",
            {"etat-civil": "poste", "paie": "ligne"},
            "Paie\u00a0: Choix ligne, État civil\u00a0: Choix poste",
        ),
        ("site", "retire", "retire"),
    ],
)
def test_answers_are_told_in_words(name, value, words):
    assert ", ".join(value_words(KINDS.question(name), value, "commune", TODAY)) == words


def options(*codes):
    return {"options": [{"code": code, "label": code} for code in codes], "help": "x", "why": "x", "text": "x"}


def test_options_are_drawn_for_each_collectivite_the_same_each_time_those_of_last_excepted():
    given = options("rien", "a", "b", "c", "d", "autre", "aucun", "non-concerne", "nsp")
    drawn = Question(id="x", kind="several-of", drawn=True, **given)
    orders = {tuple(one.code for one in in_order(drawn, str(siren))) for siren in range(60)}
    assert len(orders) > 15 and {order[4:] for order in orders} == {LAST}
    firsts = [in_order(drawn, str(siren))[0].code for siren in range(400)]
    assert all(60 < firsts.count(code) < 140 for code in "abcd")
    assert in_order(drawn, "1") == in_order(drawn, "1")
    written = Question(id="x", kind="several-of", **given)
    assert tuple(one.code for one in in_order(written, "1")) == written.codes


def test_questions_on_which_others_depend():
    assert decisive_questions(KINDS) == {"site"}


def fact(**more):
    return {"outcome": "seen", "source": "annuaire", "observed_on": "2026-10-06"} | more


def test_what_is_known_is_proposed_or_compared_only_when_it_was_seen():
    mail, site = KINDS.question("courriel"), KINDS.question("site")
    assert known.proposed(mail, {"mail.declared": fact(number=1)}).value == "oui"
    assert known.proposed(mail, {"mail.declared": fact(number=0)}).value == "non"
    for nothing in ({}, {"mail.declared": fact(number=1, outcome="we-failed")}, {"mail.declared": fact(text="peut")}):
        assert known.proposed(mail, nothing) is None
    told = {"site.declared": fact(number=1, text="mende.fr")}  # the address goes with the yes
    assert known.seen(site, told, "non").agrees is False and known.seen(site, told, "oui").agrees is True
    assert known.seen(site, told, None) is None and known.seen(site, told, "nsp") is None
    assert known.proposed(site, told) is None, "what is compared is not proposed"


@pytest.mark.parametrize(("value", "differs"), [("oui", False), ("non", True), ("nsp", False), (None, False)])
def test_what_a_register_says_is_corrected_by_what_does_not_agree(value, differs):
    mail, facts = KINDS.question("courriel"), {"mail.declared": fact(number=1)}
    assert known.differs(mail, facts, known.proposed(mail, facts), value) is differs


def row(pk, question, value, typed=None):
    return SimpleNamespace(pk=pk, question=question, value=value, typed=typed)


SITE, HOURS = KINDS.question("site"), KINDS.question("heures")
ANSWERS = st.sampled_from(["", "oui", "non", "nsp", "x"])


@given(shown=ANSWERS, other=ANSWERS, mine=ANSWERS)
def test_only_what_its_person_changed_is_written_and_no_change_of_another_is_undone(shown, other, mine):
    first = row(1, "site", shown or None) if shown != "x" else row(1, "site", None, ["x"])
    last = first if other == shown else row(2, "site", other or None) if other != "x" else row(2, "site", None, ["x"])
    sent = QueryDict(mutable=True)
    sent.update({"avant.site": "1", "q.site": mine})
    read = read_form([SITE], sent, {1: first}, {"site": last}, {}, TODAY)
    if mine in (shown, other):
        assert not read.changes and not read.clashes
    elif last is first:
        assert set(read.changes) == {"site"} and not read.clashes
    else:
        assert not read.changes and set(read.clashes) == {"site"}


@given(st.floats(0, 70).map(lambda value: round(value, 4)))
def test_a_number_shown_again_and_sent_again_is_no_change(value):
    kept = row(1, "heures", value if not value.is_integer() else int(value))
    sent = QueryDict(mutable=True)
    sent.setlist("q.heures", as_typed(HOURS, kept))
    sent["avant.heures"] = "1"
    assert read_form([HOURS], sent, {1: kept}, {"heures": kept}, {}, TODAY).changes == {}
