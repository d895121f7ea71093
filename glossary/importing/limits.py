from comments.limits import RAW_MAX

LINE_MAX = 1_000_000  # characters of one line of the file, and of one cell of a table
TEXT_MAX = RAW_MAX  # characters of one plain text before it is cleaned: canonical() reads no more
NAMES_MAX = 100  # synonyms, abbreviations and variants of one term
