"""Settings of the network side."""

import ssl

import pytest

from barometre.errors import BarometreError
from barometre.observation.net.settings import NetworkSettings, located, read_resolver, system_resolver, tls_context


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("127.0.0.1:5353", ("127.0.0.1", 5353)),
        ("127.0.0.1", ("127.0.0.1", 53)),
        ("resolveur.exemple.fr:53", ("resolveur.exemple.fr", 53)),
        ("[::1]:5353", ("::1", 5353)),
        ("[::1]", ("::1", 53)),
        ("::1", ("::1", 53)),
        ("2001:910::1", ("2001:910::1", 53)),
    ],
)
def test_resolvers(text, found):
    assert read_resolver(text) == found


@pytest.mark.parametrize("text", ["", ":53", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:dns", "[]:53"])
def test_what_is_no_resolver(text):
    with pytest.raises(BarometreError, match="is not HOST:PORT"):
        read_resolver(text)


def test_a_resolver_may_be_given_by_its_name():
    assert located(("localhost", 5353)) in (("127.0.0.1", 5353), ("::1", 5353))
    with pytest.raises(BarometreError, match=r"--resolver nulle-part\.invalid: no machine has this name"):
        located(("nulle-part.invalid", 53))


def test_the_first_resolver_of_the_system(tmp_path):
    path = tmp_path / "resolv.conf"
    path.write_text("# commentaire\nsearch exemple.fr\nnameserver\nnameserver 192.0.2.53\nnameserver 192.0.2.54\n")
    assert system_resolver(path) == ("192.0.2.53", 53)


def test_a_system_without_resolver(tmp_path):
    with pytest.raises(BarometreError, match="give one with --resolver"):
        system_resolver(tmp_path / "absent")


def test_ports():
    settings = NetworkSettings(("127.0.0.1", 53), 8080, 8443)
    assert [settings.port("http", None), settings.port("https", None), settings.port("https", 444)] == [8080, 8443, 444]
    real = NetworkSettings(("127.0.0.1", 53))
    assert (real.port("http", None), real.port("https", None), real.smtp_port, real.allow_private) == (
        80,
        443,
        25,
        False,
    )


def test_who_visits():
    assert NetworkSettings(("127.0.0.1", 53), contact="contact@exemple.fr").user_agent.endswith(
        " (+contact@exemple.fr)"
    )
    assert NetworkSettings(("127.0.0.1", 53)).user_agent.startswith("Barometre/")


def test_authorities(net, tmp_path):
    assert tls_context(net.ca, verify=True).cert_store_stats()["x509_ca"] == 2
    assert tls_context(None, verify=False).verify_mode is ssl.CERT_NONE
    (tmp_path / "rien.pem").write_text("rien")
    for path in (tmp_path / "rien.pem", tmp_path / "absent.pem"):
        with pytest.raises(BarometreError, match="not a readable file of certificates"):
            tls_context(path, verify=True)


@pytest.mark.parametrize(
    ("host", "port", "visited"),
    [
        ("ville.fr", None, True),
        ("ville.fr", 80, True),
        ("ville.fr", 443, True),
        ("ville.fr", 8080, True),
        ("ville.fr", 8443, False),
        ("ville.fr", 22, False),
        ("localhost", 8000, True),
    ],
)
def test_ports_are_those_of_the_web_and_of_the_test(host, port, visited):
    assert NetworkSettings(("127.0.0.1", 53), 8080, allow_private=True).visits(host, port) is visited
    assert not NetworkSettings(("127.0.0.1", 53)).visits("localhost", 8000)
