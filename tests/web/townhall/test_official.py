"""Where a link may be sent: what the reference and the edition say alike, and nothing that is a way elsewhere."""

import pytest
from hypothesis import given, strategies

from barometre.web.editions.models import Collectivite
from barometre.web.townhall import official as module
from barometre.web.townhall.official import Lack, Official, official


def fact(number=None, text=None, outcome="seen"):
    return {"outcome": outcome, "number": number, "text": text}


def known(domain="exemple.fr", declared=1.0, valid=1.0):
    return {"mail.declared": fact(declared), "mail.valid": fact(valid), "mail.domain": fact(text=domain)}


@pytest.fixture
def at(monkeypatch):
    def ask(address, facts):
        monkeypatch.setattr(module, "declared", lambda siren: (None, address))
        return official(Collectivite(siren="214800955", kind="commune", facts=facts))

    return ask


def test_the_address_that_both_say_is_written_to_and_shown_in_part(at):
    found = at("Mairie.Mende@Exemple.fr", known())
    assert (found.address, found.masked, found.lack) == ("Mairie.Mende@exemple.fr", "M…@exemple.fr", None)


@pytest.mark.parametrize(
    ("address", "facts", "lack"),
    [
        (None, known(declared=0.0), Lack.NONE),
        ("mairie@exemple.fr", known(declared=0.0), Lack.NONE),  # taken out of the directory since
        (None, known(), Lack.NOT_HERE),
        ("mairie@exemple.fr", {}, Lack.NOT_HERE),  # no register was read
        ("mairie@exemple.fr", known() | {"mail.declared": fact(1.0, outcome="we-failed")}, Lack.NOT_HERE),
        ("mairie@exemple.fr", known("autre.fr"), Lack.CHANGED),
        ("mairie@exemple.fr", known() | {"mail.domain": fact(outcome="they-failed")}, Lack.CHANGED),
        ("mairie@exemple.fr", known(valid=0.0), Lack.MALFORMED),
        ("mairie", known(), Lack.MALFORMED),
        ("a@exemple.fr, b@exemple.fr", known(), Lack.MALFORMED),
        ("mairie@exemple.fr\r\nBcc: x@evil.example", known(), Lack.MALFORMED),
        ("mairie\nBcc:x@exemple.fr", known(), Lack.MALFORMED),
        ("voisin%evil.example@exemple.fr", known(), Lack.MALFORMED),
        ("evil.example!voisin@exemple.fr", known(), Lack.MALFORMED),
        ('"a b"@exemple.fr', known(), Lack.MALFORMED),
        ("mairie@[127.0.0.1]", known(), Lack.MALFORMED),
    ],
)
def test_otherwise_nobody_is_written_to(at, address, facts, lack):
    found = at(address, facts)
    assert (found.address, found.masked, found.mac, found.lack) == ("", "", "", lack)


def test_a_name_with_accents_is_written_as_machines_read_it(at):
    assert at("mairie@mairie-évian.fr", known("xn--mairie-vian-beb.fr")).address.isascii()


def test_the_hash_is_of_the_address_whatever_its_capitals_and_tells_nothing_of_it():
    assert Official("Mairie@exemple.fr").mac == Official("mairie@exemple.fr").mac != Official("m@exemple.fr").mac
    assert "mairie" not in Official("mairie@exemple.fr").mac


@given(strategies.text(max_size=30))
def test_no_text_makes_an_address_of_two_lines_or_of_two_people(local):
    patched = pytest.MonkeyPatch()
    patched.setattr(module, "declared", lambda siren: (None, f"{local}@exemple.fr"))
    found = official(Collectivite(siren="214800955", kind="commune", facts=known())).address
    patched.undo()
    assert found == "" or (found.count("@") == 1 and found.isprintable() and not set(found) & set(' ,;:<>()[]\\"%!'))
