"""The settings of ``make dev``: the demo with Django's debug pages, the debug toolbar and files read anew each time.

Nothing else names this module, and the toolbar is a requirement of developers (requirements-dev.txt), so an
installation could not load it. It refuses to start outside demo mode or under an address of other machines.
"""

from urllib.parse import urlsplit

from emuafiyet.settings import *  # noqa: F403 - the portal's own settings, changed below
from emuafiyet.settings import DEMO, INSTALLED_APPS, MIDDLEWARE, SITE_URL, STORAGES, TEMPLATES, refuse_to_start

THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
if not DEMO:
    refuse_to_start("make dev shows source code and settings: it runs in demo mode only (DEMO=1)")
if urlsplit(SITE_URL).hostname not in THIS_MACHINE:
    refuse_to_start("make dev shows source code and settings: SITE_URL must be an address of this machine")

DEBUG = True
INTERNAL_IPS = ["127.0.0.1", "::1"]  # whom the toolbar shows itself to
ROOT_URLCONF = "emuafiyet.dev.dev_urls"
INSTALLED_APPS = [*INSTALLED_APPS, "debug_toolbar"]
# Within the compression, because the toolbar writes into the page. Its scripts and styles are files of our own
# address, so the portal's policy (CONTENT_SECURITY_POLICY) stays as strict as it is.
_place = MIDDLEWARE.index("emuafiyet.middleware.SecurityHeadersMiddleware")
MIDDLEWARE = [*MIDDLEWARE[:_place], "debug_toolbar.middleware.DebugToolbarMiddleware", *MIDDLEWARE[_place:]]
# Templates are read at each request; static files come from static/dist as the last build left them.
_loaders = [f"django.template.loaders.{name}.Loader" for name in ("filesystem", "app_directories")]
TEMPLATES = [
    {**engine, "APP_DIRS": False, "OPTIONS": {**engine["OPTIONS"], "loaders": _loaders}}  # type: ignore[dict-item]  # settings are dictionaries of anything
    for engine in TEMPLATES
]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
