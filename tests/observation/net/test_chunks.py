"""Bodies in chunks: what was sent comes back however it is cut, and anything else is refused, within bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.observation.net.chunks import BrokenChunksError, Chunks

BODIES = st.lists(st.binary(min_size=1, max_size=40), max_size=6)


def fed(data: bytes, cuts: list[int]) -> tuple[bytes, bool]:
    """What a decoder gives of data that come in parts, and whether it is done."""
    places = sorted({cut for cut in cuts if cut < len(data)})
    chunks = Chunks()
    parts = [data[a:b] for a, b in zip([0, *places], [*places, len(data)], strict=True)]
    return b"".join(map(chunks.feed, parts)), chunks.done


@given(BODIES, st.lists(st.integers(0, 400)), st.sampled_from([b"\r\n", b"\n"]), st.sampled_from([b"", b";a=b", b" "]))
def test_a_body_comes_back_however_it_is_cut(parts, cuts, end, extension):
    written = b"".join(b"%x%s%s%s%s" % (len(part), extension, end, part, end) for part in parts)
    assert fed(written + b"0" + end + end, cuts) == (b"".join(parts), True)
    assert fed(written, cuts) == (b"".join(parts), False)


@given(st.lists(st.sampled_from([b"5", b"\r\n", b"\n", b"0", b"abcde", b";"]) | st.binary(max_size=4)).map(b"".join))
def test_any_bytes_are_chunks_or_refused(data):
    try:
        content, _ = fed(data, [])
    except BrokenChunksError as error:
        content = error.args[0]
    assert len(content) <= len(data)


@pytest.mark.parametrize(
    "data", [b"\r\n", b" 5\r\n", b"0x5\r\n", b"-5\r\n", b"5g\r\n", b"f" * 16 + b"\r\n", b"1\r\nabc\r\n", b"5" * 20_000]
)
def test_what_is_no_chunk(data):
    with pytest.raises(BrokenChunksError):
        fed(data, [])


def test_what_came_before_the_fault_is_kept():
    with pytest.raises(BrokenChunksError) as error:
        fed(b"2\r\nab\r\nzz\r\n", [])
    assert error.value.args == (b"ab",)
