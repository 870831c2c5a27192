"""The test internet is itself right: what it declares of its sites is what its servers do."""

import socket
import ssl
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import dns.exception
import dns.flags
import dns.message
import dns.query
import dns.rcode
import maxminddb
import pytest

import internet
from barometre.processes import is_running
from internet.population import every_site
from internet.sites import siren, truth
from internet.smtp import WAYS

pytestmark = pytest.mark.heavy

# Seconds after which a server that does not answer hangs.
HANGS = 300.0


@pytest.fixture(scope="module")
def net(tmp_path_factory):
    with internet.run(tmp_path_factory.mktemp("internet"), healthy=30) as running:
        yield running


def ask(net, name, kind, *, tcp=False, flags=dns.flags.RD, seconds=HANGS):
    host, port = net.resolver.split(":")
    query = dns.message.make_query(name, kind, flags=flags, use_edns=True)
    send = dns.query.tcp if tcp else dns.query.udp
    return send(query, host, port=int(port), timeout=seconds)


def address(net, name):
    return [record for group in ask(net, name, "A").answer for record in group][-1].address


def connected(net, name):
    """A connection to the https server of a name, verified as a browser would."""
    context = ssl.create_default_context(cafile=str(net.ca))
    context.hostname_checks_common_name = False
    plain = socket.create_connection((address(net, name), net.https_port), timeout=HANGS)
    return closing(context.wrap_socket(plain, server_hostname=name))


def get(net, name, path="/", size=4096):
    """Status line, headers and the beginning of the body."""
    with connected(net, name) as connection:
        connection.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {name}\r\nUser-Agent: essai\r\nConnection: close\r\n\r\n".encode()
        )
        data = bytearray()
        while len(data) < size and (more := connection.recv(65536)):
            data += more
    return bytes(data)


def test_sites_are_many_and_each_has_its_own_name_and_reason():
    sites = every_site()
    assert len(sites) > 300
    assert len({site.domain for site in sites}) == len(sites)
    assert all(site.why for site in sites)
    assert all(_luhn(siren(rank)) for rank in range(1, len(sites)))


def _luhn(number):
    digits = [int(digit) for digit in number]
    return sum(digits[0::2] + [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]) % 10 == 0


@pytest.mark.parametrize(
    ("breaks", "no", "unknown"),
    [
        ("", "", ""),
        ("1.1", "1.1 1.2 1.3 1.4 1.5 1.6 1.7 1.8 2.3", ""),
        ("1.3", "1.3 1.4 1.5 1.6 1.7", ""),
        ("?1.3 1.5", "1.5", "1.3 1.4 1.6 1.7"),
        ("1.4", "1.4 1.7", ""),
        ("2.1", "2.1 2.2 2.3 2.4 2.5 2.6 2.7 2.8", ""),
        ("2.2", "2.2 2.3", ""),
        ("?2.4", "", "2.4 2.5 2.6 2.7 2.8"),
        ("?2.6", "", "2.6 2.7"),
    ],
)
def test_what_depends_on_a_criterion_follows_it(breaks, no, unknown):
    found = truth(breaks)
    assert [criterion for criterion, met in found.items() if met is False] == no.split()
    assert [criterion for criterion, met in found.items() if met is None] == unknown.split()


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("expired", "expired"),
        ("early", "not yet valid"),
        ("other", "Hostname mismatch"),
        ("cn-only", "Hostname mismatch"),
        ("self", "self-signed"),
        ("unknown-ca", "unable to get local issuer"),
        ("incomplete", "unable to get local issuer"),
        ("sha1", "too weak"),
        ("rsa1024", "too weak"),
        ("enormous", "excessive message size"),
        ("alert", "handshake failure"),
        ("tls10", "EOF|version"),
    ],
)
def test_faulty_certificates_are_refused(net, kind, words):
    with pytest.raises(ssl.SSLError, match=words), connected(net, f"www.certificat-{kind}.fr"):
        pass


def test_plain_http_on_the_https_port_is_no_handshake(net):
    with pytest.raises(ssl.SSLError, match="wrong version"), connected(net, "www.connexion-clair.fr"):
        pass


