"""Why something was not read: their failure or ours."""

import pytest

from barometre.facts.reason import Reason
from barometre.facts.reason_codes import ReasonCode
from barometre.facts.schema import Outcome
from barometre.observation.net.answers import Answer, Fault, Hop
from barometre.observation.net.unread import Unread, unread, why_unread
from words import negative

URL = "https://www.ville.fr/"


@pytest.mark.parametrize(
    ("answer", "why", "ours"),
    [
        (Answer(URL, (Hop(URL, None),), fault=Fault.TIMEOUT), Reason(ReasonCode.NETWORK_TIMEOUT), True),
        (Answer(URL, (Hop(URL, None),), fault=Fault.REFUSED), Reason(ReasonCode.NETWORK_REFUSED), False),
        (Answer(URL, (Hop(URL, 429),), 429), Reason(ReasonCode.NETWORK_RATE_LIMITED), True),
        (Answer(URL, (Hop(URL, 404),), 404), Reason(ReasonCode.HTTP_STATUS, {"status": 404}), False),
        (Answer(URL, (Hop(URL, 204),), 204), Reason(ReasonCode.HTTP_STATUS, {"status": 204}), False),
        (Answer(URL, ()), Reason(ReasonCode.NETWORK_NOT_VISITED), True),
        (Answer(URL, (Hop(URL, 403),), 403, wall="Anubis"), Reason(ReasonCode.NETWORK_WALL, {"name": "Anubis"}), True),
        (Answer(URL, (Hop(URL, 200),), 200, wall="Anubis"), Reason(ReasonCode.NETWORK_WALL, {"name": "Anubis"}), True),
    ],
    ids=["time-out", "refused", "429", "404", "no content", "never asked", "wall 403", "wall 200"],
)
def test_whose_failure_it_is(answer, why, ours):
    assert why_unread(answer) == Unread(why, ours)
    (statement,) = unread(answer, ["site.csp"])
    outcome = Outcome.WE_FAILED if ours else Outcome.THEY_FAILED
    assert (statement.outcome, negative(statement), statement.reason) == (outcome, not ours, why)


def test_what_was_read_has_no_excuse():
    assert unread(Answer(URL, (Hop(URL, 200),), 200), ["site.csp"]) == []
