"""All settings, read from the environment. See docs/operators/configuration.md."""

import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF
from django.utils.functional import lazy

from shared_apps.identity.session_scope import verification_salt
from shared_apps.registry.discovery import module_app_names

from . import admin_theme, env, social
from .logging import logging_settings

BASE_DIR = Path(__file__).resolve().parent.parent
ATRIUM_ENV = env.choice("ATRIUM_ENV", ("development", "test", "production"), "development")
IS_PRODUCTION = ATRIUM_ENV == "production"
DEBUG = env.boolean("ATRIUM_DEBUG", default=False)
DEFAULT_VAR_DIR = BASE_DIR / "var" / ("test" if ATRIUM_ENV == "test" else "")
VAR_DIR = Path(env.text("ATRIUM_VAR_DIR", str(DEFAULT_VAR_DIR)))
SERVICES_FILE = None if IS_PRODUCTION else VAR_DIR / "run" / "services.json"


def _development_secret() -> str:
    """Return a secret kept below var/, so that sign-ins outlive a restart."""
    path = VAR_DIR / "secret_key"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


SECRET_KEY = env.text("ATRIUM_SECRET_KEY", None if IS_PRODUCTION else _development_secret())

# Where this installation lives
ATRIUM_BASE_DOMAIN = env.text("ATRIUM_BASE_DOMAIN", None if IS_PRODUCTION else "localhost").lower()
ATRIUM_SCHEME = env.choice("ATRIUM_SCHEME", ("http", "https"), "https" if IS_PRODUCTION else "http")
ATRIUM_PUBLIC_PORT = env.integer("ATRIUM_PUBLIC_PORT", 443 if IS_PRODUCTION else 8000, most=65535)
ATRIUM_PORT_SUFFIX = "" if ATRIUM_PUBLIC_PORT in {0, 80, 443} else f":{ATRIUM_PUBLIC_PORT}"
PUBLIC_URL = f"{ATRIUM_SCHEME}://{ATRIUM_BASE_DOMAIN}{ATRIUM_PORT_SUFFIX}/"
# Hosts are checked against the directory of workspaces, not against a list.
ALLOWED_HOSTS = ["*"]
URLCONF_PUBLIC = "config.urls_public"
URLCONF_WORKSPACE = "config.urls_workspace"
URLCONF_ADMIN = "config.urls_admin"
URLCONF_OPERATIONS = "config.urls_operations"
ROOT_URLCONF = URLCONF_PUBLIC

SHARED_APPS = [
    "tenants",  # first: it qualifies the tables of all shared models
    "django_tenants",
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "shared_apps.foundation",
    "shared_apps.registry",
    "shared_apps.identity",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    *social.social_apps(),
    "rest_framework",
    "rest_framework_simplejwt",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "tree_queries",
    "csp",
    "channels",
]
TENANT_APPS = ["tenant_apps.kernel", *module_app_names()]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
WORKSPACE_APP_LABELS = frozenset(name.rsplit(".", 1)[-1] for name in TENANT_APPS)
TENANT_MODEL = "tenants.Workspace"
TENANT_DOMAIN_MODEL = "tenants.Domain"
PUBLIC_SCHEMA_NAME = "public"
TENANT_SYNC_ROUTER = "tenants.routers.WorkspaceRouter"
DATABASE_ROUTERS = [TENANT_SYNC_ROUTER]
AUTH_USER_MODEL = "identity.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "config.middleware.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "tenants.middleware.HostMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "shared_apps.identity.csrf.ScopedCsrfMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tenants.middleware.MemberMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "tenants.context_processors.workspace",
            ],
        },
    }
]
COTTON_DIR = "components"

# Data
DATABASES = {
    "default": {
        "ENGINE": "tenants.backend",
        **env.database(env.service_url("DATABASE_URL", SERVICES_FILE)),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5},
    }
}
VALKEY_URL = env.service_url("VALKEY_URL", SERVICES_FILE)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": VALKEY_URL,
        "KEY_PREFIX": "atrium-test" if ATRIUM_ENV == "test" else "atrium",
        "KEY_FUNCTION": "tenants.cache.workspace_key",
    }
}

# Schemas that wait for sign-ups
POOL_SIZE = env.integer("ATRIUM_POOL_SIZE", 50 if IS_PRODUCTION else 8, most=1000)

# Sign-in
SESSION_ENGINE = "shared_apps.identity.sessions"
SESSION_COOKIE_NAME = "__Host-session" if ATRIUM_SCHEME == "https" else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if ATRIUM_SCHEME == "https" else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ATRIUM_SCHEME == "https"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
PASSWORD_HASHERS = [
    "shared_apps.identity.hashers.Argon2idHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name")}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
    )
]
# One backend: each more would compute one more password hash for every refusal.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "tenants.people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "tenants.people.registration_form.NameForm"
ACCOUNT_FORMS = {
    "signup": "tenants.people.account_forms.RegisterForm",
    "reset_password_from_key": "tenants.people.account_forms.NewPasswordForm",
}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "shared_apps.identity.reset_tokens.ScopedResetTokens"
# Links that verify an address are signed for the workspace whose host sent them.
ACCOUNT_SALT = lazy(verification_salt, str)()
ACCOUNT_EMAIL_VERIFICATION = "mandatory"  # tenants.people.stages says for whom
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = ATRIUM_SCHEME
# Ours (shared_apps.identity.limits) count for all workspaces together.
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False
MFA_ADAPTER = "tenants.people.mfa_adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Atrium"
MFA_FORMS = {
    "authenticate": "tenants.people.account_forms.CodeForm",
    "reauthenticate": "tenants.people.account_forms.ConfirmCodeForm",
}
# Browsers allow passkeys without TLS on localhost alone.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = ATRIUM_SCHEME == "http"
SOCIALACCOUNT_ADAPTER = "tenants.people.social_adapter.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = social.social_providers()
ATRIUM_SOCIAL_ON_WORKSPACES = env.boolean("ATRIUM_SOCIAL_ON_WORKSPACES", default=False)

