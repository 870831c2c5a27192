"""From flat shapes to SVG paths in whole numbers, neighbours still touching each other."""

import numpy as np
import numpy.typing as npt
import shapely

from barometre.web.maps.projection import Shapes

# Height of a line of text, in drawing units.
LINE_HEIGHT = 24

# A square of 3 units stands for what is smaller than the drawing can show.
_FALLBACK = "m{} {} 3 0 0 3-3 0z"


def simplified(shapes: Shapes, tolerance: float) -> Shapes:
    """Return shapes with fewer points, the same on both sides of a border (a coverage stays a coverage)."""
    return np.asarray(shapely.coverage_simplify(shapes, tolerance))


def roomiest(shapes: Shapes) -> list[tuple[int, int, int]]:
    """Return where a word fits best in each shape: x, y of the middle, and the width free around it.

    The place is the centre of the largest circle inside; no width where a line of text is higher than it.
    """
    radii = shapely.maximum_inscribed_circle(shapes, tolerance=2)
    centres = shapely.get_coordinates(shapely.get_point(radii, 0))
    rooms = []
    for shape, (x, y), radius in zip(shapes, centres.tolist(), shapely.length(radii).tolist(), strict=True):
        west, _, east, _ = shape.bounds
        chords = shapely.get_parts(shape.intersection(shapely.LineString([(west, y), (east, y)])))
        left, _, right, _ = chords[shapely.distance(chords, shapely.Point(x, y)).argmin()].bounds
        width = right - left if radius >= LINE_HEIGHT / 2 else 0
        rooms.append((round((left + right) / 2), round(y), int(width)))
    return rooms


def paths(shapes: Shapes) -> list[str]:
    """Return the `d` attribute of each shape (polygon or multipolygon), relative and in whole numbers.

    Points that fall together after rounding are dropped, and rings with fewer than three points; a point
    shared by two shapes rounds to the same place in both, so that no gap opens.
    """
    parts, part_of = shapely.get_parts(shapes, return_index=True)
    rings, ring_of = shapely.get_rings(parts, return_index=True)
    points, of_ring = shapely.get_coordinates(rings, return_index=True)
    whole = np.rint(points).astype(np.int64)
    same_ring = of_ring[1:] == of_ring[:-1]
    moved = np.concatenate(([True], ~same_ring | (whole[1:] != whole[:-1]).any(axis=1)))
    whole, of_ring = whole[moved], of_ring[moved]
    starts = np.searchsorted(of_ring, np.arange(len(rings)))
    ends = np.append(starts[1:], len(of_ring)) - 1  # the last point of a ring is its first again
    steps = _texts(np.diff(whole, axis=0))
    commands: list[list[str]] = [[] for _ in shapes]
    last = [(0, 0)] * len(shapes)
    for shape, start, end in zip(part_of[ring_of].tolist(), starts.tolist(), ends.tolist(), strict=True):
        if end - start < 3:
            continue
        x, y = whole[start].tolist()
        dx, dy = x - last[shape][0], y - last[shape][1]
        commands[shape] += [f"m{dx} {dy}", *steps[start : end - 1], "z"]
        last[shape] = (x, y)
    return ["".join(d) or _tiny(shape) for d, shape in zip(commands, shapes, strict=True)]


def _texts(steps: npt.NDArray[np.int64]) -> list[str]:
    """Return each step as « dx dy », the minus sign serving as separator."""
    numbers = {n: f" {n}" if n >= 0 else str(n) for n in np.unique(steps).tolist()}
    return [numbers[x] + numbers[y] for x, y in steps.tolist()]


def _tiny(shape: shapely.Geometry) -> str:
    x, y = np.rint(shapely.get_coordinates(shapely.centroid(shape))[0]).astype(int).tolist()
    return _FALLBACK.format(x - 1, y - 1)
