"""Pages of results, as everybody reads them once they are published."""

import pytest

from sober_pages import assert_sober, file_rows, text_of

WAVE, QUESTIONNAIRE = "/enquetes/ete/", "/enquetes/ete/repondre/"


@pytest.mark.parametrize("address", ["/enquetes/", WAVE, QUESTIONNAIRE, f"{QUESTIONNAIRE}site/"])
def test_pages_are_sober(client, shown, address):
    page = client.get(address)
    assert_sober(page)
