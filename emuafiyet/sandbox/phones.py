"""The demo officers' telephones: the codes that their authenticator apps show just now."""

import json
import os
import time

import pyotp
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

CODE_PERIOD_SECONDS = 30


@never_cache
@require_GET
def phones(request: HttpRequest) -> HttpResponse:
    """Empty unless a portal in demo mode has told the secrets of its made-up officers."""
    now = int(time.time())
    apps = {name: pyotp.TOTP(secret) for name, secret in json.loads(os.environ.get("SANDBOX_PHONES") or "{}").items()}
    left = CODE_PERIOD_SECONDS - now % CODE_PERIOD_SECONDS
    codes = [(name, app.at(now), app.at(now + CODE_PERIOD_SECONDS)) for name, app in apps.items()]
    answer = render(request, "sandbox/phones.html", {"codes": codes, "left": left})
    answer["Refresh"] = str(left + 1)
    return answer
