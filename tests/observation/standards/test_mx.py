"""MX records as they are found in the field, each with its reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.facts.reason_codes import ReasonCode as Code
from barometre.observation.standards.mx import read_mx


@pytest.mark.parametrize(
    ("records", "hosts", "null", "fault", "reason"),
    [
        ([], (), False, None, "no MX"),
        (
            [(10, "MX2.mairie.fr."), (5, "mx1.mairie.fr.")],
            ("mx1.mairie.fr", "mx2.mairie.fr"),
            False,
            None,
            "best first",
        ),
        ([(5, "mx.fr."), (10, "MX.fr")], ("mx.fr",), False, None, "the same twice"),
        ([(0, ".")], (), True, None, "null MX (RFC 7505, 3)"),
        ([(0, "")], (), True, None, "the root written without its dot"),
        ([(10, ".")], (), True, None, "another preference: nowhere to send all the same"),
        ([(0, "."), (10, "mx.fr.")], ("mx.fr",), False, Code.MX_NULL_MIXED, "a null MX stands alone (RFC 7505, 3)"),
        ([(10, "192.0.2.1.")], (), False, Code.MX_ADDRESS, "an address is no name (RFC 1035, 3.3.9)"),
        ([(10, "2001:db8::1")], (), False, Code.MX_ADDRESS, "idem"),
        ([(10, "1.mx.fr.")], ("1.mx.fr",), False, None, "a name that begins with a digit"),
    ],
)
def test_mx(records, hosts, null, fault, reason):
    read = read_mx(records)
    assert (read.hosts, read.null, read.fault and read.fault.code) == (hosts, null, fault)


@given(st.lists(st.tuples(st.integers(0, 65535), st.text(max_size=30)), max_size=4))
def test_any_record_is_read(records):
    read = read_mx(records)
    assert read.null is (bool(records) and all(host in ("", ".") for _, host in records))
    assert not read.null or read.hosts == ()
