"""What the tests of our own pages look at in a browser: axe-core, width, elements, weight."""

from importlib.resources import files

from barometre.observation.standards.ecoindex import ecoindex, grade

WIDTHS = (1280, 360)
# Elements as EcoIndex counts them: those of drawings apart.
ELEMENTS = "document.querySelectorAll('*').length - document.querySelectorAll('svg *').length"
_AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
_RUN = """([colours, parts]) => axe.run(parts ? {include: window.parts} : document, {
    resultTypes: ['violations'], rules: {'color-contrast': {enabled: colours}}}).then(
    result => result.violations.map(rule => [rule.id, rule.nodes[0].html.slice(0, 200)]))"""
_OPEN = "document.querySelectorAll('details').forEach(details => { details.open = true })"
# Keeps which elements a width shows.
_SHOW = """width => { (window.shown ||= {})[width] = new Set([...document.querySelectorAll('body *')].filter(
    one => one.checkVisibility({visibilityProperty: true}))) }"""
# Keeps those that it shows and another does not, the outermost of them, and counts them.
_PARTS = """([width, other]) => {
  const only = (one) => one && shown[width].has(one) && !shown[other].has(one);
  window.parts = [...shown[width]].filter(one => one.isConnected && only(one) && !only(one.parentElement));
  return parts.length }"""
# Rows, items and shapes of a drawing that differ by their words and addresses only: axe-core says the same of each.
_ALIKE = """most => {
  const values = ['class', 'role', 'scope', 'type', 'style', 'colspan', 'rowspan', 'fill', 'aria-current'];
  const said = ({name, value}) => values.includes(name) ? `${name}=${value}` : `${name}=${Boolean(value.trim())}`;
  const shape = (element) => `${element.nodeName} ${[...element.attributes].map(said)} ` +
    (element.children.length ? `(${[...element.children].map(shape)})` : Boolean(element.textContent.trim()));
  for (const parent of document.querySelectorAll('tbody, ul, ol, select, svg, svg g')) {
    const seen = {};
    for (const child of [...parent.children]) {
      const one = shape(child);
      seen[one] = (seen[one] || 0) + 1;
      if (seen[one] > most) child.remove();
    }
  }
}"""
# How many of those are left for it to look at.
_MOST_ALIKE = 3


def violations(page, colours=True, parts=False) -> list[list[str]]:
    """Return the rules of axe-core that the page breaks, or its `parts`, each with the first element that does."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE)
    return page.evaluate(_RUN, [colours, parts])


def assert_accessible(page, widths=WIDTHS) -> None:
    """Assert that axe-core finds nothing and that nothing overflows, every detail open, on a desktop and a phone.

    The last width is looked at whole. Of another one, what the last does not show; of colours, which are the same at
    every width, nothing. Of rows that are alike axe-core sees the first ones only; the others leave the page.
    """
    page.evaluate(_OPEN)
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate(_SHOW, width)
    page.evaluate(_ALIKE, _MOST_ALIKE)
    assert violations(page) == []
    for width in widths[:-1]:
        if page.evaluate(_PARTS, [width, widths[-1]]):
            page.set_viewport_size({"width": width, "height": 900})
            assert (width, violations(page, colours=False, parts=True)) == (width, [])


def ecoindex_grade(page) -> str:
    """Return the grade of EcoIndex of a page opened by `open_page`, from A (light) to G."""
    return grade(ecoindex(page.evaluate(ELEMENTS), len(page.sizes), sum(page.sizes) / 1000))
