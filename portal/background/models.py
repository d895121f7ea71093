from portal.background.jobs import Job
from portal.background.mails import Mail

__all__ = ["Job", "Mail"]
