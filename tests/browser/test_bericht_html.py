"""The change report in a real browser."""

import json
import re
import statistics
from pathlib import Path

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import TEMPLATES, Opened
from playwright.sync_api import Browser, Page

from review.changes import Part, Side
from review.compare import compare_items
from review.outline import outline
from review.reports import bericht_html
from tests import changesets

CHANGED = len(changesets.real(*changesets.PAIRS[0]).changes.changes)
FILTER_MS = 200


def shown(page: Page) -> int:
    return page.evaluate("[...document.querySelectorAll('.a')].filter(one => one.checkVisibility()).length")


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.id")


def choose(page: Page, name: str, value: str) -> None:
    if page.locator("#seite-filter").is_hidden():
        page.click("#seite-filtern")
    page.select_option(f"#seite-filter-{name}", value)


# ---- keys, addresses, folding -----------------------------------------------------------------------


def test_n_and_p_go_from_change_to_change_and_the_address_follows(opened: Opened, report: Path) -> None:
    page = opened(report)
    order = page.evaluate("[...document.querySelectorAll('.a')].map(one => one.id)")
    page.keyboard.press("n")
    assert focused(page) == order[0]
    for _ in range(4):
        page.keyboard.press("n")
    assert focused(page) == order[4]
    page.keyboard.press("p")
    assert focused(page) == order[3]
    assert page.evaluate("decodeURIComponent(location.hash.slice(1))") == order[3]
    assert page.inner_text("#seite-stelle") == f"4 von {CHANGED}"
    top, bar = page.evaluate(
        "[document.activeElement.getBoundingClientRect().top, document.querySelector('.leiste').offsetHeight]"
    )
    page.wait_for_timeout(100)
    assert bar <= top < 400


def test_n_starts_at_what_is_on_the_screen_and_stops_at_the_last(opened: Opened, report: Path) -> None:
    page = opened(report)
    order = page.evaluate("[...document.querySelectorAll('.a')].map(one => one.id)")
    page.evaluate("document.getElementById('kap-praeambel').scrollIntoView()")
    page.keyboard.press("n")
    assert focused(page).startswith("kap-praeambel~")
    page.evaluate("id => document.getElementById(id).focus()", order[-1])
    page.keyboard.press("n")
    assert focused(page) == order[-1]


def test_keys_can_be_turned_off(opened: Opened, report: Path) -> None:
    page = opened(report)
    page.click("#seite-filtern")
    page.uncheck("#seite-tasten")
    page.keyboard.press("n")
    assert not page.evaluate("document.activeElement.matches('.a')")


def test_an_address_leads_to_its_change(opened: Opened, report: Path) -> None:
    page = opened(report, "#M-WOH-10")
    page.wait_for_function("document.activeElement.id === 'M-WOH-10'")
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") < 400


def test_an_address_opens_what_is_folded_and_undoes_the_filter_that_hides_it(opened: Opened, report: Path) -> None:
    page = opened(report)
    choose(page, "d", "term")
    page.evaluate("location.hash = 'M-WOH-07'")  # did not change between these two
    page.wait_for_function("document.getElementById('M-WOH-07').checkVisibility()")
    assert shown(page) == CHANGED
    assert page.evaluate("document.getElementById('M-WOH-07').closest('details').open")


def test_unchanged_text_is_folded_and_can_be_opened(opened: Opened, report: Path) -> None:
    page = opened(report)
    box = page.locator(".ab > details.gleich").first
    inner = box.locator(":scope > :not(summary)").first
    assert not inner.is_visible()
    box.locator("summary").first.click()
    assert inner.is_visible()


def test_what_moved_and_its_stub_lead_to_each_other(opened: Opened, report: Path) -> None:
    page = opened(report)
    moved = page.locator("article.k-verschoben").first
    name = moved.get_attribute("id")
    moved.locator(".hinweis a").click()
    assert "seite-vorher-" in page.evaluate("location.hash")
    stub = page.locator("id=" + page.evaluate("location.hash.slice(1)"))
    assert stub.is_visible()
    stub.locator("a").click()
    page.wait_for_function("name => document.activeElement.id === name", arg=name)


