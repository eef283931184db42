"""The regulation a college begins with (domain: update regulation); every line may be changed on the sheet."""

from __future__ import annotations

from app.deadlines.rules import CALENDAR, FIXED, WORDS, WORKDAYS, Duty

EMPLOYEE, CALENDAR_YEAR, CURRICULUM, LOAD, ENROLMENT, MOVEMENT, TOPIC, CELLS, SHEET, TERM_SHEETS, TERM_CLOSE = COMPUTED = (
    "employee", "calendar", "curriculum", "load", "enrolment", "movement", "topic", "cells", "sheet", "term_sheets", "term_close",
)  # fmt: skip

# Contents of the college's own act, hence Russian text: section, duty, responsible role, controlling role, term.
DEFAULTS: tuple[Duty, ...] = (
    Duty(EMPLOYEE, "Организация", "Внести нового сотрудника", "hr", "coordinator", WORKDAYS, 3),
    Duty("", "Организация", "Сверить карточку организации и штат", "hr", "coordinator", FIXED, fixed="09-01"),
    Duty(CALENDAR_YEAR, "Учебный год", "Внести учебный год и семестры", "deputy", "director", FIXED, fixed="08-25", escalate_days=5),
    Duty(CURRICULUM, "Учебные планы", "Утвердить учебные планы групп", "methodist", "deputy", FIXED, fixed="08-30", escalate_days=5),
    Duty("", "Учебные планы", "Внести изменение плана после приказа", "methodist", "deputy", WORKDAYS, 3),
    Duty(LOAD, "Нагрузка", "Закрепить нагрузку за преподавателями", "deputy", "director", CALENDAR, 0),
    Duty("", "Планирование", "Внести календарно-тематический план", "teacher", "methodist", WORDS, words="до 10.09 и до 20.01"),
    Duty(ENROLMENT, "Контингент", "Внести зачисленных в группы", "secretary", "coordinator", FIXED, fixed="09-05"),
    Duty(MOVEMENT, "Контингент", "Внести движение студента", "secretary", "coordinator", WORKDAYS, 1, escalate_days=2),
    Duty("", "Контингент", "Обновить личные данные и льготы", "curator", "head_of_department", WORKDAYS, 5),
    Duty(TOPIC, "Журнал", "Записать тему занятия", "teacher", "deputy", CALENDAR, 0, remind_days=0, escalate_days=7),
    Duty(CELLS, "Журнал", "Отметить посещаемость и отметки занятия", "teacher", "deputy", CALENDAR, 0, remind_days=0, escalate_days=7),
    Duty("", "Журнал", "Внести отметки за письменные работы", "teacher", "deputy", CALENDAR, 7),
    Duty("", "Журнал", "Внести справку о болезни", "curator", "deputy", WORKDAYS, 1),
    Duty("", "Расписание", "Внести расписание и замены", "dispatcher", "deputy", WORDS, words="за 7 дней; замену — за 1 день"),
    Duty(SHEET, "Ведомости", "Подписать заполненную ведомость", "teacher", "deputy", CALENDAR, 3),
    Duty(TERM_SHEETS, "Ведомости", "Выставить итоговые отметки семестра", "teacher", "deputy", CALENDAR, 3),
    Duty(TERM_CLOSE, "Закрытие", "Закрыть семестр группы", "deputy", "director", WORKDAYS, 5),
    Duty("", "Задолженности", "Составить график пересдач", "head_of_department", "deputy", CALENDAR, 10),
    Duty("", "Контроль", "Проверить журналы", "coordinator", "director", WORDS, words="еженедельно"),
    Duty("", "Контроль", "Проверить журналы (выборочно)", "deputy", "director", WORDS, words="ежемесячно"),
    Duty("", "Отчётность", "Сверить данные для формы СПО-1", "coordinator", "director", FIXED, fixed="10-01"),
    Duty("", "Сохранность", "Сделать резервную копию", "tech_admin", "coordinator", WORDS, words="ежедневно"),
)
