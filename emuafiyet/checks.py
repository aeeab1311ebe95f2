"""Mistakes of set-up that Django's own checks cannot know: told by ``manage.py check`` and before every start."""

import ctypes.util
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections

from applicants.promises import promise_models

from .serve import WORKERS


@register()
def every_queue_has_a_worker(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """A promise on a queue that nobody reads would be kept by nobody."""
    read = {queue for worker in WORKERS.values() for queue in worker.queues}
    return [
        Error(f"{model._meta.label} promises on the queue '{model.queue}', which no worker reads", id="emuafiyet.E001")
        for model in promise_models()
        if model.queue not in read
    ]


@register(deploy=True)
def pdf_libraries_are_there(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Without libharfbuzz-subset a certificate takes 24 times as long, with no more than a line in a log."""
    return [
        Warning(f"lib{library} is missing", hint=f"apt-get install {package}", id="emuafiyet.W001")
        for library, package in (
            ("pango-1.0", "libpango-1.0-0"),
            ("pangoft2-1.0", "libpangoft2-1.0-0"),
            ("harfbuzz-subset", "libharfbuzz-subset0"),
        )
        if ctypes.util.find_library(library) is None
    ]


@register(Tags.database)
def database_is_new_enough(app_configs: Any, databases: Any = None, **_: Any) -> list[CheckMessage]:
    """PostgreSQL 15 brought UNIQUE NULLS NOT DISTINCT; UTF-8 is what names are written in."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version_num')::int, current_setting('server_encoding')")
            version, encoding = cursor.fetchone()
        if version < 150000:
            found.append(Error("PostgreSQL 15 or newer is needed", id="emuafiyet.E002"))
        if encoding != "UTF8":
            found.append(Error("The database's encoding must be UTF8", id="emuafiyet.E003"))
    return found
