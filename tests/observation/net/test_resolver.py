"""Questions to a resolver that answers well, badly, late or not at all."""

import asyncio
import socket
from contextlib import asynccontextmanager

import dns.message
import dns.name
import dns.rdatatype
import pytest

from barometre.facts.reason import reason
from barometre.facts.reason_codes import ReasonCode
from barometre.observation.net.dns_socket import encode_query
from barometre.observation.net.limits import Limits
from barometre.observation.net.resolver import LookupStatus, Resolver


def ask(net, *questions):
    """Answers to questions asked together."""

    async def body():
        host, port = net.resolver.split(":")
        async with Resolver(host, int(port), Limits()) as resolver:
            return await asyncio.gather(*(resolver.ask(name, kind) for name, kind in questions))

    return asyncio.run(body())


@pytest.mark.parametrize(
    ("name", "kind", "status", "why"),
    [
        ("www.conforme-1.fr", "A", LookupStatus.RECORDS, "un nom comme les autres"),
        ("WWW.Conforme-1.FR.", "A", LookupStatus.RECORDS, "casse et point final ne comptent pas"),
        ("www.nom-alias.fr", "A", LookupStatus.RECORDS, "un alias est suivi"),
        ("www.nom-alias-chaine.fr", "A", LookupStatus.RECORDS, "quatre alias aussi"),
        ("www.nom-truncated.fr", "A", LookupStatus.RECORDS, "coupée en UDP, reprise en TCP"),
        ("www.nom-slow.fr", "A", LookupStatus.RECORDS, "lente, mais bonne"),
        ("www.conforme-1.fr", "AAAA", LookupStatus.NO_DATA, "pas de ce type"),
        ("www.nom-sans-adresse.fr", "A", LookupStatus.NO_DATA, "d’autres types"),
        ("n-existe-pas.conforme-1.fr", "A", LookupStatus.NO_NAME, "pas de ce nom"),
        ("www.nom-nxdomain.fr", "A", LookupStatus.NO_NAME, "pas de ce nom"),
        ("www.nom-alias-rien.fr", "A", LookupStatus.NO_NAME, "alias vers rien"),
        ("www.nom-alias-boucle.fr", "A", LookupStatus.NO_NAME, "alias en rond : c’est le leur"),
        ("www.nom-alias-soi.fr", "A", LookupStatus.NO_NAME, "alias vers soi"),
        ("www.nom-bogus.fr", "A", LookupStatus.BOGUS, "signatures fausses"),
        ("www.nom-servfail.fr", "A", LookupStatus.FAILED, "SERVFAIL même sans vérifier"),
        ("www.nom-refused.fr", "A", LookupStatus.FAILED, "REFUSED"),
        ("a..b.fr", "A", LookupStatus.NO_NAME, "étiquette vide"),
        (f"{'a' * 64}.fr", "A", LookupStatus.NO_NAME, "étiquette trop longue"),
        (".".join(["a" * 60] * 5), "A", LookupStatus.NO_NAME, "nom trop long"),
    ],
)
def test_answers(net, name, kind, status, why):
    (found,) = ask(net, (name, kind))
    assert found.status is status, found
    assert bool(found.values) == (status in (LookupStatus.RECORDS, LookupStatus.BOGUS))


def test_values_of_each_type(net):
    mx, txt, servers, root = ask(
        net, ("conforme-1.fr", "MX"), ("conforme-1.fr", "TXT"), ("conforme-1.fr", "NS"), (".", "SOA")
    )
    (preference, exchange), *_ = mx.values
    assert preference == 10 and exchange.endswith(".courriel-fr.fr")
    assert txt.values == ("v=spf1 mx -all",)
    assert all(value.startswith("ns") and not value.endswith(".") for value in servers.values)
    assert root.secure


def test_the_same_question_is_asked_once(net):
    net.reset()
    found = ask(net, *[("www.conforme-2.fr", "A")] * 20)
    assert len(set(found)) == 1
    assert net.counts()["dns"]["www.conforme-2.fr A"] == 1


@pytest.mark.parametrize("remember", [0.0, 60.0])
def test_an_answer_is_kept_for_as_long_as_asked(net, remember):
    net.reset()

    async def body():
        host, port = net.resolver.split(":")
        async with Resolver(host, int(port), Limits(), remember) as resolver:
            for _ in range(3):
                await resolver.ask("conforme-6.fr", "TXT")
                await asyncio.sleep(0.01)

    asyncio.run(body())
    assert net.counts()["dns"]["conforme-6.fr TXT"] == (1 if remember else 3)


def test_our_failure_is_not_kept(net):
    net.reset()

    async def body():
        host, port = net.resolver.split(":")
        async with Resolver(host, int(port), Limits()) as resolver:
            for _ in range(2):
                assert (await resolver.ask("www.nom-servfail.fr", "A")).status is LookupStatus.FAILED

    asyncio.run(body())
    assert net.counts()["dns"]["www.nom-servfail.fr A"] == 4, "each time, then without checking signatures"


