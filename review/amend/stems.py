"""German words cut back to what their inflections share, after CISTEM (Weissweiler, Fraser 2017).

Umlauts stay, unlike there: fördern and fordern are two words.
"""

import re
from functools import cache

_PREFIX = re.compile(r"^ge(?=.{5})")
_NOUN = re.compile(r"(?<=.{4})(?:ungen|ung|heiten|heit|keiten|keit)s?$")
_LONG, _SHORT = re.compile(r"(?:em|er|nd)$"), re.compile(r"[tesn]$")
_CLUSTERS = (("sch", "$"), ("ei", "%"), ("ie", "&"))
_LONG_FROM, _SHORT_FROM = 6, 4
_FOLDED = str.maketrans({"ä": "a", "ö": "o", "ü": "u"})


@cache
def stem(word: str) -> str:
    """Give the stem of a word: ``Fördern``, ``gefördert`` and ``Förderung`` → ``förd``."""
    bare = _NOUN.sub("", _PREFIX.sub("", word.casefold().replace("ß", "ss")))
    for letters, sign in _CLUSTERS:
        bare = bare.replace(letters, sign)
    while len(bare) >= _SHORT_FROM:
        shorter = _LONG.sub("", bare) if len(bare) >= _LONG_FROM else bare
        if shorter == bare:
            shorter = _SHORT.sub("", bare)
        if shorter == bare:
            break
        bare = shorter
    for letters, sign in _CLUSTERS:
        bare = bare.replace(sign, letters)
    return bare


@cache
def folded(one: str) -> str:
    """Give a stem without its umlauts: Wälder is the plural of Wald."""
    return one.translate(_FOLDED)
