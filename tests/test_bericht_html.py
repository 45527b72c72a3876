"""The change report as a page: nothing missing, nothing that runs, one element a change."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import lxml.html
import pytest
from hypothesis import given

from pipeline.places import Place
from review.changes import ChangeSet, Entry, Fault, Kind, Reason, Side, Stub, reading_order
from review.compare import compare_items
from review.reports import bericht_html
from review.survey import survey
from review.webchanges import ids
from review.words import NOTE
from tests import changesets

TEMPLATES = Path(__file__).parent.parent / "templates"
SPACES = re.compile(r"\s+")

TAGS = {
    "html", "head", "meta", "title", "style", "body", "script", "a", "header", "div", "span", "button", "form",
    "label", "select", "option", "input", "nav", "details", "summary", "ol", "ul", "li", "main", "p", "h1",
    "h2", "h3", "h4", "h5", "h6", "br", "table", "caption", "thead", "tbody", "tr", "th", "td", "section",
    "strong", "em", "s", "u", "sup", "sub", "code", "small", "figure", "figcaption", "svg", "desc", "text",
    "rect", "img", "article", "b", "ins", "del", "q", "kbd", "blockquote", "footer",
}


def made(changes: ChangeSet) -> lxml.html.HtmlElement:
    tiny = changesets.manuscript()
    return lxml.html.document_fromstring(bericht_html.page(changes, tiny, tiny, TEMPLATES))


def element(page: lxml.html.HtmlElement, key: str) -> lxml.html.HtmlElement:
    found = page.xpath("//*[@id=$key]", key=key)
    assert len(found) == 1, key
    return found[0]


def without(tag: str, tree: lxml.html.HtmlElement) -> str:
    """Give the text of an element without what stands in a tag, and without the page's own remarks among the words."""
    return "".join(tree.xpath(f".//text()[not(ancestor::{tag} or ancestor::span[@class='wort'])]"))


def squeezed(text: str) -> str:
    return SPACES.sub("", text)


def said(entry: Entry, side: int) -> list[str]:
    """Give the words of each changed part in one draft, ¶ and all; what stays is printed as the later draft has it."""
    return [
        squeezed(
            "".join(
                "*" if token.text == NOTE else token.text
                for edit in part.edits
                for token in (edit.head if edit.op in {"equal", "format"} else (edit.base, edit.head)[side])
            )
        )
        for part in entry.changed_parts
    ]


def assert_complete(changes: ChangeSet, page: lxml.html.HtmlElement) -> None:
    names = ids(changes.entries)
    for entry in changes.changes:
        here = element(page, names[entry.key])
        assert here.get("data-k") == entry.kind
        former, later = squeezed(without("ins", here)), squeezed(without("del", here))
        if entry.parts:
            for words in said(entry, 0):
                assert words in former, (words, former)
            for words in said(entry, 1):
                assert words in later, (words, later)
            continue
        for item in entry.head or entry.base:
            for part in item.parts:
                assert squeezed(printed(part.inlines)) in (later if entry.head else former), entry.label


def printed(inlines: object) -> str:
    """Give the words of inlines; a footnote's sign is what the page prints for it."""
    if isinstance(inlines, (list, tuple)):
        return "".join(map(printed, inlines))
    if not isinstance(inlines, dict):
        return ""
    kind, content = inlines["t"], inlines.get("c")
    if kind == "Str":
        return content
    if kind == "Note":
        return "*"
    if kind == "Code":
        return content[1]
    return printed(content[1] if kind == "Link" else content)


def assert_harmless(page: lxml.html.HtmlElement) -> None:
    for one in page.iter():
        assert one.tag in TAGS, one.tag
        assert not [name for name in one.attrib if name.startswith("on") or name == "style"]
        assert re.match(r"#|https?://|mailto:", one.get("href", "#"))
        assert one.get("src", "data:image/").startswith("data:image/")
    assert len(page.xpath("//script")) == len(page.xpath("//style")) == 1
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy
    assert policy[0].startswith("default-src 'none'")
    assert "unsafe" not in policy[0]


@given(changesets.changesets())
def test_whatever_changed_has_one_element_with_all_its_words(changes: ChangeSet) -> None:
    page = made(changes)
    assert_complete(changes, page)
    assert not [key for key, count in Counter(page.xpath("//@id")).items() if count > 1]


