PER_PAGE = 100  # terms on one page of the index
RELATED_SHOWN = 12
