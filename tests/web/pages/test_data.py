"""The door of the data: the workbook first, and the dataset described for engines of search."""

import json
import re

from barometre.edition.wide import CSV, XLSX


def test_the_first_link_is_the_workbook_and_every_column_has_its_meaning(client):
    text = client.get("/donnees/").content.decode()
    links = re.findall(r'href="(/[^"]*)"', text.split("<h1>")[1])
    assert links[:2] == [f"/donnees/{XLSX}", f"/donnees/{CSV}"]
    header = b"".join(client.get(links[1]).streaming_content).split(b"\r\n", 1)[0].decode().split(",")
    assert header[:5] == ["siren", "type", "nature", "code", "nom"]
    assert all(f"<dt><code>{name}</code></dt>" in text for name in header)


def test_the_dataset_is_described_in_a_block_that_runs_nothing(client):
    text = client.get("/donnees/").content.decode()
    ((kind, block),) = re.findall(r"<script([^>]*)>(.*?)</script>", text, re.DOTALL)
    assert kind == ' type="application/ld+json"'
    described = json.loads(block)
    assert (described["@type"], described["identifier"]) == ("Dataset", "barometre-numerique-collectivites")
    assert described["temporalCoverage"].endswith("/2026-11-01")
    assert "etalab" in described["license"]
    addresses = [one["contentUrl"] for one in described["distribution"]]
    assert {client.head(address).status_code for address in addresses} == {200}
    assert f"http://localhost/donnees/{XLSX}" in addresses
