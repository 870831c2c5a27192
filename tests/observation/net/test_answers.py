"""The reason of an answer: what came of a visit."""

import pytest

from barometre.observation.net.answers import Answer, Fault, Hop, fault_reason, why
from words import words

URL = "https://www.quimper.bzh/"
HOPS = (Hop("http://quimper.bzh/", 301), Hop(URL, None))


@pytest.mark.parametrize("fault", list(Fault))
def test_each_fault_has_a_reason_and_a_sentence(fault):
    assert fault_reason(fault).code == f"network_{fault}"
    assert words(fault_reason(fault, "détail")) == f"{words(fault_reason(fault))} (détail)"


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (Answer(HOPS[0].url, HOPS, 503), "https://www.quimper.bzh/ répond 503"),
        (
            Answer(HOPS[0].url, HOPS, fault=Fault.REFUSED),
            "https://www.quimper.bzh/ : le serveur refuse la connexion",
        ),
        (Answer(URL, ()), "l’adresse n’a pas été visitée"),
    ],
)
def test_why(answer, sentence):
    assert words(why(answer)) == sentence
