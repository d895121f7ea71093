"""The settings of a portal in the open, for the checks of `make check`."""

import atexit
import os
import tempfile

os.environ.update(
    PORTAL_PUBLIC_URL="https://portal.example",
    PORTAL_SECRET_KEY="a key for checks alone that nobody ever signs anything with 0123456789",
)
if "PORTAL_DATA_DIR" not in os.environ:
    data = tempfile.TemporaryDirectory(prefix="portal-check-")
    atexit.register(data.cleanup)
    os.environ["PORTAL_DATA_DIR"] = data.name

from portal.settings import *  # noqa: F403
from portal.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]
