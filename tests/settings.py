"""The portal's settings for tests: an own data folder, plain static files, fast password hashing."""

import atexit
import os
import shutil
import tempfile

if "PORTAL_DATA_DIR" not in os.environ:
    os.environ["PORTAL_DATA_DIR"] = tempfile.mkdtemp(prefix="portal-tests-")
    atexit.register(shutil.rmtree, os.environ["PORTAL_DATA_DIR"], ignore_errors=True)
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's event loop runs in the same thread

from portal.settings import *  # noqa: F403
from portal.settings import DATABASES, STORAGES

STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True
COMMENT_RATE = None
COMMENT_RATE_TOTAL = None
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]

# A pool would keep connections to the test database open when that is to be dropped.
DATABASES["default"].get("OPTIONS", {}).pop("pool", None)
