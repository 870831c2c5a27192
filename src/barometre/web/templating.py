"""The language of the templates: Jinja2, which compiles them once, with our filters and addresses.

The admin keeps Django's own templates.
"""

from django.template.defaultfilters import capfirst, pluralize
from django.templatetags.static import static
from jinja2 import ChainableUndefined, Environment

from barometre.web.programme.fund import filters as fund
from barometre.web.shared import filters
from barometre.web.shared.addresses import address_of


def environment(**options: object) -> Environment:
    """Make the environment of the templates, named in the settings."""
    # What is missing is empty, as in Django's templates: a page of error never fails for want of an edition.
    made = Environment(**options | {"undefined": ChainableUndefined})  # type: ignore[arg-type]
    made.filters |= filters.FILTERS | fund.FILTERS | {"capfirst": capfirst, "pluralize": pluralize}
    made.globals |= {"url": address_of, "static": static, "populations": filters.populations}
    return made
