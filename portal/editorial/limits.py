"""Sizes of what editors write, each written once, in characters unless said otherwise."""

TITLE_MAX = 200
SLUG_MAX = 200
SUMMARY_MAX = 1500
SHORT_TEXT_MAX = 300  # alt texts, credits, labels, names of people and publishers
URL_MAX = 1000
SORT_KEY_MAX = 400
WORDS_A_MINUTE = 200  # of silent reading, for a general French text
REVIEW_MONTHS = 24  # from a signature to the next review, unless the site or the reviewer says otherwise
REVIEW_MONTHS_MAX = 36
CORRECTION_WORDS_MAX = 20  # by which a text may differ from the signed one without a new review
PRESENCE_SECONDS = 90  # after which somebody whose browser is silent no longer counts as editing
PREVIEW_DAYS = 7  # a private link to a preview holds so long
REMINDER_DAYS = (60, 30, 0)  # before a review is due
PUBLISH_YEARS_MAX = 5  # ahead of now
ARTICLE_SCORE_MIN = 60  # of 100, below which a text is hard to read; see readability
DEFINITION_SCORE_MIN = 50
