"""The short reading of DNS answers says what dnspython says, or leaves the answer to it."""

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rrset
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.observation.net.dns_message import encode_name, read_usual
from barometre.observation.net.resolver import read_answer, read_records

LABEL = st.from_regex(r"[a-zA-Z0-9_]([a-zA-Z0-9-]{0,10}[a-zA-Z0-9])?", fullmatch=True)
NAME = st.lists(LABEL, min_size=1, max_size=4).map(".".join)
VALUES = {
    "A": st.ip_addresses(v=4).map(str),
    "NS": NAME.map(lambda name: f"{name}."),
    "MX": st.tuples(st.integers(0, 65535), st.one_of(NAME, st.just(""))).map(lambda one: f"{one[0]} {one[1]}."),
    "TXT": st.lists(st.from_regex(r"[ -!#-\[\]-~]{0,40}", fullmatch=True), min_size=1, max_size=3).map(
        lambda parts: " ".join(f'"{part}"' for part in parts)
    ),
}


@st.composite
def answers(draw):
    """A question and its answer, as a server writes it: compressed, with or without AD, records and SOA."""
    kind, name = draw(st.sampled_from(sorted(VALUES))), draw(NAME)
    reply = dns.message.make_response(dns.message.make_query(f"{name}.", kind, id=draw(st.integers(0, 65535))))
    if draw(st.booleans()):
        reply.flags |= dns.flags.AD
    if draw(st.booleans()):
        reply.set_rcode(dns.rcode.NXDOMAIN)
    elif values := draw(st.lists(VALUES[kind], max_size=4)):
        reply.answer.append(dns.rrset.from_text_list(f"{name}.", 60, "IN", kind, values))
    if draw(st.booleans()):
        reply.authority.append(dns.rrset.from_text("fr.", 60, "IN", "SOA", "a.nic.fr. b.nic.fr. 1 2 3 4 5"))
    return kind, reply.to_wire()


@given(answers())
def test_it_says_what_the_library_says(answer):
    kind, wire = answer
    assert read_answer(wire, kind) == read_records(dns.message.from_wire(wire), kind)


@given(answers(), st.data())
def test_whatever_the_bytes_it_ends_without_raising(answer, data):
    kind, wire = answer
    place = data.draw(st.integers(0, len(wire) - 1))
    read_usual(wire[:place] + data.draw(st.binary(max_size=8)) + wire[place + 1 :], kind)
    read_usual(wire[:place], kind)


def test_a_name_that_points_at_itself_is_left_to_the_library():
    """Compression that loops (RFC 1035, 4.1.4): a bounded time, no answer."""
    query = dns.message.make_query("a.fr.", "NS").to_wire()[:12]
    head = query[:2] + b"\x81\x80" + b"\0\1\0\1\0\0\0\0"
    question = b"\1a\2fr\0" + b"\0\2\0\1"
    loop = (12 + len(question) + 12).to_bytes(2, "big")
    record = b"\xc0\x0c" + b"\0\2\0\1\0\0\0\x3c\0\2" + bytes((0xC0 | loop[0], loop[1]))
    assert read_usual(head + question + record, "NS") is None


@given(NAME)
def test_names_are_encoded_as_the_library_encodes_them(name):
    assert encode_name(name) == dns.name.from_text(f"{name}.").to_wire()


@pytest.mark.parametrize("name", ["é.fr", "a..fr", "", "a" * 64 + ".fr", "a b.fr", ".".join(["abcdefgh"] * 30)])
def test_unusual_names_are_left_to_the_library(name):
    assert encode_name(name) is None
