"""Every register that is connected, by id: one line for each module, or for each file of a module."""

from barometre.sources import aidants_connect, conseillers_numeriques, fibre, france_services, mediation, suite
from barometre.sources.register import Register

REGISTERS: dict[str, Register] = {
    register.id: register
    for register in (
        fibre.REGISTER,
        mediation.REGISTER,
        france_services.REGISTER,
        aidants_connect.REGISTER,
        conseillers_numeriques.REGISTER,
        suite.SERVICES,
        suite.USAGES,
        suite.OPERATORS,
    )
}