@pytest.mark.parametrize("kind", ["chain", "huge", "9999", "tls10-13", "tls12", "joker"])
def test_odd_but_good_certificates_are_accepted(net, kind):
    assert get(net, f"www.certificat-{kind}.fr").startswith(b"HTTP/1.1 200 ")


def test_old_protocol_is_spoken_to_who_asks(net):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
    context.set_ciphers("ALL:@SECLEVEL=0")
    place = (address(net, "www.certificat-tls10.fr"), net.https_port)
    with socket.create_connection(place, timeout=HANGS) as plain, context.wrap_socket(plain) as connection:
        assert connection.version() == "TLSv1"


def test_every_record_is_answered_as_the_table_says(net):
    spoilt = ("silent", "garbage", "wrong-id", "servfail", "refused", "nxdomain", "bogus", "slow")
    for site in every_site()[::7]:
        if not set(site.modes.values()) & set(spoilt):
            for (name, kind), values in site.records.items():
                reply = ask(net, name, kind, tcp=True)
                assert reply.rcode() == dns.rcode.NOERROR, (name, kind)
                assert sum(map(len, reply.answer)) >= len(set(values)), (name, kind)


def test_split_strings_arrive_split(net):
    [group] = ask(net, "spf-8.fr", "TXT").answer
    assert [record.strings for record in group] == [(b"v=spf1 ip4:192.0.2.1 i", b"p4:192.0.2.2 -all")]


@pytest.mark.parametrize(
    ("name", "rcode"),
    [
        ("www.conforme-1.fr", dns.rcode.NOERROR),
        ("nulle-part.conforme-1.fr", dns.rcode.NXDOMAIN),
        ("www.nom-nxdomain.fr", dns.rcode.NXDOMAIN),
        ("www.nom-sans-adresse.fr", dns.rcode.NOERROR),
        ("www.nom-refused.fr", dns.rcode.REFUSED),
        ("www.nom-servfail.fr", dns.rcode.SERVFAIL),
        ("www.nom-bogus.fr", dns.rcode.SERVFAIL),
    ],
)
def test_answers_have_their_code(net, name, rcode):
    assert ask(net, name, "A").rcode() == rcode


def test_bogus_names_answer_who_does_not_check(net):
    assert ask(net, "www.nom-bogus.fr", "A", flags=dns.flags.RD | dns.flags.CD).answer
    assert ask(net, "www.nom-servfail.fr", "A", flags=dns.flags.RD | dns.flags.CD).rcode() == dns.rcode.SERVFAIL


@pytest.mark.parametrize(("name", "vouched"), [("www.signe.fr", True), ("www.non-signe.fr", False), (".", True)])
def test_signed_names_are_vouched_for_when_asked(net, name, vouched):
    kind = "SOA" if name == "." else "A"
    assert bool(ask(net, name, kind, flags=dns.flags.RD | dns.flags.AD).flags & dns.flags.AD) == vouched
    assert not ask(net, name, kind).flags & dns.flags.AD


def test_truncated_answers_are_whole_over_tcp(net):
    for name, kind in [("www.nom-truncated.fr", "A"), ("mx-beaucoup.fr", "MX")]:
        assert ask(net, name, kind).flags & dns.flags.TC
        assert ask(net, name, kind, tcp=True).answer


@pytest.mark.parametrize("mode", ["silent", "garbage", "wrong-id"])
def test_names_without_a_usable_answer(net, mode):
    with pytest.raises((dns.exception.DNSException, dns.query.BadResponse)):
        ask(net, f"www.nom-{mode}.fr", "A", seconds=0.3)


def test_conforming_sites_of_benchmarks_answer(net):
    assert get(net, "www.commune-30.fr").startswith(b"HTTP/1.1 200 ")
    assert b"Location: https://www.commune-7.fr/a?b=1\r\n" in get(net, "commune-7.fr", "/a?b=1")
    assert ask(net, "commune-31.fr", "A").rcode() == dns.rcode.NXDOMAIN
    assert len(net.targets.read_text("utf-8").splitlines()) == 1 + len(net.truth["criteria"]) + 30


