"""The plan of the site: every page once, in parts that engines take, dated by the edition."""

import re

import polars as pl
import pytest

PARTS = {"communes": ["commune"], "intercommunalites": ["epci", "ept"], "collectivites": ["departement", "region"]}


def places(client, address):
    text = client.get(address).content.decode()
    return re.findall(r"<loc>http://localhost(.*?)</loc><lastmod>2026-11-01</lastmod>", text)


def test_the_index_leads_to_every_part_and_robots_to_the_index(client):
    assert len(places(client, "/sitemap.xml")) == 4
    assert client.get("/sitemap-autre.xml").status_code == 404
    assert "Sitemap: http://localhost/sitemap.xml" in client.get("/robots.txt").content.decode()


@pytest.mark.parametrize(("part", "kinds"), PARTS.items())
def test_every_collectivité_has_its_page_once(client, edition_folder, part, kinds):
    found = places(client, f"/sitemap-{part}.xml")
    bodies = pl.read_parquet(edition_folder / "collectivites.parquet").filter(pl.col("kind").is_in(kinds))
    assert len(found) == len(set(found)) == bodies.height > 100
    assert client.get(found[-1]).status_code == 200


def test_the_other_pages_exist(client):
    found = places(client, "/sitemap-pages.xml")
    assert len(found) > 100
    assert {client.get(place).status_code for place in found[:14]} == {200}
