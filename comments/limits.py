"""The limits of a comment, written once: forms, constraints, templates and tests read them here."""

TEXT_MIN = 10  # visible characters, see canonical.visible_length
TEXT_MAX = 2000  # code points of the canonical text; a line break counts as one
NAME_MIN = 2  # visible characters
NAME_MAX = 50  # visible characters
RAW_MAX = 20_000  # code points as received, before canonical() looks at them
BODY_MAX = 64 * 1024  # bytes of a request body
MARKS_MAX = 4  # combining marks in a row
STORED_NAME_MAX = 250  # code points of a canonical name: visible ones and the marks on them
EMAIL_MAX = 254  # characters, as in RFC 5321
DOUBLE_POST_HOURS = 24
PER_PAGE = 100  # threads on one page of a discussion
LATEST_PER_PAGE = 20
CHARTER_VERSION = 1
REPORT_NOTE_MAX = 500  # characters
EXPLANATION_MAX = 500  # characters of what a moderator adds to a reason
UNDO_MINUTES = 10  # in which a decision can be taken back, and nobody is told of it
ROW_NUMBER_DIGITS = 18  # what any database takes for the number of a row
