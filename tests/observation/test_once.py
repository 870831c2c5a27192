"""One look at once, for the page that offers it."""

import asyncio
from dataclasses import replace

import pytest

from barometre.facts.schema import Outcome
from barometre.observation.once import look_now, look_once
from barometre.observation.settle import Look, settle
from barometre.observation.target import Target


def now(domain, reach, knowledge, **options):
    statements = look_now(
        "200000016", f"https://www.{domain}/", f"mairie@{domain}", reach, knowledge, **options
    )  # fmt: skip
    return {one.fact: one for one in statements}


def test_a_conforming_town_is_seen_whole(reach, knowledge):
    said = now("conforme-1.fr", reach, knowledge)
    assert {one.number for fact, one in said.items() if fact.startswith("rcpnt.")} == {1.0}
    for group in ("site.http-status", "site.dnssec", "mail.spf", "site.mentions-legales"):
        assert group in said


def test_its_negatives_are_still_to_be_confirmed(reach, knowledge):
    said = now("statut-404.fr", reach, knowledge)
    assert said["rcpnt.1.3"].number == 0 and said["rcpnt.1.3"].negative
    stated = settle([Look("200000016", "once", 0.0, 0, False, tuple(said.values()))], 3600.0)
    assert {one.statement.outcome for one in stated if one.statement.fact == "rcpnt.1.3"} == {Outcome.WE_FAILED}


def test_nothing_declared_is_not_looked_for(reach, knowledge, net):
    net.reset()
    said = {one.fact: one for one in look_now("200000016", None, " ", reach, knowledge)}
    assert said["site.answers"].outcome is Outcome.NOT_CONCERNED
    assert said["rcpnt.1.1"].number == 0 and not said["rcpnt.1.1"].negative
    assert net.counts()["dns"] == {}


def test_it_takes_a_bounded_time(reach, knowledge):
    with pytest.raises(TimeoutError):
        now("connexion-muet.fr", reach, knowledge, seconds=0.3)


@pytest.mark.parametrize(
    "site", ["mailto:x", "https://", "https://é è.fr/", "http://[::1", "https://" + "a" * 5000, "\x00", "//"]
)
@pytest.mark.parametrize("mail", ["@", "a@b", "é@è.fr", "x" * 5000 + "@ville.fr", "\n"])
def test_whatever_is_declared_is_looked_at(reach, knowledge, site, mail):
    assert look_now("200000016", site, mail, reach, knowledge)


def test_the_steps_are_kept_for_a_person(reach, knowledge):
    target = Target("200000016", "https://www.redirige-elsewhere.fr/", None)
    seen = asyncio.run(look_once(target, {"web"}, reach, knowledge))
    steps = {step.what: step.seen for step in seen.steps()}
    assert (
        "https://www.redirige-elsewhere.fr/ 301 → https://www.un-autre-domaine.fr/ 200"
        in steps["visite https://www.redirige-elsewhere.fr/"]
    )
    assert seen.crashes == []


def test_a_resolver_that_is_not_there_is_our_failure(reach, knowledge):
    closed = replace(reach, resolver=("127.0.0.1", 9))
    said = now("conforme-1.fr", closed, knowledge)
    assert said["rcpnt.1.3"].outcome is Outcome.WE_FAILED
    assert said["rcpnt.2.4"].outcome is Outcome.WE_FAILED
    assert said["rcpnt.1.1"].number == 1
    assert not [fact for fact, one in said.items() if one.negative]
