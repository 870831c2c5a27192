"""Every site of the test internet, looked at with the real command: each verdict is the truth."""

import polars as pl
import pytest

from barometre.observation.net.limits import PER_ADDRESS
from barometre.observation.run.output import read_run

MET = {"true": True, "false": False, "": None}
# Facts of which the truth is known, but that need the group of the browser.
BROWSER = {"site.third-parties", "site.cookies-before-consent", "site.mobile"}
OPTIONS = {"mail.starttls"}


def test_every_criterion_of_every_site_is_as_in_truth(national, criteria):
    assert national.status == 0, national.said
    seen = criteria(national.out)
    truth = {(siren, name): met for siren, all_of in national.truth["criteria"].items() for name, met in all_of.items()}
    assert seen.keys() == truth.keys()
    assert len(truth) > 16 * 400
    wrong = [
        f"{national.truth['domains'][siren]} ({national.truth['why'][siren]}) {name}: {met}, seen {seen[siren, name]}"
        for (siren, name), met in truth.items()
        if MET[seen[siren, name][0]] is not met
    ]
    assert not wrong, "\n".join([f"{len(wrong)} differ", *wrong[:20]])


def test_nothing_is_printed_on_standard_error(national):
    assert national.complaints == ""


@pytest.mark.parametrize(
    ("domain", "criterion", "met", "words"),
    [
        ("hostile-drip-headers", "1.3", "", "pas de réponse complète dans le temps que nous laissons"),
        ("hostile-drip-body", "1.3", "", "pas de réponse complète"),
        ("hostile-silent", "1.3", "", "pas de réponse complète"),
        ("connexion-muet", "1.3", "", "pas de réponse complète"),
        ("hostile-header-flood", "1.3", "false", "les en-têtes de la réponse dépassent toute taille raisonnable"),
        ("hostile-garbage", "1.3", "false", "la réponse n’est pas du HTTP"),
        ("connexion-refuse", "1.3", "false", "le serveur refuse la connexion"),
        ("connexion-clair", "1.3", "false", "la connexion chiffrée (TLS) échoue"),
        ("nom-alias-boucle", "1.3", "false", "le nom n’existe pas ou n’a pas d’adresse"),
        ("nom-bogus", "1.3", "false", "signatures DNSSEC fausses"),
        ("nom-silent", "1.3", "", "notre recherche du nom (DNS) a échoué"),
        ("nom-garbage", "1.3", "", "notre recherche du nom (DNS) a échoué"),
        ("nom-wrong-id", "1.3", "", "notre recherche du nom (DNS) a échoué"),
        ("statut-429", "1.3", "", "limite nos demandes (429)"),
        ("mur-403", "1.3", "", "un service de protection (Cloudflare) nous a répondu à la place du site"),
        ("mur-200", "1.3", "", "un service de protection (F5 BIG-IP) nous a répondu"),
        ("statut-503-puis-200", "1.3", "true", "répond 200"),
        ("certificat-expired", "1.5", "false", "le certificat a expiré"),
        ("declare-souligne", "1.1", "true", "nom d’hôte avec un tiret bas"),
        ("nom-quatre-refuse", "1.3", "true", "en IPv6 seulement ; en IPv4, le serveur refuse la connexion"),
        ("un-passage-par-http", "1.4", "true", "mais repasse en clair par http://www.un-passage-par-http.fr/milieu"),
        ("redirige-port-8443", "1.3", "", "à un port que nous ne visitons pas (port 8443)"),
        ("redirige-port-22", "1.3", "false", "à un port que les navigateurs refusent (port 22)"),
        ("chaine-6", "1.6", "false", "6 redirections de suite, cinq au plus"),
        ("jumeau-nu-404", "1.7", "false", "répond 404"),
    ],
)
def test_reasons_say_what_was_seen(national, criteria, domain, criterion, met, words):
    siren = {name: siren for siren, name in national.truth["domains"].items()}[f"{domain}.fr"]
    found, reason = criteria(national.out)[siren, criterion]
    assert found == met
    assert words in reason


def test_every_reason_is_told(national, criteria):
    found = criteria(national.out)
    assert found
    assert not [key for key, (_, reason) in found.items() if not reason]


def test_facts_are_as_in_truth(national):
    frame = read_run(national.out)
    seen = {
        (siren, fact): (outcome, number if text is None else text)
        for siren, fact, outcome, number, text in frame.select("siren", "fact", "outcome", "number", "text").iter_rows()
    }
    wrong, looked = [], 0
    for siren, facts in national.truth["facts"].items():
        for fact, (outcome, *value) in facts.items():
            if fact in BROWSER | OPTIONS:
                continue
            looked += 1
            found = seen.get((siren, fact))
            expected = (outcome, value[0] if value else None)
            if found != expected:
                wrong.append(f"{national.truth['domains'][siren]} {fact}: {expected}, seen {found}")
    assert looked > 50
    assert not wrong, "\n".join(wrong[:20])


def test_every_negative_had_a_second_look(national):
    said = read_run(national.out).filter(pl.col("fact").str.starts_with("rcpnt."))
    known = national.truth["criteria"]
    waiting = said.filter("to_confirm").select("siren", "fact").rows()
    assert not [row for row in waiting if known[row[0]][row[1].removeprefix("rcpnt.")] is not None]
    assert said.filter(~pl.col("to_confirm"), number=0.0).height > 400


def test_no_address_had_more_connections_at_once_than_the_limit(national):
    most = national.counts["most_connections"]
    assert len(most) > 30
    assert max(most.values()) <= PER_ADDRESS, most


def test_every_request_says_who_asks_and_how_to_write_to_them(national):
    agents = national.counts["user_agents"]
    assert agents
    assert [agent for agent in agents if not agent.startswith("Barometre/") or "+mairie-contact@" not in agent] == []


def test_a_look_sends_a_site_few_requests(national):
    """Two looks at four forms of one address, and pages of the site that robots.txt allows."""
    conforming = {host: n for host, n in national.counts["requests"].items() if "conforme-" in host}
    assert conforming
    assert max(conforming.values()) <= 20, conforming
