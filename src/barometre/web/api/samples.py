"""How the API is called from curl, Python and R, in the words of the page and of docs/api.md; tests run each."""

import shlex
from typing import NamedTuple

# Language -> a program that asks for one address.
_ONE = {
    "curl": "curl -s {quoted}",
    "Python": """\
import json
from urllib.request import urlopen

with urlopen("{address}") as answer:
    print(json.load(answer))""",
    "R": """\
print(read.csv("{csv}", colClasses = "character"))""",
}
# The same for what has no CSV.
_TEXT_IN_R = 'cat(readLines("{address}", encoding = "UTF-8"), sep = "\\n")'
# Language -> a program that reads a whole list, by parts.
_WHOLE = {
    "curl": """\
site={site}
address='/api/v1/communes?codeDepartement=29&fields=population&limit=100'
part=1
while [ -n "$address" ]; do
  curl -sf -D headers.txt -o "communes-$part.json" "$site$address" || break
  address=$(sed -n 's/^[Ll]ink:.*<\\([^>]*\\)>; rel="next".*/\\1/p' headers.txt)
  part=$((part + 1))
done""",
    "Python": """\
import json
import re
from urllib.request import urlopen

site = "{site}"
address = "/api/v1/communes?codeDepartement=29&fields=population&limit=100"
communes = []
while address:
    with urlopen(site + address) as answer:
        communes += json.load(answer)
        following = re.search('<([^>]*)>; rel="next"', answer.headers.get("Link", ""))
    address = following and following[1]
print(len(communes), "communes")""",
    "R": """\
site <- "{site}"
address <- "/api/v1/communes?codeDepartement=29&fields=population&format=csv&limit=100"
communes <- NULL
while (length(address) > 0) {{
  url <- paste0(site, address)
  communes <- rbind(communes, read.csv(url, colClasses = c(code = "character")))
  link <- grep('rel="next"', curlGetHeaders(url), value = TRUE)
  address <- trimws(sub('.*<([^>]*)>; rel="next".*', "\\\\1", link))
}}
cat(nrow(communes), "communes\\n")""",
}


class Sample(NamedTuple):
    """A program, and the language it is in."""

    language: str
    text: str


def one_call(site: str, call: str, *, has_csv: bool) -> list[Sample]:
    """Return programs that ask for one address of a site (`https://…`, and what is after it)."""
    address = f"{site}{call}"
    csv = address if "format=csv" in call else f"{address}{'&' if '?' in call else '?'}format=csv"
    if "format=geojson" in call:
        csv = address.replace("format=geojson", "format=csv")
    texts = _ONE if has_csv else _ONE | {"R": _TEXT_IN_R}
    values = {"address": address, "quoted": shlex.quote(address), "csv": csv}
    return [Sample(language, text.format(**values)) for language, text in texts.items()]


def whole_list(site: str) -> list[Sample]:
    """Return programs that read a whole list of a site, by parts."""
    return [Sample(language, text.format(site=site)) for language, text in _WHOLE.items()]
