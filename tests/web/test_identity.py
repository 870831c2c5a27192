"""A site served to others says who answers for it."""

import pytest

from barometre.errors import BarometreError
from barometre.settings import Settings
from barometre.web.identity import check_identity, missing, served_to_others

WHO = {
    "operator": "Ville d’Exemple",
    "operator_address": "1 place de la Mairie, 01000 Exemple",
    "operator_phone": "01 00 00 00 00",
    "publication_director": "Camille Exemple, maire",
    "hosting": "Ville d’Exemple, 1 place de la Mairie, 01000 Exemple, 01 00 00 00 00",
}


def instance(**given):
    return Settings(_env_file=None, **{"operator": "", "allowed_hosts": "localhost", **given})


@pytest.mark.parametrize(
    ("host", "allowed", "where"),
    [
        ("127.0.0.1", "localhost,127.0.0.1,[::1]", ""),
        ("::1", "localhost", ""),
        ("127.0.0.2", "essai.localhost", ""),
        ("0.0.0.0", "localhost", "on 0.0.0.0"),
        ("::", "localhost", "on ::"),
        ("192.168.1.4", "localhost", "on 192.168.1.4"),
        ("127.0.0.1", "localhost,barometre.example.fr", "as barometre.example.fr"),
        ("127.0.0.1", "*", "as *"),
    ],
)
def test_who_is_served_is_told_by_the_address_listened_on_and_by_the_names_served(host, allowed, where):
    assert served_to_others(host, allowed) == where


@pytest.mark.parametrize("left_out", WHO)
def test_what_is_missing_is_named_in_one_line(left_out):
    with pytest.raises(BarometreError, match=f"^Cannot serve others .*BAROMETRE_{left_out.upper()}") as refused:
        check_identity("0.0.0.0", instance(**WHO | {left_out: ""}))
    assert "\n" not in str(refused.value)


def test_a_form_or_an_address_is_enough_beside_a_telephone():
    assert missing(instance(**WHO | {"operator_phone": "", "operator_contact": "mairie@exemple.fr"})) == []


def test_who_says_everything_or_serves_nobody_is_not_stopped():
    check_identity("0.0.0.0", instance(**WHO))
    check_identity("127.0.0.1", instance())


def test_the_name_given_by_default_is_nobody():
    assert "BAROMETRE_OPERATOR" in missing(Settings(_env_file=None))
