"""What rules on style know about German: passives, nominal chains, verbs; by their endings, without a model.

Judges sentences as printed. Where an ending can be two things it takes the one that spares the author:
a hint on style that is wrong costs more trust than one that is missing
(``docs/decisions/0007-prose-rules.md`` says how often it agrees with a tagger).
"""

import re
from collections.abc import Iterator
from itertools import pairwise


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_WORD = re.compile(r"[A-Za-zÄÖÜäöüß]+(?:-[A-Za-zÄÖÜäöüß]+)*")
_LONGEST = 2000
"""Characters; what is longer is no sentence and is not judged."""
_CLAUSE = re.compile(r"[,;:()]|\s[–-]\s")

_BECOME = _words("werde werden werdet wirst wird wurde wurden wurdest würde würden worden")
_LIKELY = re.compile(r"\b[wW](?:erde|ird|urde|ürde|orden)")
_SUBORDINATING = _words(
    "was wer wen wem welche welcher welchen welches wo wohin woran wofür wenn dass weil damit ob obwohl "
    "bevor nachdem sobald solange wie deren dessen indem sodass soweit sofern"
)
_BE = frozenset({"ist", "sind", "war", "waren"})
_STRONG = _words(
    "nommen halten schlossen sprochen schrieben troffen zogen boten wiesen geben standen fahren laden "
    "worfen hoben tragen rufen lassen fangen funden bunden wogen gangen holfen rissen messen sehen lesen "
    "raten laufen loren schieden schaffen wonnen gonnen griffen brochen fohlen worben schoben strichen "
    "glichen mieden trieben liehen beten legen fallen sessen gossen schnitten stiegen wachsen hangen "
    "hauen logen bissen strichen schritten wandt bracht dacht nannt kannt schlagen fochten boren stritten tan"
)
_STRONG_ENDS = tuple(_STRONG)
_PARTICIPLE = re.compile(
    r"(?:ab|an|auf|aus|bei|dar|durch|ein|entgegen|fest|fort|frei|gegenüber|gleich|hervor|heraus|her|hinaus|hinzu|"
    r"hin|kennen|klar|mit|nach|nahe|nieder|offen|sicher|statt|still|teil|über|um|unter|voran|voraus|vor|weg|weiter|wieder|"
    r"zurück|zusammen|zufrieden|zu)?"
    r"(?:ge|be|ent|er|ver|zer|miss|emp|über|unter|wider|wieder|hinter|durch|um|voll)\w{3,}|\w{2,}iert"
)
_NO_PARTICIPLE = _words(
    "gesamt gerecht bekannt bestimmt geht erst gewohnt geeignet bewusst vertraut beliebt verwandt berühmt "
    "geneigt unbedingt erwachsen verschieden zerstritten"
)


def clauses(sentence: str) -> Iterator[list[str]]:
    """Yield the words of each clause; a clause ends at a comma, colon, bracket or dash."""
    for part in _CLAUSE.split(sentence):
        words = _WORD.findall(part)
        if words:
            yield words


_MODAL = _words(
    "soll sollen sollte sollten kann können konnte konnten könnte könnten muss müssen musste mussten darf "
    "dürfen durfte durften dürfte will wollen mag möge mögen"
)
_LAST = _BECOME | _MODAL | {"ist", "sind", "war", "waren", "sei", "seien", "worden"}


def is_passive(sentence: str, *, main: bool = False) -> bool:
    """Whether a clause holds a form of „werden“ and a participle that can go with it.

    Args:
        sentence: as printed.
        main: count main clauses only; a subordinate clause has its finite verb at the end.
    """
    if len(sentence) > _LONGEST or not _LIKELY.search(sentence):
        return False
    return any(_passive(words) and not (main and _subordinate(words)) for words in clauses(sentence))


def _subordinate(words: list[str]) -> bool:
    if words[0].lower() in _SUBORDINATING:
        return True
    return words[-1] in _LAST and _MODAL.isdisjoint(words[:-1]) and not _BE.intersection(words[:-1])


