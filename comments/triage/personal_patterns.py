"""What personal data look like in the `plain` layer; RE2, so linear on any text."""

from comments.triage.linear import pattern

_AT = (
    r"(?:\s?@\s?|\s?[\[({<]\s?(?:at|arobase|arobaze|arrobase|@|a)\s?[\])}>]\s?|\s(?:arobase|"
    r"arobaze|arrobase|arobas|chez arobase|at sign|a commercial|\(a\))\s|\s?_at_\s?|\s?-at-\s?"
    r")"
)
_DOT = r"(?:\s?[\[({]\s?(?:dot|point|\.)\s?[\])}]\s?|\s(?:dot|point|pt)\s|\.)"
_NAME = r"[a-z0-9][a-z0-9._%+-]*"
_TLD = (
    r"(?:com|fr|org|net|be|ch|ca|eu|uk|info|lu|de|es|it|io|me|ie|us|example|edu|gov|africa|sn|"
    r"ci|ma|tn|dz|cm|bj)"
)
_JOIN = (
    r"(?:\s(?:point|dot|tiret|tiret du bas|underscore|hyphen|dash|minus|tiret bas|pt|plus)\s|"
    r"\s?[\[(](?:point|dot|\.)[\])]\s?)"
)

EMAIL = pattern(r"(?i)[a-z0-9][a-z0-9._%+'-]*\s?@\s?[a-z0-9-]+(?:\s?\.\s?[a-z0-9-]+){1,4}")
WORD_EMAIL = pattern(
    rf"(?i)\b{_NAME}(?:{_JOIN}{_NAME}){{0,4}}{_AT}[a-z0-9-]+(?:{_DOT}[a-z0-9-]+){{0,3}}{_DOT}{_TLD}\b"
    rf"|\b{_NAME}(?:{_JOIN}{_NAME}){{0,4}}\sat\s[a-z0-9-]+(?:\s(?:dot|point)\s[a-z0-9-]+)"
    rf"{{0,3}}\s(?:dot|point)\s{_TLD}\b"
    rf"|\b{_NAME}(?:{_JOIN}{_NAME}){{0,4}}{_AT}(?:gmail|hotmail|yahoo|orange|outlook|free|"
    rf"laposte|sfr|wanadoo|icloud|proton\w*|skynet|bluewin|live)\b"
    rf"|\b{_NAME}(?:{_JOIN}{_NAME}){{0,4}}\s(?:at|chez|sur|arobase)\s(?:gmail|hotmail|yahoo|"
    rf"outlook|icloud|protonmail|laposte|wanadoo)(?:{_DOT}{_TLD})?\b"
)
DIGITS = pattern(r"(?:\+|\b00|\()?\s?[\dOo](?:[\s().,/·*_~-]{0,3}[\dOo]){6,17}")
SHORT_NUMBER = pattern(r"\b\d{2,6}\b")
NUMBER_WORDS = pattern(r"(?i)[a-z0-9]+")

HANDLE = pattern(
    r"(?i)\b(?:insta(?:gram)?|snap(?:chat)?|telegram|skype|discord|tik ?tok|messenger|"
    r"facebook|fb|twitter|signal|viber|wechat|line id|pseudo (?:insta|snap))\b"
    r"(?:\s(?:est|is|moi|me|id|perso|sur|on))?\s?(?::|=|@|~)\s?@?[a-z0-9][a-z0-9._-]{2,30}"
)

