"""Celery's side of the outbox. Arguments are a table's name and a row's id, never about a person."""

from celery import shared_task
from django.apps import apps

from .outbox import attempt


@shared_task
def keep_promise(label: str, key: str) -> None:
    """Keep one promise if it is still owed."""
    attempt(apps.get_model(label), key)
