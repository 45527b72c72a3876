"""The paper and its consultations as OParl 1.1 objects, for the council's information system.

One JSON file an object, ids relative to the folder: whoever publishes them puts the address of the server
before. What OParl has no field for goes under the vendor prefix ``potsdam:``, explained in ``docs/oparl.md``.
File objects describe the finished files of the version and the council's papers; without a finished build there
are none of the former, and the index says so. Nothing is written of what is not public: paper, amendment, result.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.exchange import PAPER, TYPE, Exchange
from pipeline.manuscript import Manuscript

FOLDER = "oparl"
LAST = True
"""Made after the other papers, which it describes."""


def render(manuscript: Manuscript, templates: Path, epoch: int) -> Mapping[str, bytes]:
    """Write the objects, by name ``oparl/….json``; nothing without a public submission."""
    del templates, epoch
    texts = manuscript.submission
    if texts is None or not texts.form.public:
        return {}
    exchange = Exchange(manuscript, texts)
    things = list(exchange.things())
    objects: dict[str, list[str]] = {}
    for one in things:
        objects.setdefault(one["type"].removeprefix(TYPE), []).append(one["id"])
    index = {
        "oparlVersion": TYPE,
        "version": manuscript.version,
        "paper": PAPER,
        "objects": objects,
        "files": exchange.about_files,
    }
    written = {"index.json": index, **{one["id"]: one for one in things}}
    return {f"{FOLDER}/{name}": _json(thing) for name, thing in written.items()}


def _json(thing: Mapping[str, Any]) -> bytes:
    return (json.dumps(thing, ensure_ascii=False, indent=2) + "\n").encode()
