"""The journal in real Chromium: typed, pasted, undone, offline and back, two tabs, a phone, a robot."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.access.models import UserSession
from app.access.scope import unscoped
from app.core.clock import now
from app.core.transaction import transaction
from app.extensions import db
from app.gradebook import views
from app.gradebook.models import Mark
from app.gradebook.saving import save_cells
from app.gradebook.standings import cell_of
from app.students.models import Placement
from app.teaching.models import Lesson, LoadTeacher, Subgroup, SubgroupMember, TeachingLoad
from app.terms.models import GroupTerm
from tests.browser.conftest import fits, sign_in, until
from tests.factories import PASSWORD, TERM_START, College


class Desk:
    """A teacher's browser with the journal open."""

    def __init__(self, app: Flask, college: College, context: Any, address: str) -> None:
        self.app, self.college, self.context = app, college, context
        self.url = f"{address}/journals/{college.load_id}"
        self.troubles: list[str] = []
        self.page = self.opens()

    def opens(self) -> Any:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", lambda said: self.troubles.append(said.text) if "Content Security" in said.text else None)
        page.goto(self.url)
        page.locator("td.cell").first.wait_for()
        return page

    def cell(self, row: int, column: int, page: Any = None) -> Any:
        return (page or self.page).locator(f'td.cell[data-row="{row}"][data-column="{column}"]')

    def press(self, *keys: str, page: Any = None) -> None:
        for key in keys:
            (page or self.page).keyboard.press(key)

    def types_letter(self, letter: str) -> None:
        """Press a key of the Russian layout, which Playwright does not know."""
        self.page.evaluate(
            "key => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}))", letter
        )

    def is_saved(self, page: Any = None) -> None:
        (page or self.page).locator("#journal-state.good", has_text="Сохранено").wait_for()

    def has_tried(self, entries: int, page: Any = None) -> None:
        """Wait until so many entries wait and each has been on its way: what is typed over one of them is an entry of its own."""
        waiting = "Object.entries(localStorage).filter(([name]) => name.startsWith('journal:')).flatMap(([, kept]) => JSON.parse(kept))"
        assert until(page or self.page, f"(all => all.length === {entries} && all.every((one) => one.sent))({waiting})")

    def column(self, column: int, page: Any = None) -> list[str]:
        return [self.cell(row, column, page).inner_text() for row in range(8)]

    def stored(self) -> dict[tuple[int, int], tuple[str, int]]:
        """Give {(row, column): (text, version)} of what the database holds."""
        students, lessons = self.college.students, self.college.lessons
        with self.app.app_context(), unscoped():
            rows = db.session.query(Mark).filter(Mark.load_id == self.college.load_id).all()
            found = {
                (students.index(m.student_id), lessons.index(m.lesson_id)): (cell_of(m).text(), m.version)
                for m in rows
            }
            assert len(found) == len(rows)
            db.session.remove()
            return found


@pytest.fixture
def desk(app: Flask, college: College, client_as: Any, address: str, browser: Any, request: Any) -> Any:
    options = {"viewport": {"width": 1366, "height": 800}, "locale": "ru-RU", "locks": True} | getattr(request, "param", {})
    locks = options.pop("locks")
    context = browser.new_context(**options)
    if not locks:  # an old browser, or a page without https
        context.add_init_script("Object.defineProperty(Navigator.prototype, 'locks', {value: undefined})")
    sign_in(client_as("teacher"), context, address)
    found = Desk(app, college, context, address)
    yield found
    context.close()
    assert found.troubles == []


