"""Settings, grouped by subject. Values come from the environment; `.env.example` lists them all.

Without `DATABASE_URL` this is the demo: engines and letters under `var/`, a key of its own.
"""

import os
import sys
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

import django_stubs_ext
import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from navigator import content_policy, secret_key
from navigator.embedded import EmbeddedPostgres, EmbeddedRedis

# Django's generic classes take their types in square brackets at run time too.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(BASE_DIR / ".env")

# ---- Which installation this is ----------------------------------------------------------------

VAR = (BASE_DIR / env.str("NAVIGATOR_VAR", default="var")).resolve()
DATABASE_URL = env.str("DATABASE_URL", default="")
REDIS_URL = env.str("REDIS_URL", default="")

DEMO = env.bool("DEMO", default=not DATABASE_URL)
DEBUG = env.bool("DEBUG", default=DEMO and "runserver" in sys.argv)

# The demo shows every letter to everybody, links of recovery among them, and its clock moves the
# portal's day. On real data that must be said twice.
DEMO_CLOCK = env.bool("DEMO_CLOCK", default=DEMO)
DESPITE_DATABASE = env.bool("DEMO_CLOCK_DESPITE_DATABASE", default=False)
if (DEMO or DEMO_CLOCK) and DATABASE_URL and not DESPITE_DATABASE:
    raise ImproperlyConfigured(
        "DEMO shows all letters to everybody, DEMO_CLOCK moves the portal's day, and DATABASE_URL "
        "names a real database. Switch them off (DEMO=0, DEMO_CLOCK=0), or say it twice: "
        "DEMO_CLOCK_DESPITE_DATABASE=1."
    )

# ---- Secrets and addresses ---------------------------------------------------------------------

SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not DEMO:
        raise ImproperlyConfigured("SECRET_KEY is not set. Give the portal a long random string.")
    SECRET_KEY = secret_key.kept_in(VAR / "secret_key")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# ---- Apps --------------------------------------------------------------------------------------

INSTALLED_APPS = [
    # The house, from the foundation to the roof.
    "reference",
    "users",
    "providers",
    "programs",
    "certificates",
    "enrollment",
    "reporting",
    "navigator",
    # Django.
    "navigator.apps.ReferenceListsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    # Third parties.
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "pgtrigger",
    "csp",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "bootstrap",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "navigator.middleware.CompressText",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "navigator.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "navigator.middleware.privacy",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "navigator.middleware.second_step",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "navigator.middleware.looking_only",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "navigator.urls"
WSGI_APPLICATION = "navigator.wsgi.application"

# What stands at the top of every page: an update that is planned, for example.
PORTAL_NOTICE = env.str("PORTAL_NOTICE", default="")

# ---- Database ----------------------------------------------------------------------------------

EMBEDDED_POSTGRES = None if DATABASE_URL else EmbeddedPostgres(VAR)
DATABASES = {
    "default": {
        **(EMBEDDED_POSTGRES.database() if EMBEDDED_POSTGRES else env.db("DATABASE_URL")),
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        "TEST": {"NAME": env.str("NAVIGATOR_TEST_DB", default="test_navigator")},
    }
}
# django-pgtrigger asks it of every row; a setting that is not there would be an error inside, which
# costs more than the row.
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c pgtrigger.ignore={}")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---- Queue and cache ---------------------------------------------------------------------------

EMBEDDED_REDIS = None if REDIS_URL else EmbeddedRedis(VAR)

CELERY_BROKER_URL = EMBEDDED_REDIS.broker_url() if EMBEDDED_REDIS else REDIS_URL
CELERY_TIMEZONE = "Europe/Moscow"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_TASK_IGNORE_RESULT = True
# A task that is lost with its worker is done again; every task is safe to run twice.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 30 * 60
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "navigator",
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            # fifty pages of the catalogue have a thousand tiles
            "OPTIONS": {"MAX_ENTRIES": 1_000},
        }
    }

# ---- People and sessions -----------------------------------------------------------------------

AUTH_USER_MODEL = "users.User"
LOGIN_URL = "users:sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
# Ten wrong passwords for one e-mail from one address, then a pause; others are not held up.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "username"
AXES_CLIENT_IP_CALLABLE = "users.guarding.address_of"
AXES_LOCKOUT_CALLABLE = "users.guarding.answer_of_the_form"
# Who came when is nobody's business.
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# What the application on the telephone calls us.
OTP_TOTP_ISSUER = "Navigator"
# Roles that must have a second step at signing in: they see nothing before it is switched on.
SECOND_STEP_ROLES = env.list("SECOND_STEP_ROLES", default=[])

