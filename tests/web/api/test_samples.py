"""The programs of docs/api.md and of the page are run, as they are, on a served site. Those in R only where R is."""

import json
import os
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest

from barometre.web.api.samples import one_call, whole_list

DOCS = Path(__file__).parents[3] / "docs" / "api.md"
CALL = "/api/v1/communes/29232?fields=population,score,couverture"
# Address of the site in the document; language -> its name there.
SITE = "http://localhost:8000"
NAMES = {"curl": "sh", "Python": "python", "R": "r"}
COMMANDS = {"curl": ["sh"], "Python": [sys.executable], "R": ["Rscript"]}
# What a language needs on this machine beside this suite.
NEEDED = {"curl": "curl", "R": "Rscript"}


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def site(published):
    """Address of the site, served by another thread."""
    from barometre.web.wsgi import application

    with make_server("127.0.0.1", 0, application, Server, Quiet) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(params=NAMES)
def language(request):
    if (program := NEEDED.get(request.param)) and not shutil.which(program):
        pytest.skip(f"{program} is not on this machine")
    return request.param


def text_in(samples, language):
    return next(sample.text for sample in samples if sample.language == language)


def run(language, text, folder):
    script = folder / "sample"
    script.write_text(text, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()} | {
        "LC_ALL": "C.UTF-8"
    }
    done = subprocess.run(
        [*COMMANDS[language], script], cwd=folder, capture_output=True, text=True, check=True, env=environment
    )
    return done.stdout


@pytest.mark.parametrize("language", NAMES)
def test_the_document_and_the_page_have_the_same_programs(client, language):
    document = DOCS.read_text(encoding="utf-8")
    for samples in (one_call(SITE, CALL, has_csv=True), whole_list(SITE)):
        assert f"```{NAMES[language]}\n{text_in(samples, language)}\n```" in document
    page = unescape(client.get("/api/").content.decode())
    assert text_in(whole_list("http://localhost"), language) in page


def test_one_address_is_read(site, language, tmp_path):
    said = run(language, text_in(one_call(site, CALL, has_csv=True), language), tmp_path)
    assert "Quimper" in said and "64385" in said


@pytest.mark.parametrize("call", ["/api/v1/problems/hors-champ", "/api/v1/departements/29/communes?limit=2&format=csv"])
def test_other_forms_are_read_in_r(site, tmp_path, call):
    if not shutil.which("Rscript"):
        pytest.skip("Rscript is not on this machine")
    said = run("R", text_in(one_call(site, call, has_csv="csv" in call), "R"), tmp_path)
    assert "mesur" in said or "29001" in said


def test_a_whole_list_is_read_by_parts(site, language, tmp_path, call):
    total = int(call("communes?codeDepartement=29&limit=1").headers["X-Total-Count"])
    said = run(language, text_in(whole_list(site), language), tmp_path)
    if language == "curl":
        parts = [json.loads(path.read_text("utf-8")) for path in sorted(tmp_path.glob("communes-*.json"))]
        codes = [row["code"] for part in parts for row in part]
        assert (len(parts), len(codes), len(set(codes))) == (total // 100 + 1, total, total)
    else:
        assert said == f"{total} communes\n"
