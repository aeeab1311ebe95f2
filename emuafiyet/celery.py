"""The task queue and the beat schedule: the only list of periodic work."""

import os

import environ
from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emuafiyet.settings")

env = environ.Env()
app = Celery("emuafiyet")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.steps["consumer"].add("emuafiyet.core.heartbeats.processes:WorkerHeartbeat")
app.autodiscover_tasks()
app.autodiscover_tasks(["emuafiyet.core.outbox"])
COLLECTIONS_EVERY = env.float("COLLECTIONS_EVERY", 10.0)
PARCELS_EVERY = env.float("PARCELS_EVERY", 15.0)
# A message that no worker has taken until the next one comes has no worth any more.
app.conf.beat_schedule = {
    "collections": {
        "task": "payments.tasks.pull_collections",
        "schedule": COLLECTIONS_EVERY,
        "options": {"queue": "feed", "expires": max(COLLECTIONS_EVERY, 10.0)},
    },
    "parcels": {
        "task": "documents.tasks.follow_parcels",
        "schedule": PARCELS_EVERY,
        "options": {"queue": "feed", "expires": max(PARCELS_EVERY, 10.0)},
    },
    "deadlines": {"task": "applications.tasks.keep_deadlines", "schedule": 60.0, "options": {"expires": 60.0}},
}
