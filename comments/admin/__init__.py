"""The moderation desk: a list of what waits, and one comment at a time."""

# Registered by being imported.
from comments.admin.comments import CommentAdmin
from comments.bans_admin import BanAdmin
from comments.canned_admin import CannedAnswerAdmin
from comments.originals_admin import OriginalAdmin

__all__ = ["BanAdmin", "CannedAnswerAdmin", "CommentAdmin", "OriginalAdmin"]
