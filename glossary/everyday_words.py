"""Words so common that one of them alone, as the name of a term, is more often just that word.

Of general language only: nothing that a patient might look up. Compared by the key of inflection, so
that one form of each is enough.
"""

_ENGLISH = """
account act action add address advance aim allow amount answer appear apply area argument arm arrange
article ask author aware back base basis become begin believe better big book bring build business
buy call careful case catch cause change chapter check choice choose clear close come common compare
complete consider contain continue contract copy correct country course cover create current cut
data date day decide deep delay depend describe design detail difference different difficult direct
discuss door draw drop early easy edit effort email end enough enter equal event exact example expect
experience explain express extra fact fair fall far fast feature feel few field figure fill final find
fine fit follow force form free full further future general get give go goal good great group grow
guide half hand handle happen hard help high hold home hope hour house idea image important improve
include increase inform initial interest issue item join keep key kind know land language large last
late lead learn leave length let level life light like limit line link list little live local long
look lose loss lot low main make manage many mark match matter mean measure meet member message method
middle mind minute miss model moment money month move much name need new next note notice number object
offer office often open option order own page paper part partner party past people period person phone
photo picture piece place plan play point position possible post power practical prepare present press
price print private problem process produce professional program project protect prove provide public
publish purpose put quality question quick range rate read ready real reason receive recent record
reference relate remain remember repeat report request rest result return review right road role room
rule run safe same save say school science scientific search second section see select self send
sentence separate serious serve service set several shape share short show side simple single site size
skill small social software sort source space speak special specific stand standard start state stay
step stop story straight street strong subject success suggest summary support sure system table take
talk task teach technical tell term test text thing think time title today together tool top topic total
touch town training travel true try turn type understand unit update use useful user usual value various
version view visit voice wait walk want watch water way web week well wide will wish word work world
write wrong year young
"""

_FRENCH = """
accord acte action adresse affaire aide aimer air ajouter aller an ancien année annexe appel apporter
apprendre argent arriver article aspect atteindre attendre attention aujourd auteur avance avenir avis
base beau besoin bien bon bout but cadre carte chance changer chapitre charge chef chemin chose choix
clair classe clé commencer compte conseil contenir contraire côté couleur coup courant cours créer date
début décider demain demande demander dernier dessin détail devoir différent difficile dire direct donner
donnée durée effort égal élément ensemble entrée entrer équipe espace essayer étape état étude éviter
exemple exercice expérience expliquer façon faible faire fait faux fête figure fin finir fond force forme
fort garder général grand gros groupe guide haut heure histoire homme idée image important initial
intérêt internet jeu jeune joindre jour juste laisser large lettre lien lieu ligne limite lire liste livre
local loi long lumière main maison manière marche matière mauvais membre message mesure métier mettre
milieu mise mode modèle moment monde montrer mot moyen nature niveau nom nombre nommer nouveau numéro
objet obtenir offre ordre ouvrir page papier parler parole part partie passer pays pensée permettre
personne petit peu pièce place plan point porte porter poser position possible pouvoir pratique premier
prendre présent presse preuve principe prix problème produire produit professionnel programme projet
propre public publier qualité question raison recherche recevoir référence regard règle rendre rendez
rentrer réponse reste rester résultat retour rôle route rue sac savoir science scientifique second section
semaine sens série service seul simple site situation social soir sorte sortir source suite suivre sujet
système table tableau tâche temps tenir terme terre test texte tête titre tomber tour travail travailler
trouver type unité usage utile valeur venir version vie ville voie voir voix vouloir vrai vue
"""

_SPANISH = """
acción aceptar actividad acto actual acuerdo adelante agregar alto amigo amplio anterior antiguo anuncio
aparecer aplicar apoyo aprender artículo aspecto asunto aumentar autor ayuda bajo base bien bueno buscar
cambiar cambio camino campo cantidad capaz capítulo carta casa caso causar cerca ciencia científico cierto
ciudad claro clase color comenzar común completo comprender condiciones conjunto conocer conseguir
considerar contacto contener contenido continuar contra contrario control controlar copia correo corto cosa
crear creer cualquier cuenta cuento cuestión curso dar dato debate deber decidir decir dejar demás derecho
descripción desarrollar detalle día diferente difícil dinero dirección directo distinto dividir documento
edición ejemplo electrónico elemento elegir empezar empresa encontrar enlace enseñar entender entrar
enviar equipo error escribir escuela espacio especial esperar estado estudiar estudio evaluación evaluar
evento evitar existir experiencia explicar fácil falta fecha figura fin final forma formar fuente fuerte
fuerza función futuro ganar general gente grande grupo guía haber hablar hacer hecho historia hogar hoja
hombre hora idea igual imagen importante incluir indicar información informe inicial inicio interés ir
junto lado largo leer lengua libre libro limitar límite línea lista llamar llegar llevar local lograr
lugar luz manera mano marca mayor medida medio mejor mejorar menor mensaje mes método miembro minuto modelo
modo momento mostrar mover mundo necesario necesidad necesitar nivel nombre normal nota nuevo número
objetivo objeto obra obtener ofrecer opción orden origen página país palabra papel parecer parte participar
partido pasado pasar paso pedir pensar pequeño perder pérdida período permitir persona poder poner posible
posición posterior práctica precio pregunta presentar principal principio problema proceso producir
producto profesional programa propio propósito proyecto prueba publicar público puerta punto quedar querer
razón realizar recibir reciente recurso reducir referencia regla relación repetir respuesta resto resultado
resumen reunir revisar saber sección seguir segundo seguro semana sencillo sentido ser servicio serie
servir siguiente simple sistema sitio situación social solo solución subir suponer tabla tamaño tarea
técnico tema tener terminar término texto tiempo tipo tomar total trabajar trabajo tratar último único
unidad unir usar uso útil valor variar venir ver versión viaje vida vista vivir volver voz
"""

_WORDS = {"en": _ENGLISH, "fr": _FRENCH, "es": _SPANISH}


def everyday_words(language: str) -> frozenset[str]:
    return frozenset(_WORDS.get(language.lower()[:2], "").split())
