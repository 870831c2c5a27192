"""Sites of the public sphere that answer: evidence of another, on the host that a commune declares today, alone."""

from datetime import date

import pytest

from barometre.sources.domaines_publics import REGISTER, declared_hosts
from handmade_files import holds_whatever_the_order, refusal, said, taken

ON = date(2024, 12, 11)
LANNION, QUIMPER, BODILIS, BAYE, ARGOL = "212201131", "212902324", "212900104", "212900054", "212900013"
URLS = [
    "https://www.lannion.bzh",
    # Declared https://www.quimper.bzh/.
    "http://www.quimper.bzh",
    "https://quimper.bzh",
    # Declared https://bodilis.org/: only the other form is listed.
    "https://www.bodilis.org",
    # Declared https://baye.fr/: the other form, without a valid certificate, is not the declared site.
    "http://www.baye.fr",
    "https://www.ministere.example.fr",
]
FACT = "domaines-publics.https"


def urls(lines):
    return "".join(f"{line}\n" for line in lines).encode()


def test_the_declared_host_is_told_and_its_other_form_only_when_it_is_good(tmp_path):
    intake, facts, unmatched = taken(REGISTER, urls(URLS), tmp_path, ON)
    assert {siren: said(facts, siren)[FACT] for siren in facts["siren"]} == {LANNION: 1, QUIMPER: 0, BODILIS: 1}
    assert unmatched["url"].to_list() == ["https://www.ministere.example.fr"]
    assert (intake.rows, intake.matched) == (6, 5)


def test_a_host_that_is_absent_proves_nothing(tmp_path):
    _, facts, _ = taken(REGISTER, urls(URLS), tmp_path, ON)
    assert said(facts, ARGOL) == {}
    assert said(facts, BAYE) == {}


def test_a_host_that_several_declare_is_nobodys():
    hosts = declared_hosts()
    assert hosts["bare"].is_unique().all()
    assert not {"intramuros.org", "facebook.com", "sites.google.com"} & set(hosts["bare"])


def test_the_two_schemes_of_one_host_contradict_each_other(tmp_path):
    _, facts, _ = taken(REGISTER, urls([*URLS, "http://www.lannion.bzh"]), tmp_path, ON)
    assert said(facts, LANNION) == {}


def test_whatever_the_order(tmp_path):
    holds_whatever_the_order(REGISTER, URLS, urls, tmp_path, ON)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"url\n" + urls(URLS), "url is not written as it should be"),
        (urls([f"{one};200" for one in URLS]), "url is not written as it should be"),
        (b"<!doctype html><html></html>", "a web page came"),
        (urls(URLS).decode().encode("utf-16"), "not written in utf-8-sig"),
        (urls(URLS[:3]), "3 rows, where the register has at least 6"),
        (urls(f"https://www.site{n}.example.fr" for n in range(6)), "none of 6 rows has a collectivité"),
    ],
)
def test_a_damaged_file_is_refused(tmp_path, content, why):
    assert why in refusal(REGISTER, content, tmp_path, ON, least=6)
