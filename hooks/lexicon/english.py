"""Word forms of English: the plural and the singular of a noun, British and American spelling.

What is made by rule may be no word at all ("supernovae" is one, "Alabamae" is not); that does no
harm, for no text holds it. What is another word ("magnesia" is no plural of "magnesium") is left
out. Which plurals from Latin and Greek are in use follows the dictionaries' lists of them.
"""

from __future__ import annotations

import re

# --- number --------------------------------------------------------------------------------

_ALONE = {
    "alga": "algae", "alumnus": "alumni", "antenna": "antennae", "axis": "axes",
    "bureau": "bureaux", "cactus": "cacti", "corpus": "corpora", "curriculum": "curricula",
    "datum": "data", "die": "dice", "erratum": "errata", "focus": "foci", "formula": "formulae",
    "fungus": "fungi", "goose": "geese", "larva": "larvae", "locus": "loci", "matrix": "matrices",
    "maximum": "maxima", "medium": "media", "memorandum": "memoranda", "minimum": "minima",
    "nucleus": "nuclei", "optimum": "optima", "ovum": "ova", "ox": "oxen", "passerby": "passersby",
    "person": "people", "phenomenon": "phenomena", "praxis": "praxes", "quale": "qualia",
    "quantum": "quanta", "quiz": "quizzes", "radius": "radii", "self": "selves", "serum": "sera",
    "shelf": "shelves", "spectrum": "spectra", "stimulus": "stimuli", "stratum": "strata",
    "syllabus": "syllabi", "taxon": "taxa", "tempo": "tempi", "ulna": "ulnae",
    "vertebra": "vertebrae", "viscus": "viscera",
}  # fmt: skip
"""Words to be known whole: an ending would take in others (ox, but not box), or stands below and
does not tell the singular of its plurals (media, but not encyclopedia)."""

_COMPOUNDING = {
    "apex": "apices", "appendix": "appendices", "automaton": "automata", "bacterium": "bacteria",
    "calf": "calves", "calyx": "calyces", "castrato": "castrati", "cervix": "cervices",
    "cherub": "cherubim", "child": "children", "codex": "codices", "concerto": "concerti",
    "cortex": "cortices", "cranium": "crania", "criterion": "criteria", "dogma": "dogmata",
    "dwarf": "dwarves", "elf": "elves", "enigma": "enigmata", "foot": "feet",
    "foramen": "foramina", "forum": "fora", "fulcrum": "fulcra", "ganglion": "ganglia",
    "genus": "genera", "graffito": "graffiti", "half": "halves", "helix": "helices",
    "hoof": "hooves", "index": "indices", "kibbutz": "kibbutzim", "knife": "knives",
    "larynx": "larynges", "leaf": "leaves", "lemma": "lemmata", "libretto": "libretti",
    "life": "lives", "loaf": "loaves", "louse": "lice", "lumen": "lumina", "maestro": "maestri",
    "milieu": "milieux", "mouse": "mice", "mycelium": "mycelia", "palazzo": "palazzi",
    "paparazzo": "paparazzi", "pelvis": "pelves", "phalanx": "phalanges", "pharynx": "pharynges",
    "podium": "podia", "radix": "radices", "scarf": "scarves", "schema": "schemata",
    "scherzo": "scherzi", "seraph": "seraphim", "sheaf": "sheaves", "simplex": "simplices",
    "sporangium": "sporangia", "stadium": "stadia", "sternum": "sterna", "stigma": "stigmata",
    "testis": "testes", "thief": "thieves", "thorax": "thoraces", "tooth": "teeth",
    "turf": "turves", "vacuum": "vacua", "vertex": "vertices", "virtuoso": "virtuosi",
    "vortex": "vortices", "wharf": "wharves", "wife": "wives", "wolf": "wolves",
}  # fmt: skip
"""Words that others end with: woodlice, bookshelves, cyanobacteria."""

_IRREGULAR = _ALONE | _COMPOUNDING
_SINGULAR = {plural: singular for singular, plural in _IRREGULAR.items()}

_BY_ENDING = _COMPOUNDING | {
    "andum": "anda", "antum": "anta", "arium": "aria", "asium": "asia", "chondrion": "chondria",
    "dendrum": "dendra", "eau": "eaux", "ectrum": "ectra", "edium": "edia", "ellum": "ella",
    "endum": "enda", "ennium": "ennia", "entum": "enta", "etrium": "etria", "hedron": "hedra",
    "ibrium": "ibria", "imum": "ima", "itis": "itides", "loquium": "loquia", "menon": "mena",
    "oma": "omata", "posium": "posia", "ratum": "rata", "sortium": "sortia", "thelium": "thelia",
    "torium": "toria", "trix": "trices", "ulum": "ula", "xtremum": "xtrema", "zoon": "zoa",
}  # fmt: skip
"""Plurals by the ending of the word. Not by -um alone: magnesia is no plural of magnesium."""

