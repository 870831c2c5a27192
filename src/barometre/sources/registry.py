"""Every register that is connected, by id: one line for each module."""

from barometre.sources import annuaire, demarches, domaines_publics, fibre, rpnt, urbanisme
from barometre.sources.register import Register

REGISTERS: dict[str, Register] = {
    module.REGISTER.id: module.REGISTER
    for module in (
        annuaire,
        demarches,
        domaines_publics,
        fibre,
        rpnt,
        urbanisme,
    )
}
