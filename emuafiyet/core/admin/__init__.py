"""Bases of the officers' pages: read-only lists and their paginator."""
