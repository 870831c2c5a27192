"""Checks that hang on another fold under it, say no more than it does, and give the level with it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from barometre.addresses import parse_site
from barometre.catalogue.load import load_catalogue
from barometre.catalogue.reference_lists import ReferenceLists
from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode as Code
from barometre.facts.statement import Statement
from barometre.observation.criteria.rcpnt_site import Variants
from barometre.observation.net.answers import Answer, Fault, Hop
from barometre.observation.net.countries import Countries
from barometre.observation.net.networks import Networks
from barometre.observation.net.unread import unread
from barometre.observation.probes.pages import PAGE_FACTS
from barometre.observation.probes.site import judge_web
from barometre.web.pages import causes, checks, results
from words import negative, words

AT = datetime(2026, 11, 25, 13, 5, tzinfo=UTC)
EXPIRED = {"outcome": "seen", "number": 0.0, "reason_code": "certificate_expired", "observed_on": "2026-09-20"}
FACTS = {one.id: one.model_dump() for one in load_catalogue().facts.values() if one.group}


def silent_site(**fault) -> list[Statement]:
    """What a look says of a site none of whose forms answers."""
    gone = {
        f"{scheme}://{name}/": Answer(f"{scheme}://{name}/", (Hop(f"{scheme}://{name}/", None),), **fault)
        for name in ("ville.fr", "www.ville.fr")
        for scheme in ("http", "https")
    }
    seen = Variants(gone["https://ville.fr/"], *gone.values())
    lists = ReferenceLists(extensions=frozenset({"fr"}))
    statements = judge_web(parse_site("https://ville.fr/"), seen, lists, Countries(None), Networks(None), AT)
    return [*statements, *unread(seen.declared, PAGE_FACTS)]


def look(statements, edition=None, confirmed=False):
    """The checks of a page after one look, folded."""
    found = []
    for one in statements:
        if one.fact in FACTS:
            waits = negative(one) and not confirmed and one.fact not in (edition or {})
            asked = results.of_statement(FACTS[one.fact], replace(one, to_confirm=waits), AT)
            found.append(checks.check(one.fact, FACTS[one.fact], (edition or {}).get(one.fact), asked))
    return {one.id: one for one in causes.fold(found)}


def own(found):
    """Checks shown for themselves that have something to do, but those of what is declared."""
    return [one.id for one in found.values() if one.to_fix and not one.cause]


@pytest.mark.parametrize("confirmed", [False, True])
@pytest.mark.parametrize(
    "fault", [{"fault": Fault.REFUSED}, {"fault": Fault.TLS, "fault_detail": "alerte"}, {"status": 404}]
)
def test_a_site_that_does_not_answer_is_one_thing_to_do(fault, confirmed):
    found = look(silent_site(**fault), confirmed=confirmed)
    assert own(found) == ["rcpnt.1.3"]
    cause = found["rcpnt.1.3"]
    assert len(cause.waiting) > 40
    assert cause.waiting_words == f"{len(cause.waiting)}\u00a0contrôles attendent que le site réponde"
    assert {"rcpnt.1.4", "rcpnt.1.7", "site.answers", "site.hsts", "site.lang"} <= {one.id for one in cause.waiting}


def test_our_own_failure_folds_too():
    found = look(silent_site(fault=Fault.TIMEOUT))
    assert found["rcpnt.1.3"].current.kind == "ours"
    assert found["site.hsts"].cause == "rcpnt.1.3"
    assert found["rcpnt.1.3"].waiting_words.endswith("attendent que notre observation aboutisse")


def test_what_hangs_on_something_to_confirm_is_to_confirm_and_the_stated_reason_stays():
    found = look(silent_site(fault=Fault.REFUSED), {"rcpnt.1.5": EXPIRED})
    one = found["rcpnt.1.5"]
    assert (one.asked.kind, one.stated.kind, one.stated.reason) == (
        "confirm",
        "bad",
        words(reason(Code.CERTIFICATE_EXPIRED)),
    )
    assert not one.folded, "it has a fault of its own"
    assert one.success == "2026-09-20"


def test_what_hangs_on_something_stated_is_stated():
    assert look(silent_site(fault=Fault.REFUSED), confirmed=True)["rcpnt.1.5"].current.kind == "bad"


def test_mail_does_not_wait_for_the_site():
    refused = reason(Code.NETWORK_REFUSED)
    mail = Statement("mail.mta-sts", 0.0, reason=reason(Code.MTA_STS_FILE_UNREAD, cause=refused))
    assert look([*silent_site(fault=Fault.REFUSED), mail], confirmed=True)["mail.mta-sts"].cause is None


def test_a_cause_of_a_cause_is_the_cause():
    statements = [
        Statement("rcpnt.1.3", 0.0),
        Statement("rcpnt.1.4", 0.0, hangs_on="rcpnt.1.3"),
        Statement("rcpnt.1.7", 0.0, hangs_on="rcpnt.1.4"),
    ]
    assert look(statements, confirmed=True)["rcpnt.1.7"].cause == "rcpnt.1.3"


@pytest.mark.parametrize(
    ("kinds", "value", "detail"),
    [
        ({}, "AA", ""),
        ({"1.6": "bad"}, "A", ""),
        ({"1.3": "bad", "1.5": "confirm"}, "aucun", "1.3"),
        ({"1.3": "confirm", "2.8": "ours"}, "", "1.3, 2.8"),
    ],
)
def test_the_level_is_that_of_the_checks_shown(kinds, value, detail):
    criteria = [
        checks.check(name, FACTS[name], None, results.Result(results.ResultKind(kinds.get(name[6:], "good"))))
        for name in FACTS
        if name.startswith("rcpnt.")
    ]
    found = causes.level(criteria)
    assert (found.value, found.detail.endswith(detail)) == (value, True)
    assert causes.level([]).kind == "unseen"
