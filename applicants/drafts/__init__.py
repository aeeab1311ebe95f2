"""Unfinished pages, kept as they were typed, also when a session is lost."""
