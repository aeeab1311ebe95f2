"""The payments desk in the admin: what needs a person, what was asked and paid, files, and the proof of the whole."""

from . import files, lines, registers

__all__ = ["files", "lines", "registers"]
