"""What the rich-text editor needs beyond a strict Content-Security-Policy: two hashes, no nonce."""

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path

import django_prose_editor
from csp.constants import SELF
from django_prose_editor.widgets import importmap

EDITOR_SCRIPT = Path(django_prose_editor.__file__).parent / "static/django_prose_editor/editor.js"
INJECTED_STYLE = re.compile(r"=`(\.ProseMirror \{\n  position: relative;[^`]*)`")


@lru_cache(maxsize=1)
def editor_policy() -> dict[str, list[str]]:
    """Additions to the policy for pages of the admin; the same for all, made once per process."""
    import_map = str(importmap).partition(">")[2].rpartition("</script>")[0]
    style = INJECTED_STYLE.search(EDITOR_SCRIPT.read_text())
    return {
        "script-src": [SELF, _hash(import_map)],
        "style-src": [SELF, *([_hash(style[1])] if style else [])],
        "frame-src": [SELF],  # a revision beside its differences
        # The icons of the admin and pictures in an editor that were just pasted.
        "img-src": [SELF, "data:"],
    }


def _hash(content: str) -> str:
    digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
    return f"'sha256-{digest}'"