# API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "tenants.api.authentication.WorkspaceJWTAuthentication",
        "tenants.api.authentication.WorkspaceSessionAuthentication",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["tenants.api.parsers.StrictJSONParser"],
    "EXCEPTION_HANDLER": "tenants.api.problems.exception_handler",
    "DEFAULT_SCHEMA_CLASS": "tenants.api.schema.WorkspaceAutoSchema",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=10),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=14),
    "USER_ID_CLAIM": "sub",
    "SIGNING_KEY": SECRET_KEY,
    "ISSUER": PUBLIC_URL,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Atrium",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    # Choices stand where they are used: shared names would clash between modules.
    "POSTPROCESSING_HOOKS": [],
    "COMPONENT_SPLIT_REQUEST": True,  # what is taken differs from what is given: no blank text
    "SCHEMA_PATH_PREFIX": "/api/v1",
}

# Background work
CELERY_APP = "config.celery.app"
CELERY_BROKER_URL = env.optional("ATRIUM_BROKER_URL") or env.beside(VALKEY_URL)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "global_keyprefix": "atrium-test:" if ATRIUM_ENV == "test" else "atrium:",
    "visibility_timeout": 3600,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"

# E-mail
OUTBOX_DIR = VAR_DIR / "outbox"
EMAIL_BACKEND = env.text(
    "ATRIUM_EMAIL_BACKEND",
    {
        "development": "django.core.mail.backends.filebased.EmailBackend",
        "test": "django.core.mail.backends.locmem.EmailBackend",
        "production": "django.core.mail.backends.smtp.EmailBackend",
    }[ATRIUM_ENV],
)
EMAIL_FILE_PATH = str(OUTBOX_DIR)
EMAIL_HOST = env.text("ATRIUM_EMAIL_HOST", "localhost")
EMAIL_PORT = env.integer("ATRIUM_EMAIL_PORT", 25, most=65535)
EMAIL_HOST_USER = env.optional("ATRIUM_EMAIL_USER") or ""
EMAIL_HOST_PASSWORD = env.optional("ATRIUM_EMAIL_PASSWORD") or ""
EMAIL_USE_TLS = env.boolean("ATRIUM_EMAIL_TLS", default=False)
DEFAULT_FROM_EMAIL = env.text("ATRIUM_EMAIL_FROM", f"Atrium <hello@{ATRIUM_BASE_DOMAIN}>")

# Files
MEDIA_ROOT = Path(env.text("ATRIUM_MEDIA_ROOT", str(VAR_DIR / "media")))
MEDIA_URL = "/media/"
# Caddy sends the files that a view names in X-Accel-Redirect (deploy/frontdoor.caddy).
MEDIA_BY_FRONT_DOOR = env.boolean("ATRIUM_MEDIA_BY_FRONT_DOOR", default=False)
STATIC_ROOT = Path(env.text("ATRIUM_STATIC_ROOT", str(VAR_DIR / "static")))
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "tenants.storage.WorkspaceFileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if ATRIUM_ENV == "test" or DEBUG
        else "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# Language and time
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

# Security
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ATRIUM_SCHEME == "https" else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if ATRIUM_SCHEME == "https" else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = ATRIUM_SCHEME == "https"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF, f"*.{ATRIUM_BASE_DOMAIN}{ATRIUM_PORT_SUFFIX}"],
        "frame-ancestors": [NONE],
    }
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
ASGI_APPLICATION = "config.asgi.application"
WSGI_APPLICATION = "config.wsgi.application"
# The e-mail address is unique by an index on its lower case.
SILENCED_SYSTEM_CHECKS = ["account.W001", "auth.W004"]
TEST_RUNNER = "django.test.runner.DiscoverRunner"

# Sign-ups from one address; benchmarks, which all come from one, raise it.
ATRIUM_SIGN_UPS_PER_HOUR = env.integer("ATRIUM_SIGN_UPS_PER_HOUR", 30, least=1, most=10_000_000)
CSRF_FAILURE_VIEW = "config.error_pages.csrf_failure"

UNFOLD = admin_theme.UNFOLD

# Operation
LOGGING = logging_settings(as_json=IS_PRODUCTION, level=env.text("ATRIUM_LOG_LEVEL", "INFO"))
INTERNAL_TOKEN = env.optional("ATRIUM_INTERNAL_TOKEN")