def test_a_lesson_is_marked_attendance_called_a_block_pasted_and_undone(desk: Desk) -> None:
    desk.cell(0, 4).focus()
    for mark in "54325432":  # a keystroke a mark, an arrow between two; nothing after the last
        desk.press(mark, "ArrowDown")
    desk.is_saved()
    assert {at: text for at, (text, _) in desk.stored().items()} == {(row, 4): mark for row, mark in enumerate("54325432")}
    desk.cell(0, 3).focus()
    desk.press(" ")
    desk.types_letter("н")
    desk.is_saved()
    assert desk.column(3) == ["н"] * 8
    desk.press("Control+z")
    desk.is_saved()
    assert desk.column(3) == [""] * 8
    desk.press("Control+y")
    desk.is_saved()
    desk.press(" ")
    desk.types_letter("п")
    desk.is_saved()
    assert desk.column(3) == [""] * 8
    desk.cell(0, 1).focus()
    desk.page.evaluate(
        """text => { const data = new DataTransfer(); data.setData("text/plain", text);
        document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }""",
        "5\tн\r\n4\tотл\r\nо 15, 5\t\r\n",
    )
    desk.page.locator(".journal-note", has_text="отл").wait_for()
    assert (desk.column(1)[:3], desk.column(2)[:2]) == (["5", "4", "о15 5"], ["н", ""])
    assert "failed" in desk.cell(1, 2).get_attribute("class")
    desk.press(" ")
    desk.types_letter("п")  # whoever is present was not late either
    assert desk.column(1)[:3] == ["5", "4", "5"]
    desk.press("Control+z")
    assert desk.column(1)[:3] == ["5", "4", "о15 5"]
    desk.press("Control+z")
    desk.is_saved()
    assert {at for at, (text, _) in desk.stored().items() if text} == {(row, 4) for row in range(8)}
    desk.cell(0, 4).click()
    desk.press("Shift+ArrowDown", "Shift+ArrowDown", "Control+d")
    desk.is_saved()
    assert desk.column(4)[:4] == ["5", "5", "5", "2"]
    desk.press("F1")
    desk.page.locator(".journal-note", has_text="3 → 5").wait_for()
    desk.press("Escape", "?")
    desk.page.locator("#journal-keys[open]").wait_for()


def test_enter_tab_escape_and_the_last_mark_left_alone(desk: Desk) -> None:
    desk.cell(7, 3).focus()
    desk.press("4", "Enter")
    assert desk.page.evaluate("document.activeElement.id") == "c0-4"
    desk.press("3", "Escape")
    assert desk.cell(0, 4).inner_text() == ""
    desk.press("Shift+Tab", "5", "Tab", "2")
    first = desk.page.locator("tbody tr").first
    first.locator("td.s0", has_text="3,50").wait_for()  # nobody leaves the last cell: a pause saves it
    assert {at: text for at, (text, _) in desk.stored().items()} == {(7, 3): "4", (0, 3): "5", (0, 4): "2"}
    assert [first.locator(f"td.s{at}").inner_text() for at in (1, 2, 3)] == ["0", "100,0", "—"]
    desk.press("5", "4", "Enter")
    desk.is_saved()
    assert desk.cell(0, 4).inner_text() == "2 5 4"
    desk.cell(0, 1).focus()
    desk.types_letter("н")
    desk.press("Enter")
    desk.is_saved()  # mean, hours missed, attendance and forecast follow what is typed
    first.locator("td.s3", has_text="4").wait_for()
    assert [first.locator(f"td.s{at}").inner_text() for at in (0, 1, 2, 3)] == ["4,00", "2", "80,0", "4"]


def test_without_a_connection_nothing_is_lost(desk: Desk) -> None:
    desk.context.set_offline(True)
    desk.cell(0, 4).focus()
    desk.press("5", "ArrowDown")
    desk.page.locator("#journal-state.bad", has_text="Нет связи").wait_for()
    desk.press("F1")
    desk.page.locator("#journal-note", has_text="Нет ответа сервера").wait_for()
    desk.press("Escape", " ")
    desk.page.get_by_role("menuitem", name="Вид, задание, тема").click()
    lost = desk.page.locator("#journal-dialog")
    lost.get_by_text("Нет ответа сервера").wait_for()
    lost.get_by_role("button", name="Закрыть").click()
    desk.cell(1, 4).focus()
    desk.press("4", "ArrowDown")
    desk.has_tried(2)
    desk.press("ArrowUp", "3", "Enter")
    desk.page.locator("#journal-state.bad", has_text="(3)").wait_for()
    assert desk.stored() == {}
    dialogs = []
    desk.page.on("dialog", lambda dialog: (dialogs.append(dialog.type), dialog.accept()))
    desk.page.evaluate("() => { window.fetch = () => Promise.reject(); }")  # the page dies before anything is sent
    desk.context.set_offline(False)
    desk.page.goto(desk.url)
    assert dialogs == ["beforeunload"]
    desk.is_saved()
    assert desk.stored() == {(0, 4): ("5", 1), (1, 4): ("3", 2)}  # in the order typed: 4, then 3
    assert desk.page.evaluate("Object.keys(localStorage).length") == 0
    desk.page.evaluate("""() => { const real = window.fetch; let first = true; window.fetch = async (...asked) => {
        const answer = await real(...asked); if (first) { first = false; throw new TypeError("lost"); } return answer; }; }""")
    desk.cell(2, 4).focus()
    desk.press("5", "Enter", "ArrowUp", "4", "Enter")  # saved, but the answer was lost: sent again, once
    desk.is_saved()
    assert desk.stored()[2, 4] == ("4", 2)