@given(changesets.changesets())
def test_no_text_of_a_draft_becomes_a_tag_an_attribute_or_an_address_that_runs(changes: ChangeSet) -> None:
    assert_harmless(made(changes))


@given(changesets.changesets())
def test_every_link_within_the_page_leads_somewhere(changes: ChangeSet) -> None:
    page = made(changes)
    known = set(page.xpath("//@id"))
    assert {link[1:] for link in page.xpath("//@href") if link.startswith("#")} <= known


@given(changesets.changesets())
def test_what_is_counted_by_field_and_by_thing_is_all_that_changed(changes: ChangeSet) -> None:
    seen = survey(changes)
    count = len(changes.changes)
    assert seen.total().total == count
    assert sum(line.total for line in seen.by_area()) == count
    assert sum(line.total for line in seen.by_thing()) == count
    for lines in (seen.by_area(), seen.by_thing()):
        assert sum(line.came for line in lines) == seen.total().came
        assert sum(line.gone for line in lines) == seen.total().gone


@given(changesets.changesets())
def test_what_moved_has_a_stub_at_its_former_place_and_a_way_back(changes: ChangeSet) -> None:
    page, names = made(changes), ids(changes.entries)
    for one in reading_order(changes):
        if isinstance(one, Stub):
            here = element(page, names[one.entry.key])
            [back] = [link for link in here.xpath(".//@href") if link.startswith("#seite-vorher-")]
            assert f"#{names[one.entry.key]}" in element(page, back[1:]).xpath(".//@href")


@pytest.mark.parametrize("pair", changesets.PAIRS, ids=" → ".join)
def test_a_real_report_is_complete_and_harmless(pair: tuple[str, str]) -> None:
    comparison = changesets.real(*pair)
    content = bericht_html.render(comparison, TEMPLATES, 0)
    page = lxml.html.document_fromstring(content)
    assert_complete(comparison.changes, page)
    assert_harmless(page)
    assert content == bericht_html.render(comparison, TEMPLATES, 0)
    shown = " ".join(page.text_content().split())
    for side in (comparison.changes.base, comparison.changes.head):
        assert side.name in shown
        assert side.paper in shown
    for fault in (*comparison.changes.new_faults, *comparison.changes.mended):
        assert fault.message in shown


def test_every_text_of_the_later_draft_stands_in_the_page_changed_or_not() -> None:
    comparison = changesets.real(*changesets.PAIRS[1])
    page = lxml.html.document_fromstring(bericht_html.render(comparison, TEMPLATES, 0))
    text = squeezed(without("del", page))
    for entry in comparison.changes.entries:
        for item in entry.head:
            for part in item.parts:
                assert squeezed(printed(part.inlines)) in text or entry.parts, entry.label


def test_what_could_not_be_read_stands_on_top() -> None:
    changes = ChangeSet(Side("A", unread=("kapitel/1.md:3: kein UTF-8",)), Side("B"), ())
    page = made(changes)
    [notice] = page.xpath("//section[@class='ungelesen']")
    assert "kapitel/1.md:3: kein UTF-8" in notice.text_content()
    assert "Fassung A" in notice.text_content()
    order = [one.get("id") for one in page.xpath("//h2")]
    assert order[0] == "seite-ungelesen"
    assert not made(ChangeSet(Side("A"), Side("B"), ())).xpath("//section[@class='ungelesen']")


def test_nothing_changed_is_said_in_so_many_words() -> None:
    items = changesets.real(*changesets.PAIRS[1])
    same = compare_items(survey(items.changes).head, survey(items.changes).head, Side("A"), Side("B"))
    page = made(same)
    assert "am Inhalt nichts geändert" in page.text_content()
    assert not page.xpath("//article")


def test_findings_reasons_and_places_are_shown() -> None:
    comparison = changesets.real(*changesets.PAIRS[1])
    first, *others = comparison.changes.entries
    entry = next(one for one in comparison.changes.changes if one.key == "M-WOH-07")
    reason = Reason("a" * 40, "2017-06-14", "Jemand", "Änderung des Hauptausschusses & <mehr>")
    entries = tuple(replace(one, reasons=(reason,)) if one is entry else one for one in (first, *others))
    fault = Fault("mixed-terms", "Warnung", "glossar.yaml:3", "„Amt“ & <b>", "g-amt")
    page = made(replace(comparison.changes, entries=entries, new_faults=(fault,)))
    [said_of] = element(page, "M-WOH-07").xpath(".//p[@class='herkunft']/text()")
    assert said_of == "14.06.2017: Änderung des Hauptausschusses & <mehr>"
    assert "„Amt“ & <b>" in page.text_content()
    assert element(page, "seite-neu") is not None


