from comments.limits import RAW_MAX

LINE_MAX = 1_000_000  # characters of one line of the file, and of one cell of a table
TEXT_MAX = RAW_MAX  # characters of one plain text before it is cleaned: canonical() reads no more
UNPACKED_MAX = 100_000_000  # bytes of all that is packed in a workbook
GRAPH_MAX = 50_000_000  # bytes of a file of SKOS, all of which is held in memory
ROWS_MAX = 50_000  # of a workbook, empty ones included
CELLS_MAX = 64  # of one of its rows
NAMES_MAX = 100  # synonyms, abbreviations and variants of one term
UPLOAD_MAX = 10 * 1024 * 1024  # bytes sent to the admin; larger files are for the command
UPLOAD_MINUTES = 60  # for which an uploaded file waits to be confirmed
SHOWN_MAX = 500  # rows of a preview; the others are in its table