_ENDING = re.compile(f"(?:{'|'.join(sorted(_BY_ENDING, key=len, reverse=True))})$")

_CLASSICAL = (("us", "i"), ("a", "ae"), ("sis", "ses"))
"""Plurals that all longer words with these endings may have."""

_SHORTEST = 5
"""How long a word must be to have such a plural."""

_NOT_CLASSICAL = frozenset(["minus", "plexus"])
"""What would be another word, or a brand."""

_NOT_MAN = ("human", "german", "roman", "norman", "ottoman", "shaman", "talisman", "caiman")
_NOT_MEN = frozenset(["specimen", "regimen", "abdomen", "acumen"])
_ICS = frozenset(
    """metric topic clinic fabric comic tactic heuristic characteristic diagnostic critic relic
    epic basic mosaic picnic""".split()
)
"""Nouns in -ic that have a plural; others in -ics, such as physics, have no singular."""

_NO_SINGULAR = frozenset(
    """alias always amends arms arrears atlas barracks belongings bias canvas chaos christmas
    clothes commons contents cosmos crossroads customs damages diabetes dues earnings ethos
    futures gas goods guts headquarters herpes holdings innings jeans kansas kudos lens mains
    manners mars means minutes molasses news odds outskirts pancreas pants pathos pliers premises
    proceedings proceeds quarters remains riches rights savings scissors securities series shambles
    shorts species spectacles spirits surroundings texas thanks thermos this tidings trousers
    wares whereabouts whereas woods works yes""".split()
)
"""Words in -s that are no plurals, or whose singular means something else: goods, customs."""


def plurals(word: str) -> list[str]:
    """The plurals of a noun, in lower case; several where usage varies ("indices", "indexes").

    An abbreviation keeps its letter case.
    """
    low = word.lower()
    if not low or not (low[-1].isascii() and (low[-1].isalnum() or low[-1] == ")")):
        return []
    if is_abbreviation(word):
        return [word + "s", word + "es"] if low[-1] in "sxz" else [word + "s"]
    found = _irregular_plurals(low)
    if low in _SINGULAR or low.endswith("people"):
        return found
    if low.endswith("man") and len(low) != 4 and not low.endswith(_NOT_MAN):
        return [low[:-3] + "men"]
    if low.endswith("sis") and found:
        return found
    if low[-1] in "sxz" or low.endswith("sh"):
        found.append(low + "es")
        if low in ("bus", "gas"):
            found.append(low + "ses")
    elif low.endswith("ch"):
        found += [low + "es", low + "s"]
    elif low[-1] == "y" and len(low) > 1 and (low[-2] not in "aeiou" or low.endswith("quy")):
        found += [low[:-1] + "ies", low + "s"]
    elif low[-1] == "o":
        found += [low + "s", low + "es"]
    else:
        found.append(low + "s")
    return found


def _irregular_plurals(low: str) -> list[str]:
    if low in _IRREGULAR:
        return [_IRREGULAR[low]]
    if found := _ENDING.search(low):
        return [low[: found.start()] + _BY_ENDING[found[0]]]
    if len(low) < _SHORTEST or low in _NOT_CLASSICAL:
        return []
    return [low.removesuffix(old) + new for old, new in _CLASSICAL if low.endswith(old)]


def singulars(word: str) -> list[str]:
    """The singulars that a noun may be the plural of; none for a word in the singular."""
    low = word.lower()
    if is_abbreviation(word):
        # only a small s makes a plural of an abbreviation: GPUs, never BIS or FLOPS
        return [word[:-1]] if len(word) > 2 and word[-1] == "s" and not word[-2].islower() else []
    if low in _SINGULAR:
        return [_SINGULAR[low]]
    if low.endswith("men") and len(low) != 4 and low not in _NOT_MEN:
        return [low[:-3] + "man"]
    if len(low) >= _SHORTEST and low.endswith("ae"):
        return [low[:-1]]
    if len(low) < 4 or low[-1] != "s" or low.endswith(("ss", "us", "is")):
        return []
    if low in _NO_SINGULAR or (low.endswith("ics") and low[:-1] not in _ICS):
        return []
    if low.endswith("ies"):
        return [low[:-1]] if len(low) < 5 else [low[:-3] + "y", low[:-1]]
    found = [low[:-1]]
    if low.endswith(("ches", "shes", "xes", "sses", "zzes", "oes", "ses")):
        found.append(low[:-2])
    if low.endswith("ses") and len(low) >= _SHORTEST:
        found.append(low[:-2] + "is")
    return found


def is_abbreviation(word: str) -> bool:
    """Whether a word is written like an abbreviation or a part number: MoE, GPU, 910C, FP8."""
    return any(c.isupper() for c in word[1:]) or any(c.isdigit() for c in word)


# --- spelling ------------------------------------------------------------------------------

