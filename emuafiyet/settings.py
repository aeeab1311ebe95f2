"""Every setting, read from the environment only; nonsense is refused at start, not found out later.

``DEMO=1`` fills the gaps with the sandbox's addresses and shows the demo mark on every page.
Without it a missing address or a weak key stops the process.
"""

from pathlib import Path
from typing import NoReturn
from urllib.parse import parse_qs, unquote, urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from .static_headers import add_static_headers

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEMO = env.bool("DEMO", False)
DEBUG = env.bool("DEBUG", False)
VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))


def refuse_to_start(reason: str) -> NoReturn:
    raise ImproperlyConfigured(reason)


# --- where the portal stands -------------------------------------------------------------------
SITE_URL = env("SITE_URL", default="http://localhost:8000" if DEMO else "").rstrip("/")
_site = urlsplit(SITE_URL)
if _site.scheme not in {"http", "https"} or not _site.hostname:
    refuse_to_start("SITE_URL must be the portal's public address, for example https://emuafiyet.example")
HTTPS = _site.scheme == "https"
if not HTTPS and not DEMO:
    refuse_to_start("SITE_URL must be https outside demo mode")

SECRET_KEY = env("SECRET_KEY", default="")
if len(SECRET_KEY) < 50:
    refuse_to_start("SECRET_KEY must be at least 50 random characters")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# One-time codes are derived from this key, so it is kept apart from the one that signs sessions.
OTP_KEY = env("OTP_KEY", default=SECRET_KEY if DEMO else "")
if len(OTP_KEY) < 50:
    refuse_to_start("OTP_KEY must be at least 50 random characters")
if OTP_KEY == SECRET_KEY and not DEMO:
    refuse_to_start("OTP_KEY must not be the same as SECRET_KEY")
# The audit log's chain of days is computed with this key: who has only the database cannot compute it.
AUDIT_KEY = env("AUDIT_KEY", default=OTP_KEY if DEMO else "")
if len(AUDIT_KEY) < 50:
    refuse_to_start("AUDIT_KEY must be at least 50 random characters")
if AUDIT_KEY in {SECRET_KEY, OTP_KEY} and not DEMO:
    refuse_to_start("AUDIT_KEY must not be the same as SECRET_KEY or OTP_KEY")
# Where each day's seal of the audit log is mailed, so that it is kept outside; empty: it goes to the store alone.
AUDIT_COPY_TO = env.list("AUDIT_COPY_TO", default=[])

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[_site.hostname])
if DEMO:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# --- what it is made of ------------------------------------------------------------------------
# Our apps come before django.contrib.admin so that their admin templates win.
INSTALLED_APPS = [
    "emuafiyet.core",
    "applicants",
    "documents",
    "payments",
    "applications",
    "emuafiyet.operations",
    "emuafiyet.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "django_htmx",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "emuafiyet.middleware.PageCompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "emuafiyet.middleware.SecurityHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "emuafiyet.languages.ReaderLanguageMiddleware",
    "emuafiyet.body_limits.BodyLimitMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "applicants.sign_in.middleware.SignedInApplicantMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "emuafiyet.urls"
WSGI_APPLICATION = "emuafiyet.wsgi.application"
FORM_RENDERER = "emuafiyet.core.form_rendering.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "emuafiyet.site.context.portal",
            ],
        },
    }
]

# --- PostgreSQL holds every outbox item; Redis only carries messages -------------------------------
# The app role's address for all that serves, the owner's for migrate and grant_database_roles alone.
DATABASE_ADDRESS = env("DATABASE_URL", default="postgresql:///emuafiyet")
DATABASES = {"default": env.db_url_config(DATABASE_ADDRESS)}
if "postgresql" not in DATABASES["default"]["ENGINE"]:
    refuse_to_start("DATABASE_URL must name a PostgreSQL database")
