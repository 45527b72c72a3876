"""OParl: every object has the fields of the published schema, every reference leads somewhere, nothing secret leaves."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.build import Request, build
from pipeline.compose import compose
from pipeline.exchange import TYPE, moment
from pipeline.exchange_files import NOT_ALL_PUBLIC, NOT_BUILT
from pipeline.manuscript import BuiltFile, Manuscript
from pipeline.papers import oparl
from pipeline.read import read
from pipeline.release import MANIFEST, built
from tests import strategies, trees

ROOT = Path(__file__).resolve().parent.parent

TEXT, DATE, MOMENT, WHOLE, YES_NO, ADDRESS = "text", "date", "date-time", "integer", "boolean", "url"
"""Kinds of values in OParl; a name in capitals at the front is a reference, in brackets a list."""

ALL = {"id": ADDRESS, "type": ADDRESS, "license": TEXT, "keyword": [TEXT], "web": ADDRESS, "deleted": YES_NO}
ALL |= {"created": MOMENT, "modified": MOMENT}
FIELDS: Mapping[str, Mapping[str, Any]] = {
    "Paper": {
        "body": "Body",
        "name": TEXT,
        "reference": TEXT,
        "date": DATE,
        "paperType": TEXT,
        "relatedPaper": ["Paper"],
        "superordinatedPaper": ["Paper"],
        "subordinatedPaper": ["Paper"],
        "mainFile": "+File",
        "auxiliaryFile": ["+File"],
        "location": ["+Location"],
        "originatorPerson": ["Person"],
        "underDirectionOf": ["Organization"],
        "originatorOrganization": ["Organization"],
        "consultation": ["+Consultation"],
    },
    "Consultation": {
        "paper": "Paper",
        "agendaItem": "AgendaItem",
        "meeting": "Meeting",
        "organization": ["Organization"],
        "authoritative": YES_NO,
        "role": TEXT,
    },
    "AgendaItem": {
        "meeting": "Meeting",
        "number": TEXT,
        "order": WHOLE,
        "name": TEXT,
        "public": YES_NO,
        "consultation": "Consultation",
        "result": TEXT,
        "resolutionText": TEXT,
        "resolutionFile": "+File",
        "auxiliaryFile": ["+File"],
        "start": MOMENT,
        "end": MOMENT,
    },
    "Meeting": {
        "name": TEXT,
        "meetingState": TEXT,
        "cancelled": YES_NO,
        "start": MOMENT,
        "end": MOMENT,
        "location": "+Location",
        "organization": ["Organization"],
        "participant": ["Person"],
        "invitation": "+File",
        "resultsProtocol": "+File",
        "verbatimProtocol": "+File",
        "auxiliaryFile": ["+File"],
        "agendaItem": ["+AgendaItem"],
    },
    "Organization": {
        "body": "Body",
        "name": TEXT,
        "membership": ["Membership"],
        "meeting": ADDRESS,
        "consultation": ADDRESS,
        "shortName": TEXT,
        "post": [TEXT],
        "subOrganizationOf": "Organization",
        "organizationType": TEXT,
        "classification": TEXT,
        "startDate": DATE,
        "endDate": DATE,
        "website": ADDRESS,
        "location": "+Location",
        "externalBody": "Body",
        "memberCount": WHOLE,
        "votingMemberCount": WHOLE,
    },
    "File": {
        "name": TEXT,
        "fileName": TEXT,
        "mimeType": TEXT,
        "date": DATE,
        "size": WHOLE,
        "sha1Checksum": TEXT,
        "sha512Checksum": TEXT,
        "text": TEXT,
        "accessUrl": ADDRESS,
        "downloadUrl": ADDRESS,
        "externalServiceUrl": ADDRESS,
        "masterFile": "File",
        "derivativeFile": ["File"],
        "fileLicense": ADDRESS,
        "meeting": ["Meeting"],
        "agendaItem": ["AgendaItem"],
        "paper": ["Paper"],
    },
}
REQUIRED = {kind: {"id", "type", "created", "modified"} for kind in FIELDS}
REQUIRED["File"] |= {"accessUrl"}
REQUIRED["AgendaItem"] |= {"order"}
OWN = {
    "Paper": {"version", "versionLabel", "proposedResolution", "amendment", "status", "vote"},
    "Meeting": {"startTimeUnknown"},
    "AgendaItem": {"outcome", "vote", "remark", "amendments"},
}
ORGANIZATION_TYPES = {
    "Gremium",
    "Partei",
    "Fraktion",
    "Verwaltungsbereich",
    "externes Gremium",
    "Institution",
    "Sonstiges",
}

PAPERS = (
    "Aenderungsantrag-A-CDU-01.docx",
    "Aenderungsantrag-A-CDU-01.pdf",
    "Aenderungsantrag-A-CDU-02.pdf",
    "Abstimmungsliste-2017-05-31-Hauptausschuss.pdf",
    "Beschlussausfertigung-2017-07-05.pdf",
    "Praesentation.pptx",
    "Protokollauszug-2017-05-31-Hauptausschuss.docx",
    "Protokollauszug-2017-05-31-Hauptausschuss.pdf",
)
NAMES = (
    "Beschlussvorlage.docx",
    "Beschlussvorlage.pdf",
    "Konzept.docx",
    "Konzept.pdf",
    "Konzept.html",
    "Pruefbericht.docx",
)
MADE = tuple(BuiltFile(name, 9, hashlib.sha512(name.encode()).hexdigest()) for name in PAPERS)
BUILT = tuple(BuiltFile(name, 7, hashlib.sha512(name.encode()).hexdigest()) for name in (*NAMES, "manifest.json"))


def composed(files: Mapping[str, bytes]) -> Manuscript:
    made = compose(read(trees.tree(files), trees.parse_simply).concept)
    assert made is not None
    return made


def real() -> Manuscript:
    folder = ROOT / "sources"
    return composed(
        {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    )


def written(manuscript: Manuscript) -> dict[str, Any]:
    """The objects by id, without the index."""
    files = oparl.render(manuscript, Path(), 0)
    found = {name.removeprefix("oparl/"): json.loads(data) for name, data in files.items()}
    assert found.pop("index.json")
    return found


def council_papers(manuscript: Manuscript) -> list[str]:
    """Names of the papers that this version could have."""
    proceedings = manuscript.proceedings
    stems = [f"Aenderungsantrag-{one.key}" for one in proceedings.amendments] if proceedings else []
    stems += [f"Protokollauszug-{one.key}" for one in proceedings.meetings] if proceedings else []
    stems += [f"Beschlussausfertigung-{one.form.day}" for one in proceedings.meetings] if proceedings else []
    return [f"{stem}.{ending}" for stem in dict.fromkeys(stems) for ending in ("docx", "pdf")]


def kind_of(thing: Mapping[str, Any]) -> str:
    assert thing["type"].startswith(TYPE)
    return str(thing["type"].removeprefix(TYPE))


def faults(thing: Mapping[str, Any], everything: Mapping[str, Any]) -> Iterator[str]:
    """Compare an object with the tables above."""
    kind = kind_of(thing)
    yield from (f"{kind}: {name} fehlt" for name in REQUIRED[kind] - set(thing))
    for name, value in thing.items():
        if name.startswith("potsdam:"):
            if name.removeprefix("potsdam:") not in OWN.get(kind, set()):
                yield f"{kind}: {name} ist nicht beschrieben"
            continue
        wanted = ({**ALL, **FIELDS[kind]}).get(name)
        if wanted is None:
            yield f"{kind}: {name} gibt es nicht"
            continue
        if isinstance(wanted, list) != isinstance(value, list) or value in ("", [], None):
            yield f"{kind}: {name} ist keine Liste, leer oder eine zu viel"
            continue
        for one in value if isinstance(wanted, list) else [value]:
            fault = _fault(wanted[0] if isinstance(wanted, list) else wanted, one, everything)
            if fault:
                yield f"{kind}: {name} {fault}"


def _fault(wanted: str, value: Any, everything: Mapping[str, Any]) -> str:
    if wanted.startswith("+"):
        if not isinstance(value, dict) or kind_of(value) != wanted[1:]:
            return "ist kein eingebettetes Objekt der richtigen Art"
        return "; ".join(faults(value, everything))
    if wanted in FIELDS:
        return "" if value in everything and kind_of(everything[value]) == wanted else f"führt ins Leere: {value}"
    match wanted:
        case "date-time":
            return "" if datetime.fromisoformat(value).tzinfo else "hat keine Zeitzone"
        case "date":
            return "" if date.fromisoformat(value) else "ist kein Datum"
        case "integer":
            return "" if type(value) is int else "ist keine Zahl"
        case "boolean":
            return "" if type(value) is bool else "ist kein Wahrheitswert"
    return "" if isinstance(value, str) and wanted in {TEXT, ADDRESS} else "ist kein Text"


# ---- laws ------------------------------------------------------------------------------------------------


@given(strategies.drafts(), st.sets(st.sampled_from(BUILT)))
def test_every_object_fits_the_published_schema_and_every_reference_resolves(
    draft: strategies.Draft, files: set[BuiltFile]
) -> None:
    assume("vorlage.yaml" in draft.data)
    manuscript = composed(strategies.files(draft))
    assert manuscript.submission is not None
    if not manuscript.submission.form.public:
        assert oparl.render(manuscript, Path(), 0) == {}
        return
    papers = tuple(BuiltFile(name, 5, "0" * 128) for name in council_papers(manuscript))
    things = written(replace(manuscript, built=tuple(sorted(files, key=lambda one: one.name)), papers=papers))
    assert [fault for thing in things.values() for fault in faults(thing, things)] == []


@given(strategies.drafts())
@settings(max_examples=12)
def test_ids_are_relative_file_names_and_each_names_its_own_file(draft: strategies.Draft) -> None:
    assume("vorlage.yaml" in draft.data)
    manuscript = replace(composed(strategies.files(draft)), built=BUILT)
    names = list(oparl.render(manuscript, Path(), 0))
    assert len({name.casefold() for name in names}) == len(names)
    assert all(re.fullmatch(r"oparl/[a-z0-9-]+\.json", name) for name in names)
    for name, data in oparl.render(manuscript, Path(), 0).items():
        thing = json.loads(data)
        assert name == "oparl/index.json" or f"oparl/{thing['id']}" == name


@given(strategies.drafts())
@settings(max_examples=12)
def test_the_same_manuscript_gives_the_same_bytes(draft: strategies.Draft) -> None:
    manuscript = composed(strategies.files(draft))
    assert oparl.render(manuscript, Path(), 0) == oparl.render(manuscript, Path("anderswo"), 9)


def test_bodies_with_like_names_stay_apart() -> None:
    submission = real().submission
    assert submission is not None
    first = submission.form.consultations[0]
    alike = tuple(first.model_copy(update={"body": name}) for name in ("A-B", "A B", "a b", "A-B"))
    form = submission.form.model_copy(update={"consultations": alike})
    things = written(replace(real(), submission=replace(submission, form=form)))
    names = [thing["name"] for thing in things.values() if kind_of(thing) == "Organization"]
    assert sorted(names[:3]) == ["A B", "A-B", "a b"]
    meetings = [thing for thing in things.values() if kind_of(thing) == "Meeting"]
    assert sorted(len(one["agendaItem"]) for one in meetings) == [1, 1, 2]
    assert [fault for thing in things.values() for fault in faults(thing, things)] == []


@given(strategies.drafts())
@settings(max_examples=12)
def test_what_leads_one_way_leads_back(draft: strategies.Draft) -> None:
    assume("vorlage.yaml" in draft.data)
    manuscript = composed(strategies.files(draft))
    papers = tuple(BuiltFile(name, 5, "0" * 128) for name in council_papers(manuscript))
    things = written(replace(manuscript, built=BUILT, papers=papers)) if manuscript.submission and manuscript.submission.form.public else {}
    for key, thing in things.items():
        for name, back in (("superordinatedPaper", "subordinatedPaper"), ("relatedPaper", "relatedPaper"), ("derivativeFile", "masterFile")):
            for other in thing.get(name, []):
                assert key in things[other][back], (key, name)
        for name, back in (("mainFile", "paper"), ("resultsProtocol", "meeting"), ("resolutionFile", "agendaItem")):
            if name in thing:
                assert key in things[thing[name]["id"]][back], (key, name)
        for one in thing.get("auxiliaryFile", []):
            assert key in things[one["id"]]["paper"]
        if kind_of(thing) == "Consultation":
            assert things[thing["agendaItem"]]["consultation"] == key
            assert thing["agendaItem"] in [one["id"] for one in things[thing["meeting"]]["agendaItem"]]


def test_what_is_embedded_is_the_object_itself_without_the_way_back() -> None:
    things = written(replace(real(), built=BUILT))
    paper = things["paper.json"]
    embedded = [(one, "paper") for one in (*paper["consultation"], paper["mainFile"], *paper["auxiliaryFile"])]
    embedded += [
        (item, "meeting") for one in things.values() if kind_of(one) == "Meeting" for item in one["agendaItem"]
    ]
    assert len(embedded) > 15
    for one, back in embedded:
        alone = dict(things[one["id"]])
        assert alone.pop(back)
        assert alone == one


def test_the_table_finds_what_does_not_fit() -> None:
    things = written(replace(real(), built=BUILT))
    item = next(one for one in things.values() if kind_of(one) == "AgendaItem")
    spoiled = {
        "result": 1,
        "order": "0",
        "meeting": "nirgends.json",
        "resolution": "x",
        "potsdam:x": 1,
        "created": "2017-05-03T00:00",
    }
    for name, value in spoiled.items():
        assert list(faults({**item, name: value}, things)), name
    assert list(faults({name: value for name, value in item.items() if name != "created"}, things))


# ---- the case ---------------------------------------------------------------------------------------------


def test_the_postponed_item_of_the_58th_meeting_stands_as_the_minutes_have_it() -> None:
    item = written(real())["agendaitem-2017-05-31-hauptausschuss.json"]
    assert (item["number"], item["public"], item["result"], item["potsdam:outcome"]) == (
        "3.5",
        True,
        "vertagt",
        "zurückgestellt",
    )
    assert item["potsdam:vote"] == {
        "subject": "Antrag zur Geschäftsordnung: Zurückstellung",
        "ayes": 10,
        "noes": 4,
        "abstentions": 0,
    }
    meeting = written(real())[item["meeting"]]
    assert (meeting["name"], meeting["start"]) == ("Hauptausschuss, 58. Sitzung", "2017-05-31T00:00:00+02:00")


def test_only_the_decision_is_authoritative_and_the_council_is_called_parliament() -> None:
    things = written(real())
    found = [thing for thing in things.values() if kind_of(thing) == "Consultation"]
    assert {thing["role"]: thing["authoritative"] for thing in found} == {
        "Einbringung": False,
        "Vorberatung": False,
        "Entscheidung": True,
    }
    council = things["organization-stadtverordnetenversammlung.json"]
    assert (council["organizationType"], council["classification"]) == ("Gremium", "Parlament")
    kinds = {
        thing.get("organizationType", "Sonstiges") for thing in things.values() if kind_of(thing) == "Organization"
    }
    assert kinds <= ORGANIZATION_TYPES


def test_word_is_the_master_and_pdf_and_page_derive_from_it() -> None:
    things = written(replace(real(), built=BUILT))
    assert things["file-konzept-docx.json"]["derivativeFile"] == ["file-konzept-pdf.json", "file-konzept-html.json"]
    assert things["file-konzept-pdf.json"]["masterFile"] == "file-konzept-docx.json"
    assert "masterFile" not in things["file-konzept-docx.json"]
    assert things["paper.json"]["mainFile"]["fileName"] == "Beschlussvorlage.pdf"


def test_reports_of_the_office_are_no_files_of_the_paper() -> None:
    names = {thing["fileName"] for thing in written(replace(real(), built=BUILT)).values() if kind_of(thing) == "File"}
    assert names == {name for name in NAMES if not name.startswith("Pruefbericht")}


def test_without_a_build_there_are_no_files_and_the_index_says_so() -> None:
    index = json.loads(oparl.render(real(), Path(), 0)["oparl/index.json"])
    assert index["files"] == NOT_BUILT
    assert "File" not in index["objects"]
    assert "mainFile" not in written(real())["paper.json"]


def test_the_index_lists_every_object_once() -> None:
    files = oparl.render(replace(real(), built=BUILT), Path(), 0)
    index = json.loads(files["oparl/index.json"])
    listed = [key for keys in index["objects"].values() for key in keys]
    assert sorted(f"oparl/{key}" for key in listed) == sorted(name for name in files if name != "oparl/index.json")


def test_an_amendment_is_a_paper_below_the_paper_with_its_files() -> None:
    things = written(replace(real(), built=BUILT, papers=MADE))
    one = things["paper-a-cdu-02.json"]
    assert (one["paperType"], one["name"], one["date"]) == ("Änderungsantrag", "Ergänzungen zu „Fördern und Fordern“", "2017-05-31")
    assert one["superordinatedPaper"] == ["paper.json"]
    assert things["paper.json"]["subordinatedPaper"] == ["paper-a-cdu-01.json", "paper-a-cdu-02.json", "paper-a-ha-01.json"]
    assert one["relatedPaper"] == ["paper-a-cdu-01.json", "paper-a-ha-01.json"]
    assert one["originatorOrganization"] == ["organization-fraktion-cdu-anw.json"]
    assert one["mainFile"]["accessUrl"] == "../Aenderungsantrag-A-CDU-02.pdf"
    assert (one["created"], one["potsdam:status"], "reference" in one) == ("2017-05-31T00:00:00+02:00", "zurückgezogen", False)
    first = things["paper-a-cdu-01.json"]
    assert first["mainFile"]["masterFile"] == first["auxiliaryFile"][0]["id"] == "file-aenderungsantrag-a-cdu-01-docx.json"
    faction = things["organization-fraktion-cdu-anw.json"]
    assert (faction["organizationType"], faction["classification"]) == ("Fraktion", "Fraktion")


def test_minutes_and_resolution_stand_where_oparl_has_a_field_for_them() -> None:
    things = written(replace(real(), built=BUILT, papers=MADE))
    meeting = things["meeting-2017-05-31-hauptausschuss.json"]
    assert meeting["resultsProtocol"]["fileName"] == "Protokollauszug-2017-05-31-Hauptausschuss.pdf"
    assert meeting["resultsProtocol"]["date"] == "2017-05-31"
    assert [name for thing in things.values() for name in thing if name in {"invitation", "verbatimProtocol"}] == []
    decided = things["agendaitem-2017-07-05-stadtverordnetenversammlung.json"]
    assert decided["resolutionFile"]["fileName"] == "Beschlussausfertigung-2017-07-05.pdf"
    assert decided["resolutionText"].startswith("Die Stadtverordnetenversammlung hat beschlossen")
    assert things["agendaitem-2017-05-31-hauptausschuss.json"]["potsdam:amendments"] == ["paper-a-cdu-02.json"]
    described = {thing["fileName"] for thing in things.values() if kind_of(thing) == "File"}
    assert not [name for name in described if name.startswith(("Abstimmung", "Praesentation", "Stellungnahme"))]


# ---- what is not public stays in the house ------------------------------------------------------------------


def changed(**fields: Any) -> Manuscript:
    submission = real().submission
    assert submission is not None
    return replace(real(), submission=replace(submission, form=submission.form.model_copy(update=fields)), built=BUILT)


def test_a_paper_that_is_not_public_is_not_written() -> None:
    assert oparl.render(changed(public=False), Path(), 0) == {}
    assert oparl.render(replace(real(), submission=None), Path(), 0) == {}


def test_of_a_consultation_that_is_not_public_no_result_is_written() -> None:
    submission = real().submission
    assert submission is not None
    secret = tuple(one.model_copy(update={"public": False}) for one in submission.form.consultations)
    files = oparl.render(changed(consultations=secret), Path(), 0)
    items = [json.loads(data) for name, data in files.items() if "agendaitem" in name]
    assert len(items) == len(secret)
    assert {item["public"] for item in items} == {False}
    assert not [name for item in items for name in item if name == "result" or name.startswith("potsdam:")]
    shown = b"".join(files.values()).decode()
    assert [word for word in ("vertagt", "zurückgestellt", "Tischvorlage", "potsdam:vote") if word in shown] == []


def test_of_an_amendment_that_is_not_public_nothing_is_written() -> None:
    made = replace(real(), papers=MADE)
    assert made.proceedings is not None
    secret = tuple(
        replace(one, form=one.form.model_copy(update={"public": False, "submitter": "Fraktion Geheim"})) if one.key == "A-CDU-02" else one
        for one in made.proceedings.amendments
    )
    files = oparl.render(replace(made, proceedings=replace(made.proceedings, amendments=secret)), Path(), 0)
    shown = b"".join(files.values()).decode()
    assert [word for word in ("A-CDU-02", "a-cdu-02", "Geheim", "Ergänzungen zu") if word in shown] == []
    assert "a-cdu-01" in shown


def test_with_an_attachment_that_is_not_public_only_the_form_is_described() -> None:
    submission = real().submission
    assert submission is not None
    first, *others = submission.form.attachments
    manuscript = changed(attachments=(first.model_copy(update={"public": False}), *others))
    names = {thing["fileName"] for thing in written(manuscript).values() if kind_of(thing) == "File"}
    assert names == {"Beschlussvorlage.docx", "Beschlussvorlage.pdf"}
    index = json.loads(oparl.render(manuscript, Path(), 0)["oparl/index.json"])
    assert index["files"] == NOT_ALL_PUBLIC


# ---- times and finished files -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "zone"),
    [
        (date(2017, 1, 1), "+01:00"),
        (date(2017, 3, 26), "+01:00"),  # the clocks change at two o'clock
        (date(2017, 3, 27), "+02:00"),
        (date(2017, 10, 29), "+02:00"),
        (date(2017, 10, 30), "+01:00"),
        (date(2019, 3, 31), "+01:00"),
        (date(2019, 4, 1), "+02:00"),
        (date(2021, 10, 31), "+02:00"),
        (date(2021, 11, 1), "+01:00"),
    ],
)
def test_midnight_has_the_time_zone_of_that_night(day: date, zone: str) -> None:
    assert moment(day) == f"{day.isoformat()}T00:00:00{zone}"


def test_the_files_of_a_build_are_found_with_size_and_checksum(tmp_path: Path) -> None:
    sources = ROOT / "tests" / "concepts" / "minimal"
    done = build(Request(sources, out=tmp_path, only=("Konzept.html",)))
    assert done.target is not None
    page = (done.target / "Konzept.html").read_bytes()
    found = {one.name: one for one in built(done.target, "2017-06-14")}
    assert found["Konzept.html"] == BuiltFile("Konzept.html", len(page), hashlib.sha512(page).hexdigest())
    assert MANIFEST not in found
    assert built(done.target, "2017-07-05") == ()
    (done.target / "Konzept.html").write_bytes(b"anders")
    assert built(done.target, "2017-06-14") == ()
    assert built(tmp_path / "nirgends", "2017-06-14") == ()


def test_every_vendor_field_is_explained() -> None:
    page = (ROOT / "docs" / "oparl.md").read_text(encoding="utf-8")
    assert [name for names in OWN.values() for name in names if f"| `potsdam:{name}` |" not in page] == []
    assert [kind for kind in FIELDS if f"`{kind}`" not in page] == []