_VALIDATION = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": _VALIDATION + "UserAttributeSimilarityValidator"},
    {"NAME": _VALIDATION + "MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": _VALIDATION + "CommonPasswordValidator"},
    {"NAME": _VALIDATION + "NumericPasswordValidator"},
]

PASSWORD_RESET_TIMEOUT = 3 * 60 * 60

SESSION_COOKIE_NAME = "navigator_session"
SESSION_COOKIE_AGE = 14 * 24 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "navigator_csrf"

# ---- Map ---------------------------------------------------------------------------------------

# Where the pictures of the map come from, as https://tiles.example.org/{z}/{x}/{y}.png; without
# them the map draws its marks on a plain ground. Whose pictures they are is said on the map.
MAP_TILES = env.str("NAVIGATOR_MAP_TILES", default="")
MAP_ATTRIBUTION = env.str("NAVIGATOR_MAP_ATTRIBUTION", default="")

# ---- Security ----------------------------------------------------------------------------------

# The demo answers plain http on localhost; behind a proxy that speaks https this is on.
HTTPS = env.bool("HTTPS", default=not DEMO)
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
# The health check comes from beside the portal, past the proxy.
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Nothing from elsewhere, nothing inline. Bootstrap draws its marks as `data:` images.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", *content_policy.hosts_of(MAP_TILES)],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# ---- Language and time -------------------------------------------------------------------------

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", _("Russian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Moscow"

# ---- Pages -------------------------------------------------------------------------------------

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "navigator.context_processors.page",
            ],
        },
    },
]
# How somebody wants pages to look (navigator/sight.py).
SIGHT_COOKIE_NAME = "navigator_sight"
# How long what all visitors see of a catalogue page is kept.
CATALOGUE_SECONDS = env.int("CATALOGUE_SECONDS", default=30)
# How long the lists it is filtered by are kept: municipalities, organisations, kinds of activity.
LISTS_SECONDS = env.int("LISTS_SECONDS", default=60)
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# ---- Files -------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
# Of django-leaflet only Leaflet's files are used: the app itself asks for a geographic library.
_LEAFLET = find_spec("leaflet")
if _LEAFLET is None or _LEAFLET.origin is None:
    raise ImproperlyConfigured("django-leaflet is not installed. Run `make prepare`.")
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("leaflet", Path(_LEAFLET.origin).parent / "static" / "leaflet"),
]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Papers and reports hold personal data, photos of a draft are not for everyone: files are handed
# out by views alone, there is no MEDIA_URL.
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR / "media")))
# What a whole request may bring; a form then says which of its files is too large.
MOST_UPLOADED = 32 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "reference.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# A month of a large group's journal is one form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20

_STATIC_STORAGE = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if DEBUG
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _STATIC_STORAGE},
}

# Documents are drawn with Pango; Python on a Mac does not look where Homebrew puts it.
if sys.platform == "darwin":
    os.environ.setdefault("DYLD_FALLBACK_LIBRARY_PATH", "/opt/homebrew/lib:/usr/local/lib")

# ---- Letters -----------------------------------------------------------------------------------

EMAIL_URL = env.str("EMAIL_URL", default="")
EMAIL_FILE_PATH = str(VAR / "mail")
if EMAIL_URL:
    vars().update(env.email_url("EMAIL_URL"))
elif DEMO:
    # The demo's letters are files, read at the local mail page.
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
else:
    raise ImproperlyConfigured("EMAIL_URL is not set. Letters must have a way out of the portal.")
EMAIL_TIMEOUT = 20
# Letters of so many seconds leave together: one task for all of them.
LETTERS_GATHER_SECONDS = 1
# Where links in letters lead.
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Навигатор <navigator@example.org>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where the mail server reports letters that came back (`manage.py bounces` reads it there).
BOUNCE_ADDRESS = env.str("BOUNCE_ADDRESS", default="")

# ---- Logs --------------------------------------------------------------------------------------

# Keys and codes only: no names, no addresses of people, no form contents.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {
            "handlers": ["console"],
            "level": env.str("LOG_LEVEL", default="WARNING"),
            "propagate": False,
        },
        "celery": {
            "handlers": ["console"],
            "level": env.str("LOG_LEVEL", default="WARNING"),
            "propagate": False,
        },
        # It would name the e-mail and the address of whoever mistypes a password.
        "axes": {"level": "CRITICAL"},
        # WeasyPrint and fontTools tell every glyph they drop.
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}
