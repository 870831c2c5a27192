"""Who is looked at, with what is declared of them, and what the judgement of a look needs to know."""

import re
from dataclasses import dataclass

from barometre.addresses import Mail, Site, parse_mail, parse_site

_LOCAL = re.compile(r"(https?)://localhost(:[0-9]{1,5})?(/[^@\\\s]*)?")


def is_local(address: str) -> bool:
    """Return whether an address is that of a site of this machine."""
    return _LOCAL.fullmatch(address.strip()) is not None


@dataclass(frozen=True, slots=True)
class Target:
    """A collectivité and the site and e-mail address it declares, as it wrote them.

    `local`: the site may be on this machine (`http://localhost:8000`), for a look at one's own site, never for a run.
    """

    siren: str
    site: str | None = None
    mail: str | None = None
    local: bool = False

    def read_site(self) -> Site | None:
        """Return the declared site, None when none is declared."""
        if self.local and self.site and is_local(self.site):
            return Site(True, self.site.partition(":")[0], "localhost", "localhost")
        return parse_site(self.site) if self.site and self.site.strip() else None

    def read_mail(self) -> Mail | None:
        """Return the declared mail address, None when none is declared."""
        return parse_mail(self.mail) if self.mail and self.mail.strip() else None
