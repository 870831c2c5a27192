"""A whole map for a page: the drawing and its legend."""

from collections.abc import Mapping

from barometre.web.maps.choropleth import choropleth
from barometre.web.maps.geometry import Drawing
from barometre.web.maps.legend import ColouredArea, ColourScale, legend


def map_figure(
    drawing: Drawing, areas: Mapping[str, ColouredArea], *, scale: ColourScale, current: str | None = None, **words: str
) -> str:
    """Return the figure as HTML text; `words` are the key, title and description of `choropleth`.

    The page adds the table that says the same.
    """
    drawn = choropleth(drawing, areas, scale=scale, current=current, **words)
    shown = [areas[outline.code] for outline in drawing.outlines]
    here = areas[current].name if current else None
    return f'<figure class="carte-figure">{drawn}{legend(scale, shown, current=here)}</figure>'