def test_hostile_answers_are_hostile(net):
    assert len(get(net, "www.hostile-endless-body.fr", size=3_000_000)) >= 3_000_000
    assert get(net, "www.hostile-header-flood.fr", size=10_000_000).count(b"\r\n") > 100_000
    assert len(get(net, "www.hostile-long-header.fr", size=20_000_000)) > 10_000_000
    assert not get(net, "www.hostile-close.fr")
    assert not get(net, "www.hostile-garbage.fr").startswith(b"HTTP")


def test_a_small_file_unpacks_to_a_gigabyte(net):
    bomb = get(net, "www.hostile-gzip-bomb.fr", size=3_000_000)
    assert len(bomb) < 1_500_000
    assert bomb.endswith((1 << 30).to_bytes(4, "little"))


def test_closed_ports_refuse(net):
    for host, port in [("connexion-https-seul", net.http_port), ("connexion-http-seul", net.https_port)]:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((address(net, f"www.{host}.fr"), port), timeout=HANGS)


def test_mail_servers_offer_starttls_as_said(net):
    for place, offered in [("127.20.0.1", True), ("127.21.0.1", True), ("127.20.0.5", False)]:
        with socket.create_connection((place, net.smtp_port), timeout=HANGS) as connection:
            said = connection.makefile("rwb", buffering=0)
            assert said.readline().startswith(b"220")
            said.write(b"EHLO essai.fr\r\n")
            lines = [said.readline() for _ in range(4 if offered else 3)]
            assert any(b"STARTTLS" in line for line in lines) == offered
            said.write(b"STARTTLS\r\n")
            if not offered:
                continue
            assert said.readline().startswith(b"220")
            context = ssl.create_default_context(cafile=str(net.ca))
            name = "mx1.courriel-fr.fr" if place == "127.20.0.1" else "mx.post-de.de"
            assert context.wrap_socket(connection, server_hostname=name).version() == "TLSv1.3"
    assert set(WAYS.values()) >= {"refuses", "silent"}


@pytest.mark.parametrize(
    ("place", "country"),
    [("127.20.0.1", "FR"), ("127.21.0.1", "DE"), ("127.30.0.1", "US"), ("127.40.0.1", None), ("2001:db8:20::1", "FR")],
)
def test_database_of_countries(net, place, country):
    with maxminddb.open_database(net.geoip) as base:
        assert (base.get(place) or {}).get("country", {}).get("iso_code") == country


def test_what_clients_do_is_counted(net):
    net.reset()
    get(net, "www.conforme-2.fr")
    counts = net.counts()
    assert counts["requests"] == {"https://www.conforme-2.fr": 1}
    assert counts["user_agents"] == {"essai": 1}
    assert counts["dns"] == {"www.conforme-2.fr A": 1}
    assert list(counts["most_connections"].values()) == [1]


def test_a_site_changes_when_asked(net):
    name = "www.conforme-3.fr"
    for state, expected in [("503", b" 503 "), ("healthy", b" 200 "), ("429", b" 429 "), ("as-built", b" 200 ")]:
        net.set(name, state)
        assert expected in get(net, name)[:20]
    net.set(name, "down")
    assert not get(net, name)
    net.set(name, "as-built")


def test_ports_are_free_again_at_the_end(tmp_path):
    with internet.run(tmp_path) as running:
        port = running.https_port
    with socket.socket() as again:
        again.bind(("127.10.0.1", port))
    assert not is_running(running.process)


def test_the_end_of_the_parent_ends_it(tmp_path):
    script = (
        "import internet, pathlib, sys, time\n"
        f"with internet.run(pathlib.Path({str(tmp_path)!r})) as running:\n"
        "    print(running.process, flush=True)\n"
        "    time.sleep(60)\n"
    )
    environment = {"PYTHONPATH": str(Path(internet.__file__).parents[1])}
    with subprocess.Popen([sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE) as parent:
        child = int(parent.stdout.readline())
        assert is_running(child)
        parent.kill()
        deadline = time.monotonic() + HANGS
        while running(child) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not running(child)


def running(process):
    """True when a process lives and is no zombie left to a parent that does not wait."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