# ---- filters ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("k", "neu", "[data-k='neu']"),
        ("d", "measure", "[data-d='measure']"),
        ("b", "5", "[data-b='5']"),
        ("s", "3", "[data-s~='3']"),
    ],
)
def test_a_filter_shows_what_it_says_and_no_more(opened: Opened, report: Path, name: str, value: str, rule: str) -> None:
    page = opened(report)
    choose(page, name, value)
    wanted = page.locator(f".a{rule}").count()
    assert 0 < wanted < CHANGED
    assert shown(page) == wanted
    assert page.locator(f".a{rule}").evaluate_all("all => all.every(one => one.checkVisibility())")
    said = page.locator(f"#seite-filter-{name} option:checked").inner_text()
    assert said.endswith(f"({wanted})")
    page.click("button[type=reset]")
    assert shown(page) == CHANGED


def test_filters_combine_and_headings_without_a_match_go(opened: Opened, report: Path) -> None:
    page = opened(report)
    choose(page, "d", "measure")
    choose(page, "k", "entfallen")
    assert shown(page) == page.locator(".a[data-d=measure][data-k=entfallen]").count() > 0
    assert not page.locator("[id='kap-praeambel']").is_visible()
    assert page.locator("[id='massnahmen-WOH']").is_visible()
    page.keyboard.press("Escape")
    page.locator("main").focus()
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.dataset.k + document.activeElement.dataset.d") == "entfallenmeasure"


def test_a_choice_without_a_change_says_so(opened: Opened, report: Path) -> None:
    page = opened(report)
    choose(page, "d", "term")
    choose(page, "k", "geteilt")
    assert shown(page) == 0
    assert page.locator(".leer-gefiltert").is_visible()


# ---- ticks ------------------------------------------------------------------------------------------


def test_ticks_survive_a_reload_and_hide_what_was_read(opened: Opened, report: Path) -> None:
    page = opened(report, "#M-WOH-10")
    page.wait_for_function("document.activeElement.id === 'M-WOH-10'")
    page.keyboard.press("g")
    page.locator("[id='M-WOH-11'] .gelesen input").check()
    assert "2 gelesen" in page.inner_text("#seite-stelle")
    page.reload()
    ticked = page.locator(".gelesen input:checked").evaluate_all("all => all.map(one => one.closest('.a').id)")
    assert ticked == ["M-WOH-10", "M-WOH-11"]
    page.click("#seite-filtern")
    page.check("#seite-offene")
    assert shown(page) == CHANGED - 2


def test_a_browser_that_forbids_to_keep_anything_still_shows_all(opened: Opened, report: Path, folder: Path) -> None:
    page = opened(report)
    context = page.context
    context.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('verboten'); }})")
    page.reload()
    page.locator(".gelesen input").first.check()
    assert shown(page) == CHANGED


# ---- two columns ------------------------------------------------------------------------------------


def test_side_by_side_shows_the_former_text_left_and_the_later_right(opened: Opened, report: Path) -> None:
    page = opened(report, "#M-WOH-10")
    page.click("#seite-ansicht")
    left, right = (page.locator(f"[id='M-WOH-10'] .{side}") for side in ("frueher", "jetzt"))
    left.wait_for()
    assert left.locator("ins").count() == 0
    assert left.locator("del").count() > 0
    assert not right.locator("del").first.is_visible()
    boxes = left.bounding_box(), right.bounding_box()
    assert boxes[0]
    assert boxes[1]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"] + 1
    assert abs(boxes[0]["y"] - boxes[1]["y"]) < 2
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)")
    assert len(ids) == len(set(ids))
    page.click("#seite-ansicht")
    assert not left.is_visible()
    assert right.locator("del").first.is_visible()


def test_side_by_side_says_what_is_on_one_side_only(opened: Opened, report: Path) -> None:
    page = opened(report)
    page.click("#seite-ansicht")
    new, gone = page.locator("article.nur-neu").first, page.locator("article.nur-alt").first
    new.scroll_into_view_if_needed()
    assert new.locator(".frueher").inner_text().strip() == "nicht enthalten"
    gone.scroll_into_view_if_needed()
    assert gone.locator(".jetzt").inner_text().strip() == "entfällt"


