"""The payments desk in the admin: what needs a person, what was asked and paid, files, and the proof of the whole."""

from . import collections_files_admin, lines, registers

__all__ = ["collections_files_admin", "lines", "registers"]
