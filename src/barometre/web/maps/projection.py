"""From degrees to a flat drawing: each part of France in its own official projection, fitted into a box."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import shapely
from pyproj import Transformer

from barometre.errors import BarometreError

Shapes = np.ndarray[Any, np.dtype[np.object_]]


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of France drawn to one scale: its official projection and a box around it in degrees."""

    name: str
    epsg: int
    west: float
    south: float
    east: float
    north: float


# Legal reference systems of France (arrêté du 5 mars 2019): Lambert-93 and the local UTM overseas.
ZONES = (
    Zone("Métropole", 2154, -6.0, 41.0, 10.0, 52.0),
    Zone("Guadeloupe", 5490, -62.0, 15.7, -60.9, 16.7),
    Zone("Martinique", 5490, -61.4, 14.3, -60.7, 15.0),
    Zone("Guyane", 2972, -55.0, 2.0, -51.0, 6.0),
    Zone("La Réunion", 2975, 55.0, -21.6, 56.0, -20.7),
    Zone("Mayotte", 4471, 44.9, -13.2, 45.5, -12.4),
)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the drawing, y downwards."""

    x: float
    y: float
    width: float
    height: float


def zone_of(shapes: Shapes) -> Zone:
    """Return the zone that holds all the shapes (EPSG:4326).

    Raises:
        BarometreError: no zone holds them all.
    """
    west, south, east, north = shapely.total_bounds(shapes)
    for zone in ZONES:
        if zone.west <= west and zone.south <= south and east <= zone.east and north <= zone.north:
            return zone
    raise BarometreError(
        f"contours from {west:.2f}, {south:.2f} to {east:.2f}, {north:.2f} degrees: "
        "one map cannot hold them, draw each overseas territory apart or use national()"
    )


def in_metres(shapes: Shapes, zone: Zone) -> Shapes:
    """Return the shapes in the metres of the zone's projection."""
    project = _transformer(zone.epsg)
    return np.asarray(shapely.transform(shapes, lambda x, y: project.transform(x, y), interleaved=False))


def fitted(shapes: Shapes, box: Box) -> Shapes:
    """Return shapes in metres scaled into a box, centred, y downwards."""
    west, south, east, north = shapely.total_bounds(shapes)
    scale = scale_in(shapes, box)
    left = box.x + (box.width - scale * (east - west)) / 2
    top = box.y + (box.height - scale * (north - south)) / 2
    return np.asarray(
        shapely.transform(
            shapes, lambda x, y: (left + (x - west) * scale, top + (north - y) * scale), interleaved=False
        )
    )


def scale_in(shapes: Shapes, box: Box) -> float:
    """Return how many drawing units a metre takes when shapes in metres fill a box."""
    west, south, east, north = shapely.total_bounds(shapes)
    return float(min(box.width / (east - west), box.height / (north - south)))


def height_for(shapes: Shapes, width: float, most: float) -> float:
    """Return the height, in drawing units and `most` at most, of shapes in metres that fill the width."""
    west, south, east, north = shapely.total_bounds(shapes)
    return float(min(most, width * (north - south) / (east - west)))


@cache
def _transformer(epsg: int) -> Transformer:
    return Transformer.from_crs(4326, epsg, always_xy=True)
