"""The comparison of two amendments as a web page: one file, readable without colour and by a screen reader."""

from collections.abc import Mapping
from html import escape

from review.amend.kinship import Kinship, Pair, pieces, votes
from review.amend.telling import pair_title, point

_STYLE = """
body { font: 17px/1.5 "Lato", "Segoe UI", sans-serif; color: #1b1b1b; background: #fff; max-width: 48rem; margin: 2rem auto;
  padding: 0 1rem }
h1 { font-size: 1.6rem; line-height: 1.25 } h2 { font-size: 1.15rem; margin: 2rem 0 .4rem; border-top: 1px solid #767676;
  padding-top: .8rem }
table { border-collapse: collapse; width: 100% } th[scope=row] { white-space: nowrap }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem;
  border: 1px solid #767676 }
caption { text-align: left; font-weight: bold; padding: .4rem 0 }
ins { background: #e3f3e6; text-decoration: underline } del { background: #fbe6e4; text-decoration: line-through }
.hier { color: #4a4a4a; margin: 0 } .probe { margin: .4rem 0 0 }
.unsichtbar { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
@media print { body { margin: 0; max-width: none } }
"""


def page(one: Kinship, cited: Mapping[tuple[str, int], str]) -> str:
    """Write the page."""
    title = f"{one.base.id} und {one.head.id} im Vergleich"
    rows = "".join(
        f"<tr><th scope='row'>{escape(str(side.id))}</th><td>{escape(str(side.subject))}</td>"
        f"<td>{escape(str(side.submitter))}</td><td>{side.day:%d.%m.%Y}</td><td>{escape(votes(side))}</td></tr>"
        for side in (one.base, one.head)
    )
    follows = (
        f"<p>{escape(str(one.head.id))} knüpft nach eigener Angabe an {escape(str(one.base.id))} an.</p>"
        if one.base.id in one.head.follows
        else ""
    )
    pairs = "".join(_pair(pair, one, cited) for pair in one.pairs)
    return (
        f"<!DOCTYPE html>\n<html lang='de-DE'>\n<head>\n<meta charset='utf-8'>\n"
        f"<meta name='viewport' content='width=device-width, initial-scale=1'>\n<title>{escape(title)}</title>\n"
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{escape(title)}</h1>\n"
        f"<table><caption>Die beiden Anträge</caption><thead><tr><th scope='col'>Antrag</th><th scope='col'>Betreff</th>"
        f"<th scope='col'>Einreicher</th><th scope='col'>Datum</th><th scope='col'>Ergebnis</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>\n{follows}"
        f"<p>Gemeinsam sind {len(one.shared)} Punkte, neu {len(one.new)}, fallen gelassen {len(one.dropped)}. "
        f"Alle Worte zusammen sind zu {one.alike} % gleich. "
        "Eingefügte Worte sind unterstrichen, gestrichene durchgestrichen.</p>\n"
        f"{pairs}</main>\n</body>\n</html>\n"
    )


def _pair(pair: Pair, one: Kinship, cited: Mapping[tuple[str, int], str]) -> str:
    lines = ""
    for side, each in ((one.base, pair.base), (one.head, pair.head)):
        if each:
            where = cited.get((str(side.id), each[0]), "")
            shown = f"Punkt {each[0]}: {each[1].kind}, {where} ({each[1].target})" if where else point(*each)
            lines += f"<p class='hier'>{escape(str(side.id))}, {escape(shown)}</p>"
    words = "".join(
        escape(text) if op == "equal" else f"<{tag}><span class='unsichtbar'>{said}: </span>{escape(text)}</{tag}>"
        for op, text in pieces(pair.edits)
        for tag, said in [("del", "gestrichen") if op == "delete" else ("ins", "eingefügt")]
    )
    return f"<section><h2>{escape(pair_title(pair))}</h2>{lines}<p class='probe'>{words}</p></section>\n"
