"""``konzept-review amend``: amendments checked, shown, compared, found again, carried out, made of Word or of two drafts."""

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import terminal
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from review.amend.session import Desk

EXPLAINED = "mit Änderungsanträgen arbeiten: prüfen, zeigen, vergleichen, einarbeiten, anlegen"
_RANGE = re.compile(r"(?P<base>.+?)\.\.(?P<head>.+)")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take what is to be done with which amendments."""
    _sources(parser)
    parser.add_argument(
        "--from", dest="origin", metavar="HERKUNFT", default="", help="Antrag anlegen aus antrag.docx oder REV..REV"
    )
    parser.add_argument(
        "--base", metavar="FASSUNG", default="", help="Fassung, gegen die das Word-Dokument geschrieben ist"
    )
    parser.add_argument("--id", dest="key", metavar="KENNUNG", default="A-NEU-01", help="Kennung des neuen Antrags")
    parser.add_argument("--force", action="store_true", help="eine vorhandene Antragsdatei überschreiben")
    several = parser.add_subparsers(title="Tätigkeiten", metavar="TÄTIGKEIT", dest="act")

    check = several.add_parser("check", help="passen die Anträge noch, stoßen sie zusammen, was fände die Prüfung?")
    check.add_argument("ids", metavar="KENNUNG", nargs="*", help="Anträge; ohne Angabe alle")
    check.add_argument("--base", metavar="FASSUNG", default="", help="an dieser Fassung prüfen statt am Arbeitsstand")
    check.add_argument("--cite", action="store_true", help="Seite und Zeile auch ohne Kennungen angeben")

    show = several.add_parser("show", help="Wirkung eines Antrags in allen Berichten zeigen")
    show.add_argument("id", metavar="KENNUNG", help="der Antrag")
    show.add_argument("--base", metavar="FASSUNG", default="", help="üblich: die Fassung, gegen die er geschrieben ist")
    show.add_argument("--out", metavar="ORDNER", type=Path, default=Path("build"), help="wohin (üblich: build)")
    show.add_argument("--only", metavar="DATEI", action="append", help="nur dieser Bericht; mehrfach möglich")

    compare = several.add_parser("compare", help="zwei Anträge vergleichen")
    compare.add_argument("base_id", metavar="FRÜHERER", help="Kennung des früheren Antrags")
    compare.add_argument("head_id", metavar="SPÄTERER", help="Kennung des späteren Antrags")
    compare.add_argument("--html", metavar="DATEI", type=Path, help="auch als Webseite schreiben")

    where = several.add_parser("where", help="Stellen des Konzepts finden, die schon Ähnliches sagen")
    where.add_argument("words", metavar="WORTE", help='gesuchte Worte, z. B. "Fördern und Fordern"')
    where.add_argument("--base", metavar="FASSUNG", default="", help="in dieser Fassung suchen statt im Arbeitsstand")
    where.add_argument("--most", metavar="ZAHL", type=int, default=10, help="so viele Stellen höchstens (üblich: 10)")

    apply = several.add_parser("apply", help="Anträge in die Quellen einarbeiten")
    apply.add_argument("ids", metavar="KENNUNG", nargs="+", help="Anträge in der Reihenfolge der Einarbeitung")
    apply.add_argument("--dry-run", action="store_true", help="nur zeigen, was sich ändern würde")
    apply.add_argument(
        "--base", metavar="FASSUNG", default="", help="in diese Fassung einarbeiten; verlangt „--out“, die Quellen bleiben"
    )
    apply.add_argument("--out", metavar="ORDNER", type=Path, help="Quellen mit den Anträgen in diesen Ordner schreiben")


def _sources(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sources", metavar="QUELLEN", type=Path, default=Path("sources"), help="Ordner der Quellen")


def run(options: argparse.Namespace) -> int:
    """Do it; 1 if somebody must look."""
    acts = {"check": _check, "show": _show, "compare": _compare, "where": _where, "apply": _apply}
    if options.origin:
        return _new(options)
    if options.act is None:
        raise UsageError(
            "Es fehlt, was mit den Anträgen geschehen soll",
            "Möglich sind check, show, compare, where und apply, oder „--from“; „konzept-review amend --help“ erklärt sie.",
        )
    return acts[options.act](options)


def _desk(options: argparse.Namespace, base: str = "") -> "Desk":
    from review.amend.session import desk  # noqa: PLC0415

    return desk(options.sources, base, terminal.CACHE)


def _check(options: argparse.Namespace) -> int:
    from review.amend import telling  # noqa: PLC0415
    from review.amend.trial import counted, tried  # noqa: PLC0415

    table = _desk(options, options.base)
    chosen = table.chosen(options.ids)
    if not chosen:
        terminal.say("Unter „antraege/“ liegt kein Änderungsantrag.")
        return 0
    others = counted(table.amendments)
    trials = tried(table.tree, chosen if options.ids else counted(chosen) or chosen, others, table.parse)
    cites = bool(options.ids) or options.cite
    citer, sites = (table.citer(), table.placer().sites) if cites else (None, None)
    for at, one in enumerate(trials):
        cited = {each.number: citer.outcome(each, sites) for each in one.outcomes} if citer and sites else {}
        terminal.say(("\n" if at else "") + "\n".join(telling.trial(one, cited)))
    return int(any(map(telling.troubled, trials)))


def _show(options: argparse.Namespace) -> int:
    from pipeline import release  # noqa: PLC0415
    from review.amend import telling  # noqa: PLC0415
    from review.amend.session import effect, written_against  # noqa: PLC0415
    from review.flow import render, wanted_reports  # noqa: PLC0415

    names = wanted_reports(tuple(options.only or ()))
    amendment = _desk(options).chosen([options.id])[0]
    table = _desk(options, options.base or written_against(options.sources, amendment))
    applied, comparison = effect(table, amendment)
    files = render(comparison, names)
    target = options.out / f"antrag-{amendment.id.lower()}"
    manifest = {
        "antrag": str(amendment.id),
        "fassung": comparison.changes.base.name,
        "aenderungen": len(comparison.changes.changes),
        "dateien": [
            {"name": name, "sha256": release.sha256(data), "bytes": len(data)} for name, data in sorted(files.items())
        ],
    }
    release.release(target, files, manifest)
    citer, sites = table.citer(), table.placer().sites
    cited = {each.number: citer.outcome(each, sites) for each in applied.outcomes}
    terminal.say("\n".join([telling.heading(amendment), *telling.outcomes(applied.outcomes, cited)]))
    terminal.say(f"Fertig: {target.as_posix()}/")
    for name in sorted(files):
        terminal.say(f"  {name}")
    return int(bool(applied.refused))


def _compare(options: argparse.Namespace) -> int:
    from review.amend import telling  # noqa: PLC0415
    from review.amend.kinship import compared  # noqa: PLC0415
    from review.amend.kinship_page import page  # noqa: PLC0415
    from review.amend.session import cites_of  # noqa: PLC0415

    table = _desk(options)
    base, head = (
        table.chosen([options.base_id, options.head_id])[:2] if options.base_id != options.head_id else (None, None)
    )
    if base is None or head is None:
        raise UsageError(
            "Verglichen werden zwei verschiedene Anträge", "Zwei Kennungen nennen, z. B. A-CDU-01 A-CDU-02."
        )
    found = compared(base, head)
    cited = cites_of(table, (base, head))
    terminal.say("\n".join(telling.kinship(found, cited)))
    if options.html:
        from pipeline.errors import OutputBlocked  # noqa: PLC0415

        try:
            options.html.parent.mkdir(parents=True, exist_ok=True)
            options.html.write_text(page(found, cited), encoding="utf-8", newline="\n")
        except OSError as error:
            raise OutputBlocked(f"„{options.html}“ lässt sich nicht schreiben ({error.strerror})") from error
        terminal.say(f"\nFertig: {options.html.as_posix()}")
    return 0


def _where(options: argparse.Namespace) -> int:
    from review.amend import telling  # noqa: PLC0415
    from review.amend.search import Index  # noqa: PLC0415

    if not re.search(r"\w", options.words):
        raise UsageError(
            "Es fehlen die Worte, nach denen gesucht wird", 'Zum Beispiel: amend where "Fördern und Fordern"'
        )
    table = _desk(options, options.base)
    found = Index(table.draft().manuscript).find(options.words, max(1, options.most))
    if not found:
        terminal.say(f"Zu „{options.words}“ findet sich im Konzept keine Stelle.")
        return 1
    citer = table.citer()
    for rank, one in enumerate(found, 1):
        where = citer.cite(one.key, one.text, title=one.title)
        terminal.say("\n".join(telling.passage(rank, one, where, colour=sys.stdout.isatty())))
    return 0


def _apply(options: argparse.Namespace) -> int:
    from pipeline.swapping import swap  # noqa: PLC0415
    from review.amend import telling  # noqa: PLC0415
    from review.amend.applying import apply  # noqa: PLC0415

    if options.base and not (options.out or options.dry_run):
        raise UsageError(
            "Eine frühere Fassung wird nicht in den Quellen geändert",
            "Mit „--out ORDNER“ einen Ordner nennen, der sie mit den Anträgen aufnimmt.",
        )
    table = _desk(options, options.base)
    chosen = table.chosen(options.ids)
    applied = apply(table.tree, table.concept, chosen)
    changed = applied.changed(table.tree)
    for one in chosen:
        mine = [each for each in applied.outcomes if each.amendment == one.id]
        terminal.say("\n".join([telling.heading(one), *telling.outcomes(mine, {})]))
    for name in applied.refused:
        terminal.say(
            f"{name} wurde nicht eingearbeitet: Mindestens ein Punkt passt nicht, und ein Antrag gilt ganz oder nicht."
        )
    if options.dry_run:
        terminal.say("\n".join(telling.diff(table.tree.files, changed)) or "Es würde sich nichts ändern.")
        return int(bool(applied.refused))
    if options.out:
        from review.amend.session import laid_out  # noqa: PLC0415

        laid_out(options.out, applied.tree)
        terminal.say(f"Fertig: {options.out.as_posix()}/")
        return int(bool(applied.refused))
    swap(options.sources, changed, table.tree.files)
    terminal.say(
        "".join(f"  geändert: {options.sources.as_posix()}/{path}\n" for path in changed).rstrip("\n")
        or "Alles stand schon im Text; nichts geändert."
    )
    if changed:
        terminal.say("\n".join(telling.trailers(applied.taken)))
    return int(bool(applied.refused))


def _new(options: argparse.Namespace) -> int:
    from review.amend.session import from_revisions, from_word, put  # noqa: PLC0415

    span = _RANGE.fullmatch(options.origin)
    word = options.origin.lower().endswith((".docx", ".docm", ".dotx", ".dotm", ".doc"))
    if word:
        if not options.base:
            raise UsageError(
                "Es fehlt die Fassung, gegen die das Word-Dokument geschrieben ist",
                "„--base FASSUNG“ nennen, z. B. 2017-05-03.",
            )
        made = from_word(options.sources, Path(options.origin), options.base, options.key, terminal.CACHE)
    elif span:
        made = from_revisions(options.sources, span["base"], span["head"], options.key, terminal.CACHE)
    else:
        raise UsageError(
            f"„{options.origin}“ ist weder ein Word-Dokument noch ein Paar von Fassungen",
            "„--from antrag.docx --base FASSUNG“ oder „--from ALT..NEU“.",
        )
    for line in made.left:
        terminal.say(f"Nicht übernommen: {line}")
    if not made.operations:
        terminal.say("Es fand sich keine Änderung, die sich als Antrag schreiben lässt.")
        return 1
    path = put(options.sources, made, force=options.force)
    terminal.say(
        f"Fertig: {path.as_posix()} mit {len(made.operations)} Punkten; „offen“ stehende Angaben bitte ergänzen."
    )
    return int(bool(made.left))
