"""A small register of communes, and files of it as others would deliver them."""

from dataclasses import replace

import pytest

from barometre.sources.fibre import REGISTER


@pytest.fixture(scope="session")
def small():
    """The register of the fibre, content with files of one row."""
    return replace(REGISTER, minimum_rows=1)


@pytest.fixture
def delivered(tmp_path):
    """Write a file: texts are its lines, bytes its whole content."""

    def write(*lines, name="file.csv", encoding="utf-8"):
        path = tmp_path / name
        whole = lines[0] if isinstance(lines[0], bytes) else ("\n".join(lines) + "\n").encode(encoding)
        path.write_bytes(whole)
        return path

    return write