def _passive(words: list[str]) -> bool:
    lowered = [words[0].lower(), *words[1:]]
    if _BECOME.isdisjoint(lowered):
        return False
    if "worden" in lowered:
        return True
    for at, word in enumerate(lowered):
        if word in _BECOME:
            ahead = lowered[at + 1 :]
            if (at and is_participle(lowered[at - 1])) or (ahead and is_participle(ahead[-1])):
                return True
            if any(
                is_participle(one) and following in {"und", "oder", "sowie", "als", "wie"}
                for one, following in pairwise(ahead)
            ):
                return True
    return False


def is_participle(word: str) -> bool:
    """Whether a word may be a past participle (``geprüft``, ``aufgenommen``, ``saniert``)."""
    if word in _NO_PARTICIPLE or not (word.endswith("t") or word.endswith(_STRONG_ENDS)):
        return False
    return _PARTICIPLE.fullmatch(word) is not None


_NOMINAL = re.compile(r"[A-ZÄÖÜ][\w-]{3,}(?:ung|heit|keit|tion|sion|ität|ierung|nahme|schaft)(?:en|s)?")
_THINGS = tuple(
    _words(
        "wohnung verwaltung versammlung kleidung regierung zeitung verfassung fraktion information nation "
        "verordnung organisation situation bevölkerung einrichtung maßnahme gesellschaft universität "
        "wirtschaft abteilung sitzung vereinigung rechnung gesundheit kindheit behinderung siedlung "
        "sammlung stiftung fassung umgebung station währung nahrung richtung fortschreibung öffnung "
        "integration bildung beratung förderung duldung unterbringung mannschaft nachbarschaft "
        "patenschaft gemeinschaft gestattung sprachmittlung betreuung leistung federführung zuwanderung"
    )
)


def _is_thing(noun: str) -> bool:
    low = noun.lower().removesuffix("s").removesuffix("en").removesuffix("n")
    return low.endswith(_THINGS) and not low.endswith("gewährleistung")


def nominalised(sentence: str) -> list[str]:
    """Give the nouns made of verbs and adjectives; names of things (Wohnung, Verwaltung) are left out."""
    return [word for word in _NOMINAL.findall(sentence) if not _is_thing(word)]


_LINK = (
    r"\s+(?:der|des|zur|zum|von|eines|einer|ihrer|seiner|dieser|und)"
    r"(?:\s+[a-zäöüß]+(?:en|er|em|es))?\s+"
)


def nominal_chain(sentence: str) -> str:
    """Give the longest run of nominalised nouns that hang on each other, ``""`` if shorter than three."""
    if len(sentence) > _LONGEST:
        return ""
    best = ""
    nouns = [found for found in _NOMINAL.finditer(sentence) if not _is_thing(found[0])]
    run: list[re.Match[str]] = []
    for noun in nouns:
        between = sentence[run[-1].end() : noun.start()] if run else ""
        hangs = re.fullmatch(_LINK, between) is not None and between.strip() != "und"
        run = [*run, noun] if hangs else [noun]
        text = sentence[run[0].start() : noun.end()]
        if len(run) >= 3 and len(text) > len(best):  # noqa: PLR2004 - two are common, three are a chain
            best = text
    return best


_DOING = "Durchführung|Umsetzung|Bearbeitung|Prüfung|Auszahlung|Einrichtung|Bereitstellung"
_GOING = "Durchführung|Anwendung|Umsetzung|Ausführung|Verteilung|Auszahlung|Geltung|Abstimmung"
_FINDING = "Anwendung|Berücksichtigung|Beachtung|Verwendung|Erwähnung"
_FUNCTION_VERBS = "|".join(
    (
        rf"\bzu[rm] (?:{_GOING}) (?:\w+ ){{0,2}}?(?:komm|bring|gebrach|gelang)\w*",
        rf"\b(?:komm|kam|bring|gelang)\w* (?:\w+ ){{0,3}}?zu[rm] (?:{_GOING})\b",
        rf"\b(?:{_FINDING}) (?:\w+ ){{0,2}}?(?:find|fand|gefund)\w*",
        rf"\b(?:find|fand)\w* (?:\w+ ){{0,3}}?(?:{_FINDING})\b",
        r"\beiner (?:\w+ )?(?:Prüfung|Bewertung|Überprüfung|Überarbeitung|Betrachtung) (?:\w+ )?unterz[io]\w+",
        r"\bin (?:Erwägung|Abzug|Wegfall|Ansatz|Augenschein) (?:zu )?(?:zieh|gezog|bring|gebrach|nehm|genomm)\w*",
        r"\b(?:unter Beweis|in Aussicht|in Abrede) (?:ge)?stell\w*",
        rf"\b(?:{_DOING}) (?:[\w ]{{0,40}} )?(?:erfolg(?:t|en|te|ten)|vorgenommen|durchgeführt)\b",
        r"\berfolg(?:t|en|te|ten) (?:[\w ]{0,25} )?(?:die|eine|der|ein) (?:\w+ ){0,2}\w+ung\b",
        r"\b(?:zu[rm] Ausdruck|in Vorschlag|in Anrechnung) (?:ge)?b(?:ring|rach)\w*",
    )
)


