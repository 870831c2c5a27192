"""Facts of a site, from answers written by hand."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from barometre.addresses import parse_site
from barometre.catalogue.reference_lists import ReferenceLists
from barometre.errors import BarometreError
from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode as Code
from barometre.facts.schema import Outcome
from barometre.observation.criteria.rcpnt_site import Variants
from barometre.observation.net.answers import Answer, Certificate, Hop, Secure
from barometre.observation.net.countries import Countries
from barometre.observation.net.networks import Network, Networks
from barometre.observation.probes.site import _in_union, judge_web
from internet.geo import write_asn, write_geoip

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
    statements = judge_web(
        parse_site(URL), Variants(answer, answer, answer), ReferenceLists(), Countries(None), Networks(None), now
    )
    facts = {statement.fact: statement for statement in statements}
    assert facts["site.certificate-days"].number == left
    assert facts["site.certificate-expiry"].text == "2026-12-01"


@pytest.mark.parametrize(
    ("address", "country", "network", "union"),
    [
        ("127.10.0.1", "FR", "AS64500 Hébergeur de Test", 1),
        ("127.11.0.1", "US", "AS13335 CLOUDFLARENET", Code.SITE_DELIVERY_NETWORK),  # the site is behind
        ("127.30.0.1", "US", None, Code.SITE_NETWORK_UNKNOWN),  # perhaps a delivery network
        ("127.40.0.1", None, None, Code.SITE_COUNTRY_UNKNOWN),
    ],
)
def test_where_a_site_is_kept_takes_both_databases(tmp_path, lists, address, country, network, union):
    write_geoip(tmp_path / "geo.mmdb")
    write_asn(tmp_path / "asn.mmdb")
    databases = Countries(tmp_path / "geo.mmdb"), Networks(tmp_path / "asn.mmdb")
    answer = Answer(URL, (Hop(URL, 200, address=address),), 200)
    statements = judge_web(parse_site(URL), Variants(answer, answer, answer), lists, *databases, END)
    facts = {statement.fact: statement for statement in statements}
    assert (facts["site.hosting-country"].text, facts["site.hosting-network"].text) == (country, network)
    kept = facts["site.hosting-union"]
    assert union == (kept.number if kept.outcome is Outcome.SEEN else kept.reason.code)


def test_outside_the_union_and_a_file_that_is_no_database(tmp_path):
    kept = _in_union("site.hosting-union", "US", Network(64500, ""), None, reason(Code.EVIDENCE_ADDRESS, address="::1"))
    assert (kept.outcome, kept.number) == (Outcome.SEEN, 0)
    (tmp_path / "asn.mmdb").write_bytes(b"not a database")
    with pytest.raises(BarometreError, match="not a database of networks"):
        Networks(tmp_path / "asn.mmdb")
