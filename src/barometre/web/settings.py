"""Django's settings. What an instance may choose is in `barometre.settings`; nothing here reads the environment.

No session, no account, no cookie: every form is a GET, so there is nothing to forge and nothing to consent to.
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
    "barometre.web.pages",
]
MIDDLEWARE = [
    "barometre.web.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.common.CommonMiddleware",
    "barometre.web.middleware.PublishedEdition",
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
