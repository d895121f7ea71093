import json
import time

import pytest
from django.utils.translation import override

from comments.limits import RAW_MAX, TEXT_MAX
from comments.models import Comment
from comments.triage import SIGNALS, VERSION, examine, near_duplicates, other_language, priority, suggestion
from comments.triage.advising import SUGGESTIONS
from comments.triage.folding import fold
from comments.triage.reasons import REASONS


def found(text: str, language: str = "fr") -> dict[str, list[str]]:
    """The marked words of each signal."""
    signals = examine(text, language=language).signals
    return {name: [text[start:end] for start, end in spans] for name, spans in signals.items()}


@pytest.mark.parametrize(
    ("text", "signal", "marked"),
    [
        ("Écrivez-moi : jean@exemple.fr, merci d’avance", "personal_data", "jean@exemple.fr"),
        ("écrivez à jean point d (at) exemple (point) fr", "personal_data",
        "jean point d (at) exemple (point) fr"),
        ("zéro six douze trente-quatre vingt dix, le soir", "personal_data",
        "zéro six douze trente-quatre vingt dix"),
        ("📞 ０６ 39 98 21 43 le soir", "personal_data", "０６ 39 98 21 43"),
        ("J’ai vu le Pr Émilie Lefèvre-Dûñas hier", "carer_name", "Pr Émilie Lefèvre-Dûñas"),
        ("voir exemple point fr pour la suite de cet article", "link", "exemple point fr"),
        ("Merci pour cet article clair !!!!!!!", "shouting", "!!!!!!!"),
    ],
)  # fmt: skip
def test_the_marked_words_are_those_of_the_original(text: str, signal: str, marked: str) -> None:
    assert found(text)[signal] == [marked]


@pytest.mark.parametrize(
    "text",
    [
        "je veux mourir", "JE VEUX MOURIR", "Jé vèux möurir", "je\u00a0veux\u202fmourir",
        "je veux m\u200bou\u00adrir",
        "j\u0435 v\u0435ux mourir", "je veux m0urir", "je veux m o u r i r", "je veux mourrrrriiiir",
        "je veux, mourir",
        "ｊｅ ｖｅｕｘ ｍｏｕｒｉｒ",
    ],
)  # fmt: skip
def test_a_disguise_hides_nothing(text: str) -> None:
    [(start, end)] = examine(f"Bonsoir, {text}.", language="fr").signals["distress"]
    assert 9 <= start < end == 9 + len(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ma sœur est spécialiste des spécialités régionales.",
        "Une spécialiste socialiste, commerciale et cordiale.",
        "C'est mon spécialistе préféré.",  # the last letter is Cyrillic
        "Le suicidé… non, le « suicide » cellulaire des lymphocytes est fascinant.",
    ],
)
def test_words_inside_words_are_not_found(text: str) -> None:
    assert found(text) == {}


@pytest.mark.parametrize(
    "text",
    [
        "Pas de fièvre, pas de diarrhée depuis hier, tout va bien.",
        "Si vous crachez du sang, appelez le 15 ou le 112.",
        "En 2019 j'ai eu une embolie pulmonaire, très essoufflé, tout est rentré dans l'ordre.",
        "Parlez-en au 3114, ou au 0 805 123 124 : l'accueil y est humain.",
        "Je suis morte de rire, et la salle d'attente était à mourir d'ennui.",
        "L'étude NCT02477826 portait sur 2 347 patients entre 2016 et 2021.",
        "Méfiez-vous des vendeurs de tisanes qui guérissent le cancer, c'est une arnaque.",
        "Le docteur m'a dit de revenir, les infirmières sont adorables.",
        "Le PD-L1 et le TMB selon l'ESMO, l'ASCO et la HAS.",
        "C'était très bien.Merci pour tout ce travail.",
    ],
)
def test_ordinary_comments_are_left_alone(text: str) -> None:
    assert found(text) == {}


@pytest.mark.parametrize(
    ("text", "language", "signal"),
    [
        ("Mon père ne répond plus quand on lui parle, il respire mal.", "fr", "urgent"),
        ("jarrive plus a respirer depuis 1h", "fr", "urgent"),
        ("Son visage est paralysé d'un côté depuis midi.", "fr", "urgent"),
        ("She keeps vomiting blood since this morning.", "en", "urgent"),
        ("Her speech is slurred and one arm won't move.", "en", "urgent"),
        ("Je ne vois plus aucune raison de vivre.", "fr", "distress"),
        ("tt le monde serait mieu sans moi", "fr", "distress"),
        ("My family would be better off without me.", "en", "distress"),
        ("I've been saving up my morphine tablets for when it gets too much.", "en", "distress"),
        ("quel dose de cortisone je doit prendre svp", "fr", "advice"),
        ("Can I take ibuprofen with Keytruda?", "en", "advice"),
        ("Viagra sans ordonnance, livraison discrète, 20 €", "fr", "miracle"),
        ("Earn $500 a day from home with bitcoin", "en", "miracle"),
        ("ok merci", "fr", "little_content"),
        ("POURQUOI PERSONNE NE NOUS RÉPOND", "fr", "shouting"),
    ],
)
def test_each_signal_is_found(text: str, language: str, signal: str) -> None:
    assert signal in found(text, language)


