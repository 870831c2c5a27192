"""Keep of a style sheet only what our pages use. Pure text to text, made for the CSS of the DSFR.

The DSFR is 575 kB of CSS for every component in every state; our pages use a tenth. A rule stays when each class it
names is written in a template, a variable when a rule left needs it.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

CLASS = re.compile(r"\.(-?[_a-zA-Z][\w-]*)")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")
DATA = re.compile(r"""url\((["'])data:image/svg\+xml[^,]*,(.*?)\1\)""")
WORD = re.compile(r"[\w-]*fr-[\w-]+")


@dataclass(frozen=True)
class Rule:
    """One rule: `prelude { body }`; the body of an at-rule is made of rules."""

    prelude: str
    body: str


def rules(text: str) -> Iterator[Rule]:
    """Split a style sheet into its top-level rules (strings and comments may hold braces)."""
    depth = start = opened = 0
    quote = ""
    for place, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character == "{":
            depth += 1
            if depth == 1:
                opened = place
        elif character == "}":
            depth -= 1
            if depth == 0:
                yield Rule(text[start:opened].strip(), text[opened + 1 : place])
                start = place + 1


def split(text: str, separator: str) -> list[str]:
    """Split at a separator outside parentheses, brackets and quotes."""
    parts, depth, quote, start = [], 0, "", 0
    for place, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif character == separator and depth == 0:
            parts.append(text[start:place].strip())
            start = place + 1
    parts.append(text[start:].strip())
    return [part for part in parts if part]


def words(text: str) -> set[str]:
    """Names of DSFR classes written anywhere in a text (a template, a Python module)."""
    return {found for found in WORD.findall(text) if found.startswith("fr-")}


def keep(text: str, used: set[str], fonts: bool) -> str:
    """Return the rules of a style sheet that pages using these classes need.

    Args:
        text: the style sheet.
        used: classes written in our templates.
        fonts: keep the declarations of fonts.
    """
    return "".join(_kept(rule, used, fonts) for rule in rules(COMMENT.sub("", text)))


def _kept(rule: Rule, used: set[str], fonts: bool) -> str:
    if rule.prelude.startswith("@font-face"):
        return f"{rule.prelude}{{{rule.body}}}" if fonts else ""
    if rule.prelude.startswith("@"):
        inside = keep(rule.body, used, fonts)
        dead = "-ms-" in rule.prelude or rule.prelude.startswith("@-moz-document")
        return f"{rule.prelude}{{{inside}}}" if inside and not dead else ""
    selectors = [one for one in split(rule.prelude, ",") if _reachable(one, used)]
    return f"{','.join(selectors)}{{{rule.body}}}" if selectors and rule.body else ""


def _reachable(selector: str, used: set[str]) -> bool:
    """Can an element of our pages match? Dark theme and script states of the DSFR need its JavaScript."""
    if any(mark in selector for mark in ("[data-fr-theme", "[data-fr-js", "[data-fr-scheme", "::-ms-", "-is-legacy")):
        return False
    outside_negations = re.sub(r":not\([^()]*(\([^()]*\))*[^()]*\)", "", selector)
    return all(name in used for name in CLASS.findall(outside_negations) if name.startswith(("fr-", "ri-")))


def images_apart(text: str) -> tuple[str, dict[str, str]]:
    """Replace images written inside the style sheet (data:, refused by our policy) by files named by their digest.

    Returns:
        The style sheet, and the images: file name -> SVG.
    """
    images: dict[str, str] = {}

    def apart(found: re.Match[str]) -> str:
        image = unquote(found[2])
        name = f"{hashlib.sha256(image.encode()).hexdigest()[:12]}.svg"
        images[name] = image
        return f"url({name})"

    return DATA.sub(apart, text), images


def prune_variables(text: str) -> str:
    """Remove custom properties that no declaration needs, directly or through another one."""
    declared: dict[str, set[str]] = {}
    needed: set[str] = set()
    for _prelude, declaration in _declarations(text):
        name, _, value = declaration.partition(":")
        uses = set(VARIABLE.findall(value))
        if name.startswith("--"):
            declared.setdefault(name, set()).update(uses)
        else:
            needed |= uses
    waiting = list(needed)
    while waiting:
        fresh = declared.get(waiting.pop(), set()) - needed
        needed |= fresh
        waiting += fresh
    return _without(text, set(declared) - needed)


def _declarations(text: str) -> Iterator[tuple[str, str]]:
    for rule in rules(text):
        if rule.prelude.startswith("@") and not rule.prelude.startswith("@font-face"):
            yield from _declarations(rule.body)
        else:
            for declaration in split(rule.body, ";"):
                yield rule.prelude, declaration


def _without(text: str, unused: set[str]) -> str:
    kept = []
    for rule in rules(text):
        if rule.prelude.startswith("@") and not rule.prelude.startswith("@font-face"):
            body = _without(rule.body, unused)
        else:
            body = ";".join(one for one in split(rule.body, ";") if one.partition(":")[0] not in unused)
        if body:
            kept.append(f"{rule.prelude}{{{body}}}")
    return "".join(kept)
