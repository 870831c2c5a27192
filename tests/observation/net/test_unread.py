"""Why something was not read: their failure or ours, said once."""

import pytest

from barometre.facts.schema import Outcome
from barometre.observation.net.answers import Answer, Fault, Hop
from barometre.observation.net.unread import unread, why_unread

URL = "https://www.ville.fr/"


@pytest.mark.parametrize(
    ("answer", "words", "ours"),
    [
        (Answer(URL, (Hop(URL, None),), fault=Fault.TIMEOUT), "pas de réponse complète", True),
        (Answer(URL, (Hop(URL, None),), fault=Fault.REFUSED), "refuse la connexion", False),
        (Answer(URL, (Hop(URL, 429),), 429), "limite nos demandes", True),
        (Answer(URL, (Hop(URL, 404),), 404), "répond 404", False),
        (Answer(URL, (Hop(URL, 204),), 204), "répond 204", False),
        (Answer(URL, ()), "n’a pas été visitée", True),
    ],
    ids=["time-out", "refused", "429", "404", "no content", "never asked"],
)
def test_whose_failure_it_is(answer, words, ours):
    reason = why_unread(answer)
    assert words in reason.why and reason.ours is ours
    (one,) = unread(answer, ["site.csp"])
    assert (one.outcome, one.negative) == ((Outcome.WE_FAILED, False) if ours else (Outcome.THEY_FAILED, True))


def test_what_was_read_has_no_excuse():
    assert unread(Answer(URL, (Hop(URL, 200),), 200), ["site.csp"]) == []
