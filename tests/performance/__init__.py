"""Benchmarks, run by hand: they need no settings of their own."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emuafiyet.settings")
os.environ.setdefault("DEMO", "1")
os.environ.setdefault("SECRET_KEY", "measures-and-signs-nothing-of-worth-0123456789-0123456789")
