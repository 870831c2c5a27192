"""Measures of one page in a browser, as plain values that judges read without a browser."""

from dataclasses import dataclass

from barometre.facts.reason import Reason


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """Rule of axe-core that the page breaks: name, impact, number of elements that break it."""

    name: str
    impact: str
    elements: int


@dataclass(frozen=True, slots=True)
class Axe:
    """Result of axe-core: number of applicable rules met, rules broken, version."""

    passed: int
    broken: tuple[BrokenRule, ...]
    version: str


@dataclass(frozen=True, slots=True)
class StoredCookie:
    """Cookie stored before any click; `third_party`: it belongs to another registrable domain."""

    name: str
    domain: str
    third_party: bool


@dataclass(frozen=True, slots=True)
class Share:
    """Number of resources that meet a criterion, out of how many, with the first ones that do not."""

    met: int = 0
    total: int = 0
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Audit:
    """Measures of one page; `fault` says why nothing could be measured.

    `kilobytes`: thousands of bytes received, headers included, compressed as they came. `hosts`: all hosts requested,
    of which `third_parties` have another registrable domain than the page's. `width`: width of the page, in CSS
    pixels, on a phone of 360 pixels. `axe` and `width` are `None` when that part alone could not be measured.
    `bounds`: our bounds that stopped the page; the measures are then minima.
    """

    url: str
    final: str = ""
    status: int | None = None
    fault: Reason | None = None
    elements: int = 0
    requests: int = 0
    kilobytes: float = 0.0
    images: Share = Share()
    cached: Share = Share()
    compressed: Share = Share()
    hosts: tuple[str, ...] = ()
    third_parties: tuple[str, ...] = ()
    cookies: tuple[StoredCookie, ...] = ()
    axe: Axe | None = None
    width: int | None = None
    bounds: tuple[Reason, ...] = ()
    seconds: float = 0.0
