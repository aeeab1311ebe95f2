"""The outside systems, acted out: the same shapes and the same failures as the real ones, and a mail server.

A site of its own with its own settings and no database. It imports nothing of the portal, and the portal
imports nothing of it: they meet over HTTP and SMTP only. Started by ``python -m emuafiyet.sandbox``;
production never starts it.
"""
