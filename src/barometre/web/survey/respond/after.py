"""What who has just sent its answers is told at once: where it stands, and what to do next."""

from dataclasses import dataclass

from barometre.web.editions.models import Collectivite, Edition
from barometre.web.pages import bodies
from barometre.web.shared import guidance
from barometre.web.shared.guidance import Step

# Next things to do that are shown.
MOST = 3


@dataclass(frozen=True)
class After:
    """What is shown at the end of a receipt: next steps, and the address of all of them."""

    steps: list[Step]
    plan: str


def after(edition: Edition, body: Collectivite) -> After:
    """Return what comes after a sending. The one place to add to it."""
    return After(guidance.steps(edition, body)[:MOST], bodies.address(body, "plan"))
