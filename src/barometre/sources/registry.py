"""Every register that is connected, by id: one line for each module, or for each file of a module."""

from barometre.sources import (
    aidants_connect,
    annuaire,
    bal,
    conseillers_numeriques,
    cuivre,
    datagouv_jeux,
    datagouv_organisations,
    datapass,
    decp,
    demarches,
    domaines_publics,
    dpo,
    fibre,
    france_services,
    mediation,
    odf,
    rpnt,
    sirene,
    suite,
    urbanisme,
)
from barometre.sources.register import Register

# In the order in which they are taken in: those that say whose an account is come before those that name accounts.
REGISTERS: dict[str, Register] = {
    register.id: register
    for register in (
        annuaire.REGISTER,
        rpnt.REGISTER,
        domaines_publics.REGISTER,
        demarches.REGISTER,
        urbanisme.REGISTER,
        dpo.REGISTER,
        bal.REGISTER,
        cuivre.REGISTER,
        fibre.REGISTER,
        odf.REGISTER,
        datagouv_organisations.REGISTER,
        datagouv_jeux.REGISTER,
        datapass.REGISTER,
        decp.REGISTER,
        sirene.REGISTER,
        mediation.REGISTER,
        france_services.REGISTER,
        aidants_connect.REGISTER,
        conseillers_numeriques.REGISTER,
        suite.SERVICES,
        suite.USAGES,
        suite.OPERATORS,
    )
}