def test_a_short_value_is_shown_whole_former_and_later() -> None:
    page = lxml.html.document_fromstring(bericht_html.render(changesets.real(*changesets.PAIRS[0]), TEMPLATES, 0))
    rows = {row.xpath("string(th)"): row.xpath("td")[0] for row in element(page, "M-WOH-10").xpath(".//tr")}
    lead = rows["Federführung"]
    assert [one.text_content() for one in lead.xpath(".//del | .//ins")] == ["offen", "Büro für Chancengleichheit und Vielfalt"]
    assert "→" in lead.text_content()


def test_a_goal_merged_into_another_names_it_with_a_link_and_back() -> None:
    page = lxml.html.document_fromstring(bericht_html.render(changesets.real(*changesets.PAIRS[0]), TEMPLATES, 0))
    assert element(page, "M-WOH-11").get("data-k") == Kind.MERGED
    assert "#M-WOH-10" in element(page, "M-WOH-11").xpath(".//p[@class='hinweis']//@href")
    assert "#M-WOH-11" in element(page, "M-WOH-10").xpath(".//p[@class='hinweis']//@href")


def test_where_something_stood_is_named_up_to_a_number() -> None:
    page = lxml.html.document_fromstring(bericht_html.render(changesets.real(*changesets.PAIRS[1]), TEMPLATES, 0))
    [moved] = page.xpath("//article[@data-k='verschoben']")
    assert "unter 2.1 „Wohnen“, „Was die Arbeitsgruppe vorgefunden hat“" in moved.text_content()


def test_both_pictures_of_a_changed_figure_are_shown() -> None:
    page = lxml.html.document_fromstring(bericht_html.render(changesets.real(*changesets.PAIRS[0]), TEMPLATES, 0))
    figures = page.xpath("//article[@data-d='figure' and @data-k='geaendert'][1]//img")
    assert [one.get("alt") for one in figures[:2]] == ["Abbildung, frühere Fassung", "Abbildung, jetzige Fassung"]
    assert figures[0].get("src") != figures[1].get("src")


def test_a_list_shows_what_it_gained_and_lost_and_not_all_of_it_twice() -> None:
    page = lxml.html.document_fromstring(bericht_html.render(changesets.real(*changesets.PAIRS[0]), TEMPLATES, 0))
    rows = {row.xpath("string(th)"): row.xpath("td")[0] for row in element(page, "M-WOH-01").xpath(".//tr")}
    partners = rows["Beteiligte"]
    assert [one.text_content() for one in partners.xpath(".//ins")] == [", Ausländerbehörde"]
    assert not partners.xpath(".//del")
    assert partners.text_content() == "freie Träger, Wohnungsunternehmen, Ausländerbehörde"


def test_where_the_rows_of_a_table_come_from_is_said_once_below_it() -> None:
    comparison = changesets.real(*changesets.PAIRS[0])
    found = {one.label: one for one in comparison.changes.changes if one.item.kind == "row"}
    chosen = [one for label, one in found.items() if "Bevölkerung der Landeshauptstadt" in label]
    lines = {one.key: Place("kapitel/13-zahlen.md", 19 + at) for at, one in enumerate(chosen)}
    entries = tuple(
        replace(one, head_place=lines[one.key]) if one.key in lines else one for one in comparison.changes.entries
    )
    page = made(replace(comparison.changes, entries=entries))
    assert not page.xpath("//td//*[@class='herkunft']")
    assert page.xpath("//p[@class='herkunft']/text()") == ["kapitel/13-zahlen.md:19–22"]


def test_the_number_of_what_is_gone_is_called_the_former_one() -> None:
    page = lxml.html.document_fromstring(bericht_html.render(changesets.real(*changesets.PAIRS[0]), TEMPLATES, 0))
    assert "Nummer der früheren Fassung" in element(page, "M-WOH-09").text_content()
    assert "Aufgegangen in M-WOH-10 „Hausordnung und Bildheft für den Einzug“." in element(page, "M-WOH-11").text_content()
