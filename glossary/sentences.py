"""A definition in one sentence, for the popover and for search engines."""

from portal.editorial.readability import first_sentence

SENTENCE_MAX = 320  # characters; a longer one is cut at a word


def one_sentence(summary: str) -> str:
    sentence = first_sentence(summary)
    if len(sentence) <= SENTENCE_MAX:
        return sentence
    return sentence[: SENTENCE_MAX - 1].rpartition(" ")[0].rstrip(" ,;:") + " …"
