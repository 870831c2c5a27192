"""Every register that is connected, by id: one line for each module."""

from barometre.sources import fibre
from barometre.sources.register import Register

REGISTERS: dict[str, Register] = {module.REGISTER.id: module.REGISTER for module in (fibre,)}