def function_verb(sentence: str) -> str:
    """Give a stretched verb (``zur Anwendung kommen``, ``die Prüfung erfolgt``), ``""`` if there is none."""
    found = re.search(_FUNCTION_VERBS, sentence)  # compiled when first needed
    return found[0] if found else ""


_NO_VERB = _words(
    "der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner keines und "
    "oder aber sowie als wie in im an am auf aus bei beim mit nach seit von vom zu zum zur für gegen ohne "
    "um durch über unter vor hinter neben zwischen bis ab außer innerhalb außerhalb während wegen trotz "
    "statt anstatt je pro per auch nur noch schon nicht mehr sehr viel viele vielen vieler alle allen "
    "aller alles jede jeden jedem jeder jedes diese diesen diesem dieser dieses jene jenen mehrere "
    "mehreren einige einigen etwa rund circa ganz so dann dort hier heute immer oft weiter weitere "
    "weiteren weiterer zwei drei vier fünf sechs sieben acht neun zehn elf zwölf mindestens höchstens "
    "insgesamt ihre ihren ihrem ihrer sein seine seinen seinem seiner unsere unseren unserem unserer "
    "andere anderen anderer besonders gemeinsam direkt möglichst bereits nächste ersten erste zweite "
    "dritte letzte neue neuen neuer neues gute guten guter gutes eigene eigenen eigener vor allem damit "
    "dabei sich nicht nie stets meist wenige wenigen weniger selbst zunächst"
)
_SURE_VERB = _words(
    "ist sind war waren wäre wären sei seien hat haben hatte hatten hätte hätten wird werden wurde wurden "
    "würde würden kann können konnte konnten könnte könnten muss müssen musste mussten soll sollen sollte "
    "sollten darf dürfen durfte durften dürfte will wollen wollte wollten mag mögen möge möchte möchten "
    "gibt gilt geht steht tut tun kommt kam kamen gab ging fand lag zog bleibt blieb lässt ließ hält "
    "hielt heißt hieß bin bist habe habt seid wissen weiß lebt"
)
_VERB_ENDING = re.compile(r"\w{2,}(?:t|en|te|ten|ln|rn|st)")
_ATTRIBUTE_AFTER = _words(
    "der die das den dem des ein eine einen einem einer eines kein keine keinen keiner in im an am auf "
    "aus bei beim mit nach seit von vom zu zum zur für gegen ohne um durch über unter vor hinter neben "
    "zwischen bis ab und oder sowie alle allen aller viele vielen ihre ihren ihrer seine seinen seiner "
    "mehr"
)


def has_verb(words_of_text: str) -> bool:
    """Whether a text holds a word that can be a finite verb or an infinitive; in doubt it does."""
    words = _WORD.findall(words_of_text)
    for at, word in enumerate(words):
        low = word.lower()
        if low in _SURE_VERB:
            return True
        if word != low and at and len(word) > 1:
            continue  # a noun
        if low in _NO_VERB or not _VERB_ENDING.fullmatch(low):
            continue
        if at == 0 and word != low:
            continue
        before = words[at - 1].lower() if at else ""
        noun_follows = at + 1 < len(words) and words[at + 1][0].isupper()
        if not (noun_follows and (before in _ATTRIBUTE_AFTER or not before)):
            return True
    return False
