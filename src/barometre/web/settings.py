"""Django's settings. What an instance may choose is in `barometre.settings`; nothing here reads the environment.

A visitor has no session and no account. The one cookie is Django's token against forged requests, set by the pages
alone whose form sends something. A session begins with a login under /gestion/. The link of a town hall sets a cookie
of its own (`web.pages.room`), sent under /mairie/ only.
"""

from pathlib import Path

from barometre.settings import settings
from barometre.web.configuration import database, mail, secret_key
from barometre.web.logs import configuration

instance = settings()
here = Path(__file__).parent

SECRET_KEY = secret_key(instance.secret_key, instance.var)
DEBUG = False
ALLOWED_HOSTS = [host.strip() for host in instance.allowed_hosts.split(",") if host.strip()]
ROOT_URLCONF = "barometre.web.urls"
WSGI_APPLICATION = "barometre.web.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "barometre.web.gateway.apps.StaticConfig",
    "django.contrib.postgres",
    "barometre.web.programme.apps.JournalConfig",
    "barometre.web.editions",
    "barometre.web.observations",
    "barometre.web.townhall",
    "barometre.web.mailing",
    "barometre.web.replies",
    "barometre.web.survey",
    "barometre.web.gateway",
    "barometre.web.pages",
    "barometre.web.programme.apps.ProgrammeConfig",
    "barometre.web.programme.apps.GestionConfig",
]
MIDDLEWARE = [
    "barometre.web.middleware.SecurityHeaders",
    "barometre.web.marking.demonstration",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "barometre.web.middleware.plain_conditions",
    "barometre.web.middleware.CompressedPages",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "barometre.web.middleware.PublishedEdition",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "barometre.web.middleware.audited",
]

DATABASES = {"default": database(instance.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [here / "templates"],
        "OPTIONS": {
            "environment": "barometre.web.templating.environment",
            "context_processors": ["barometre.web.pages.context.site"],
        },
    },
    # The admin's.
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [here / "programme/gestion/templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = instance.var.absolute() / "static"
STATICFILES_DIRS = [here / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "barometre.web.stylesheet.StylesheetFinder",
]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": instance.var.absolute() / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Files of deliverables may be of a project that is not public yet; the server is the only one to give them.
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
WHITENOISE_ALLOW_ALL_ORIGINS = False
# Pages name hashed files only; to compress each twice would be half of the first start.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Function (siren, site, mail) -> statements that looks at a collectivité when a visitor asks for it.
OBSERVATION_LOOK = "barometre.web.observations.probe.look_now"

# Messages to town halls: EMAIL_HOST is empty when this instance sends none.
globals().update(mail(instance))
EMAIL_BACKEND = "barometre.web.marking.MarkedBackend"
DEFAULT_FROM_EMAIL = instance.mail_from
PUBLIC_URL = instance.public_url
TOWNHALL_LINK_DAYS = instance.townhall_link_days
TOWNHALL_LINKS_PER_DAY = instance.townhall_links_per_day

CSRF_COOKIE_NAME = "jeton"
CSRF_COOKIE_AGE = None
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SECURE = instance.behind_https
CSRF_FAILURE_VIEW = "barometre.web.errors.forged"
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024

LOGIN_URL = "/gestion/login/"
LOGIN_REDIRECT_URL = "/gestion/"
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_SECURE = instance.behind_https
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [{"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}}]
AUDITLOG_DISABLE_REMOTE_ADDR = True

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if instance.behind_https:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True

LOGGING = configuration(instance.log_level, instance.log_format)
