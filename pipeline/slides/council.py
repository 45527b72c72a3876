"""Where the paper stands in the council, and what is to be resolved."""

from collections.abc import Iterator, Sequence

from pipeline.manuscript import Manuscript, short_date
from pipeline.model import Block, Consultation
from pipeline.prose import plain
from pipeline.slides.deck import Points, Slide, Table
from pipeline.slides.fit import Frame
from pipeline.standing import Step

TITLE = "Beratung und Beschluss"
_WIDTHS = (0.13, 0.36, 0.16, 0.35)


def slides(manuscript: Manuscript, frame: Frame) -> Iterator[Slide]:
    """Yield consultations and resolution; nothing without a submission."""
    del frame
    texts = manuscript.submission
    if texts is None:
        return
    form = texts.form
    if form.consultations:
        steps = manuscript.proceedings.standing.steps if manuscript.proceedings else ()
        rows = tuple(
            (short_date(one.day), one.body, one.role, _result(one, step))
            for one, step in zip(sorted(form.consultations, key=lambda one: one.day), steps, strict=False)
        )
        notes = tuple(f"{short_date(one.day)}, {one.body}: {one.remark}" for one in form.consultations if one.remark)
        yield Slide("Beratungsfolge", Table(("Datum", "Gremium", "Rolle", "Ergebnis"), rows, _WIDTHS), "", notes)
    if points := _points(texts.resolution):
        yield Slide(
            "Beschlussvorschlag",
            points,
            notes=(f"Drucksache {form.paper}, eingebracht am {short_date(form.created)}.",),
        )


def _result(one: Consultation, step: Step) -> str:
    """Say header result, outcome where it differs, and votes, as far as they were known on the version's key date."""
    said = step.result or step.state
    vote = one.decisive if step.vote else None
    if vote is None:
        return said
    return f"{said}\nZustimmung {vote.ayes}, Ablehnung {vote.noes}, Stimmenthaltung {vote.abstentions} ({vote.subject})"


def _points(blocks: Sequence[Block]) -> Points | None:
    """Make statements of paragraphs and lists: a list keeps its numbers, a paragraph before it leads to it."""
    before, items, numbered = list[str](), list[str](), False
    for block in blocks:
        match block["t"]:
            case "OrderedList":
                items += [plain(item) for item in block["c"][1]]
                numbered = True
            case "BulletList":
                items += [plain(item) for item in block["c"]]
            case _ if items:
                items.append(plain(block))
            case _:
                before.append(plain(block))
    if items:
        return Points(tuple(items), numbered=numbered, lead=" ".join(before))
    if len(before) > 1:
        return Points(tuple(before))
    return Points((), lead=before[0]) if before else None
