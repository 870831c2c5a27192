"""The few lines of SVG that maps and charts share. Attributes only: the site's CSP refuses inline styles."""

from html import escape

Attribute = str | int | float | None


def element(tag: str, content: str = "", **attributes: Attribute) -> str:
    """Return one element; `content` is markup already, attribute values are escaped, null ones are left out.

    A trailing underscore is dropped and other underscores become hyphens: `class_`, `aria_hidden`.
    """
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    return f"<{tag}{written}>{content}</{tag}>" if content else f"<{tag}{written}/>"


def text(words: str, x: float, y: float, **attributes: Attribute) -> str:
    """Return a line of text at a place; the words are escaped."""
    return element("text", escape(words, quote=False), x=x, y=y, **attributes)


def picture(content: str, *, key: str, kind: str, box: str, title: str, description: str, role: str = "img") -> str:
    """Return a drawing, named and described for assistive technology.

    Args:
        content: what it draws.
        key: makes ids unique in a page.
        kind: class of the drawing.
        box: its view box.
        title: its name.
        description: what it shows.
        role: img for one image, group for a map whose links are read one by one.
    """
    width, height = box.split()[2:]
    named = element("title", escape(title, quote=False), id=f"{key}-t")
    described = element("desc", escape(description, quote=False), id=f"{key}-d")
    image = role == "img"
    return element(
        "svg",
        named + described + content,
        role=role,
        aria_labelledby=f"{key}-t {key}-d" if image else f"{key}-t",
        aria_describedby=None if image else f"{key}-d",
        class_=f"graphique {kind}" if image else kind,
        viewBox=box,
        width=width,
        height=height,
    )


def patterns(key: str) -> str:
    """Return the definitions of the hatching of the unknown and the dots of the not concerned.

    Ids carry the key, since a page can hold several drawings and one may be hidden.
    """
    hatch = element("rect", width=8, height=8, class_="hachure-fond") + element(
        "path", d="M-2 2l4-4M0 8l8-8M6 10l4-4", class_="hachure-trait"
    )
    dots = element("rect", width=8, height=8, class_="points-fond") + element(
        "circle", cx=4, cy=4, r=1.4, class_="points-point"
    )
    size: dict[str, Attribute] = {"width": 8, "height": 8, "patternUnits": "userSpaceOnUse"}
    tiles = [
        element("pattern", tile, id=f"{key}-{name}", **size, patternTransform="scale(1.4)")
        for name, tile in (("hachure", hatch), ("points", dots))
    ]
    return element("defs", "".join(tiles))


def _value(value: Attribute) -> str:
    if isinstance(value, float):
        value = f"{value:.1f}".removesuffix(".0")
    return escape(str(value))
