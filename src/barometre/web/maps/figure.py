"""A whole map for a page: the drawing and its legend."""

from collections.abc import Mapping

from barometre.web.maps.choropleth import choropleth
from barometre.web.maps.geometry import Drawing
from barometre.web.maps.legend import Area, Scale, legend


def map_figure(
    drawing: Drawing,
    areas: Mapping[str, Area],
    *,
    key: str,
    title: str,
    description: str,
    scale: Scale,
    current: str | None = None,
) -> str:
    """The figure as HTML text: see `choropleth`; the page adds the table that says the same."""
    drawn = choropleth(drawing, areas, key=key, title=title, description=description, scale=scale, current=current)
    shown = [areas[outline.code] for outline in drawing.outlines]
    here = areas[current].name if current else None
    return f'<figure class="carte-figure">{drawn}{legend(scale, shown, current=here)}</figure>'
