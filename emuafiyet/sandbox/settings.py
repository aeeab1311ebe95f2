"""Settings of the sandbox site alone; the portal's own are in ``emuafiyet.settings``."""

import secrets
from pathlib import Path

HERE = Path(__file__).resolve().parent

SECRET_KEY = secrets.token_urlsafe(50)
DEBUG = False
ALLOWED_HOSTS = ["*"]  # a demo may be looked at from another machine; nothing here is real
INSTALLED_APPS: list[str] = []
MIDDLEWARE = [
    "emuafiyet.sandbox.headers.SandboxHeadersMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
ROOT_URLCONF = "emuafiyet.sandbox.urls"
WSGI_APPLICATION = None
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request"],
            "builtins": ["emuafiyet.sandbox.template_filters"],
        },
    }
]
DATABASES: dict = {}
# Cookies do not know ports: on one host the portal and the sandbox must not share a name.
CSRF_COOKIE_NAME = "sandbox_csrf"
CSRF_COOKIE_HTTPONLY = True
APPEND_SLASH = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
LANGUAGE_CODE = "tr"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "Europe/Istanbul"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {
        # Request lines carry passport numbers, even if made up; the habit is what matters.
        "django.server": {"level": "CRITICAL", "handlers": ["console"], "propagate": False},
        "django.request": {"level": "CRITICAL", "handlers": ["console"], "propagate": False},
        "mail.log": {"level": "ERROR"},
        "aiosmtpd": {"level": "ERROR"},
    },
}
