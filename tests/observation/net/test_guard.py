"""No address but those of the public internet is ever connected to."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.observation.net.guard import is_public

PUBLIC = "9.9.9.9 212.27.48.10 2001:910::1 2a01:e0c:1::1 ::ffff:9.9.9.9 64:ff9b::909:909 2002:909:909::1".split()
PRIVATE = (
    "0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.254 127.0.0.1 127.10.0.3 169.254.169.254 172.16.0.1 "
    "172.31.255.255 192.0.0.1 192.0.2.1 192.168.1.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250 "
    "240.0.0.1 255.255.255.255 :: ::1 fc00::1 fd12:3456::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1 2001:db8::1 100::1 "
    "::ffff:127.0.0.1 ::ffff:169.254.169.254 ::ffff:10.0.0.1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1 "
    "2002:7f00:1::1 2002:a00:1:: ::127.0.0.1 2001::1 3fff::1 5f00::1"
).split()


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address):
    assert is_public(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "text", ["", "localhost", "2130706433", "0x7f.1", "127.1", "1.2.3", "[::1]", "9.9.9.9:80", "é"]
)
def test_what_is_no_address_is_not_public(text):
    assert not is_public(text)


@given(st.ip_addresses(v=4))
def test_an_address_is_judged_the_same_inside_ipv6(address):
    packed = int(address)
    forms = [
        ipaddress.IPv6Address((0xFFFF << 32) | packed),
        ipaddress.IPv6Address((0x64FF9B << 96) | packed),
        ipaddress.IPv6Address((0x2002 << 112) | (packed << 80)),
    ]
    assert {is_public(str(form)) for form in forms} == {is_public(str(address))}


@given(st.text())
def test_anything_can_be_asked(text):
    assert is_public(text) in (True, False)
