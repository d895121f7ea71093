"""Sizes of what editors write, each written once, in characters unless said otherwise."""

TITLE_MAX = 200
SLUG_MAX = 200
SUMMARY_MAX = 1500
SHORT_TEXT_MAX = 300  # alt texts, credits, labels, names of people and publishers
URL_MAX = 1000
SORT_KEY_MAX = 400
WORDS_A_MINUTE = 200  # of silent reading, for a general French text
