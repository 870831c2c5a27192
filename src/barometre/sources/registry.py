"""Every register that is connected, by id: one line for each module."""

from barometre.sources import bal, cuivre, datagouv_jeux, datagouv_organisations, decp, dpo, fibre, odf, sirene
from barometre.sources.register import Register

REGISTERS: dict[str, Register] = {
    module.REGISTER.id: module.REGISTER
    for module in (dpo, bal, cuivre, fibre, odf, datagouv_organisations, datagouv_jeux, decp, sirene)
}
