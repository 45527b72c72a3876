"""JSON Schemas of the YAML files, for editors that complete and explain fields in German."""

import json
from typing import Any

from pipeline.model import FILE_KINDS, OPEN, PLACE_KEY


def schemas() -> dict[str, bytes]:
    """Give file name → schema for every kind of YAML file."""
    return {f"{kind}.schema.json": _schema(kind) for kind in FILE_KINDS}


def _schema(kind: str) -> bytes:
    node = FILE_KINDS[kind]
    schema = node.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    _tidy(schema)
    return (json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def _tidy(schema: Any) -> None:  # noqa: ANN401 - JSON
    """Drop what is ours (places, English titles) and take the first line of each description."""
    if isinstance(schema, dict):
        schema.get("properties", {}).pop(PLACE_KEY, None)
        if isinstance(schema.get("title"), str):
            del schema["title"]
        if "anyOf" in schema:
            schema.pop("type", None)
            schema.pop("items", None)
            _no_null(schema)
        for value in schema.values():
            _tidy(value)
    elif isinstance(schema, list):
        for value in schema:
            _tidy(value)


def _no_null(schema: dict[str, Any]) -> None:
    """The files know no null: a key is left out where it may be, else the gap is called ``offen``."""
    others = [one for one in schema["anyOf"] if one != {"type": "null"}]
    if len(others) < len(schema["anyOf"]):
        schema["anyOf"] = others if "default" in schema else [*others, {"const": OPEN}]
        schema.pop("default", None)
