"""Numbers of the search, each written once."""

QUERY_MAX = 200  # characters; what follows is ignored
WORDS_MAX = 10  # of a query, after those that mean nothing; what follows is ignored
WORD_MAX = 48  # characters; longer words are cut in texts and queries alike
PER_PAGE = 10
FOUND_MAX = 300  # pages a search returns at most, which is 30 pages of results
RANKED = 30  # of them, compared word by word; the others keep the order of the engine
ENOUGH = 10  # pages that hold every word; with fewer, pages that hold most of them follow
ELSEWHERE = 3  # pages shown of each other language

SUGGESTED_FROM = 2  # characters
SUGGESTIONS = 10
WELL_KNOWN = 6  # names offered where nothing was found

CORRECTED_FROM = 4  # letters; shorter words are not corrected
PREFIX_FROM = 3  # letters
RARE = 3  # documents; a word in no more of them may be the beginning of the one that is meant
RARE_FROM = 5  # letters of such a word
PREFIX_WORDS = 30  # that one beginning stands for
FREQUENT = 4  # times: a word so much more frequent is meant rather than another

MISS_SHOWN_FROM = 3  # occurrences
MISS_MAX = 80  # characters; longer queries are never counted
MISS_DIGITS_MAX = 5  # more of them may be somebody's number
MISSES_KEPT = 5000  # rows of a language

NAME_MAX = 400  # characters of a name or title
ADDRESS_MAX = 500  # characters
