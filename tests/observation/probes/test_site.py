"""Facts of a site, from answers written by hand."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from barometre.addresses import parse_site
from barometre.catalogue.reference_lists import ReferenceLists
from barometre.observation.criteria.rcpnt_site import Variants
from barometre.observation.net.answers import Answer, Certificate, Hop, Secure
from barometre.observation.net.countries import Countries
from barometre.observation.probes.site import judge_web

URL = "https://www.quimper.bzh/"
END = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (END, 0),
        (END - timedelta(days=1), 1),
        (END - timedelta(hours=30), 1),
        (END + timedelta(seconds=1), -1),
        (END + timedelta(days=30), -30),
        ((END - timedelta(days=2)).astimezone(timezone(timedelta(hours=4))), 2),
    ],
)
def test_days_of_a_certificate(now, left):
    answer = Answer(URL, (Hop(URL, 200),), 200, secure=Secure("TLSv1.3", Certificate("Autorité", END, "EC 256")))
    statements = judge_web(parse_site(URL), Variants(answer, answer, answer), ReferenceLists(), Countries(None), now)
    facts = {statement.fact: statement for statement in statements}
    assert facts["site.certificate-days"].number == left
    assert facts["site.certificate-expiry"].text == "2026-12-01"
