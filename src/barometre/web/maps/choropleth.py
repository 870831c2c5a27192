"""Maps of territories coloured by a value: links one can point at, tab through and print."""

import re
from collections.abc import Mapping
from html import escape

from barometre.errors import BarometreError
from barometre.web.maps.geometry import CROWDED, Drawing, Inset, Outline
from barometre.web.maps.legend import NOT_CONCERNED_CLASS, UNKNOWN_CLASS, ColouredArea, ColourScale, legend
from barometre.web.maps.svg import element, patterns, picture, text
from barometre.web.shared.french import NO_BREAK, number

# Height kept above the map for the name and value of the territory under the pointer or the focus.
BAND = 64

# Number of characters of a name and its value from which they are written smaller.
LONG_NAME = 44

# Width of a letter of the names written on the map.
LETTER = 11.0

# Number of territories from which borders are drawn finer.
MANY = 150

# Length of a contour, along both axes, under which its outline is thinner, so that its inside stays visible.
SMALL = 400

HINT = "Passez sur un territoire pour lire sa valeur"
INSETS = "Encadrés agrandis (×) ou réduits (÷) par rapport à la métropole"

_PLAIN = str.maketrans("àâäéèêëîïôöùûüÿç’", "aaaeeeeiioouuuyc'")


def choropleth(
    drawing: Drawing,
    areas: Mapping[str, ColouredArea],
    *,
    key: str,
    title: str,
    description: str,
    scale: ColourScale,
    current: str | None = None,
) -> str:
    """Return the map as SVG text, the same bytes for the same arguments.

    Each territory is a link named « name : value », in the alphabetical order of names.

    Args:
        drawing: contours of the territories.
        areas: code -> name, address and value of each.
        key: makes ids unique in the page.
        title: its name.
        description: what it shows.
        scale: classes of the values.
        current: code of the territory whose page it is.

    Raises:
        BarometreError: a territory of the drawing has no area.
    """
    missing = [outline.code for outline in drawing.outlines if outline.code not in areas]
    if missing:
        raise BarometreError(f"map {key!r}: no area for {', '.join(missing[:5])}; give one, unknown if need be")
    content = [patterns(key), text(HINT, 0, -24, class_="carte-aide", aria_hidden="true")]
    content += [_in_place(outline, areas, key, scale) for outline in drawing.repeated]
    content += [_frame(inset) for inset in drawing.insets]
    if drawing.insets:
        content.append(text(INSETS, 0, max(inset.y for inset in drawing.insets) - 52, class_="carte-note"))
    ordered = sorted(
        drawing.outlines, key=lambda outline: (areas[outline.code].name.casefold().translate(_PLAIN), outline.code)
    )
    content += [_link(outline, areas[outline.code], key, scale, outline.code == current) for outline in ordered]
    crowded = len(ordered) >= CROWDED
    content += [_name(outline, areas[outline.code], scale, crowded) for outline in ordered]
    content += [_marked(outline) for outline in drawing.outlines if outline.code == current]
    return picture(
        "".join(content),
        key=key,
        kind="carte fine" if len(ordered) >= MANY else "carte",
        box=f"0 {-BAND} {drawing.width} {drawing.height + BAND}",
        title=title,
        description=description,
        role="group",
    )


def map_figure(
    drawing: Drawing,
    areas: Mapping[str, ColouredArea],
    *,
    scale: ColourScale,
    current: str | None = None,
    note: str = "",
    **words: str,
) -> str:
    """Return the figure as HTML text; `words` are the key, title and description of `choropleth`.

    `note` comes first in the legend: what the values compare with. The page adds the table that says the same.
    """
    drawn = choropleth(drawing, areas, scale=scale, current=current, **words)
    shown = [areas[outline.code] for outline in drawing.outlines]
    here = areas[current].name if current else None
    return f'<figure class="carte-figure">{drawn}{legend(scale, shown, current=here, note=note)}</figure>'


def _link(outline: Outline, area: ColouredArea, key: str, scale: ColourScale, here: bool) -> str:
    """Return one territory; written out, since a map has up to 900 of them at each request."""
    css = scale.class_of(area)
    words = f"{area.name}{NO_BREAK}: {scale.words(area)}"
    long = ' class="long"' if len(words) >= LONG_NAME else ""
    pattern = f' fill="{fill}"' if (fill := _fill(css, key)) else ""
    current = ' aria-current="page"' if here else ""
    return (
        f'<a href="{escape(area.href)}" class="{css}"{pattern}{current}>'
        f'<path d="{outline.d}"/><text{long}>{escape(words, quote=False)}</text></a>'
    )


def _name(outline: Outline, area: ColouredArea, scale: ColourScale, crowded: bool) -> str:
    """Return the name, or the code on a crowded map, written on the territory where it fits.

    Hidden from screen readers, since the link has it.
    """
    words = outline.code if crowded else area.name
    if outline.room is None or len(words) * LETTER > outline.room[2]:
        return ""
    x, y, _ = outline.room
    return text(words, x, y + 7, class_=f"etiquette sur-{scale.class_of(area)}", aria_hidden="true")


def _in_place(outline: Outline, areas: Mapping[str, ColouredArea], key: str, scale: ColourScale) -> str:
    """Return a territory that is a link in an inset: coloured in place, without link or name."""
    css = scale.class_of(areas[outline.code])
    return element("path", d=outline.d, class_=css, fill=_fill(css, key), aria_hidden="true")


def _fill(css: str, key: str) -> str | None:
    """Return the pattern of a class, an attribute: an external style sheet cannot point into the page."""
    return {UNKNOWN_CLASS: f"url(#{key}-hachure)", NOT_CONCERNED_CLASS: f"url(#{key}-points)"}.get(css)


def _marked(outline: Outline) -> str:
    """Return the outline of the current territory over its neighbours, dark on white to contrast with every colour."""
    line = element("path", d=outline.d)
    length = sum(abs(int(step)) for step in re.findall(r"-?\d+", outline.d)[2:])  # its first place is no step
    css = "ici petit" if length < SMALL else "ici"
    return element("g", line + line.replace("<path", '<path class="trait"'), class_=css, aria_hidden="true")


def _frame(inset: Inset) -> str:
    frame = element("rect", x=inset.x + 2, y=inset.y, width=inset.width - 4, height=inset.height, class_="cadre")
    return frame + text(f"{inset.name}{_scale_words(inset.scale)}", inset.x + 4, inset.y - 8, class_="carte-nom")


def _scale_words(scale: float) -> str:
    """Return how much larger or smaller an inset is than the rest, in a sign and a number; nothing for the same."""
    if abs(scale - 1) < 0.05:
        return ""
    return f" ×{number(scale)}" if scale > 1 else f" ÷{number(1 / scale)}"
