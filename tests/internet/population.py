"""All sites of the test internet, in order, and the names that they share."""

from internet.actions import Host, page
from internet.sites import HOME, Site, siren, town
from internet.sites_answers import connection_sites, name_sites, status_sites, twin_sites
from internet.sites_browser import browser_sites, third_parties
from internet.sites_declared import declared_mails, declared_sites
from internet.sites_dmarc import dmarc_sites
from internet.sites_hostile import hostile_sites
from internet.sites_mail import PROVIDERS, mail_sites
from internet.sites_pages import page_sites
from internet.sites_policies import policy_sites
from internet.sites_redirects import neighbours, redirect_sites
from internet.sites_spf import spf_sites
from internet.sites_tls import tls_sites
from internet.sites_unread import unread_sites
from internet.zone import NAME_SERVERS, SOA, Zone, healthy_address

# Conforming sites of benchmarks share a certificate by groups.
GROUP = 25


def every_site() -> list[Site]:
    """All sites with a story; the first is wholly conforming."""
    web = (declared_sites, tls_sites, redirect_sites, status_sites, connection_sites, twin_sites, name_sites)
    mail = (declared_mails, mail_sites, spf_sites, dmarc_sites, policy_sites)
    tables = (conforming, *web, hostile_sites, *mail, page_sites, unread_sites, browser_sites)
    return [site for table in tables for site in table()]


def conforming():
    """Sites at which nothing is wrong."""
    for number in range(1, 11):
        yield town(f"conforme-{number}", "tout est conforme", home=page(HOME))


def shared_records(zone: Zone) -> None:
    """Mail hosts, name servers and mail providers used by many."""
    for number in range(1, 5):
        zone.add(f"mx{number}.courriel-fr.fr", "A", f"127.20.0.{number}")
    for name, address in {
        "mx.post-de.de": "127.21.0.1",
        "mx.mail-us.com": "127.30.0.1",
        "mx.ailleurs.net": "127.40.0.1",
    }.items():
        zone.add(name, "A", address)
    for provider, exchange in PROVIDERS.items():
        zone.add(provider, "MX", f"10 {exchange}")
        zone.add(provider, "TXT", "v=spf1 ip4:127.20.0.0/16 -all")
        zone.add(f"_dmarc.{provider}", "TXT", "v=DMARC1; p=reject")
        zone.add(provider, "SOA", SOA)
    zone.add("_dmarc.courriel-fr.fr", "TXT", "v=DMARC1; p=reject")
    zone.add("", "SOA", SOA)
    for number in range(40):
        for side in (1, 2):
            zone.add(f"ns{side}.dns-{number}.fr", "A", f"127.53.{side}.{number + 1}")
    for domain in ("courriel-fr.fr", "post-de.de", "mail-us.com", "ailleurs.net", "serveur-de-noms.fr"):
        zone.add(domain, "SOA", SOA)
        zone.add(domain, "NS", *NAME_SERVERS)


def build_zone(sites: list[Site], healthy: int) -> Zone:
    """The names of all sites."""
    zone = Zone(healthy=healthy)
    shared_records(zone)
    for name, host in shared_hosts():
        zone.add(name, "A", host.address)
    for site in sites:
        for (name, kind), values in site.records.items():
            zone.add(name, kind, *values)
        extra = {name: host for name, host in site.hosts.items() if not name.endswith(site.domain)}
        for name, host in extra.items():
            if "A" not in zone.records.get(name, {}):
                zone.add(name, "A", host.address)
        zone.add(site.domain, "SOA", SOA)
        zone.modes |= site.modes
    return zone


def shared_hosts() -> list[tuple[str, Host]]:
    """Hosts that belong to no site: where redirections lead, third parties of pages."""
    return [*neighbours(), *third_parties()]


class Hosts(dict):
    """Hosts by name; those of the conforming sites of benchmarks are made when asked."""

    def __init__(self, sites: list[Site], healthy: int):
        super().__init__({name: host for site in sites for name, host in site.hosts.items()})
        self |= dict(shared_hosts())
        self.healthy = healthy

    def get(self, name, default=None):
        found = super().get(name, default)
        if found is None and self.healthy and name.removeprefix("www.").startswith("commune-"):
            digits = name.removeprefix("www.")[8:-3]
            if digits.isdigit() and 0 < int(digits) <= self.healthy:
                self.add_healthy(int(digits))
                return super().get(name, default)
        return found

    def add_healthy(self, number: int) -> None:
        """Make the two hosts of a conforming site."""
        first = (number - 1) // GROUP * GROUP + 1
        group = [f"commune-{each}.fr" for each in range(first, first + GROUP)]
        names = tuple(part for each in group for part in (each, f"www.{each}"))
        domain = f"commune-{number}.fr"
        made = town(domain, "tout est conforme", home=page(HOME), address=healthy_address(number))
        for name, host in made.hosts.items():
            self[name] = Host(host.address, host.http, host.https, "valid", names)


def healthy_target(number: int, rank: int) -> tuple[str, str, str]:
    """Declared line of a conforming site of benchmarks."""
    return siren(rank), f"https://www.commune-{number}.fr/", f"mairie@commune-{number}.fr"
