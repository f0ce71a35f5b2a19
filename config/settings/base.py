"""Settings common to every way of running the site. Values that differ come from the environment."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _

from config.local import postgres
from config.vault_storage import vault_storage

from .accounts import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.FileAwareEnv()  # every NAME may also come as NAME_FILE, the path of a file holding the value
VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))

SITE_NAME = "La Mairie de demain"
SOURCE_URL = env("SOURCE_URL", default="")  # where users find the source of what runs here (AGPL): set it in production
SITE_URL = env("SITE_URL", default=f"http://127.0.0.1:{env('PORT', default='8000')}")

INSTALLED_APPS = [
    "config",
    "ui",
    "journal",
    "accounts",
    "notifications",
    "mandates",
    "vault",
    "coworking",
    "letterbox",
    "cases",
    "workflows",
    "archives",
    "privacy",
    "dictionary",
    "cms",
    "search",
    "postits",
    "translation",
    "publishing",
    "changesets",
    "upkeep",
    "gates",
    "automation",
    "kiosk",
    "viewflow.workflow",
    "procrastinate.contrib.django",
    "pgtrigger",
    "csp",
    "django_htmx",
    "lucide",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.settings",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.redirects",
    "wagtail.contrib.forms",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.private_by_default",
    "cms.page_cache.PageCache",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.editor_policy",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "accounts.middleware.AddressLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.idle_session",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.PersonsLanguage",
    "accounts.middleware.GuessLimit",
    "kiosk.middleware.AtTheCounter",
    "cms.redirects.Redirects",
    "accounts.access.AccessMiddleware",
    "config.middleware.kind_refusal",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "cms.context.site",
                "notifications.context.unread",
            ],
        },
    }
]

DATABASES = {
    "default": {**env.db("DATABASE_URL", default=postgres.Cluster(VAR_DIR / "postgres").url), "CONN_MAX_AGE": 600}
}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c lock_timeout=5s"
DISABLE_SERVER_SIDE_CURSORS = env.bool(
    "DISABLE_SERVER_SIDE_CURSORS", default=False
)  # for pgbouncer in transaction mode
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = DISABLE_SERVER_SIDE_CURSORS
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Counters of failed sign-ins live here: the cache must be one for all the workers.
REDIS_URL = env("REDIS_URL", default="")
# Pages have a cache of their own: however many there are, they never push a counter out.
PAGE_CACHE = env.bool("PAGE_CACHE", default=True)
PAGE_CACHE_SECONDS = 0.5  # how late a worker may learn that something was published
STATISTICS_SECONDS = 10  # how often a worker writes down the visits it counted
STATISTICS_MONTHS = 25  # how long they are kept
CACHES = {
    name: {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL, "KEY_PREFIX": name}
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": table,
        "OPTIONS": {"MAX_ENTRIES": most},
    }
    for name, table, most in (("default", "cache", 100_000), ("pages", "cache_pages", 5_000))
}
# Wagtail would write each size of picture it shows into the first cache: the table of sizes answers as fast.
CACHES["renditions"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

SESSION_COOKIE_AGE = 30 * 60  # seconds without a visit before one is signed out
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
    }
}
REFUSED_FEATURES = "accelerometer autoplay browsing-topics display-capture encrypted-media geolocation gyroscope hid"
REFUSED_FEATURES += " idle-detection magnetometer microphone midi payment serial usb"
PERMISSIONS_POLICY = {name: [] for name in REFUSED_FEATURES.split()} | {"camera": ["self"], "fullscreen": ["self"]}

# Wolof and Bambara are unknown to Django: without these entries their addresses redirect to French.
LANG_INFO.setdefault("wo", {"bidi": False, "code": "wo", "name": "Wolof", "name_local": "Wolof"})
LANG_INFO.setdefault("bm", {"bidi": False, "code": "bm", "name": "Bambara", "name_local": "Bamanankan"})
LANGUAGE_CODE = "fr"
LANGUAGES = [
    ("fr", _("Français")),
    ("en", _("Anglais")),
    ("ar", _("Arabe")),
    ("zh-hans", _("Chinois")),
    ("wo", _("Wolof")),
    ("bm", _("Bambara")),
]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
LOCALE_PATHS = [VAR_DIR / "locales"]  # compiled from locales/ by config.translations
USE_I18N = True
WAGTAIL_I18N_ENABLED = True
TIME_ZONE = "Europe/Paris"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
VAULT_STORAGE = env("VAULT_STORAGE", default="files")
STORAGES = {
    "vault": vault_storage(VAULT_STORAGE, VAR_DIR / "vault" / "objects", env),
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.forms.ImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.forms.DocumentForm"
MOST_BYTES_OF_A_DOCUMENT = 50 * 10**6
# What people open at home, nothing that runs.
WAGTAILDOCS_EXTENSIONS = [
    "pdf", "odt", "ods", "odp", "docx", "xlsx", "pptx", "rtf", "txt", "csv", "ics", "epub", "mp3", "mp4", "zip",
    "jpg", "jpeg", "png",
]  # fmt: skip
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50 * 10**6
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 30 * 10**6  # bytes; what is wider than a page ever shows is made smaller
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]  # one town hall, one clock
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "cms.search", "SEARCH_CONFIG": "mairie_fr"}}
TRANSLATE_URL = env("TRANSLATE_URL", default="")  # a LibreTranslate of the town hall's; none: no machine translation
TRANSLATE_KEY = env("TRANSLATE_KEY", default="")
TRANSLATE_SECONDS = env.int("TRANSLATE_SECONDS", default=15)
WAGTAILADMIN_LOGIN_URL = "/redaction/login/"  # sends to our own sign-in
WAGTAILADMIN_PERMITTED_LANGUAGES = [("fr", "Français"), ("en", "English"), ("ar", "العربية"), ("zh-hans", "中文")]
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # bytes of form fields; files are bounded by the vault
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_TEMP_DIR = env("FILE_UPLOAD_TEMP_DIR", default=None)

DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="La Mairie de demain <bonjour@mairie.example>")
EMAIL_TIMEOUT = 20  # seconds
SMS_BACKEND = env(
    "SMS_BACKEND", default=""
)  # empty: no SMS; console, file, or a gateway's address (notifications/sms.py)

# Lines tell what happened to which code path, never to whom: no address, no name, no body, no query string.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"impersonal": {"()": "config.logs.Impersonal"}},
    "formatters": {"line": {"()": "config.logs.LineFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["impersonal"], "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "procrastinate": {"handlers": ["console"], "level": "WARNING", "propagate": False},
    },
}

# The digital counters of the hall.
KIOSK_COOKIE = "counter"
KIOSK_IDLE_SECONDS = 90  # without anybody there, the session is over
KIOSK_SCANNER_ROOT = env("KIOSK_SCANNER_ROOT", default=str(VAR_DIR / "scanner"))
KIOSK_SCANNER_STILL_SECONDS = 3  # without a change, a scan is whole
KIOSK_SCANNER_GRACE_SECONDS = env.int("KIOSK_SCANNER_GRACE_SECONDS", default=120)  # then a late sheet is nobody's

# The residents' vault.
VAULT_MASTER_KEY_FILE = env("VAULT_MASTER_KEY_FILE", default=str(VAR_DIR / "vault" / "master.json"))
VAULT_MASTER_KEYSET = env("VAULT_MASTER_KEYSET", default="")  # Tink's JSON, instead of the file
VAULT_MASTER_KEYSET_PREVIOUS = env("VAULT_MASTER_KEYSET_PREVIOUS", default="")  # during a rotation
# On one's own machine the file is made at first need.
VAULT_MASTER_KEY_CREATE = env("VAULT_MASTER_KEY_FILE", default="") == "" and not VAULT_MASTER_KEYSET
VAULT_QUOTA_BYTES = env.int("VAULT_QUOTA_BYTES", default=2 * 10**9)  # for one person
VAULT_CLOSED_MEMORY = False  # no core dump, and no other process looks in: `make run` must know its own, it looks
VAULT_MAX_BYTES = env.int("VAULT_MAX_BYTES", default=200 * 10**6)
CLAMD_URL = env("CLAMD_URL", default="")  # unix:///path or tcp://host:port; empty: everything stays in quarantine
FILE_UPLOAD_HANDLERS = ["vault.uploads.EncryptedUploadHandler"]

# The residents' addresses: where their mail comes in, behind the town hall's mail server.
LETTERBOX_DOMAIN = env("LETTERBOX_DOMAIN", default="courrier.mairie.example")
LETTERBOX_PROTOCOL = env("LETTERBOX_PROTOCOL", default="lmtp")  # or smtp
LETTERBOX_HOST = env("LETTERBOX_HOST", default="127.0.0.1")
LETTERBOX_PORT = env.int("LETTERBOX_PORT", default=8024)
LETTERBOX_MAX_BYTES = env.int("LETTERBOX_MAX_BYTES", default=25 * 10**6)  # of one message, as it travels
LETTERBOX_TRAY_BYTES = env.int("LETTERBOX_TRAY_BYTES", default=200 * 10**6)  # for one person
LETTERBOX_TRAY_MESSAGES = env.int("LETTERBOX_TRAY_MESSAGES", default=500)
LETTERBOX_AUTHSERV_ID = env("LETTERBOX_AUTHSERV_ID", default="")  # the server in front, whose verdicts are believed
# Under this key erased addresses are known again; SECRET_KEY when empty. Changed, they could be given to somebody else.
LETTERBOX_DIGEST_KEY = env("LETTERBOX_DIGEST_KEY", default="")
# Nobody outside writes in the name of these.
LETTERBOX_OWN_DOMAINS = env.list(
    "LETTERBOX_OWN_DOMAINS", default=[LETTERBOX_DOMAIN, DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")]
)
# Whether the links that pages have to other sites are asked for at night; off where there is no way out.
CHECK_OUTSIDE_LINKS = env.bool("CHECK_OUTSIDE_LINKS", default=False)
# People's own data, and the keys of backups.
DATA_PROTECTION_OFFICER = env("DATA_PROTECTION_OFFICER", default="donnees@mairie.example")
KEYSET_BACKUP_DIR = env("KEYSET_BACKUP_DIR", default="")  # empty: beside each backup
KEYSET_BACKUP_DAYS = env.int("KEYSET_BACKUP_DAYS", default=14)

# A rule of the editing room that runs more often than this in an hour is suspended.
AUTOMATION_RUNS_PER_HOUR = env.int("AUTOMATION_RUNS_PER_HOUR", default=60)
