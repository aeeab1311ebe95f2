"""The reviewers' desk in Django admin."""

from . import catalogue, queue

__all__ = ["catalogue", "queue"]