def test_the_language_of_the_page_is_not_that_of_the_writer() -> None:
    assert "distress" in found("I really want to die and there is nothing left for me", "fr")
    assert "distress" in found("je veux mourir, je n'ai plus la force", "en")
    assert "distress" in found("je veux mourir", "de")  # no lists of that language: all are read


def test_a_finding_gives_its_reason_in_the_readers_language() -> None:
    [finding] = [f for f in examine("JE VEUX EN FINIR", language="fr").findings if f.signal == "distress"]
    with override("en"):
        assert str(finding.reason) == "These words may say that somebody wants to die or plans to."
    assert finding.rule in REASONS


def test_distress_is_read_first_and_no_answer_is_more_than_offered() -> None:
    both = examine("MÉDIUM GUÉRIT LE CANCER. Je veux mourir, écrivez à a.b@exemple.fr", language="fr")
    assert suggestion(both) == "help-distress"
    assert priority(both) == 100 > priority(examine("Dr Martin est super", language="fr")) > 0
    assert priority(examine("Merci pour cet article.", language="fr")) == 0
    answers = {"help-distress", "help-urgent", "check-link", ""}
    assert set(SUGGESTIONS) == set(SIGNALS)
    assert set(SUGGESTIONS.values()) - answers <= set(Comment.Reason.values)


HOSTILE = [
    "", " ", "\0", "\ud800", "a" * RAW_MAX * 2, "\u0301" * TEXT_MAX, "\ufdfa" * TEXT_MAX,
    "\U000e0041" * 50, "0" * 19,
    "+" * 500, "@" * 500, "a@" * 500, "Dr " * 600, "Dr. " + "A" * 1000, "12 rue " * 200,
    "\u202edr\u202c", "[](){}|*\\" * 200,
    "n° dossier " * 100, "756." * 300, "né le " * 300, "http://" * 200, "...." * 400, "é" * TEXT_MAX,
    "🙂" * TEXT_MAX,
]  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "en", "", "xx"])
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_makes_it_fail_and_spans_stay_inside(text: str, language: str) -> None:
    findings = examine(text, language=language)
    assert findings.version == VERSION
    for spans in findings.signals.values():
        assert spans == sorted(spans)
        assert all(0 <= start < end <= len(text) for start, end in spans)
    json.dumps(findings.signals)


@pytest.mark.parametrize(
    "unit",
    ["a", "1", "06 ", "a.", "a@b.", "Dr Martin ", "je veux mourir ", "douleur et et ", "zero six ",
    "m o u ", "é\u0301", "mal 39 "],
)  # fmt: skip
def test_ten_times_the_text_takes_about_ten_times_as_long(unit: str) -> None:
    def seconds(length: int) -> float:
        text = (unit * length)[:length]
        examine(text, language="fr")
        measured = []
        for _ in range(3):
            begin = time.thread_time()
            examine(text, language="fr")
            measured.append(time.thread_time() - begin)
        return min(measured)

    assert seconds(20_000) < 40 * seconds(2_000)


def test_folding_leads_back_to_every_character() -> None:
    text = "L’Œuvre d’ÉLODIE : ½ cœur, ｆｉｎ"
    folded = fold(text)
    for layer in (folded.plain, folded.words):
        assert len(layer.text) == len(layer.starts) == len(layer.ends)
        assert layer.starts == sorted(layer.starts)
    place = folded.words.text.index("coeur")
    assert text[slice(*folded.words.origin(place, place + 5))] == "cœur"


def test_near_duplicates_are_found_best_first_and_short_thanks_are_none() -> None:
    text = "Bonjour, vends purificateur d'eau alcaline, livraison en Suisse."
    others = [(1, "BONJOUR vends purificateur d’eau alcaline - livraison en France !"), (2, text), (3,
    "Un autre commentaire, sans rapport.")]  # fmt: skip
    assert [copy.key for copy in near_duplicates(text, others)] == [2, 1]
    assert near_duplicates("Merci !", [(1, "Merci !")]) == []


def test_another_language_is_told() -> None:
    assert other_language("Ich habe das nicht gewusst und danke für den Artikel", expected="fr") == "de"
    assert other_language("Thank you for this, it was very clear to me", expected="fr") == "en"
    assert other_language("Спасибо за статью, очень понятно", expected="fr") == "und"
    assert other_language("Merci pour cet article, il est très clair", expected="fr") is None
    assert other_language("Bravo !", expected="en") is None
