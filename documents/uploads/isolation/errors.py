"""Why a program in isolation does not take a file."""


class RefusedError(Exception):
    """``code`` is a key of ``rules.REASONS``; ``found`` is what its sentence needs; ``part`` which file it is about."""

    def __init__(self, code: str, **found: int):
        super().__init__(code)
        self.code, self.found, self.part = code, found, 0
