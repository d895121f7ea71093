"""Settings of the portal: one file, values from the environment, safe when unset.

The variables are listed in the README.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from js_asset import static_lazy

from portal import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("PORTAL_DATA_DIR", default=str(BASE_DIR / "var")))

DEBUG = env.flag("PORTAL_DEBUG", default=False)
SECRET_KEY = env.secret("PORTAL_SECRET_KEY", file=DATA_DIR / "secret-key")
PUBLIC_URL = env.origin("PORTAL_PUBLIC_URL")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *env.words("PORTAL_ALLOWED_HOSTS")]
if PUBLIC_URL:
    ALLOWED_HOSTS.append(urlsplit(PUBLIC_URL).hostname or "")
# Networks whose X-Forwarded-For is believed, as in 10.0.0.0/8; none by default.
TRUSTED_PROXIES = env.networks("PORTAL_TRUSTED_PROXIES")
# So many comments in so many seconds from one address, or None.
COMMENT_RATE = env.rate("PORTAL_COMMENT_RATE", default="30/10m")
# The same for all senders together: no more comes in than moderators can read. Off with the one above.
COMMENT_RATE_TOTAL = env.rate("PORTAL_COMMENT_RATE_TOTAL", default="300/10m" if COMMENT_RATE else "off")
# A discussion closes after so many days without a new comment; 0: it stays open.
COMMENT_QUIET_DAYS = env.number("PORTAL_COMMENT_QUIET_DAYS", default=0)

# A folder with an operator's own word lists; see docs/triage.md.
TRIAGE_WORDS = env.text("PORTAL_TRIAGE_WORDS")
# Under which licence the glossary is handed out as data, as a name or an address; see docs/api.md.
GLOSSARY_LICENSE = env.text("PORTAL_GLOSSARY_LICENSE")
# For how many days what commenters leave is kept; see comments/retention.py.
RETENTION = {
    "pending": env.number("PORTAL_KEEP_PENDING_DAYS", default=180, least=1),
    "rejected": env.number("PORTAL_KEEP_REJECTED_DAYS", default=60, least=1),
    "original": env.number("PORTAL_KEEP_ORIGINAL_DAYS", default=60, least=1),
    "spam": env.number("PORTAL_KEEP_SPAM_DAYS", default=14, least=1),
    "report": env.number("PORTAL_KEEP_REPORT_DAYS", default=60, least=1),
    "email": env.number("PORTAL_KEEP_EMAIL_DAYS", default=180, least=1),
    "sender": env.number("PORTAL_KEEP_SENDER_DAYS", default=30, least=1),
    "follow": env.number("PORTAL_KEEP_FOLLOW_DAYS", default=365, least=1),
}

INSTALLED_APPS = [
    "portal.apps.PortalConfig",
    "portal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "crispy_forms",
    "django_prose_editor",
    "csp",
    "portal.search",
    "portal.background",
    "portal.editorial",
    "comments",
    "glossary",
    "articles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "portal.compression.brotli_pages",
    "csp.middleware.CSPMiddleware",
    "portal.middleware.without_nul",
    "portal.middleware.unavailable_database",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["portal.plain_templates.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.reader_page",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "calm"
CRISPY_TEMPLATE_PACK = "calm"
CRISPY_FAIL_SILENTLY = False

# Links to pages of the portal are chosen from a list; words can be kept from being linked to
# the glossary, and be marked as being in another language; boxes say when to call for help.
DJANGO_PROSE_EDITOR_EXTENSIONS = [
    {"js": [static_lazy("js/links.js")], "extensions": {"Link": "django_prose_editor.config.process_link"}},
    {
        "js": [static_lazy("js/unwoven.js")],
        "extensions": {"Unwoven": "portal.editorial.fields.allow_unwoven"},
    },
    {
        "js": [static_lazy("js/language.js")],
        "extensions": {"Language": "portal.editorial.fields.allow_language"},
    },
    {"js": [static_lazy("js/care.js")], "extensions": {"Care": "portal.editorial.fields.allow_care"}},
]

DATABASES = {"default": env.database("DATABASE_URL", file=DATA_DIR / "portal.sqlite3")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # A writer waits for its turn instead of failing when it turns from reading to writing.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: what was acknowledged to a commenter survives a power cut.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
    # Opening the file for each request would cost more than most requests.
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    # Tests run on a file, so that the server threads of browser tests see the same rows.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
else:
    DATABASES["default"].setdefault("OPTIONS", {})
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": env.number("PORTAL_DATABASE_POOL", default=8, least=1),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": env.service("CACHE_URL", default="locmemcache://")}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Of the interface and of the content, the default one first; see docs/languages.md.
LANGUAGES = env.languages("PORTAL_LANGUAGES", default="fr,en")
LANGUAGE_CODE = LANGUAGES[0][0]
LOCALE_PATHS = [*env.folder("PORTAL_LOCALE"), BASE_DIR / "locale"]
TIME_ZONE = env.time_zone("PORTAL_TIME_ZONE", default="Europe/Paris")
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "portal.launch.static.CompressedStaticFiles"
    },
}
WHITENOISE_MAX_AGE = 0 if DEBUG else 60
FILE_UPLOAD_PERMISSIONS = 0o644

EMAIL_CONFIG = env.service("EMAIL_URL", default="dummymail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.text("PORTAL_MAIL_FROM", default="portal@localhost")
# In any 24 hours; what is more waits for its turn.
MAILS_A_DAY = env.number("PORTAL_MAILS_A_DAY", default=1000, least=1)
# Mail to moderators: what is new each morning, and what has waited for a day.
MODERATOR_MAIL = env.flag("PORTAL_MODERATOR_MAIL", default=True)
# Where the worker finds its work, and the hour of the day, by TIME_ZONE, at which the daily part begins.
BACKGROUND_JOBS = "portal.jobs"
DAILY_HOUR = env.number("PORTAL_DAILY_HOUR", default=7, most=23)

# Readers get no cookie: those of staff are sent below /admin/ only, and messages to them stay in the session.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/admin/"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600  # seconds
LOGIN_URL, LOGIN_REDIRECT_URL = "admin:login", "admin:index"

# The guard of the comment form reads Origin, which "no-referrer" would turn into "null".
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PUBLIC_URL.startswith("https://"):
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^health/"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    # The other hosts of an association's domain are not ours to decide about.
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.flag("PORTAL_HSTS_SUBDOMAINS", default=False)
    if not SECURE_HSTS_INCLUDE_SUBDOMAINS:
        SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
    if TRUSTED_PROXIES:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "portal.logs.Discreet",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        }
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "none": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # Scanners ask for hosts that are not ours all day long; they get 400 and no line.
        "django.security.DisallowedHost": {"handlers": ["none"], "propagate": False},
    },
}
