"""Faults that exceptions of the network are. Pure functions."""

import ssl

from barometre.facts.reason import Reason, reason
from barometre.facts.reason_codes import ReasonCode
from barometre.observation.net.answers import Fault
from barometre.observation.net.exchange import TooLargeError
from barometre.observation.net.head import ContradictionError, GarbageError


def classify(error: BaseException, seconds: float) -> tuple[Fault, Reason | str | None]:
    """Return the fault that an exception is, and its detail: a reason, or a technical text.

    `seconds` is the time that was left to what failed.
    """
    detail = f"{type(error).__name__} : {error}"[:200]
    match error:
        case TimeoutError():
            return Fault.TIMEOUT, reason(ReasonCode.NETWORK_WAITED, seconds=seconds)
        case ssl.SSLError():
            return Fault.TLS, (error.reason or detail).replace("_", " ").lower()
        case ConnectionRefusedError():
            return Fault.REFUSED, None
        case ConnectionError():
            return Fault.CLOSED, None
        case TooLargeError():
            return Fault.TOO_LARGE, None
        case ContradictionError():
            return Fault.GARBAGE, reason(ReasonCode.NETWORK_CONTRADICTION, header=error.header)
        case GarbageError():
            return Fault.GARBAGE, None
        case OSError():
            return Fault.UNREACHABLE, detail
    return Fault.GARBAGE, detail