@asynccontextmanager
async def answering(change):
    """A resolver whose answers over UDP are `change(query)`: what it returns is sent, all of it."""

    class Server(asyncio.DatagramProtocol):
        def connection_made(self, transport):
            self.transport = transport

        def datagram_received(self, data, client):
            for answer in change(data):
                self.transport.sendto(answer, client)

    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(Server, local_addr=("127.0.0.1", 0))
    try:
        async with Resolver(*transport.get_extra_info("sockname"), Limits()) as resolver:
            yield resolver
    finally:
        transport.close()


def made(query, name="www.ville.fr", address="192.0.2.1", kind="A"):
    reply = dns.message.make_response(dns.message.from_wire(query))
    if reply.question[0].rdtype == dns.rdatatype.from_text(kind):
        reply.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", kind, address))
    return reply.to_wire()


def test_an_answer_to_another_question_is_not_believed():
    """Whoever guesses the identifier must guess the question too (RFC 5452); the good one that follows is read."""

    def answers(query):
        good = made(query)
        other = dns.message.make_query("www.autre.fr", "A", id=int.from_bytes(query[:2], "big"))
        forged = made(other.to_wire(), "www.autre.fr", "203.0.113.66")
        yield forged
        yield query
        yield b""
        yield good

    async def body():
        async with answering(answers) as resolver:
            return await resolver.ask("www.ville.fr", "A")

    found = asyncio.run(body())
    assert found.values == ("192.0.2.1",)


def test_records_of_another_name_in_the_answer_are_not_those_of_the_question():
    async def body():
        async with answering(lambda query: [made(query, "www.autre.fr", "203.0.113.66")]) as resolver:
            return await resolver.ask("www.ville.fr", "A")

    assert asyncio.run(body()).values == ()


def unknown(query):
    reply = dns.message.make_response(dns.message.from_wire(query))
    reply.set_rcode(dns.rcode.NXDOMAIN)
    return reply.to_wire()


@pytest.mark.parametrize(
    ("change", "status", "proved"),
    [
        (lambda query: [unknown(query)], LookupStatus.FAILED, False),
        (
            lambda query: [made(query, "", "a.root.", "NS") if query[12] == 0 else unknown(query)],
            LookupStatus.NO_NAME,
            True,
        ),
    ],
    ids=["not even the root: a captive portal", "the root: a resolver"],
)
def test_no_such_name_is_believed_from_who_knows_the_root(change, status, proved):
    async def body():
        async with answering(change) as resolver:
            records = await resolver.ask("www.ville.fr", "A")
            return records.status, resolver.proved

    assert asyncio.run(body()) == (status, proved)


def test_a_failure_is_shared_by_those_who_waited_for_it():
    """A dead resolver is tried three times for all of them, not for each."""
    asked = []

    async def body():
        async with answering(lambda query: asked.append(query) or [query[:2] + b"\x81\x82" + query[4:]]) as resolver:
            return await asyncio.gather(*(resolver.ask("fr", "NS") for _ in range(5)))

    assert {records.status for records in asyncio.run(body())} == {LookupStatus.FAILED}
    assert len(asked) == 2, "once, then without checking signatures"


def test_when_who_asks_is_stopped_the_next_one_asks():
    """A question shared by two looks outlives the one that sent it."""
    asked = []

    def once_late(query):
        asked.append(query)
        return [made(query)] if len(asked) > 2 else []

    async def body():
        async with answering(once_late) as resolver:
            first = asyncio.create_task(resolver.ask("www.ville.fr", "A"))
            await asyncio.sleep(0.05)
            second = asyncio.create_task(resolver.ask("www.ville.fr", "A"))
            await asyncio.sleep(0.05)
            first.cancel()
            return await second

    assert asyncio.run(body()).values == ("192.0.2.1",)


@pytest.mark.parametrize("disabled", [False, True])
@pytest.mark.parametrize("name", ["ville.fr", "_dmarc.ville.fr", "xn--mairie-t-h1ab.fr", "a_b.ville.fr", "."])
def test_a_query_is_what_dnspython_reads(name, disabled):
    query = dns.message.from_wire(encode_query(7, name, "TXT", checking_disabled=disabled))
    assert query.id == 7 and query.question[0].name == dns.name.from_text(name)
    assert query.flags & dns.flags.AD and query.flags & dns.flags.RD
    assert bool(query.flags & dns.flags.CD) is disabled
    assert query.payload == 1232


def test_a_resolver_that_is_out_of_order_is_told_from_a_name_that_is(net):
    """A closed port answers nothing about the root either; a name whose servers keep silent is that name's."""

    async def body(host, port):
        async with Resolver(host, port, Limits()) as resolver:
            return await asyncio.gather(*(resolver.ask(f"www.commune-{number}.fr", "A") for number in range(20)))

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as nobody:
        nobody.bind(("127.0.0.1", 0))
        closed = nobody.getsockname()[1]
    found = asyncio.run(body("127.0.0.1", closed))
    assert {records.detail for records in found} == {reason(ReasonCode.DNS_RESOLVER_DOWN)}
    (silent,) = ask(net, ("www.nom-silent.fr", "A"))
    assert silent.detail == reason(ReasonCode.DNS_RESOLVER_SILENT)
