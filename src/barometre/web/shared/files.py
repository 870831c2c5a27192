"""Files sent as they are: known by their content, whole or from where a download was cut."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

# One range of bytes (RFC 9110, 14.1.2); several at once are answered by the whole file, as 14.2 allows.
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_PART = 64 * 1024


def send_file(request: HttpRequest, path: Path, digest: str, name: str) -> HttpResponseBase:
    """Answer with one file, to be saved under a name; 304 to who has it, 206 to who asks for the rest of it.

    Its ETag is its SHA-256: the same on every site that serves these bytes, whatever the dates of their files.
    """
    tag = f'"{digest}"'
    file = path.open("rb")
    size = path.stat().st_size
    whole = FileResponse(file, as_attachment=True, filename=name)
    whole["ETag"], whole["Accept-Ranges"] = tag, "bytes"
    unchanged = get_conditional_response(request, etag=tag, response=whole)
    if unchanged is not None and unchanged is not whole:
        whole.close()
        return unchanged
    asked = _RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if request.method != "GET" or asked is None or request.headers.get("If-Range", tag) != tag or asked[0] == "bytes=-":
        return whole
    first, last = _bounds(asked[1], asked[2], size)
    if first > last:
        whole.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}", "ETag": tag})
    part = StreamingHttpResponse(_between(file, first, last), status=206, content_type=whole["Content-Type"])
    part["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    part["Content-Range"], part["Content-Length"] = f"bytes {first}-{last}/{size}", str(last - first + 1)
    part["ETag"], part["Accept-Ranges"] = tag, "bytes"
    return part


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """Return the first and the last byte of a range, the first after the last when the file has none of it."""
    if not first:
        return max(size - int(last), 0), size - 1
    return int(first), min(int(last or size), size - 1)


def _between(file: BinaryIO, first: int, last: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        left = last - first + 1
        while left and (part := file.read(min(_PART, left))):
            left -= len(part)
            yield part
