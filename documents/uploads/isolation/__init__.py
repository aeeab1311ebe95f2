"""Hostile files are read by children of a scanner of its own, which has no secret, no file and no network to lose.

``client.py`` is the way in for the rest of the portal: bytes and an order go to the scanner, bytes come back and are
read without trust. ``scanner.py`` is the process that forks a child per file, ``lock_down.py`` what shuts the child in,
``probe.py`` the proof that it does. The other modules are the programs that run inside; they import neither Django nor
anything else of the portal: what cannot be reached cannot be attacked.
"""
