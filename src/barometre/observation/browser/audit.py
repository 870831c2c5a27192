"""What a browser saw of one page, as plain values that judgement reads without a browser."""

from dataclasses import dataclass

from barometre.facts.reason import Reason


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of axe-core that the page breaks: its name, its impact, how many elements break it."""

    name: str
    impact: str
    elements: int


@dataclass(frozen=True, slots=True)
class Axe:
    """Result of axe-core: rules met (those without object left out), rules broken, version."""

    passed: int
    broken: tuple[Rule, ...]
    version: str


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie in place although nothing was clicked; `third_party` when it is of another registrable domain."""

    name: str
    domain: str
    third_party: bool


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with the first ones that are not."""

    met: int = 0
    total: int = 0
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Audit:
    """Measures of one page; `fault` says why nothing could be measured.

    `kilobytes` are thousands of bytes received, headers included, compressed as they came. `hosts` are all the hosts
    asked, `third_parties` those of another registrable domain than the page's. `width` is how wide the page is, in
    CSS pixels, on a phone of 360 pixels. `axe` and `width` are `None` when that part alone could not be measured.
    `bounds` says which of our limits stopped the page: the measures are then minima.
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
    cookies: tuple[Cookie, ...] = ()
    axe: Axe | None = None
    width: int | None = None
    bounds: tuple[Reason, ...] = ()
    seconds: float = 0.0