# ---- without a script, on paper, for everyone -------------------------------------------------------


def test_without_a_script_all_changes_are_shown_and_no_dead_button(opened: Opened, report: Path) -> None:
    page = opened(report, java_script_enabled=False)
    changes = page.locator(".a")
    assert changes.count() == CHANGED
    for at in range(0, CHANGED, 40):
        assert changes.nth(at).is_visible()
    assert not page.locator(".werkzeug").is_visible()
    assert not page.locator("#seite-filter").is_visible()
    page.locator(".ab > details.gleich > summary").first.click()
    assert page.locator(".ab > details.gleich > :not(summary)").first.is_visible()


def squeezed(text: str) -> str:
    return re.sub(r"[^\w]", "", text)


@pytest.mark.parametrize("script", ["with", "without"])
def test_on_paper_stand_all_changes_and_no_controls(opened: Opened, report: Path, tmp_path: Path, script: str) -> None:
    page = opened(report, java_script_enabled=script == "with")
    target = tmp_path / "bericht.pdf"
    page.pdf(path=target, prefer_css_page_size=True)
    pdf = pypdfium2.PdfDocument(target)
    text = squeezed("".join(one.get_textpage().get_text_range().replace("\ufffe", "") for one in pdf))
    changes = changesets.real(*changesets.PAIRS[0]).changes
    for entry in changes.changes:
        for part in entry.changed_parts:
            for edit in part.edits:
                for token in edit.base if edit.op == "delete" else edit.head if edit.op == "insert" else ():
                    assert squeezed(token.text) in text, (entry.label, token.text)
    for one in (*changes.new_faults, *changes.mended):
        assert squeezed(one.message)[:60] in text
    assert "Nebeneinander" not in text
    assert "Unverändert" in text


def judged(page: Page) -> None:
    """Let axe look at the whole page: what is off the screen is laid out, lists and some folded stretches are open."""
    page.evaluate("document.querySelectorAll('.ab').forEach(one => one.style.contentVisibility = 'visible')")
    page.evaluate("document.querySelectorAll('.wichtig').forEach(one => one.open = true)")
    page.evaluate("document.querySelectorAll('details.gleich').forEach((one, at) => one.open = at % 20 === 0)")
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", ["inline", "side by side"])
def test_axe_finds_nothing(opened: Opened, small: Path, scheme: str, view: str) -> None:
    page = opened(small, color_scheme=scheme)
    page.click("#seite-filtern")
    if view == "side by side":
        page.click("#seite-ansicht")
    judged(page)


def test_axe_finds_nothing_in_a_report_with_every_kind_of_change(opened: Opened, report: Path) -> None:
    judged(opened(report))


def test_dark_mode_is_dark_and_words_stay_readable(opened: Opened, report: Path) -> None:
    def light(page: Page, rule: str, what: str) -> float:
        colour = page.evaluate("([rule, what]) => getComputedStyle(document.querySelector(rule))[what]", [rule, what])
        red, green, blue = map(int, re.findall(r"\d+", colour)[:3])
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    bright, dark = opened(report, color_scheme="light"), opened(report, color_scheme="dark")
    assert light(bright, "body", "backgroundColor") > 240
    assert light(dark, "body", "backgroundColor") < 40
    for rule in (".leib ins", ".leib del"):
        assert light(dark, rule, "color") - light(dark, rule, "backgroundColor") > 100
        assert "line" in dark.evaluate("rule => getComputedStyle(document.querySelector(rule)).textDecorationLine", rule)


# ---- nothing runs -----------------------------------------------------------------------------------


def test_a_text_with_a_script_is_shown_and_does_not_run(opened: Opened, folder: Path) -> None:
    items = outline(changesets.manuscript())
    spite = " ".join(changesets.SPITEFUL)
    inlines = ({"t": "Str", "c": spite}, {"t": "Link", "c": [["", [], []], [{"t": "Str", "c": "klick"}], ["javascript:getroffen=1", ""]]})
    later = tuple(
        changesets.replace(one, title=spite, lead=spite, parts=(Part(spite, (), inlines, spite),)) if one.parts else one
        for one in items
    )
    changes = compare_items(items, later, Side(spite, unread=(spite,)), Side(spite, spite, spite))
    path = folder / "boese.html"
    path.write_bytes(bericht_html.page(changes, changesets.manuscript(), changesets.manuscript(), TEMPLATES))
    page = opened(path)
    page.keyboard.press("n")
    page.click("#seite-ansicht")
    assert changesets.SPITEFUL[0] in page.inner_text("main")
    assert page.evaluate("window.getroffen") is None


