"""Backups of the whole state: database and files in one consistent order, encrypted to a recipient, and restored."""
