PER_PAGE = 12
FURTHER = 3  # articles offered at the end of one
IN_FEED = 20
