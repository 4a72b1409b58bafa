"""The smallest settings with which django-tenants migrates: its router, an app that is shared, an app of each tenant."""

import os
from urllib.parse import urlsplit

url = urlsplit(os.environ["BENCH_URL"])

SECRET_KEY = "nothing is signed"
DATABASES = {
    "default": {
        "ENGINE": "django_tenants.postgresql_backend",
        "NAME": url.path.lstrip("/"),
        "USER": url.username,
        "PASSWORD": url.password,
        "HOST": url.hostname,
        "PORT": url.port,
    }
}
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
SHARED_APPS = ["django_tenants", "django.contrib.contenttypes", "shared"]
TENANT_APPS = ["shop"]
INSTALLED_APPS = SHARED_APPS + TENANT_APPS
TENANT_MODEL = "shared.Client"
TENANT_DOMAIN_MODEL = "shared.Domain"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# As many as the others have connections.
TENANT_MULTIPROCESSING_MAX_PROCESSES = 4
MIGRATION_MODULES = {"shop": f"shop.{os.environ['BENCH_MIGRATIONS']}"}
