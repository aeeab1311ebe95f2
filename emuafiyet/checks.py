"""Mistakes of set-up that Django's own checks cannot know: told by ``manage.py check`` and before every start."""

import ctypes.util
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections

from .core.database_roles import can_rewrite
from .core.outbox.handlers import find_models_without_handler
from .core.outbox.models import outbox_models
from .dev.portal_processes import WORKERS


@register()
def check_every_queue_has_worker(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """An item on a queue that nobody reads would be delivered by nobody."""
    read = {queue for worker in WORKERS.values() for queue in worker.queues}
    return [
        Error(f"{model._meta.label} has the queue '{model.queue}', which no worker reads", id="emuafiyet.E001")
        for model in outbox_models()
        if model.queue not in read
    ]


@register()
def check_every_item_has_handler(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Items of a table without a handler would fail one by one."""
    return [
        Error(f"{model._meta.label} has no handler: add one to its app's tasks.py", id="emuafiyet.E005")
        for model in find_models_without_handler()
    ]


@register(deploy=True)
def check_pdf_libraries(app_configs: Any, **_: Any) -> list[CheckMessage]:
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


STANDARD_PORTS = {"smtps": 465, "smtp+ssl": 465, "smtp+tls": 587, "pop3s": 995, "pop3+tls": 110}
AT_HOME = {"localhost", "127.0.0.1", "::1"}


@register()
def mail_addresses_mean_what_they_say(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """TLS from the first byte hangs on a port that expects STARTTLS, and the other way round."""
    found: list[CheckMessage] = []
    for name in ("EMAIL_URL", "BOUNCE_MAILBOX_URL"):
        parts = urlsplit(getattr(settings, name))
        expected = STANDARD_PORTS.get(parts.scheme)
        others = set(STANDARD_PORTS.values()) - {expected}
        if expected and parts.port in others:
            hint = f"{parts.scheme}:// is port {expected}"
            found.append(Warning(f"{name}: {parts.scheme}:// on port {parts.port}", hint=hint, id="emuafiyet.W002"))
        in_clear = parts.scheme in {"smtp", "pop3"} and parts.hostname not in AT_HOME
        if in_clear and parts.password:
            found.append(Error(f"{name} sends a password in clear", id="emuafiyet.E004"))
    return found


@register(deploy=True)
def somebody_reads_what_comes_back(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Without it a mail that bounces counts as delivered, and deadlines run against people who know of nothing."""
    if settings.BOUNCE_MAILBOX_URL:
        return []
    hint = "set BOUNCE_MAILBOX_URL, or pipe returned mails to manage.py take_in_bounce"
    return [Warning("nobody reads returned mails", hint=hint, id="emuafiyet.W003")]


@register(Tags.database)
def check_database_version(app_configs: Any, databases: Any = None, **_: Any) -> list[CheckMessage]:
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


@register(Tags.database, deploy=True)
def check_database_role(app_configs: Any, databases: Any = None, **_: Any) -> list[CheckMessage]:
    """A program that serves must not be able to rewrite the audit log: the owner and a superuser can.

    Asked with ``--deploy`` only, because ``manage.py migrate`` is run by the owner. The compose file asks before
    anything serves.
    """
    hint = "run manage.py grant_database_roles as the owner and serve as emuafiyet_app"
    found: list[CheckMessage] = []
    for alias in databases or []:
        with connections[alias].cursor() as cursor:
            if can_rewrite(cursor):
                found.append(Error("the database's owner signs in", hint=hint, id="emuafiyet.E006"))
    return found
