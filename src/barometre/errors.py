"""The one error shown to a person: what is wrong, where, and what to do."""


class BarometreError(Exception):
    """A failure that a person can act on.

    The message is one line: what is wrong, where (file, line, column, collectivité), what to do.
    Commands print it and exit with status 1; pages and the API turn it into their own form.
    """