DATABASES["default"].update(
    CONN_MAX_AGE=env.int("DATABASE_CONN_MAX_AGE", 60),
    CONN_HEALTH_CHECKS=True,
    ATOMIC_REQUESTS=False,
)
# Limits of time belong to the app role (emuafiyet/core/database_roles.py): a pooler cannot lose them there, and
# migrations are free of them.
DATABASES["default"].setdefault("OPTIONS", {}).update(connect_timeout=3)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="redis://localhost:6379/0")


def build_broker_url(redis_url: str) -> str:
    """Celery's spelling of a redis-py address (they differ for unix sockets)."""
    parts = urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    database = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.path}?virtual_host={database}"


# Time lives in PostgreSQL: no eta, no countdown, no retry in the broker (see emuafiyet/core/outbox/models.py).
CELERY_BROKER_URL = build_broker_url(REDIS_URL)
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_ACKS_ON_FAILURE_OR_TIMEOUT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 100
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_timeout": 5 if env.bool("CELERY_WORKER", False) else 1,
    "socket_connect_timeout": 1,
    "health_check_interval": 25,
    "max_retries": 0,
}
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULER = "emuafiyet.core.heartbeats.processes:BeatScheduler"
CELERY_TIMEZONE = "Europe/Istanbul"

# --- who is signed in ---------------------------------------------------------------------------
AUTH_USER_MODEL = "applicants.Officer"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
] + [{"NAME": "applicants.staff.password_strength.GuessablePasswordValidator"}]
LOGIN_URL = "admin:login"
SESSION_ENGINE = "applicants.sign_in.sessions"
SESSION_COOKIE_AGE = 8 * 60 * 60  # the longest; see applicants/sign_in/sessions.py for what ends one earlier
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
DEVICE_COOKIE_NAME = "__Host-device" if HTTPS else "device"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "emuafiyet.site.error_pages.csrf_failure"
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60

# --- headers -------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health(/live|/ready)?$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.bool("BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How many proxies of our own append to X-Forwarded-For; the client is read that many hops from the end.
TRUSTED_PROXY_HOPS = env.int("TRUSTED_PROXY_HOPS", 0)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- words and time ------------------------------------------------------------------------------
LANGUAGE_CODE = "tr"
LANGUAGES = [("tr", "Türkçe"), ("en", "English"), ("ru", "Русский"), ("ar", "العربية")]
LOCALE_PATHS = [BASE_DIR / "emuafiyet" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Istanbul"

# --- files ---------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# Files leave before the middleware that gives pages their headers.
WHITENOISE_ADD_HEADERS_FUNCTION = add_static_headers
# Only what browsers need is published; the sources of scripts and styles are not.
STATICFILES_DIRS = [("dist", BASE_DIR / "static" / "dist"), ("certificate", BASE_DIR / "static" / "certificate")]


def build_private_storage(url: str) -> dict:
    """The store of applicants' files and issued papers: ``file:///folder`` or ``s3://key:secret@host[:port]/bucket``.

    ``?tls=0`` on an S3 address speaks plain HTTP, for a store on the same private network.
    """
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": parts.path, "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
        }
    if parts.scheme == "s3" and parts.hostname and parts.path.strip("/"):
        tls = parse_qs(parts.query).get("tls", ["1"])[0] != "0"
        port = f":{parts.port}" if parts.port else ""
        return {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "access_key": parts.username,
                "secret_key": parts.password,
                "endpoint_url": f"{'https' if tls else 'http'}://{parts.hostname}{port}",
                "bucket_name": parts.path.strip("/"),
                "default_acl": None,
                "file_overwrite": False,
                "querystring_auth": True,
                "querystring_expire": 60,
                "signature_version": "s3v4",
                "addressing_style": "path",
            },
        }
    raise ImproperlyConfigured("STORAGE_URL must be file:///folder or s3://key:secret@host/bucket")


