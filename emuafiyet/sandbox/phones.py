"""The demo officers' telephones: the codes that their authenticator apps show just now."""

import json
import os
import time

import pyotp
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

PERIOD = 30


@never_cache
@require_GET
def phones(request: HttpRequest) -> HttpResponse:
    """Empty unless a portal in demo mode has told the secrets of its made-up officers."""
    now = int(time.time())
    apps = {name: pyotp.TOTP(secret) for name, secret in json.loads(os.environ.get("SANDBOX_PHONES") or "{}").items()}
    left = PERIOD - now % PERIOD
    codes = [(name, app.at(now), app.at(now + PERIOD)) for name, app in apps.items()]
    answer = render(request, "sandbox/phones.html", {"codes": codes, "left": left})
    answer["Refresh"] = str(left + 1)
    return answer
