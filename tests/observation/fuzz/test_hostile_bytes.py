"""Every parser that reads what a site or a name server writes: any bytes are read, without exception, in bounded time.

The corpus holds the beginnings and repetitions that hurt parsers; Hypothesis repeats and mixes them.
"""

import gzip
import time
from datetime import UTC, date, datetime

import brotli
import dns.exception
import dns.message
import pytest
import webencodings
from hypothesis import given, settings
from hypothesis import strategies as st

from barometre.catalogue.load import load_catalogue
from barometre.facts.statement import Statement
from barometre.observation.criteria.pages import PAGE_FACTS, SitePages, judge_pages
from barometre.observation.html.links import choose_pages, inner_links
from barometre.observation.html.page import Page, read_answer
from barometre.observation.html.policies import meta_policies
from barometre.observation.html.signs import Signs
from barometre.observation.html.walls import wall_of
from barometre.observation.net.answers import Answer, Hop
from barometre.observation.net.certificate import read_certificate
from barometre.observation.net.coding import BODY_BYTES, undo_codings
from barometre.observation.net.decoding import decode
from barometre.observation.net.resolver import read_records
from barometre.observation.net.urls import redirect_target
from barometre.observation.standards.caa import judge_caa
from barometre.observation.standards.cookies import judge_cookies
from barometre.observation.standards.dmarc import AppliedDmarc, judge_dmarc, read_dmarc
from barometre.observation.standards.http_headers import judge_headers
from barometre.observation.standards.mta_sts import judge_mta_sts
from barometre.observation.standards.robots import rules
from barometre.observation.standards.security_txt import judge_security_txt
from barometre.observation.standards.spf import evaluate, judge_spf, read_spf
from barometre.observation.standards.tls_rpt import judge_tls_rpt
from effort import EXAMPLES, NIGHTLY

URL = "https://www.crest.fr/"
NOW, ON = datetime(2026, 11, 29, tzinfo=UTC), date(2026, 11, 29)
CATALOGUE = load_catalogue()
SIGNS = Signs.of(CATALOGUE.signs)

# Pieces of pages, headers and records: alone, repeated or mixed, they open without closing, or almost mean something.
PAGES = (
    "<div>¦<b><i>¦<b c=1><p>¦<a href=/x>conseil municipal vidéo</a>¦<table><td>¦<svg><title>¦<math><mi>¦<template>¦"
    "<select><option>¦<noscript>¦<frameset>¦<script>¦<!--¦-->¦--!>¦<![CDATA[¦<?¦</¦<a b='¦<a b=\"¦<a ¦/>¦&#x110000;¦"
    "<meta charset=punycode>¦<meta charset='¦<meta http-equiv=refresh content='0;url=/a'>¦<base href=//>¦<title>¦"
    "<img srcset='a 1x, '¦<form action=http://[::1>¦<html lang=fr>¦<button>¦rgaa ¦article 47 ¦loi ¦accessibilité : ¦"
    "taux de conformité ¦72,5 %¦partiellement non ¦établi le ¦12 mars ¦directeur a ¦publication ¦cc-by¦-fr¦"
    "liste des délibérations ¦guichet numérique ¦\0¦é¦\ufffd¦"
    "<h2>procès-verbaux ¦prada ¦schéma pluriannuel ¦signaler un ¦"
    "<a href=/a.pdf>pv note brève budget 12/03/26</a>¦<a>plan d’actions 20</a>"
).split("¦")
HEADERS = (
    ";¦, ¦ ¦=¦\"¦'¦\\¦a=b; ¦max-age=1;¦charset=¦charset=idna¦text/html¦default-src *;¦'nonce-a' ¦*.¦https:¦"
    "expires=jan ¦samesite=lax;¦gzip,¦br,¦deflate¦zstd¦0;url=¦url='¦same-origin¦nginx/1.2.3¦\t¦\x7f¦é"
).split("¦")
RECORDS = (
    "v=DMARC1;¦v=spf1 ¦v=STSv1;¦v=TLSRPTv1;¦p=none;¦psd=n;¦rua=mailto:¦mailto:a@b,¦mailto:¦include:a ¦ip4:1.2.3.4/33 ¦"
    "exists:%{i} ¦redirect=a ¦all ¦issue¦letsencrypt.org;¦mode: enforce\n¦mx: *.a\n¦max_age: 1\n¦Contact: mailto:a\n¦"
    "Expires: 2027-01-01T00:00:00Z\n¦-----BEGIN PGP SIGNATURE-----\n¦-----BEGIN PGP SIGNED MESSAGE-----\n¦Hash: a\n¦"
    "User-agent: *\n¦Disallow: /*a*b$\n¦disallow ¦%¦%2¦#¦:¦ ¦\n¦\r¦\ufeff¦\0¦é"
).split("¦")
# Characters of a page, and bytes of a body, of one piece; seconds of processor left to read it.
LONG, SECONDS = (1_000_000, 2.0) if NIGHTLY else (100_000, 1.0)


