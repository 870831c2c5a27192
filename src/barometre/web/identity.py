"""Who answers for a site served to others: what the law wants said, and what is missing from the settings. Pure.

Loi n° 2004-575 du 21 juin 2004, article 1-1: name, address and telephone of the publisher, director of publication,
name, address and telephone of the host.
"""

from ipaddress import ip_address

from barometre.errors import BarometreError
from barometre.settings import LOCAL_OPERATOR, Settings


def missing(instance: Settings) -> list[str]:
    """Return the settings without which nobody is named as answering for the site."""
    said = {
        "BAROMETRE_OPERATOR": instance.operator.strip() not in ("", LOCAL_OPERATOR),
        "BAROMETRE_OPERATOR_ADDRESS": bool(instance.operator_address.strip()),
        "BAROMETRE_OPERATOR_PHONE or BAROMETRE_OPERATOR_CONTACT": bool(
            instance.operator_phone.strip() or instance.operator_contact.strip()
        ),
        "BAROMETRE_PUBLICATION_DIRECTOR": bool(instance.publication_director.strip()),
        "BAROMETRE_HOSTING": bool(instance.hosting.strip()),
    }
    return [name for name, given in said.items() if not given]


def is_loopback(host: str) -> bool:
    """Return whether a host, as one listens on or as a name served, is this machine alone."""
    name = host.strip().strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def served_to_others(host: str, allowed_hosts: str) -> str:
    """Return what says that a site is for others, empty when nothing does.

    Behind a proxy the site listens on the loopback address: then it is the name served that says it.
    """
    if not is_loopback(host):
        return f"on {host}"
    names = [name.strip() for name in allowed_hosts.split(",") if name.strip()]
    public = next((name for name in names if not is_loopback(name)), "")
    return f"as {public}" if public else ""


def check_identity(host: str, instance: Settings) -> None:
    """Refuse to serve others without saying who answers for the site.

    Raises:
        BarometreError: names what is missing.
    """
    where = served_to_others(host, instance.allowed_hosts)
    wanted = missing(instance)
    if where and wanted:
        raise BarometreError(f"Cannot serve others ({where}) without saying who runs the site; set {', '.join(wanted)}")
