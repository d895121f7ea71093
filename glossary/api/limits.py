PER_PAGE = 50
PER_PAGE_MAX = 100
PAGE_DIGITS = 6
QUERY_MAX = 200  # characters
WORDS_MAX = 10  # of a query
SUGGESTIONS = 10
OVERLAP_MINUTES = 10  # by which `next_since` lies back: what is being committed carries an earlier moment
STILL_SECONDS = 2  # since the last change, before Last-Modified, which counts whole seconds, can be relied on
