"""Headings of what follows an article: about itself, its sources, where to read on, whom to ask."""

import re

_HEADINGS = {
    "en": (
        r"about (?:this|us|the authors?)\b.*",
        r"(?:references|sources|bibliography|notes|credits|disclaimer|contact|contacts)",
        r"(?:references|sources) (?:and|for) .*",
        r"(?:to )?(?:learn|find out) more\b.*",
        r"(?:get |for )?(?:more|additional) information\b.*",
        r"further (?:reading|information|resources)",
        r"(?:related|useful|external) (?:articles|content|information|links|pages|reading|resources)",
        r"see also",
        r"contact us|how to contact .*|contact information",
        r"(?:acknowledge?ments?|copyright|disclaimer|permission to use|reviewers)\b.*",
    ),
    "fr": (
        r"à propos (?:de (?:ce|cet|cette|nous|l auteur)|du site)\b.*",
        r"(?:références|sources|bibliographie|notes|crédits|contact|contacts|avertissement)",
        r"(?:références|sources) (?:et .*|bibliographiques)",
        r"(?:pour )?en savoir plus\b.*|pour aller plus loin",
        r"plus d informations?\b.*",
        r"liens (?:utiles|externes)|voir aussi|à lire aussi",
        r"(?:mentions légales|remerciements|droits d auteur|nous contacter)\b.*",
    ),
    "es": (
        r"(?:información )?(?:sobre|acerca de) (?:est[ea]|nosotros|el autor|los autores)\b.*",
        r"(?:referencias|fuentes|bibliografía|notas|créditos|contacto|contactos)",
        r"(?:referencias|fuentes) (?:y .*|bibliográficas)",
        r"(?:para )?(?:obtener |encontrar )?más información\b.*|información adicional\b.*",
        r"(?:enlaces|lecturas) (?:útiles|externos|relacionados|recomendadas)|véase también",
        r"(?:agradecimientos|aviso legal|derechos de autor|permisos? (?:para|de)|revisores|comuníquese)\b.*",
    ),
}
_PATTERNS = {language: re.compile("|".join(headings)) for language, headings in _HEADINGS.items()}


def is_back_matter(heading: str, language: str) -> bool:
    """Whether a heading, its words in lower case with a space between, begins such a part."""
    pattern = _PATTERNS.get(language.lower()[:2])
    return pattern is not None and pattern.fullmatch(heading) is not None