def mixed(pieces):
    """Texts made of pieces, each repeated from once to often, or of any characters."""
    repeated = st.tuples(st.sampled_from(pieces), st.sampled_from([1, 1, 2, 30, 900])).map(lambda one: one[0] * one[1])
    return st.lists(repeated, max_size=6).map("".join) | st.text(max_size=300)


def answer(body, *headers, status=200):
    return Answer(URL, (Hop(URL, status),), status, tuple(headers), body)


def read_page(body, content_type="text/html"):
    seen = answer(body, ("content-type", content_type), ("refresh", "0;url=/a"))
    wall_of(seen, CATALOGUE.walls)
    meta_policies(seen)
    page = read_answer(seen)
    assert isinstance(page, Page)
    choose_pages(inner_links(page.links, "www.crest.fr"))
    judged = judge_pages(SitePages(page, {"mentions-legales": page}), SIGNS, ON)
    assert [one.fact for one in judged] == list(PAGE_FACTS)


def read_header(name, value):
    seen = answer(b"<p>a", ("content-type", "text/html"), *[(name, value)] * 3)
    statements = [*judge_headers(seen, (value,), (value,)), *judge_cookies(seen, True, NOW)]
    assert all(isinstance(one, Statement) for one in statements)
    read_answer(seen)
    redirect_target(URL, value)


def read_record(text):
    texts = [text, text[:40]]
    spf = read_spf([text])
    evaluate("crest.fr", {"crest.fr": spf})
    dmarc = AppliedDmarc(read_dmarc([text]), "crest.fr", inherited=True)
    assert [
        *judge_spf("crest.fr", {"crest.fr": spf}),
        *judge_dmarc(dmarc),
        judge_mta_sts(texts, text, ["mx.crest.fr"]),
        judge_tls_rpt(texts),
        judge_caa([(0, "issue", text), (128, text[:15], text)], "crest.fr"),
        judge_security_txt(answer(text.encode("utf-8", "replace"), ("content-type", "text/plain")), NOW),
    ]
    rules(answer(text.encode("utf-8", "replace"))).allows("Barometre", f"/{text[:2000]}")


NAMES = """
content-type strict-transport-security content-security-policy referrer-policy x-frame-options server set-cookie
content-encoding refresh x-content-type-options location
""".split()


@settings(max_examples=EXAMPLES)
@given(mixed(PAGES), st.sampled_from(["text/html", "text/html; charset=punycode", "text/html; charset=utf-16"]))
def test_pages(bounded, text, content_type):
    with bounded():
        read_page(text.encode("utf-8", "surrogatepass"), content_type)


@settings(max_examples=EXAMPLES)
@given(st.sampled_from(NAMES), mixed(HEADERS))
def test_headers(bounded, name, value):
    with bounded():
        read_header(name, value)


@settings(max_examples=EXAMPLES)
@given(mixed(RECORDS))
def test_records_and_small_files(bounded, text):
    with bounded():
        read_record(text)


@settings(max_examples=EXAMPLES)
@given(st.binary(max_size=400), st.sampled_from(["gzip", "deflate", "br", "br, gzip", "gzip, deflate, br", "zstd"]))
def test_codings(bounded, body, codings):
    for coded in (body, gzip.compress(body)[: len(body)], brotli.compress(body)[:-1]):
        with bounded():
            read, _ = undo_codings(coded, codings)
        assert len(read) <= BODY_BYTES


@settings(max_examples=EXAMPLES)
@given(st.binary(max_size=200))
def test_certificates_and_dns_answers(bounded, data):
    with bounded():
        read_certificate(data)
        try:
            message = dns.message.from_wire(
                b"\x00\x01\x81\x80\x00\x00\x00\x02\x00\x00\x00\x00" + data, ignore_trailing=True
            )
            read_records(message, "TXT")
        except dns.exception.DNSException:
            pass  # what the resolver's client calls an unreadable answer


@pytest.mark.parametrize("piece", PAGES)
def test_a_page_of_one_piece(bounded, piece):
    with bounded(SECONDS):
        read_page((piece * (LONG // len(piece))).encode())


@pytest.mark.parametrize("piece", HEADERS)
def test_a_header_of_one_piece(bounded, piece):
    for name in NAMES:
        with bounded():
            read_header(name, piece * (8_000 // len(piece)))


@pytest.mark.parametrize("piece", RECORDS)
def test_a_record_of_one_piece(bounded, piece):
    for start in ("", "v=DMARC1; p=none; ", "v=spf1 ", "User-agent: *\n"):
        with bounded():
            read_record(start + piece * (16_000 // len(piece)))


@pytest.mark.parametrize("name", sorted(set(webencodings.LABELS.values())))
def test_a_long_body_in_any_encoding_of_the_web(bounded, name):
    for piece in (b"\xff", b"\x80a", b"\x1b$B", b"\x81\x30"):
        with bounded(SECONDS):
            decode(piece * (LONG // len(piece)), f"text/html; charset={name}")


def test_the_bound_is_one(bounded):
    end = time.thread_time() + 60
    with pytest.raises(AssertionError, match="of processor"), bounded(0.05):
        while time.thread_time() < end:
            pass
