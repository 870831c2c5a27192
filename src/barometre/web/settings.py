"""Django's settings. What an instance may choose is in `barometre.settings`; nothing here reads the environment.

No session, no account. The one cookie is Django's token against forged requests, set by the pages « Observation »
alone, whose two forms send something.
"""

from pathlib import Path

from barometre.settings import settings
from barometre.web.configuration import database, secret_key

instance = settings()
here = Path(__file__).parent

SECRET_KEY = secret_key(instance.secret_key, instance.var)
DEBUG = False
ALLOWED_HOSTS = [host.strip() for host in instance.allowed_hosts.split(",") if host.strip()]
ROOT_URLCONF = "barometre.web.urls"
WSGI_APPLICATION = "barometre.web.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "barometre.web.editions",
    "barometre.web.observations",
    "barometre.web.pages",
]
MIDDLEWARE = [
    "barometre.web.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.common.CommonMiddleware",
    "barometre.web.middleware.PublishedEdition",
    "django.middleware.csrf.CsrfViewMiddleware",
]

DATABASES = {"default": database(instance.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [here / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["barometre.web.pages.context.site"]},
    }
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
    "barometre.web.stylesheet.StylesheetFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False

OBSERVATION_LOOK = "barometre.web.observations.probe.look_now"
"""Function (siren, site, mail) -> statements that looks at a collectivité when a visitor asks for it."""

CSRF_COOKIE_NAME = "jeton"
CSRF_COOKIE_AGE = None
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SECURE = instance.behind_https
CSRF_FAILURE_VIEW = "barometre.web.errors.forged"
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if instance.behind_https:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": instance.log_level.upper()},
    "loggers": {"django": {"handlers": [], "level": instance.log_level.upper(), "propagate": True}},
}