_BRITISH = {
    "acknowledgement": "acknowledgment", "aeroplane": "airplane", "ageing": "aging",
    "aluminium": "aluminum", "analogue": "analog", "artefact": "artifact",
    "catalogue": "catalog", "cosy": "cozy", "defence": "defense", "dialogue": "dialog",
    "disc": "disk", "doughnut": "donut", "enrolment": "enrollment",
    "fulfilment": "fulfillment", "gramme": "gram", "grey": "gray", "instalment": "installment",
    "jewellery": "jewelry", "judgement": "judgment", "licence": "license",
    "liquorice": "licorice", "marvellous": "marvelous", "mollusc": "mollusk",
    "monologue": "monolog", "mould": "mold", "moult": "molt", "moustache": "mustache",
    "offence": "offense", "omelette": "omelet", "plough": "plow", "pretence": "pretense",
    "programme": "program", "pyjama": "pajama", "sceptic": "skeptic",
    "sceptical": "skeptical", "scepticism": "skepticism", "skilful": "skillful",
    "smoulder": "smolder", "speciality": "specialty", "travelogue": "travelog",
    "whisky": "whiskey", "wilful": "willful", "woollen": "woolen", "yoghurt": "yogurt",
}  # fmt: skip
_AMERICAN = {american: british for british, american in _BRITISH.items()}

_STEMS = dict(
    pair.split("/")
    for pair in """aemia/emia aemic/emic aesthe/esthe analyse/analyze analysing/analyzing
    catalyse/catalyze coeliac/celiac gynaec/gynec manoeuv/maneuv orthopaed/orthoped
    paralyse/paralyze pnoea/pnea rrhoea/rrhea""".split()
)
"""Parts of words: British and American."""

_FIRST_STEMS = dict(
    pair.split("/")
    for pair in """aetiol/etiol amoeb/ameb archaeo/archeo caecum/cecum caesarean/cesarean
    caesium/cesium encyclopaed/encycloped faecal/fecal faeces/feces foetal/fetal foetus/fetus
    haema/hema haemo/hemo homoeo/homeo mediaeval/medieval oedema/edema oesoph/esoph oestr/estr
    paediatr/pediatr palaeo/paleo primaeval/primeval sulph/sulf""".split()
)
"""Beginnings of words: British and American."""

_OTHER_STEM = {
    one: other
    for pair in (*_STEMS.items(), *_FIRST_STEMS.items())
    for one, other in (pair, pair[::-1])
}


def _any_of(table: dict[str, str]) -> str:
    return "|".join(sorted([*table, *table.values()], key=len, reverse=True))


_STEM = re.compile(f"^(?:{_any_of(_FIRST_STEMS)})|(?:{_any_of(_STEMS)})")
_OUR = re.compile(
    r"^(?:dis|mis|multi|un|water)?(?:arb|ard|arm|behavi|cand|clam|col|demean|end?eav|enam|fav|ferv"
    r"|flav|glam|harb|hon|hum|lab|misdemean|neighb|od|parl|ranc|rig|rum|sav|splend|succ|tum|val"
    r"|vap|vig)(ou?)r(?=$|s$|ed$|ing$|al|hood|ful|less|able|ite|er|ly|ism|ist|y$)"
)
_ISE = re.compile(r"(?<=[a-z]{3})i([sz])(?=(?:ations?|ational|e[drs]?|ers|ing|able)$)")
_RE = re.compile(
    r"^(?:(?:centi|deci|femto|giga|hecto|kilo|mega|micro|milli|nano|pico)?(?:met|lit)|(?:epi|multi)"
    r"?cent|micro?fib|fib|(?:amphi)?theat|calib|lust|meag|mit|och|sab|scept|sepulch|somb|spect)"
    r"(re|er)$"
)
_DOUBLE = re.compile(
    r"^(?:cancel|channel|chisel|counsel|dial|duel|enamel|equal|fuel|funnel|grovel|initial|jewel"
    r"|label|level|libel|marshal|medal|model|panel|parcel|pedal|pencil|quarrel|revel|rival|shovel|signal"
    r"|spiral|stencil|swivel|total|towel|travel|tunnel)(l?)(?=(?:ed|ing|ers?|ists?|ors?)$)"
)


def other_spelling(word: str) -> str | None:
    """The American spelling of a British word, or the other way round; None if they are one.

    `word` is in lower case.
    """
    if other := _BRITISH.get(word) or _AMERICAN.get(word):
        return other
    for pattern, swap in (
        (_STEM, _OTHER_STEM),
        (_ISE, {"s": "z", "z": "s"}),
        (_OUR, {"ou": "o", "o": "ou"}),
        (_RE, {"re": "er", "er": "re"}),
        (_DOUBLE, {"l": "", "": "l"}),
    ):
        if found := pattern.search(word):
            group = len(found.groups())
            start, end = found.span(group)
            return word[:start] + swap[found[group]] + word[end:]
    return None
