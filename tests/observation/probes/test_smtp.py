"""What a mail server says that does not speak SMTP is its fault, and its refusal to talk with us is no fault of its."""

import asyncio

import pytest

from barometre.facts.schema import Outcome
from barometre.observation.net.limits import Limits
from barometre.observation.net.settings import NetworkSettings
from barometre.observation.net.visitor import Visitor
from barometre.observation.probes import smtp
from barometre.observation.probes.session import ProbeSession
from barometre.observation.probes.smtp import probe_starttls


def probe(*replies):
    """What is stated of a mail server that greets so, then answers each line so, then closes."""

    async def talk(reader, writer):
        for reply in replies:
            writer.write(reply)
            if reply is not replies[-1]:
                await reader.readline()
        writer.close()

    async def main():
        async with await asyncio.start_server(talk, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            settings = NetworkSettings(("127.0.0.1", 53), smtp_port=port, allow_private=True)
            session = ProbeSession(Visitor(settings, None, Limits(1)))
            return await probe_starttls(session, [("mx.exemple.fr", "127.0.0.1")])

    return asyncio.run(main())


@pytest.mark.parametrize(
    "replies",
    [
        [b"HTTP/1.1 400 Bad Request\r\n\r\n"],
        [b"220-" + b"x" * 100_000],
        [b"\xff\xfe\r\n"],
        [b""],
        [b"220 mx\r\n", b"502 inconnu\r\n"],
        [b"220 mx\r\n", b"5540 mx\r\n"],
    ],
)
def test_a_server_that_speaks_something_else_does_not_encrypt(replies):
    statement = probe(*replies)
    assert (statement.fact, statement.number, statement.reason.code) == ("mail.starttls", 0.0, "name_failed")


@pytest.mark.parametrize(
    "replies",
    [
        [b"554 bloque\r\n"],
        [b"421 plus tard\r\n"],
        [b"554-bloque\r\n554 fin\r\n"],
        [b"220 mx\r\n", b"550 pas vous\r\n"],
    ],
)
def test_a_server_that_refuses_to_talk_with_us_proves_nothing(replies):
    statement = probe(*replies)
    assert (statement.outcome, statement.reason.code) == (Outcome.WE_FAILED, "name_failed")


def test_each_mail_server_of_the_test_internet_is_seen_as_in_truth(net, settings, network, monkeypatch):
    monkeypatch.setattr(smtp, "_SECONDS", 3.0)  # the slow one greets after a second
    truth = {
        net.truth["domains"][siren].removesuffix(".fr"): tuple(facts["mail.starttls"])
        for siren, facts in net.truth["facts"].items()
        if "mail.starttls" in facts
    }

    async def main():
        async with network(settings) as opened:
            servers = [(name, name.replace("starttls-", "127.20.0.")) for name in truth]
            return await asyncio.gather(*(probe_starttls(ProbeSession(opened.visitor), [one]) for one in servers))

    seen = [(one.outcome, one.number) for one in asyncio.run(main())]
    assert dict(zip(truth, seen, strict=True)) == truth
    assert len(truth) >= 7
