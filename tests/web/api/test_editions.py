import hashlib


def test_editions_are_listed(call, published):
    assert call("editions").json == [
        {"date": "2026-11-01", "identifiant": published.build_id, "courante": True},
    ]


def test_an_edition_tells_its_files_and_their_checksums(call, edition_folder):
    found = call("editions/2026-11-01").json
    files = {file["nom"]: file for file in found["fichiers"]}
    assert {"collectivites.parquet", "catalogue.json"} <= set(files)
    for name, file in files.items():
        content = (edition_folder / name).read_bytes()
        assert (file["octets"], file["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    assert found["manifeste"]["date"] == "2026-11-01"


def test_the_address_of_a_file_gives_it(call, client, edition_folder):
    file = call("editions/2026-11-01").json["fichiers"][0]
    page = client.get(file["url"].removeprefix("http://localhost"))
    assert hashlib.sha256(page.getvalue()).hexdigest() == file["sha256"]


def test_an_edition_can_be_asked_for_anywhere(call):
    for address in ("communes/29232", "collectivites?limit=1", "scores?limit=1", "indicators", "aggregates?limit=1"):
        joint = "&" if "?" in address else "?"
        same = call(f"{address}{joint}edition=2026-11-01")
        assert same.body == call(address).body
        assert same.headers["Edition"] == "2026-11-01"
        missing = call(f"{address}{joint}edition=2020-01-01")
        assert missing.status == 404
        assert "2026-11-01" in missing.json["detail"]
