"""French, of folded words: no accents, and oe for œ."""

from __future__ import annotations

from portal.search.languages.stemming import StemmingAnalyser

_MEANINGLESS = """
a ai ainsi alors apres as au aucun aucune aura aurait aussi autre autres aux avait avant avec avez avoir
avons bonjour car ce ceci cela celle celles celui cependant ces cet cette ceux chaque chez ci combien comme
comment dans de dedans depuis des deja dois doit doivent donc dont du elle elles en encore entre es est et
etaient etait etant ete etes etre eu eux faire fait faites faut font furent ici il ils je jusque jusqu la
laquelle le lequel les lesquelles lesquels leur leurs lors lorsque lorsqu lui ma mais me meme memes merci
mes mien moi mon ne ni non nos notre nous on ont or ou oui par parce pas pendant peu peut peuvent peux plus
pour pourquoi pouvez puis puisque qu quand que quel quelle quelles quels quelque quelques qui quoi sa sans
se sera serait ses si sien soi soient sois soit sommes son sont sous suis sur svp ta te tes toi ton toujours
tous tout toute toutes tres trop tu un une va vais vers veut veux voici voila vont vos votre vous y
"""
STOP_WORDS = frozenset(_MEANINGLESS.split())
ELIDED = frozenset({*"cdjlmnst", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu", "quelqu"})
IRREGULAR = {
    "yeux": "oeil",
    "cieux": "ciel",
    "travaux": "travail",
    "coraux": "corail",
    "emaux": "email",
    "vitraux": "vitrail",
    "cheveux": "cheveu",
    "neveux": "neveu",
    "aveux": "aveu",
    "feux": "feu",
    "jeux": "jeu",
    "enjeux": "enjeu",
    "lieux": "lieu",
    "milieux": "milieu",
    "voeux": "voeu",
}
FEMININE_FROM = 6  # letters, of "-ée": "durée" is a word of its own
PLURAL_FROM = 4  # letters: "bus" and "cas" are no plurals


class French(StemmingAnalyser):
    algorithm = "french"
    stop_words = STOP_WORDS
    elided = ELIDED
    other_beginnings = {"o": "y"}  # oeil, yeux

    def _is_dropped(self, word: str, before: str, after: str) -> bool:
        if word == "t" and before == after == "-":  # y a-t-il
            return True
        return super()._is_dropped(word, before, after)

    def singular(self, word: str) -> str:
        if word in IRREGULAR:
            return IRREGULAR[word]
        if len(word) < PLURAL_FROM:
            return word
        if word.endswith(("eaux", "oux")):
            return word[:-1]
        if word.endswith("aux") and len(word) > PLURAL_FROM:
            return f"{word[:-2]}l"
        return word[:-1] if word.endswith("s") and not word.endswith("ss") else word

    def _stem(self, word: str) -> str:
        """Without accents Snowball does not know the feminine of "cutané" from "durée" any more."""
        singular = self.singular(word)
        is_feminine = len(singular) >= FEMININE_FROM and singular.endswith("ee")
        return super()._stem(singular[:-1] if is_feminine else singular)
