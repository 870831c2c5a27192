"""What the tests of our own pages look at in a browser: axe-core, width, elements, weight."""

from importlib.resources import files

from barometre.observation.standards.ecoindex import ecoindex, grade

WIDTHS = (1280, 360)
# Elements as EcoIndex counts them: those of drawings apart.
ELEMENTS = "document.querySelectorAll('*').length - document.querySelectorAll('svg *').length"
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
_RUN = """([colours, parts]) => axe.run(parts ? {include: window.parts} : document, {
    resultTypes: ['violations'], rules: {'color-contrast': {enabled: colours}}}).then(
    result => result.violations.map(rule => [rule.id, rule.nodes[0].html.slice(0, 200)]))"""
# Has axe-core judge the colours of one text of each colour, size and weight on the same backgrounds, not of all.
_COLOURS = """() => {
  const behind = new Map([[null, '']]), seen = new Set();
  const under = (one) => {
    if (!behind.has(one)) {
      const {backgroundColor, backgroundImage, opacity, position} = getComputedStyle(one);
      const own = `${backgroundColor} ${backgroundImage} ${opacity} ${position}`;
      behind.set(one, under(one.parentElement) + (own === 'rgba(0, 0, 0, 0) none 1 static' ? '' : `/${own}`));
    }
    return behind.get(one);
  };
  const isText = ({nodeType, data}) => nodeType === Node.TEXT_NODE && data.trim();
  for (const one of document.querySelectorAll('body, body *')) {
    const {width, height} = one.getBoundingClientRect();
    const written = ['INPUT', 'SELECT', 'TEXTAREA'].includes(one.nodeName) || [...one.childNodes].some(isText);
    if (!written || width <= 1 || height <= 1 || !one.checkVisibility({visibilityProperty: true})) continue;
    const {color, fontSize, fontWeight, textShadow} = getComputedStyle(one);
    const look = `${[color, fontSize, fontWeight, textShadow, one.disabled, under(one)]}`;
    one.toggleAttribute('data-new-colours', !seen.has(look));
    seen.add(look);
  }
  axe.configure({rules: [{id: 'color-contrast', selector: '[data-new-colours]'}]});
}"""
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
        page.evaluate(AXE)
    if colours:
        page.evaluate(_COLOURS)
    return page.evaluate(_RUN, [colours, parts])


def assert_accessible(page, widths=WIDTHS) -> None:
    """Assert that axe-core finds nothing and that nothing overflows, every detail open, on a desktop and a phone.

    The last width is looked at whole. Of another one, what the last does not show; of colours, which are the same at
    every width, nothing. Of rows that are alike axe-core sees the first ones only; the others leave the page.
    Of texts of the same colours it judges the first.
    """
    page.evaluate(_OPEN)
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if len(widths) > 1:
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
