"""Who is looked at, and what may be a site of this machine."""

import pytest

from barometre.observation.criteria.target import is_local


@pytest.mark.parametrize(
    ("address", "local"),
    [
        ("http://localhost", True),
        ("https://localhost:8443/", True),
        ("http://localhost:8000/communes/", True),
        ("http://localhost.ailleurs.fr/", False),
        ("http://localhost@169.254.169.254/", False),
        ("http://localhost:80@ailleurs.fr/", False),
        ("http://localhost/\\@ailleurs.fr", False),
        ("http://127.0.0.1/", False),
        ("ftp://localhost/", False),
    ],
)
def test_only_localhost_itself_is_this_machine(address, local):
    assert is_local(address) is local
