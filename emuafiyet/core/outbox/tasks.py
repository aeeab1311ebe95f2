"""Celery's side of the outbox. Arguments are a table's name and a row's id, never about a person."""

from celery import shared_task
from django.apps import apps

from .delivery import attempt_delivery


@shared_task
def deliver_item(label: str, key: str) -> None:
    """Deliver one item if it is still owed."""
    attempt_delivery(apps.get_model(label), key)
