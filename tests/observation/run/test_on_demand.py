"""One look at once, for the page that offers it."""

import asyncio
from dataclasses import replace

import pytest

from barometre.catalogue.load import load_catalogue
from barometre.facts.schema import Outcome
from barometre.observation.criteria.target import Target
from barometre.observation.run.confirm import Confirmation, Look, confirm
from barometre.observation.run.on_demand import look_now, look_once
from words import negative


def by_fact(looks):
    return {statement.fact: statement for look in looks for statement in look.statements}


def now(domain, settings, lists, **options):
    site, mail = f"https://www.{domain}/", f"mairie@{domain}"
    return by_fact(look_now("200000016", site, mail, settings, lists, **options))


def test_a_conforming_town_is_seen_whole(settings, lists):
    said = now("conforme-1.fr", settings, lists)
    assert {one.number for fact, one in said.items() if fact.startswith("rcpnt.")} == {1.0}
    for group in ("site.http-status", "site.dnssec", "mail.spf", "site.mentions-legales"):
        assert group in said


def test_its_negatives_are_still_to_be_confirmed(settings, lists):
    said = now("statut-404.fr", settings, lists)
    assert said["rcpnt.1.3"].number == 0 and negative(said["rcpnt.1.3"])
    look = Look("200000016", "once", 0.0, 0, False, tuple(said.values()))
    stated = confirm([look], Confirmation(3600.0, load_catalogue().facts))
    assert {one.statement.outcome for one in stated if one.statement.fact == "rcpnt.1.3"} == {Outcome.WE_FAILED}


def test_nothing_declared_is_not_looked_for(settings, lists, net):
    net.reset()
    said = by_fact(look_now("200000016", None, " ", settings, lists))
    assert said["site.answers"].outcome is Outcome.NOT_CONCERNED
    assert said["rcpnt.1.1"].number == 0 and not negative(said["rcpnt.1.1"])
    assert net.counts()["dns"] == {}


def test_it_takes_a_bounded_time(settings, lists):
    with pytest.raises(TimeoutError):
        now("connexion-muet.fr", settings, lists, seconds=0.3)


@pytest.mark.parametrize(
    "site", ["mailto:x", "https://", "https://é è.fr/", "http://[::1", "https://" + "a" * 5000, "\x00", "//"]
)
@pytest.mark.parametrize("mail", ["@", "a@b", "é@è.fr", "x" * 5000 + "@ville.fr", "\n"])
def test_whatever_is_declared_is_looked_at(settings, lists, site, mail):
    assert look_now("200000016", site, mail, settings, lists)


def test_requests_are_kept(settings, lists):
    target = Target("200000016", "https://www.redirige-elsewhere.fr/", None)
    seen = asyncio.run(look_once(target, {"web"}, settings, lists))
    hops = {answer.url: [(hop.url, hop.status) for hop in answer.hops] for answer in seen.requests}
    assert hops[target.site] == [(target.site, 301), ("https://www.un-autre-domaine.fr/", 200)]
    assert seen.crashes == []


def test_a_resolver_that_is_not_there_is_our_failure(settings, lists):
    closed = replace(settings, resolver=("127.0.0.1", 9))
    said = now("conforme-1.fr", closed, lists)
    assert said["rcpnt.1.3"].outcome is Outcome.WE_FAILED
    assert said["rcpnt.2.4"].outcome is Outcome.WE_FAILED
    assert said["rcpnt.1.1"].number == 1
    assert not [fact for fact, one in said.items() if negative(one)]
