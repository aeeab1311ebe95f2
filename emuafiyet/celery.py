"""The task queue and the beat schedule: the only list of periodic work."""

import os

import environ
from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emuafiyet.settings")

env = environ.Env()
app = Celery("emuafiyet")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["emuafiyet.core.outbox"])
app.conf.beat_schedule = {
    "collections": {"task": "payments.tasks.pull_collections", "schedule": env.float("COLLECTIONS_EVERY", 10.0)},
    "parcels": {"task": "documents.tasks.follow_parcels", "schedule": env.float("PARCELS_EVERY", 15.0)},
    "deadlines": {"task": "applications.tasks.keep_deadlines", "schedule": 60.0},
}
