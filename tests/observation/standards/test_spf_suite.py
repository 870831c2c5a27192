"""SPF against the test suite of openspf.org for RFC 7208, release 2014.04 (folder openspf/, BSD-3-Clause).

The suite says what a receiver answers about one message; we say whether the record is valid for any message. Both must
agree on what is an error. The file is that of the source archive of pyspf 2.0.14, without spaces at the ends of lines.
"""

from pathlib import Path

import pytest
import yaml

from barometre.facts.reason_codes import ReasonCode as Code
from barometre.observation.standards.spf import evaluate, read_spf

FILE = Path(__file__).parent / "openspf" / "rfc7208-tests.yml"
SUITE = list(yaml.load_all(FILE.read_text("utf-8"), yaml.CSafeLoader))  # libyaml, in C: every worker reads it
CASES = {name: (scenario["zonedata"], case) for scenario in SUITE for name, case in scenario["tests"].items()}
# Where we do not say what the suite says, and why: we ask for records of the domains named in records, never for the
# addresses of hosts, and count all that a record may cost, not what one message costs.
DIFFERENT = {
    "exists-dnserr": ("valid", "an error about an address"),
    "mx-limit": ("valid", "more than ten MX hosts (4.6.4)"),
    "void-over-limit": ("valid", "more than two lookups of addresses without an answer (4.6.4)"),
    "include-at-limit": ("permerror", "ten lookups for this message, more for another"),
}


def texts(zone, name):
    """TXT records of a name, or its SPF records where none is given; None when the server does not answer."""
    found = {str(key).lower(): value for key, value in zone.items()}.get(name, [])
    records = [next(iter(record.items())) for record in found if isinstance(record, dict)]
    aliases = [value for kind, value in records if kind == "CNAME"]
    if aliases and aliases[0].lower().rstrip(".") != name:
        return texts(zone, aliases[0].lower().rstrip("."))
    kind = "TXT" if "TXT" in dict(records) else "SPF"
    values = ["".join(value) for other, value in records if other == kind and value != "NONE"]
    return None if "TIMEOUT" in found and not values else values


def result(zone, domain):
    """Our answer in the words of RFC 7208, 2.6: all that is neither an error nor none is valid."""
    known = {}
    while wanted := evaluate(domain, known).missing:
        answers = {name: texts(zone, name) for name in wanted}
        known |= {name: None if answer is None else read_spf(answer) for name, answer in answers.items()}
    evaluation = evaluate(domain, known)
    if evaluation.undetermined:
        return "temperror"
    if evaluation.fault is None:
        return "valid"
    return "none" if evaluation.fault.code in (Code.SPF_MISSING, Code.DNS_IMPOSSIBLE_NAME) else "permerror"


@pytest.mark.parametrize("name", CASES)
def test_we_agree_with_the_suite(name):
    zone, case = CASES[name]
    wanted = case["result"] if isinstance(case["result"], str) else case["result"][0]  # the first one is preferred
    wanted = "valid" if wanted in ("pass", "fail", "softfail", "neutral") else wanted
    found = result(zone, (case["mailfrom"] or "").rpartition("@")[2] or case["helo"])
    expected, why = DIFFERENT.get(name, (wanted, case.get("description")))
    assert found == expected, why
    assert (found == wanted) is (name not in DIFFERENT), "no longer a difference"


def test_the_suite_is_whole():
    assert len(CASES) > 190
    assert set(DIFFERENT) < set(CASES)
