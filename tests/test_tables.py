"""Parquet files: checked columns, whole or absent, errors one can act on."""

import os
import resource

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.errors import BarometreError
from barometre.tables import (
    check_schema,
    harmless_texts,
    original_texts,
    read_parquet,
    sha256,
    write_parquet,
    write_whole,
)

SCHEMA = {"siren": pl.String(), "score": pl.Float64()}
ROW = pl.DataFrame({"siren": ["212902324"], "score": [1.0]})


def test_columns_come_back_in_the_order_of_the_schema():
    assert check_schema(ROW.select("score", "siren"), SCHEMA, "scores").columns == ["siren", "score"]


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (ROW.drop("score"), r"missing \['score'\]"),
        (ROW.with_columns(extra=1), r"unknown \['extra'\]"),
        (ROW.cast({"score": pl.Int64}), "score is Int64, expected Float64"),
    ],
)
def test_other_columns_are_refused_and_named(frame, message):
    with pytest.raises(BarometreError, match=f"Table scores: .*{message}"):
        check_schema(frame, SCHEMA, "scores")


def test_the_same_rows_give_the_same_bytes(tmp_path):
    write_parquet(ROW, tmp_path / "a.parquet")
    write_parquet(ROW, tmp_path / "b.parquet")
    assert sha256(tmp_path / "a.parquet") == sha256(tmp_path / "b.parquet")
    assert read_parquet(tmp_path / "a.parquet", "").equals(ROW)


@pytest.mark.parametrize("content", [None, b"", b"PAR1", b"\x00" * 100])
def test_a_file_that_cannot_be_read_is_named_with_the_remedy(tmp_path, content):
    path = tmp_path / "scores.parquet"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BarometreError, match=r"scores\.parquet .*; build it again"):
        read_parquet(path, "build it again")


def test_a_failed_write_leaves_the_old_file(tmp_path):
    path = tmp_path / "a.parquet"
    write_parquet(ROW, path)
    with pytest.raises(BarometreError, match="Cannot write"):
        write_parquet(ROW, path / "below.parquet")
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.parquet"]


def test_a_full_disk_is_one_line_and_the_former_file_stays(tmp_path):
    path = tmp_path / "table.parquet"
    write_parquet(pl.DataFrame({"a": [1]}), path)
    former = path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(BarometreError, match=r"Cannot write .*table\.parquet: File too large"):
            write_parquet(pl.DataFrame({"a": range(10_000)}), path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == former
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_no_file_is_written_into_and_a_link_stays_one(tmp_path):
    pipe, link, path = tmp_path / "pipe", tmp_path / "link", tmp_path / "a.csv"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_whole(b"all", pipe)
    assert (os.read(reader, 9), pipe.is_fifo()) == (b"all", True)
    os.close(reader)
    link.symlink_to(path)
    write_whole(b"all", link)
    assert (path.read_bytes(), link.is_symlink()) == (b"all", True)
    with pytest.raises(BarometreError, match=r"Cannot write .*: Is a directory"):
        write_whole(b"all", tmp_path)


@given(st.lists(st.none() | st.text(alphabet="=+-@\t\r\n'\",; aé1.", max_size=6)))
def test_the_guard_of_formulas_is_taken_away_whole_and_nothing_is_run(texts):
    table = pl.DataFrame(
        {"text": texts, "number": [-3.5] * len(texts)}, schema={"text": pl.String, "number": pl.Float64}
    )
    guarded = table.with_columns(harmless_texts())
    assert guarded.with_columns(original_texts()).equals(table)
    assert not guarded["text"].drop_nulls().str.contains(r"^[=+\-@\t\r]").any()
    assert guarded["number"].equals(table["number"])