_STREET_FR = (
    r"(?:rue|avenue|av\.?|ave|boulevard|bd|bld|blvd|impasse|all[eé]es?|chemin|route|rte|quai|"
    r"square|ruelle|sentier|lotissement|lot\.|r[eé]sidence|hameau|faubourg|fbg|esplanade"
    r"|chauss[eé]e|dr[eè]ve|clos|venelle|mont[eé]e|passage|villa|cit[eé]|traverse|sente|"
    r"promenade|mail|place|pl\.|cours|rang|rond-point|parvis|porte|digue)"
)
ADDRESS_FR = pattern(
    rf"(?i)\b\d{{1,4}}\s?(?:bis|ter|quater|[a-d]\b)?\s?,?\s?{_STREET_FR}\s+(?:de la |de l'|du |"
    rf"des |de |d'|la |le |les |l')?[\w'.-]{{2,}}(?:\s(?:de la |de l'|du |des |de |d'|la |le |"
    rf"les |l'|et )?[A-Z0-9][\w'.-]+){{0,4}}"
    r"(?:\s?,?\s?(?:(?:F-|B-|CH-|L-)?\d{4,5})\s?[A-Za-z][\w'-]+(?:[\s-][A-Z][\w'-]+){0,3})?(?"
    r":\s(?:a|à)\s[A-Z][\w'-]+)?"
)
ADDRESS_FR_REVERSED = pattern(
    rf"(?i)\b{_STREET_FR}\s(?:de la |de l'|du |des |de |d')?[A-Za-z][\w'-]+(?:\s[A-Za-z][\w'-]+"
    rf"){{0,3}}\s?,?\s?(?:n~|no|numero|au)?\s?\d{{1,4}}\s?,?\s(?:[AB]-?)?"
    rf"\d{{4,5}}\s[A-Z][\w'-]+"
)
ADDRESS_PLACE_FR = pattern(
    r"(?i)\b(?:lieu[- ]dit|le hameau de|villa|r[eé]sidence|b[aâ]t(?:iment)?\.?)\s[\w'-]+(?"
    r":\s[\w'-]+){0,4}(?:,\s[\w' -]{3,40})?,?\s"
    r"(?:apt\.?|appt\.?|appartement\s)?\s?\d{0,4},?\s?\d{5}\s[A-Z][\w'-]+"
)
POSTCODE_CITY = pattern(r"\b(?:F-|B-|CH-|L-)?\d{4,5}\s[A-Z][\w'-]+(?:[\s-][A-Z][\w'-]+){0,3}")
HOME = pattern(
    r"(?i)\b(?:j'?\s?habite|jhabite|mon adresse|notre adresse|son adresse|chez moi|"
    r"domicili[eé]e?s?|(?:elle|il|on|qui) habite|demeurant|je vis (?:au|a)|adresse\s?:|my "
    r"address|i live at|lives at|living at|our address|home address)\b"
)
PUBLIC_PLACE = pattern(
    r"(?i)\b(?:h[oô]pital|hosto|chu|chr|clinique|institut|centre|association|mairie|salle|"
    r"maison des|pharmacie|cabinet|caisse|cpam|ligue|espace|librairie|biblioth[eè]que|"
    r"mus[eé]e|h[oô]tel|restaurant"
    r"|hospital|clinic|surgery|centre|center|institute|charity|library|town hall|pharmacy|"
    r"church|hall|museum|office|hospice|pub|cafe|university|faculte|universit[eé]|"
    r"th[eé][aâ]tre|cin[eé]ma|conf[eé]rence)\b"
)
_STREET_EN = (
    r"(?:Street|St|Road|Rd|Lane|Ln|Close|Avenue|Ave|Drive|Dr|Court|Ct|Way|Crescent|Cres|"
    r"Gardens|Gdns|Terrace|Grove|Place|Pl|Row|Hill|Mews|Square|Sq|Park|Walk|Rise|View|"
    r"Boulevard|Blvd|Parade|Green|Fields|Meadows?|Yard|Circle|Trail|Parkway|Highway|Wynd|Brae|"
    r"Vale|End|Bank|Croft)"
)
ADDRESS_EN = pattern(
    rf"(?i:\b(?:flat|apt|apartment|unit)\s?[0-9a-z]{{1,4}},?\s)?\b\d{{1,5}}[A-Da-d]?,?\s(?"
    rf":[A-Z][\w'-]+\s){{1,3}}{_STREET_EN}\b\.?(?:,?\s[A-Z][\w'-]+){{0,4}}(?:,?"
    rf"\s[A-Z]{{1,2}}\d[A-Z\d]?\s?\d[A-Z]{{2}}\b|,?\s[A-Z]{{2}}\s\d{{5}}\b)?"
)
ADDRESS_EN_LOW = pattern(
    r"(?i)\b\d{1,5}[a-d]?,?\s[a-z][\w'-]+(?:\s[a-z][\w'-]+)?\s(?:street|road|lane|close|"
    r"avenue|crescent|gardens|terrace|grove|mews|drive)\b"
)
HOUSE_EN = pattern(
    rf"\b(?:The\s)?[A-Z][\w']+(?:\s[A-Z][\w']+){{0,2}},\s(?:[A-Z][\w']+\s)"
    rf"{{1,3}}{_STREET_EN},\s[A-Z][\w' -]+"
)
UK_POSTCODE = pattern(r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[ABD-HJLNP-UW-Z]{2}\b")

FILE_NUMBER = pattern(
    r"(?i)\b(?:ipp|nip|mrn|ndp|iep|nda|hospital (?:number|no\.?|id)|patient (?:number|no\.?|"
    r"id)|nhs (?:number|no\.?)|chi (?:number|no\.?)|file (?:number|no\.?)|case (?:number|file|no\.?"
    r")|record (?:number|no\.?)"
    r"|unit number|policy (?:number|no\.?)|claim (?:number|no\.?)|member(?:ship)? (?:number|"
    r"id|no\.?)|insurance (?:number|no\.?|id)|account (?:number|no\.?)|passport (?:number|"
    r"no\.?)|health card(?: number)?|medicare(?: number)?|ohip(?: number)?|national "
    r"insurance(?: number| no\.?)?|ni number"
    r"|(?:num[eé]ro|n~|no|nr|num|n)\s?(?:de |d'|du )?\s?(?:mon |ma |son )?(?:dossier|patiente?"
    r"s?(?: essai| etude)?|s[eé]jour|s[eé]cu(?:rit[eé] sociale)?|ss|adh[eé]rente?|assur[eé]e?|mutuelle|"
    r"admission|archive|contrat|carte vitale|avs|niss|registre national|ramq|passeport|carte "
    r"d'identit[eé]|compte|allocataire)"
    r"|(?:mon|ma|mes|son) (?:dossier|carte vitale)|dossier(?: m[eé]dical| patient)?|r[eé]f(?"
    r":[eé]rence)? (?:du |de mon )?(?:dossier|patient)|immatriculation|matricule)"
    r"\s?(?:ipp|numero|num[eé]ro|n~|no\.?|number|is|est|c'est|c est|:|=|#|de|du|le|la|the|:)?"
    r"\s?(?:le|la|n~|:|#|est|is|=)?\s?([a-z]{0,4}[ /-]?\d[\d a-z/.-]{3,22}\d|"
    r"[a-z]{1,3}\d{4,12}[a-z]?|\d{5,14})"
)
NIR = pattern(
    r"\b[123478][\s.-]?\d{2}[\s.-]?(?:0[1-9]|1[0-2]|[2-9]\d)[\s.-]?(?:\d{2}|2[AB])[\s.-]?"
    r"\d{3}[\s.-]?\d{3}(?:[\s./-]{0,3}\d{2})?\b"
)
AVS = pattern(r"\b756[. ]\d{4}[. ]\d{4}[. ]\d{2}\b")
NISS = pattern(r"\b\d{2}[. ]\d{2}[. ]\d{2}[- ]\d{3}[. ]\d{2}\b")
NHS = pattern(r"\b\d{3}[ -]\d{3}[ -]\d{4}\b")
SSN = pattern(r"\b\d{3}-\d{2}-\d{4}\b")
NINO = pattern(r"\b[A-CEGHJ-PR-TW-Z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]\b")
IBAN = pattern(r"(?i)\b[a-z]{2}\d{2}(?:\s?[a-z0-9]{4}){3,7}(?:\s?[a-z0-9]{1,3})?\b")
RAMQ = pattern(r"\b[A-Z]{4}\s?\d{4}\s?\d{4}\b")
CARD = pattern(r"\b\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}\b")

BIRTH = pattern(
    r"(?i)\b(?:n[eé]e?(?:\(e\))?\s(?:a\s)?(?:[A-Z][\w'-]+\s){0,3}(?:le|un|en)\s|n[eé]e?\s?[:.]?\s?\d|"
    r"dob\b|d\.o\.b\.?|date of birth|birth ?date|born (?:in [A-Z][\w'-]+,? )?(?:on )?(?:the )?|"
    r"date de naissance|"
    r"ddn\b|naissance\s?:|anniversaire le|n[eé]e?\s[A-Z][\w'-]+,?\s(?:le|en)\s|b\.\s)"
    r"\s?(?:is|est|:|le|the|on)?\s?(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\s)?"
    r"(?:\d{1,2}\s?[./ -]\s?\d{1,2}\s?[./ -]\s?(?:19|20)?\d{2}|\d{1,2}(?:er|st|nd|rd|th)?\s(?"
    r":of\s)?(?:jan|f[eé]v|feb|mar|avr|apr|mai|may|jui|jun|jul|ao[uû]|aug|sep|oct|nov|d[eé]c)"
    r"[a-zéû]*\.?,?\s?(?:19|20)\d{2}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
    r"\s\d{1,2}(?:st|nd|rd|th)?,?\s(?:19|20)\d{2}|(?:19|20)\d{2}-\d{2}-\d{2})"
)
FULL_NAME = pattern(
    r"\b[A-Z][\w'-]+(?:\s(?:de|du|van|von|le|la|el|ben|da|dos|di|O'))?\s[A-Z][\w'-]+(?"
    r":\s[A-Z][\w'-]+)?"
)
LOCAL_PHONE = pattern(
    r"(?i)\b(?:call|text|ring|phone|number(?:'s| is)?|cell|mobile|reach me|contact|tel)\b"
    r"[^.!?\n\d]{0,25}\d{3}[-. ]\d{4}\b"
    r"|\b\d{3}-\d{4}\b,?\s(?:call|text|ask for|area code|after|evenings|anytime)\b"
)
NAME_AND_DATE = pattern(
    r"\b[A-Z][\w'-]+\s[A-Z][\w'-]+(?:\s[A-Z][\w'-]+)?,\s\d{1,2}(?:er|st|nd|rd|th)?\s(?i:jan|fev|feb|mar|avr|apr"
    r"|mai|may|jui|jun|jul|aou|aug|sep|oct|nov|dec)[a-z]*\s19[2-9]\d\b"
)