def test_the_policy_stops_a_script_that_got_into_the_page(opened: Opened, report: Path, folder: Path) -> None:
    planted = '<script>window.getroffen=1</script><img src="data:," onerror="window.getroffen=1"><p style="color:red">x</p>'
    path = folder / "eingeschmuggelt.html"
    path.write_bytes(report.read_bytes().replace(b"<footer>", planted.encode() + b"<footer>", 1))
    page = opened(path)
    page.wait_for_timeout(200)
    assert page.evaluate("window.getroffen") is None
    assert page.evaluate("getComputedStyle(document.querySelector('p[style]')).color") != "rgb(255, 0, 0)"
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.matches('.a')")  # its own script runs


# ---- ten times the size -----------------------------------------------------------------------------


def spent(browser: Browser, page: Page, act: str) -> float:
    """Give the milliseconds of processor time that the page's main thread spends on an act, until it is drawn."""
    browser.start_tracing(page=page, categories=["devtools.timeline", "blink.user_timing", "toplevel", "__metadata"])
    page.evaluate(
        "async act => { performance.mark('anfang'); (0, eval)(act);"
        " await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))));"
        " performance.mark('ende'); }",
        act,
    )
    events = json.loads(browser.stop_tracing())["traceEvents"]
    [start] = [one for one in events if one["name"] == "anfang"]
    [end] = [one for one in events if one["name"] == "ende"]
    tasks = [
        one
        for one in events
        if one["name"] == "RunTask" or one["name"] == "ThreadControllerImpl::RunTask"
        if (one["pid"], one["tid"]) == (start["pid"], start["tid"])
        if one["ts"] + one.get("dur", 0) >= start["ts"] and one["ts"] <= end["ts"]
        if "tdur" in one  # the processor's time; by the clock, others on the machine would count too
    ]
    assert tasks
    return sum(one["tdur"] for one in tasks) / 1000


def jumps(browser: Browser, *pages: Page) -> list[float]:
    """Give the median cost of ten jumps to places that were never drawn, for each page.

    The pages take turns, so that a machine that gets slower for a while gets slower for all of them.
    """
    heights = [page.evaluate("document.documentElement.scrollHeight") for page in pages]
    costs = [
        [spent(browser, page, f"scrollTo(0, {height * at // 11})") for page, height in zip(pages, heights, strict=True)]
        for at in range(1, 11)
    ]
    return [statistics.median(each) for each in zip(*costs, strict=True)]


def test_ten_times_the_concept_filters_within_the_time_that_a_hand_does_not_notice(
    chromium: Browser, opened: Opened, tenfold: Path
) -> None:
    page = opened(tenfold)
    assert page.locator(".a").count() == 10 * CHANGED
    page.wait_for_timeout(500)
    pick = "{{ const box = document.getElementById('seite-filter-{}'); box.value = '{}'; box.dispatchEvent(new Event('change', {{bubbles: true}})); }}"
    for name, value in (("k", "neu"), ("k", ""), ("d", "measure"), ("b", "5"), ("d", "")):
        assert spent(chromium, page, pick.format(name, value)) < FILTER_MS, (name, value)
    assert 0 < page.locator(".a:not(.aus)").count() < CHANGED


def test_scrolling_grows_far_less_than_the_report(
    chromium: Browser, opened: Opened, report: Path, tenfold: Path
) -> None:
    large, plain = opened(tenfold), opened(report)
    large.wait_for_timeout(500)
    plain.wait_for_timeout(500)
    cost, usual = jumps(chromium, large, plain)
    assert cost < 4 * usual  # ten times the size; measured 2.1 to 2.9, with four other processes on two cores too
