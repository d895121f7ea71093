"""Parts of the body, and the adjectives made from them: a "cancer pulmonaire" is a "cancer du poumon".

Only where the adjective says nothing but "of the": not "cervical", which is of the neck or of the cervix.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

_FRENCH = """
abdomen: abdominal; anus: anal; artère: artériel; bactérie: bactérien; bronche: bronchique;
cellule: cellulaire; cerveau: cérébral encéphalique; encéphale: cérébral encéphalique; coeur: cardiaque;
cornée: cornéen; crâne: crânien; côlon: colique; endomètre: endométrial; estomac: gastrique;
foie: hépatique; ganglion: ganglionnaire; gencive: gingival; intestin: intestinal; langue: lingual;
larynx: laryngé; muscle: musculaire; nerf: nerveux; nez: nasal; os: osseux; ovaire: ovarien;
pancréas: pancréatique; peau: cutané; pelvis: pelvien; pharynx: pharyngé; plèvre: pleural;
poumon: pulmonaire; prostate: prostatique; pénis: pénien; rate: splénique; rectum: rectal; rein: rénal;
rétine: rétinien; sang: sanguin; sein: mammaire; testicule: testiculaire; thorax: thoracique;
thyroïde: thyroïdien; tissu: tissulaire; trachée: trachéal; tumeur: tumoral; uretère: urétéral;
urètre: urétral; utérus: utérin; uvée: uvéal; vagin: vaginal; vaisseau: vasculaire; veine: veineux;
vessie: vésical; virus: viral; vulve: vulvaire; oeil: oculaire; oesophage: oesophagien
"""
_SPANISH = """
abdomen: abdominal; ano: anal; arteria: arterial; bacteria: bacteriano; bazo: esplénico; boca: bucal;
bronquio: bronquial; cerebro: cerebral encefálico; colon: colónico; corazón: cardíaco cardiaco;
córnea: corneal; cráneo: craneal; célula: celular; encéfalo: cerebral encefálico; encía: gingival;
endometrio: endometrial; esófago: esofágico; estómago: gástrico; faringe: faríngeo; ganglio: ganglionar;
hueso: óseo; hígado: hepático; intestino: intestinal; labio: labial; laringe: laríngeo; lengua: lingual;
mama: mamario; músculo: muscular; nariz: nasal; nervio: nervioso; ojo: ocular; ovario: ovárico;
pelvis: pélvico; pene: peneano; piel: cutáneo; pleura: pleural; próstata: prostático; pulmón: pulmonar;
páncreas: pancreático; recto: rectal; retina: retiniano; riñón: renal; sangre: sanguíneo; tejido: tisular;
testículo: testicular; tiroides: tiroideo; tráquea: traqueal; tumor: tumoral; tórax: torácico;
uretra: uretral; uréter: ureteral; vagina: vaginal; vaso: vascular; vejiga: vesical; vena: venoso;
virus: viral vírico; vulva: vulvar; útero: uterino; úvea: uveal
"""

_Key = Callable[[str], str]
_Genders = Callable[[str], tuple[str, ...]]
_Joints = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class BodyParts:
    """By the keys of words. `joints` are what stands before a noun, one with an apostrophe is elided."""

    nouns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # of each adjective
    adjectives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # of each noun
    joints: _Joints = ()
    prepositions: frozenset[str] = frozenset()  # by their keys
    articles: frozenset[str] = frozenset()

    def paths(self, adjective: str) -> tuple[tuple[str, ...], ...]:
        """What names may have in place of an adjective, as a glossary stores it."""
        return tuple(_joined(joint, noun) for noun in self.nouns.get(adjective, ()) for joint in self.joints)


def _joined(joint: tuple[str, ...], noun: str) -> tuple[str, ...]:
    *before, last = joint
    return (*before, last[:-1], f"'{noun}") if last.endswith("'") else (*joint, noun)


def french(key: _Key, genders: _Genders) -> BodyParts:
    """Keys are those of the words of names; `genders` gives further ones, as of a feminine its masculine."""
    joints = (("du",), ("de",), ("de", "la"), ("de", "l'"), ("d'",))
    return _Table(key, genders, feminines=("e", "ne", "se")).read(_FRENCH, joints, articles="la l")


def spanish(key: _Key, genders: _Genders) -> BodyParts:
    return _Table(key, genders, feminines=("a",)).read(_SPANISH, (("de",),), articles="el la los las")


@dataclass(frozen=True)
class _Table:
    key: _Key
    genders: _Genders
    feminines: tuple[str, ...]  # endings

    def read(self, rows: str, joints: _Joints, *, articles: str) -> BodyParts:
        nouns: dict[str, tuple[str, ...]] = defaultdict(tuple)
        adjectives: dict[str, tuple[str, ...]] = {}
        for row in rows.split(";"):
            noun, others = row.split(":")
            noun = self.key(noun.strip())
            for adjective in map(self.key, others.split()):
                nouns[adjective] += (noun,)
            adjectives[noun] = tuple(key for word in others.split() for key in self._keys(word))
        prepositions = frozenset(joint[0].removesuffix("'") for joint in joints)
        return BodyParts(nouns, adjectives, joints, prepositions, frozenset(articles.split()))

    def _keys(self, adjective: str) -> Iterator[str]:
        """That of the masculine and, where it is another, that of the feminine."""
        masculine = self.key(adjective)
        yield masculine
        for stem in (adjective, adjective[:-1]):
            for ending in self.feminines:
                if masculine in self.genders(stem + ending):
                    yield self.key(stem + ending)