STORAGES = {
    "default": build_private_storage(env("STORAGE_URL", default=f"file://{VAR_DIR}/private")),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Where the isolation scanner listens: unix:///folder or tcp://host:port. Without it no file is taken.
SCANNER_URL = env("SCANNER_URL", default=f"unix://{VAR_DIR}/scanner" if DEMO else "")
if urlsplit(SCANNER_URL).scheme not in {"unix", "tcp"}:
    refuse_to_start("SCANNER_URL must say where the scanner listens: unix:///folder or tcp://host:port")
# host:port of a clamd; empty: files are rebuilt but not scanned for known malware.
CLAMD_ADDRESS = env("CLAMD_ADDRESS", default="")
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# Thirty documents of sixty pages, three answers about each page.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6000
DATA_UPLOAD_MAX_NUMBER_FILES = 64

# --- mail ----------------------------------------------------------------------------------------
# smtps:// is TLS from the first byte (port 465), smtp+tls:// insists on STARTTLS (587), smtp:// speaks in clear (25).
EMAIL_URL = env("EMAIL_URL", default="smtp://localhost:1025" if DEMO else "")
_SMTP_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465, "smtp+ssl": 465}
_mail = urlsplit(EMAIL_URL)
if _mail.scheme not in _SMTP_PORTS or not _mail.hostname or _mail.path.strip("/") or _mail.query:
    refuse_to_start("EMAIL_URL must be smtps://user:password@host:465, smtp+tls://…:587 or smtp://…")
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = _mail.hostname
EMAIL_PORT = _mail.port or _SMTP_PORTS[_mail.scheme]
EMAIL_HOST_USER = unquote(_mail.username or "")
EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
EMAIL_USE_SSL = _mail.scheme in {"smtps", "smtp+ssl"}
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env("MAIL_FROM", default="e-Muafiyet <noreply@emuafiyet.example>")
# The domain of the return paths (applicants/notices/return_paths.py); all its mail goes to the mailbox of returned
# mails:
# pop3s://user:password@host:995, pop3+tls://… or pop3://…; empty: nobody looks, unless they are piped in.
MAIL_RETURN_DOMAIN = env("MAIL_RETURN_DOMAIN", default=DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> "))
BOUNCE_MAILBOX_URL = env("BOUNCE_MAILBOX_URL", default="")
if BOUNCE_MAILBOX_URL and not (
    urlsplit(BOUNCE_MAILBOX_URL).scheme in {"pop3s", "pop3+tls", "pop3"} and urlsplit(BOUNCE_MAILBOX_URL).hostname
):
    refuse_to_start("BOUNCE_MAILBOX_URL must be pop3s://user:password@host:995, pop3+tls://… or pop3://…")
SUPPORT_EMAIL = "emuafiyetdestek@csgb.gov.tr"
# Where this installation wants to hear of weaknesses (RFC 9116): mailto:… or https://…
SECURITY_CONTACT = env("SECURITY_CONTACT", default=f"mailto:{SUPPORT_EMAIL}")
if urlsplit(SECURITY_CONTACT).scheme not in {"mailto", "https"}:
    refuse_to_start("SECURITY_CONTACT must be mailto:… or https://…")

# --- outside systems: nothing is called but through these addresses -----------------------------
# A start outside demo mode with the sandbox's addresses or the demo's secrets is refused: nobody would notice it.
SANDBOX_URL = env("SANDBOX_URL", default="http://localhost:8100").rstrip("/") if DEMO else ""


def gateway_url(name: str, sandbox_path: str) -> str:
    """The address of an outside system; in demo mode the sandbox answers for those not named."""
    address = env(name, default=f"{SANDBOX_URL}{sandbox_path}" if DEMO else "").rstrip("/")
    if not address:
        refuse_to_start(f"{name} must be set")
    if not (DEMO or address.startswith("https://")):
        refuse_to_start(f"{name} must be https outside demo mode")
    return address


MFA_URL = gateway_url("MFA_URL", "/mfa")
NVI_URL = gateway_url("NVI_URL", "/nvi")
GIB_URL = gateway_url("GIB_URL", "/gib")
GOC_URL = gateway_url("GOC_URL", "/goc")  # Göç İdaresi: entry records and corrected identities
SGK_URL = gateway_url("SGK_URL", "/sgk")  # workplaces
PTT_URL = gateway_url("PTT_URL", "/ptt")  # parcels with cards
EDEVLET_URL = gateway_url("EDEVLET_URL", "/edevlet")
# People's browsers may know e-Devlet under another address than our servers do.
EDEVLET_BROWSER_URL = env("EDEVLET_BROWSER_URL", default=EDEVLET_URL).rstrip("/")
if not (DEMO or EDEVLET_BROWSER_URL.startswith("https://")):
    refuse_to_start("EDEVLET_BROWSER_URL must be https outside demo mode")


def agreed_value(name: str, with_whom: str, in_demo: str) -> str:
    """What was agreed with the owner of an outside system; the demo's own value counts in demo mode only."""
    value = env(name, default=in_demo if DEMO else "")
    if not value or (value == in_demo and not DEMO):
        refuse_to_start(f"{name} must be set, as agreed with {with_whom}")
    return value


EDEVLET_CLIENT_ID = agreed_value("EDEVLET_CLIENT_ID", "e-Devlet", "emuafiyet-demo")
EDEVLET_CLIENT_SECRET = agreed_value("EDEVLET_CLIENT_SECRET", "e-Devlet", "emuafiyet-demo-secret")
PTT_CUSTOMER = agreed_value("PTT_CUSTOMER", "PTT", "demo")
PTT_PASSWORD = agreed_value("PTT_PASSWORD", "PTT", "demo")
# PTT's page about one parcel for its recipient; the number is put at the end.
PTT_TRACKING_PAGE = env(
    "PTT_TRACKING_PAGE",
    default=f"{SANDBOX_URL}/ptt/takip?q=" if DEMO else "https://gonderitakip.ptt.gov.tr/Track/Verify?q=",
)
# Seconds between two questions about the same parcel.
PTT_LOOK_EVERY = env.float("PTT_LOOK_EVERY", 10.0 if DEMO else 1800.0)
# The key of the electronic seal: file:///seal.p12, or pkcs11:///module.so?token=…&label=… with the PIN as password.
SEAL_KEY = env("SEAL_KEY", default=f"demo://{VAR_DIR}/seal" if DEMO else "")
if not SEAL_KEY or (SEAL_KEY.startswith("demo:") and not DEMO):
    refuse_to_start("SEAL_KEY must name the key of the electronic seal")
SEAL_PASSWORD = env("SEAL_PASSWORD", default="")
# A timestamp authority (RFC 3161) makes the seal B-T; empty: B-B.
SEAL_TIMESTAMP_URL = env("SEAL_TIMESTAMP_URL", default="")
# A PEM file with the roots of the seal's and the timestamp's authorities makes it B-LT; empty: not.
SEAL_ROOTS = env("SEAL_ROOTS", default="")
if SEAL_ROOTS and not SEAL_TIMESTAMP_URL:
    refuse_to_start("SEAL_ROOTS needs SEAL_TIMESTAMP_URL: a proof is worth nothing without the time it was made")
# Where the mail server answers "did you accept this Message-ID?"; empty: it cannot be asked.
MAIL_JOURNAL_URL = env("MAIL_JOURNAL_URL", default=f"{SANDBOX_URL}/mail/accepted" if DEMO else "")
GATEWAY_TIMEOUT = env.float("GATEWAY_TIMEOUT", 10.0)

# Whoever asks for /metrics with "Authorization: Bearer <this>" gets them; empty: only from this machine itself.
METRICS_TOKEN = env("METRICS_TOKEN", default="")

# Who is younger cannot apply (Law 4857 art. 71): 18, or 15 once the ministry takes the guardian's consent as enough.
MINIMUM_AGE = max(15, env.int("MINIMUM_AGE", env.int("LEAST_AGE", 18)))  # the second name is read for one release

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        # weasyprint and fontTools narrate every glyph; httpx prints addresses with identity numbers in them.
        "fontTools": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},  # tells each process that it can log
    },
}
