"""Keep of a style sheet only what our pages use. Pure text to text, made for the CSS of the DSFR.

The DSFR is 575 kB of CSS for every component in every state; our pages use a tenth. A rule stays when each class it
names is written in a template, a variable when a rule left needs it.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any
from urllib.parse import unquote

import tinycss2

CLASS = re.compile(r"\.(-?[_a-zA-Z][\w-]*)")
VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")
DATA = re.compile(r"""url\((["'])data:image/svg\+xml[^,]*,(.*?)\1\)""")
WORD = re.compile(r"(?<![\w-])fr-[\w-]+")
NEGATION = re.compile(r":not\([^()]*(\([^()]*\))*[^()]*\)")
# The dark theme and the script states of the DSFR need its JavaScript; the others are for browsers long gone.
UNREACHABLE = ("[data-fr-theme", "[data-fr-js", "[data-fr-scheme", "-ms-", "@-moz-document", "-is-legacy")


def words(text: str) -> set[str]:
    """Return the names of DSFR classes written anywhere in a text (a template, a Python module)."""
    return set(WORD.findall(text))


def keep(text: str, used: set[str], fonts: bool) -> str:
    """Return the rules of a style sheet that pages using these classes need.

    Args:
        text: The style sheet.
        used: Classes written in our templates.
        fonts: Keep the declarations of fonts.
    """

    def reachable(selector: str) -> bool:
        if any(mark in selector for mark in UNREACHABLE) or (selector == "@font-face" and not fonts):
            return False
        names = CLASS.findall(NEGATION.sub("", selector))
        return all(name in used for name in names if name.startswith(("fr-", "ri-")))

    return _filtered(text, reachable, lambda _: True)


def prune_variables(text: str) -> str:
    """Remove custom properties that no declaration needs, directly or through another one."""
    declared: dict[str, set[str]] = {}
    needed: set[str] = set()
    for declaration in _declarations(text):
        name, _, value = declaration.partition(":")
        uses = declared.setdefault(name, set()) if name.startswith("--") else needed
        uses.update(VARIABLE.findall(value))
    while fresh := set().union(*(declared.get(name, set()) for name in needed)) - needed:
        needed |= fresh
    unused = declared.keys() - needed
    return _filtered(text, lambda _: True, lambda declaration: declaration.partition(":")[0] not in unused)


def images_apart(text: str) -> tuple[str, dict[str, str]]:
    """Replace images written inside the style sheet (data:, refused by our policy) by files named by their digest.

    Returns:
        The style sheet, and the images: file name -> SVG.
    """
    images: dict[str, str] = {}

    def apart(match: re.Match[str]) -> str:
        image = unquote(match[2])
        name = f"{hashlib.sha256(image.encode()).hexdigest()[:12]}.svg"
        images[name] = image
        return f"url({name})"

    return DATA.sub(apart, text), images


def _filtered(css: str | list[Any], selects: Callable[[str], bool], declares: Callable[[str], bool]) -> str:
    """Return a style sheet with the selectors and declarations that pass a test, without the rules left empty."""
    kept = []
    for selectors, content, nested in _rules(css):
        prelude = ",".join(filter(selects, selectors))
        body = _filtered(content, selects, declares) if nested else ";".join(filter(declares, _split(content, ";")))
        kept.append(f"{prelude}{{{body}}}" if prelude and body else "")
    return "".join(kept)


def _declarations(css: str | list[Any]) -> Iterator[str]:
    for _, content, nested in _rules(css):
        yield from _declarations(content) if nested else _split(content, ";")


def _rules(css: str | list[Any]) -> Iterator[tuple[list[str], list[Any], bool]]:
    """Yield the selectors of each rule that has a block, the tokens of the block, and True when these are rules."""
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            yield _split(rule.prelude, ","), rule.content, False
        elif rule.type == "at-rule" and rule.content:
            prelude = f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}".rstrip()
            yield [prelude], rule.content, rule.at_keyword != "font-face"


def _split(tokens: list[Any], separator: str) -> list[str]:
    """Return the text between separators; those within brackets, functions and strings are inside one token."""
    parts = groupby(tokens, lambda token: token == separator)
    return [text for separates, part in parts if not separates and (text := tinycss2.serialize(part).strip())]