def test_two_tabs_see_both_values_and_choose(desk: Desk) -> None:
    other = desk.opens()
    desk.cell(0, 4).focus()
    desk.press("5", "Enter")
    desk.is_saved()
    desk.cell(0, 4, other).focus()
    desk.press("3", "Enter", page=other)
    note = other.locator("#journal-note")
    note.locator("button", has_text="Оставить моё: «3»").wait_for()
    assert desk.stored()[0, 4] == ("5", 1)
    note.locator("button", has_text="«3»").click()
    desk.is_saved(other)
    assert desk.stored()[0, 4] == ("3", 2)
    desk.cell(0, 4).focus()
    desk.press("4", "Enter")
    desk.page.locator("#journal-note button", has_text="Взять имеющееся: «3»").click()
    assert desk.cell(0, 4).inner_text() == "3"
    assert desk.stored()[0, 4] == ("3", 2)


@pytest.mark.parametrize(
    "desk", [{"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}], indirect=True
)
def test_on_a_phone_a_tap_opens_the_codes(desk: Desk) -> None:
    assert fits(desk.page)
    desk.cell(0, 4).tap()
    pad = desk.page.locator("#journal-pad")
    for name in ("5", "4", "Следующий студент", "н", "Следующий студент", "3", "2", "Стереть", "Следующий студент", "2", "Исправить отметку на отработке", "4"):
        pad.get_by_role("button", name=name, exact=True).tap()
    desk.is_saved()
    assert {at: text for at, (text, _) in desk.stored().items()} == {(0, 4): "5 4", (1, 4): "н", (2, 4): "", (3, 4): "2→4"}


def test_a_robot_loses_nothing(desk: Desk) -> None:
    held: list[Any] = []
    first = True
    desk.page.route("**/cells", lambda route: held.append(route) if first else route.continue_())  # typing waits for no answer
    typed = {}
    for round_ in range(3):
        desk.page.evaluate("document.getElementById('c0-0').focus()")
        desk.press("Home")
        for column in range(5):
            for row in range(8):
                typed[row, column] = "5432"[(row + column + round_) % 4]
                desk.press(typed[row, column], "Enter")
        desk.cell(0, 0).click()
        if round_ == 0:
            assert until(desk.page, "document.querySelectorAll('td.saving').length === 40") and desk.stored() == {}
            first = False
            held.pop().continue_()
    desk.is_saved()
    assert until(desk.page, "document.querySelectorAll('td.saving').length === 0")
    assert {at: text for at, (text, _) in desk.stored().items()} == typed


@pytest.mark.parametrize("desk", [{"viewport": {"width": 683, "height": 400}}], indirect=True)
def test_required_tasks_roles_and_twice_the_size(desk: Desk) -> None:
    with desk.app.app_context(), unscoped(), transaction() as session:
        session.get(Lesson, desk.college.lessons[3]).is_required = True
        session.info["audit_records"] = 1
    page = desk.page
    page.reload()
    assert desk.column(3) == ["Д"] * 8
    assert fits(page)
    desk.cell(0, 3).focus()
    desk.press("4", "Enter")
    desk.is_saved()
    assert desk.column(3) == ["4"] + ["Д"] * 7
    page.select_option("#journal-filter", "behind")
    assert page.locator("tbody tr:visible").count() == 7
    assert page.locator('td[tabindex="0"]').count() == 1
    names = page.get_by_role("gridcell", name="Белов Пётр Ильич 16 ноября")
    assert names.count() == 1
    stuck = page.evaluate("""() => { const host = document.getElementById("journal"); host.scrollTop = 90; host.scrollLeft = 60;
        const top = host.getBoundingClientRect().top, box = (one) => one.getBoundingClientRect();
        const first = document.querySelector("#c1-0"), day = box(document.querySelector("th.day")), name = box(document.querySelector("thead th.name"));
        return [host.scrollTop, box(document.querySelector("th.month")).top - top, day.top - top, name.top - top, box(first).top < day.bottom]; }""")
    assert stuck[0] > 60 and max(stuck[1], stuck[3]) < 3 and 20 < stuck[2] < 28 and stuck[4]  # dates stay while the names run
    grid = page.get_by_role("grid")
    assert (grid.get_attribute("aria-rowcount"), grid.get_attribute("aria-colcount")) == ("10", "10")
    assert page.locator("tbody tr").nth(2).get_attribute("aria-rowindex") == "5"


# Gives every text on the page whose colour stands out less than WCAG 2.1 asks (1.4.3, level AA): 4.5, or 3 for large ones.
FAINT = """() => {
  const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = (rgb) => { const [r, g, b] = rgb.map((one) => (one /= 255) <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const behind = (node) => { for (; node; node = node.parentElement) { const [r, g, b, a = 1] = parse(getComputedStyle(node).backgroundColor);
    if (a === 1) return [r, g, b]; } return [255, 255, 255]; };
  const seen = [...document.querySelectorAll("body *")].filter((node) => node.checkVisibility() && !node.closest(":disabled") &&
    [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim()));
  const faint = seen.filter((node) => { const style = getComputedStyle(node), size = parseFloat(style.fontSize);
    const [dark, bright] = [light(parse(style.color).slice(0, 3)), light(behind(node))].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05) < (size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5); });
  return [seen.length, [...new Set(faint.map((node) => node.className + ": " + node.innerText.slice(0, 30)))]];
}"""


def test_every_text_of_the_journal_stands_out(desk: Desk) -> None:
    seen, faint = desk.page.evaluate(FAINT)
    assert seen > 60 and faint == []


def test_a_cell_is_on_its_way_at_once_when_it_is_left(desk: Desk) -> None:
    desk.page.evaluate("""() => { const real = window.fetch; window.fetch = (...asked) => {
        window.sent.push(performance.now() - window.left); return real(...asked); };
        window.sent = []; addEventListener("keydown", () => { window.left = performance.now(); }, true); }""")
    for row in range(3):
        desk.cell(row, 4).focus()
        desk.press("5", "ArrowDown")
        desk.is_saved()
    assert min(desk.page.evaluate("window.sent")) < 300  # milliseconds from the key; the least, for a busy machine stops a page anywhere


@pytest.mark.parametrize("desk", [{}, {"locks": False}], indirect=True)
def test_two_tabs_of_one_browser_send_each_entry_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[int] = []
    monkeypatch.setattr(views, "save_cells", lambda actor, load, cells: (sent.append(len(cells)), save_cells(actor, load, cells))[1])
    desk.context.set_offline(True)
    desk.cell(0, 4).focus()
    desk.press("5", "ArrowDown", "4", "ArrowDown")
    desk.has_tried(2)
    desk.page.locator("#journal-state.bad", has_text="Нет связи").wait_for()
    desk.page.route("**/cells", lambda route: route.abort())  # the first tab stays without a connection, the others have one
    desk.context.set_offline(False)
    other = desk.opens()
    other.evaluate("window.dispatchEvent(new Event('focus'))")
    desk.cell(2, 4, other).focus()
    desk.press("3", "Enter", page=other)
    desk.is_saved(other)
    assert desk.stored() == {(2, 4): ("3", 1)}  # what the first tab has typed is its own business while it lives
    desk.page.unroute("**/cells")
    desk.page.evaluate("window.dispatchEvent(new Event('online'))")
    desk.is_saved()
    assert desk.stored() == {(0, 4): ("5", 1), (1, 4): ("4", 1), (2, 4): ("3", 1)}
    assert sorted(sent) == [1, 2]
    desk.page.route("**/cells", lambda route: route.abort())
    desk.cell(3, 4).focus()
    desk.press("2", "Enter")
    desk.page.locator("#journal-state.bad", has_text="Нет связи").wait_for()
    desk.page.on("dialog", lambda dialog: dialog.accept())
    desk.page.close()  # a tab that has gone leaves its entries to the one that lives
    if not other.evaluate("Boolean(navigator.locks)"):  # known by its silence alone: let that time pass at once
        other.evaluate("() => { const real = Date.now; Date.now = () => real() + 60000; }")
    other.locator('td.cell[data-row="3"][data-column="4"]', has_text="2").wait_for()
    desk.is_saved(other)
    assert desk.stored()[3, 4] == ("2", 1)
    assert sorted(sent) == [1, 1, 2]


def test_a_session_that_ends_while_one_types_loses_nothing(desk: Desk, client_as: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(desk.app.config, "WTF_CSRF_ENABLED", True)  # the form token ends with the session
    desk.page.reload()
    desk.cell(0, 4).focus()
    desk.press("5", "Enter")
    desk.is_saved()
    with desk.app.app_context(), unscoped(), transaction() as session:
        session.execute(update(UserSession).values(revoked_at=now()))
        session.info["audit_records"] = 1
    desk.press("4", "Enter", "3", "Enter")
    state = desk.page.locator("#journal-state.bad")
    state.get_by_role("link", name="Войти").wait_for()
    for _ in range(5):  # however often it was tried meanwhile
        with desk.page.expect_response("**/cells"):
            desk.page.evaluate("window.dispatchEvent(new Event('focus'))")
    assert (desk.stored(), desk.column(4)[:3]) == ({(0, 4): ("5", 1)}, ["5", "4", "3"])
    with desk.context.expect_page() as opened:
        state.get_by_role("link").click()
    door = opened.value
    door.get_by_label("Логин").fill("home-teacher")
    door.get_by_label("Пароль").fill(PASSWORD)
    door.get_by_role("button", name="Войти").click()
    door.locator("td.cell").first.wait_for()
    desk.page.evaluate("window.dispatchEvent(new Event('focus'))")
    desk.is_saved()
    assert desk.stored() == {(0, 4): ("5", 1), (1, 4): ("4", 1), (2, 4): ("3", 1)}


def test_a_mark_entered_long_ago_is_changed_by_one_click_of_the_deputy(desk: Desk, client_as: Any, browser: Any) -> None:
    desk.cell(0, 4).focus()
    desk.press("3", "Enter")
    desk.is_saved()
    with desk.app.app_context(), unscoped(), transaction() as session:
        session.query(Mark).one().recorded_at -= timedelta(days=20)
        session.info["audit_records"] = 1
    desk.page.reload()
    desk.cell(0, 4).focus()
    desk.press("4", "Enter", "ArrowUp")
    note = desk.page.locator("#journal-note")
    note.get_by_placeholder("Почему").fill("ошибка при переносе из тетради")
    note.get_by_role("button", name="Запросить согласование").click()
    note.get_by_text("Ждёт согласования: «4»").wait_for()
    assert desk.cell(0, 4).inner_text() == "3" and desk.stored()[0, 4][0] == "3"
    office = browser.new_context(locale="ru-RU")
    sign_in(client_as("deputy"), office, desk.url.split("/journals")[0])
    page = office.new_page()
    page.goto(desk.url.split("/journals")[0])
    page.locator("main").get_by_role("link", name="Исправления отметок на согласование").click()
    page.get_by_text("ошибка при переносе из тетради").wait_for()
    page.get_by_role("button", name="Согласовать").click()
    page.get_by_text("Отметка исправлена").wait_for()
    desk.page.reload()
    desk.page.locator('td.cell[data-row="0"][data-column="4"]', has_text="4").wait_for()
    assert desk.stored()[0, 4][0] == "4"
    desk.cell(0, 4).focus()
    desk.press("F1")
    note.get_by_text("ошибка при переносе из тетради").first.wait_for()


def test_a_semester_of_lessons_has_months_names_that_stay_today_in_view_a_menu_and_subgroups(desk: Desk) -> None:
    college, page = desk.college, desk.page
    with desk.app.app_context(), unscoped(), transaction() as session:
        load = session.get(TeachingLoad, college.load_id)
        keys = {"organization_id": college.id, "group_term_id": college.group_term_id}
        days = [day for day in (TERM_START + timedelta(days=at) for at in range(110)) if day.weekday() < 6][:80]
        session.add_all(Lesson(**keys, load_id=load.id, date=day, pair=7) for day in days)
        part = Subgroup(**keys, curriculum_term_id=load.curriculum_term_id, name="1")
        session.add(part)
        session.flush()
        session.add_all(SubgroupMember(organization_id=college.id, subgroup_id=part.id, student_id=one) for one in college.students[:3])
        own = TeachingLoad(**keys, curriculum_term_id=load.curriculum_term_id, subgroup_id=part.id, hours=10)
        session.add(own)
        session.flush()
        teacher = {"organization_id": college.id, "employee_id": load.teachers[0].employee_id, "starts_on": TERM_START}
        session.add(LoadTeacher(**teacher, load_id=own.id))
        second = session.get(Lesson, college.lessons[1]).date  # the journal was somebody else's before
        former = teacher | {"employee_id": college.employees["teacher2"], "ends_on": second - timedelta(days=1)}
        load.teachers[0].starts_on = second
        session.flush()
        session.add(LoadTeacher(**former, load_id=load.id))
        session.get(Placement, session.scalar(select(Placement.id).filter_by(student_id=college.students[7]))).starts_on += timedelta(days=60)
        session.info["audit_records"] = 1
    page.reload()
    page.locator("td.cell").first.wait_for()
    at = page.evaluate("""() => {
        const box = (one) => one.getBoundingClientRect(), host = box(document.getElementById("journal"));
        const name = box(document.getElementById("r0")), today = box(document.querySelector("th.day.today"));
        const heads = [...document.querySelectorAll("thead tr")].map((row) => row.cells.length);
        return {left: name.left - host.left, scrolled: document.getElementById("journal").scrollLeft, seen: today.left >= name.right - 1 && today.right <= host.right + 1,
                months: [...document.querySelectorAll("th.month")].map((one) => one.textContent), heads}; }""")
    assert at["seen"] and at["scrolled"] > 300 and abs(at["left"]) < 2  # the names stand while the days run
    assert at["months"][:3] == ["сентябрь", "октябрь", "ноябрь"] and at["heads"][0] < at["heads"][1] == 85
    page.select_option("#journal-filter", label="своя подгруппа 1")
    assert page.locator("tbody tr:visible").count() == 3
    page.select_option("#journal-filter", "")
    column = int(page.locator("th.today button").first.get_attribute("data-column"))
    note = page.locator("#journal-note")
    for at, why in (((0, column + 3), "Занятие ещё не проведено"), ((7, 1), "не было в группе"), ((0, 0), "вёл другой преподаватель")):  # said at the cell that does not open
        desk.cell(*at).focus()
        desk.press("5")
        note.get_by_text(why).wait_for()
        if at[0] == 7:  # who came in mid-term may have brought marks along
            note.get_by_role("button", name="Отметки в прежней группе").click()
            note.get_by_text("В другой группе").wait_for()
        desk.press("Escape")
    desk.cell(0, column).focus()
    desk.press("5", "ArrowDown", "4", "ArrowUp")
    desk.is_saved()
    desk.press("Shift+ArrowDown")
    copied = page.evaluate("""() => { const data = new DataTransfer();
        document.activeElement.dispatchEvent(new ClipboardEvent("copy", {clipboardData: data, bubbles: true, cancelable: true})); return data.getData("text/plain"); }""")
    assert copied.split() == ["5", "4"]
    desk.press(" ")
    page.get_by_role("menuitem", name="Вид, задание, тема").click()
    form = page.locator("#journal-dialog")
    form.get_by_label("Тема").fill("Экскурсия на завод")
    form.get_by_label("Вид занятия").select_option("excursion")
    form.get_by_label("Задание", exact=True).select_option("КР")
    form.get_by_label("Вес").fill("3")
    form.get_by_role("textbox", name="Домашнее").fill("отчёт")
    form.get_by_role("button", name="Сохранить").click()
    page.locator(f"#d{column} .day-task", has_text="КР×3").wait_for()
    assert "Экскурсия на завод" in page.locator(f"#d{column}").get_attribute("title")
    assert until(page, f"document.activeElement.id.endsWith('-{column}')")  # back where one was
    with desk.app.app_context(), unscoped():
        lesson = db.session.query(Lesson).filter_by(topic="Экскурсия на завод").one()
        assert (lesson.kind, lesson.task, lesson.weight, lesson.homework) == ("excursion", "КР", 3, "отчёт")
        db.session.remove()
    with desk.app.app_context(), unscoped(), transaction() as session:
        session.get(GroupTerm, college.group_term_id).status = "closed"
        session.info["audit_records"] = 1
    desk.cell(1, column).focus()
    desk.press("2", "ArrowDown", "ArrowUp")  # the page was open before the term was closed
    note.get_by_text("Семестр закрыт").wait_for()
    assert "failed" in desk.cell(1, column).get_attribute("class")
    page.reload()
    desk.cell(1, column).focus()
    desk.press("2")
    note.get_by_text("Семестр закрыт").wait_for()
    assert desk.cell(1, column).inner_text() == "4"
