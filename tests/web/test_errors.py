import os
import subprocess
import sys
from pathlib import Path

import pytest

VISIT = """
import django
django.setup()
from django.test import Client
visitor = Client(SERVER_NAME="localhost", raise_request_exception=False)
page, answer = visitor.get("/"), visitor.get("/api/v1/communes")
print(page.status_code, page.headers.get("Retry-After"), page.headers.get("Cache-Control"), page.content.decode())
print("API:", answer.status_code, answer["Content-Type"], answer["Retry-After"], answer.content.decode())
"""


def visit(database: str) -> tuple[str, str]:
    """Ask for the home page and the API of an instance on another database, in its own process."""
    environment = os.environ | {"DATABASE_URL": database}
    run = subprocess.run([sys.executable, "-c", VISIT], env=environment, capture_output=True, text=True, check=True)
    page, _, answer = run.stdout.rpartition("\nAPI: ")
    return page, answer


def test_with_the_database_down_pages_and_api_say_what_to_do(published, tmp_path: Path):
    page, answer = visit(f"postgresql://postgres:@/postgres?host={tmp_path}")
    assert page.startswith("503 60 no-store")
    assert "base de données ne répond pas" in page and "DATABASE_URL" not in page
    assert answer.startswith("503 application/problem+json 60") and "base de données ne répond pas" in answer


def test_a_bug_gives_a_page_that_says_it_is_ours(published):
    from django.test import RequestFactory

    from barometre.web.errors import server_error

    page = server_error(RequestFactory().get("/"))
    assert page.status_code == 500
    assert "L’erreur vient de nous" in page.content.decode()


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example"])
def test_another_host_is_refused(client, host):
    assert client.get("/", headers={"Host": host}).status_code == 400
