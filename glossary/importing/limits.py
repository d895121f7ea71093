LINE_MAX = 1_000_000  # characters of one line of the file, and of one cell of a table
TEXT_MAX = 20_000  # characters of one plain text before it is cleaned
NAMES_MAX = 100  # synonyms, abbreviations and variants of one term
