"""An indicator is given the texts of its obligations, then its own, as editions and pages read them."""

from datetime import date

import pytest

from barometre.catalogue.guidance import Obligation, Text
from barometre.catalogue.load import load_catalogue, resolved
from barometre.catalogue.models import WrittenIndicator

TEXTS = {
    "loi": Text(id="loi", title="Loi", kind="law", url="https://loi.fr"),
    "decret": Text(id="decret", title="Décret", kind="law"),
    "guide": Text(id="guide", title="Guide", kind="recommandation"),
    "charte": Text(id="charte", title="Charte", kind="programme"),
}


def obligation(**changes):
    written = {
        **{"id": "devoir", "title": "Devoir", "theme": "donnees", "kind": "obligation", "asks": "Le faire."},
        **{"whom": "les communes", "references": ("loi", "guide"), "shown_by": "une page", "read": "reported"},
        **{"source": "presse", "checked_on": date(2026, 11, 29)},
    }
    return Obligation(**written | changes)


def references(*obligations, own=(), **changes):
    written = WrittenIndicator(
        **{"id": "question", "theme": "donnees", "priorities": (), "title": "Titre", "question": "Quoi ?"},
        **{"why": "Pour cela.", "facts": ("fait",), "scoring": {"rule": "yes"}, "improve": "Faites-le."},
        **changes,
        obligations=tuple(one.id for one in obligations),
        references=own,
    )
    found = resolved(written, {one.id: one for one in obligations}, TEXTS)
    assert found.obligations == written.obligations
    return [(one.title, one.kind, one.concerns, one.condition) for one in found.references]


LAW, GUIDE = ("Loi", "obligation", "", None), ("Guide", "recommandation", "", None)


def test_law_binds_and_a_guide_advises():
    assert references(obligation(), own=("charte",)) == [LAW, GUIDE, ("Charte", "programme", "", None)]


@pytest.mark.parametrize("changes", [{"read": "unread"}, {"kind": "projet"}, {"kind": "recommandation"}])
def test_what_was_not_read_or_is_no_duty_binds_nobody(changes):
    assert references(obligation(**changes)) == [("Loi", "recommandation", "", None), GUIDE]


def test_a_law_that_is_only_cited_advises():
    assert references(own=("loi",)) == [("Loi", "recommandation", "", None)]


def test_whom_it_binds_is_told_when_something_is_not_known_of_everybody():
    duty = obligation(concerns="receipts >= 5000", condition="les recettes atteignent 5 000 €")
    assert references(duty, concerns="commune")[0] == ("Loi", "obligation", duty.concerns, duty.condition)


@pytest.mark.parametrize(("concerns", "expected"), [("", "site"), ("commune", "site and (commune)")])
def test_a_page_is_asked_only_of_those_with_a_site(concerns, expected):
    found = references(obligation(), concerns=concerns, presupposes=("site.declared",))[0]
    assert found == ("Loi", "obligation", expected, "la collectivité a un site internet")


def test_the_same_text_for_the_same_people_is_said_once():
    pair = obligation(references=("loi", "decret")), obligation(id="autre", references=("decret", "loi"))
    assert references(*pair) == [LAW, ("Décret", "obligation", "", None)]


def test_everything_that_is_read_by_id_is_there():
    catalogue = load_catalogue()
    assert len(catalogue.obligations) >= 97
    dumped = catalogue.indicators["flux-comptables"].model_dump(mode="json")
    assert dumped["obligations"] == ["pes-comptable"]
    assert dumped["references"][0].keys() == {"title", "kind", "url", "concerns", "condition"}
