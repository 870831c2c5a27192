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


def picture(content: str, *, key: str, kind: str, box: str, title: str, description: str) -> str:
    """Return a chart: one image for assistive technology, described by its title and description.

    `key` makes ids unique in a page, `kind` is the class of the chart, `box` its view box.
    """
    width, height = box.split()[2:]
    return element(
        "svg",
        _told(key, title, description) + content,
        role="img",
        aria_labelledby=f"{key}-t {key}-d",
        class_=f"graphique {kind}",
        viewBox=box,
        width=width,
        height=height,
    )


def group(content: str, *, key: str, kind: str, box: str, title: str, description: str) -> str:
    """Return a map: a group of links named by its title."""
    width, height = box.split()[2:]
    return element(
        "svg",
        _told(key, title, description) + content,
        role="group",
        aria_labelledby=f"{key}-t",
        aria_describedby=f"{key}-d",
        class_=kind,
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
    size: dict[str, Attribute] = {
        "width": 8,
        "height": 8,
        "patternUnits": "userSpaceOnUse",
        "patternTransform": "scale(1.4)",
    }
    return element(
        "defs",
        element("pattern", hatch, id=f"{key}-hachure", **size) + element("pattern", dots, id=f"{key}-points", **size),
    )


def _told(key: str, title: str, description: str) -> str:
    return element("title", escape(title, quote=False), id=f"{key}-t") + element(
        "desc", escape(description, quote=False), id=f"{key}-d"
    )


def _value(value: Attribute) -> str:
    if isinstance(value, float):
        value = f"{value:.1f}".removesuffix(".0")
    return escape(str(value))
