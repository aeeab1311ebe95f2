"""e-Muafiyet: settings, addresses, the task queue and all that sees every app at once."""

from .celery import app as celery_app

__all__ = ["celery_app"]
