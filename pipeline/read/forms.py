"""Raw data into the model: what does not fit becomes a finding, the rest is kept.

pydantic judges; here its verdicts get a place, a German sentence and a remedy. A faulty item
of a list is left out and the others are read, so one fault costs one item and not the file.
"""

import difflib
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from pipeline.findings import Finding
from pipeline.model import PLACE_KEY, Node, Scalar
from pipeline.places import Place

Kind = TypeVar("Kind", bound=Node)


def validate(kind: type[Kind], data: Any, path: str) -> tuple[Kind | None, list[Finding]]:  # noqa: ANN401
    """Make a model of raw data.

    Args:
        kind: the model.
        data: what ``yamlfile.load`` gave; faulty items are taken out of it.
        path: the file, for findings about the whole.

    Returns:
        The model, None if it cannot be made even without its faulty items, and the findings.
    """
    if not isinstance(data, dict):
        return None, [
            Finding(
                Place(path, 1),
                "Die Datei enthält keine Schlüssel („schlüssel: wert“)",
                "mit dem Beispiel im Handbuch vergleichen",
                "wrong-type",
            )
        ]
    findings: list[Finding] = []
    while True:
        try:
            return kind.model_validate(data), findings
        except ValidationError as error:
            details = error.errors(include_url=False)
            findings += [_finding(kind, detail, data, path) for detail in details]
            if not _drop(data, details):
                return None, findings


def _drop(data: Any, details: list[ErrorDetails]) -> bool:  # noqa: ANN401
    """Take out the smallest list items and unknown keys that carry the faults; say whether all could be."""
    items: set[tuple[int | str, ...]] = set()
    for detail in details:
        loc = detail["loc"]
        if detail["type"] == "extra_forbidden":
            items.add(loc)
            continue
        cut = max((i for i, part in enumerate(loc) if isinstance(part, int)), default=-1)
        if cut < 0:
            return False
        items.add(loc[: cut + 1])
    outermost = [loc for loc in items if not any(loc[:end] in items for end in range(1, len(loc)))]
    for loc in sorted(outermost, key=lambda loc: [(isinstance(p, str), p if isinstance(p, str) else -p) for p in loc]):
        holder = data
        try:
            for part in loc[:-1]:
                holder = holder[part]
            del holder[loc[-1]]
        except (KeyError, IndexError, TypeError):
            return False
    return True


def _finding(kind: type[Node], detail: ErrorDetails, data: Any, path: str) -> Finding:  # noqa: ANN401
    loc = detail["loc"]
    place = _place(data, loc, path)
    key = next((str(part) for part in reversed(loc) if isinstance(part, str)), "")
    value = detail.get("input")
    shown = str(value) if isinstance(value, str | int) else ""
    context = detail.get("ctx") or {}
    match detail["type"]:
        case "missing":
            return Finding(
                place,
                f"Der Schlüssel „{key}“ fehlt",
                f"„{key}:“ ergänzen; ist der Wert noch nicht bekannt, „offen“ eintragen",
                "missing-key",
            )
        case "extra_forbidden":
            near = difflib.get_close_matches(key, _keys(kind, loc), 1)
            return Finding(
                place,
                f"Der Schlüssel „{key}“ ist unbekannt",
                f"meinten Sie „{near[0]}“?" if near else f"möglich sind: {', '.join(_keys(kind, loc))}",
                "unknown-key",
            )
        case "value_error":
            message = str(context.get("error", detail["msg"]))
            return Finding(
                place,
                f"{key}: {message}" if key else message[0].upper() + message[1:],
                f"den Wert bei „{key}“ berichtigen" if key else "den Abschnitt berichtigen",
                "wrong-value",
            )
        case "literal_error":
            expected = str(context.get("expected", "")).replace("'", "„", 0).replace(" or ", " oder ").replace("'", "")
            near = difflib.get_close_matches(shown, expected.replace(" oder ", ", ").split(", "), 1)
            return Finding(
                place,
                f"{key}: „{shown}“ ist nicht vorgesehen; möglich sind {expected}",
                f"meinten Sie „{near[0]}“?" if near else "einen der genannten Werte eintragen",
                "wrong-value",
            )
        case "int_parsing" | "int_type" | "int_parsing_size" | "int_from_float":
            return Finding(
                place,
                f"{key}: {f'„{shown[:40]}“' if shown else 'das'} ist keine ganze Zahl",
                "nur Ziffern eintragen",
                "wrong-type",
            )
        case "greater_than_equal" | "less_than_equal":
            bound = context.get("ge", context.get("le"))
            side = "mindestens" if "ge" in context else "höchstens"
            return Finding(
                place,
                f"{key}: {shown} liegt außerhalb; erlaubt ist {side} {bound}",
                "die Zahl berichtigen",
                "wrong-value",
            )
        case "tuple_type" | "list_type":
            return Finding(
                place,
                f"{key}: hier wird eine Liste erwartet",
                f"„{key}: [{shown[:40] or '…'}]“ oder Zeilen mit „- “ schreiben",
                "wrong-type",
            )
        case "model_type" | "dict_type" | "model_attributes_type":
            return Finding(
                place,
                f"{key}: hier werden Schlüssel und Werte erwartet",
                "eingerückte Zeilen „schlüssel: wert“ schreiben",
                "wrong-type",
            )
        case _:
            return Finding(
                place,
                f"{key}: „{shown}“ passt hier nicht ({detail['msg']})",
                "mit dem Beispiel im Handbuch vergleichen",
                "wrong-type",
            )


def _place(data: Any, loc: tuple[int | str, ...], path: str) -> Place:  # noqa: ANN401
    """Walk down as far as the data go; the last place seen is the nearest."""
    place = data.get(PLACE_KEY, Place(path, 1)) if isinstance(data, dict) else Place(path, 1)
    here = data
    for part in loc:
        if isinstance(here, dict) and isinstance(part, str):
            key = next((key for key in here if key == part), None)
            if isinstance(key, Scalar):
                place = key.place
            here = here.get(part)
        elif isinstance(here, list) and isinstance(part, int) and part < len(here):
            here = here[part]
        else:
            break
        if isinstance(here, dict):
            place = here.get(PLACE_KEY, place)
        elif isinstance(here, Scalar):
            place = here.place
    return place


def _keys(kind: type[Node], loc: tuple[int | str, ...]) -> list[str]:
    """List the keys that the mapping around a location may have."""
    here: Any = kind
    for part in loc[:-1]:
        if isinstance(part, int) or here is None:
            continue
        field = next((f for n, f in here.model_fields.items() if (f.alias or n) == part), None)
        here = _node_within(field.annotation) if field else None
    if here is None:
        return []
    return [alias for name, f in here.model_fields.items() if (alias := f.alias or name) != PLACE_KEY]


def _node_within(annotation: Any) -> type[Node] | None:  # noqa: ANN401
    if isinstance(annotation, type) and issubclass(annotation, Node):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        if found := _node_within(inner):
            return found
    return None
