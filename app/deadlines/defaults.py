"""The regulation a college begins with (domain: update regulation); every line may be changed on the sheet."""

from __future__ import annotations

from app.deadlines.rules import BEFORE, CALENDAR, DAILY, FIXED, MONTHLY, WEEKLY, WORKDAYS, Duty

# Whose records the program reads from the data.
(
    EMPLOYEE, LOCAL_ACT, CALENDAR_YEAR, CURRICULUM, WORK_PROGRAMME, PLAN_CHANGE, LOAD, LESSON_PLAN, ENROLMENT, ROLLOVER, MOVEMENT, FILE,
    TOPIC, HOMEWORK, CELLS, WRITTEN, SLICE, ABSENCE, TIMETABLE, REPLACEMENT, SHEET, FINAL_EXAM, TERM_SHEETS, TERM_CLOSE, RESITS, BACKUP,
    ARCHIVE,
) = COMPUTED = (
    "employee", "local_act", "calendar", "curriculum", "work_programme", "plan_change", "load", "lesson_plan", "enrolment", "rollover",
    "movement", "file", "topic", "homework", "cells", "written", "slice", "absence", "timetable", "replacement", "sheet", "final_exam",
    "term_sheets", "term_close", "resits", "backup", "archive",
)  # fmt: skip
# What the responsible person notes as done, with what was found: no datum of the college shows it.
ORGANIZATION_CHECK, FILE_CHECK, JOURNALS_WEEKLY, JOURNALS_MONTHLY, STATISTICS, DIPLOMA, REGISTER = NOTED = (
    "organization_check", "file_check", "journals_weekly", "journals_monthly", "statistics", "diploma", "register",
)  # fmt: skip

# Contents of the college's own act, hence Russian text: section, duty, responsible role, controlling role, term.
DEFAULTS: tuple[Duty, ...] = (
    Duty(LOCAL_ACT, "Организация", "Разместить локальный акт на сайте", "coordinator", "director", WORKDAYS, 10, escalate_days=5),
    Duty(EMPLOYEE, "Организация", "Внести нового сотрудника", "hr", "coordinator", WORKDAYS, 3),
    Duty(ORGANIZATION_CHECK, "Организация", "Сверить карточку организации и штат", "hr", "coordinator", FIXED, fixed="09-01"),
    Duty(CALENDAR_YEAR, "Учебный год", "Внести учебный год, график и звонки", "deputy", "director", FIXED, fixed="08-25", escalate_days=5),
    Duty(CURRICULUM, "Учебные планы", "Утвердить учебные планы групп", "methodist", "deputy", FIXED, fixed="08-30", escalate_days=5),
    Duty(WORK_PROGRAMME, "Учебные планы", "Утвердить рабочие программы", "methodist", "deputy", FIXED, fixed="08-30", escalate_days=5),
    Duty(PLAN_CHANGE, "Учебные планы", "Утвердить изменённый учебный план", "methodist", "deputy", WORKDAYS, 3),
    Duty(LOAD, "Нагрузка", "Закрепить нагрузку за преподавателями", "deputy", "director", CALENDAR, 0),
    Duty(LESSON_PLAN, "Планирование", "Внести календарно-тематический план", "teacher", "methodist", FIXED, fixed="09-10,01-20", remind_days=5),
    Duty(ENROLMENT, "Контингент", "Внести зачисленных в группы", "secretary", "coordinator", FIXED, fixed="09-05"),
    Duty(ROLLOVER, "Контингент", "Открыть семестры групп нового учебного года", "secretary", "coordinator", FIXED, fixed="09-10"),
    Duty(MOVEMENT, "Контингент", "Внести движение студента", "secretary", "coordinator", WORKDAYS, 1, escalate_days=2),
    Duty(FILE, "Контингент", "Внести смену фамилии и льготы", "curator", "head_of_department", WORKDAYS, 5),
    Duty(FILE_CHECK, "Контингент", "Сверить личные данные и льготы группы", "curator", "head_of_department", FIXED, fixed="10-01,02-01", remind_days=5),
    Duty(TOPIC, "Журнал", "Записать тему занятия", "teacher", "deputy", CALENDAR, 0, remind_days=0, escalate_days=7),
    Duty(HOMEWORK, "Журнал", "Записать домашнее задание", "teacher", "deputy", CALENDAR, 0, remind_days=0, escalate_days=7),
    Duty(CELLS, "Журнал", "Отметить посещаемость и отметки занятия", "teacher", "deputy", CALENDAR, 0, remind_days=0, escalate_days=7),
    Duty(WRITTEN, "Журнал", "Внести отметки за письменные работы", "teacher", "deputy", CALENDAR, 7),
    Duty(SLICE, "Журнал", "Внести результаты диагностики (срезов знаний)", "teacher", "methodist", CALENDAR, 5),
    Duty(ABSENCE, "Журнал", "Внести справку о болезни или заявление", "curator", "deputy", WORKDAYS, 1),
    Duty(TIMETABLE, "Расписание", "Опубликовать расписание недели", "dispatcher", "deputy", BEFORE, 7, remind_days=2),
    Duty(REPLACEMENT, "Расписание", "Внести замену преподавателя", "dispatcher", "deputy", BEFORE, 1),
    Duty(SHEET, "Ведомости", "Подписать заполненную ведомость", "teacher", "deputy", CALENDAR, 3),
    Duty(TERM_SHEETS, "Ведомости", "Выставить итоговые отметки семестра", "teacher", "deputy", CALENDAR, 3),
    Duty(FINAL_EXAM, "Итоговая аттестация", "Подписать ведомость демонстрационного экзамена", "teacher", "deputy", CALENDAR, 1),
    Duty(DIPLOMA, "Итоговая аттестация", "Оформить дипломы и внести их в книгу регистрации", "secretary", "deputy", WORKDAYS, 1),
    Duty(REGISTER, "Итоговая аттестация", "Передать сведения о выпускниках в ФИС ФРДО", "secretary", "deputy", CALENDAR, 20, remind_days=5),
    Duty(TERM_CLOSE, "Закрытие", "Закрыть семестр группы", "deputy", "director", WORKDAYS, 5),
    Duty(RESITS, "Задолженности", "Составить график пересдач", "head_of_department", "deputy", CALENDAR, 10, remind_days=3),
    Duty(JOURNALS_WEEKLY, "Контроль", "Проверить журналы", "coordinator", "director", WEEKLY),
    Duty(JOURNALS_MONTHLY, "Контроль", "Проверить журналы (выборочно)", "deputy", "director", MONTHLY, remind_days=5),
    Duty(STATISTICS, "Отчётность", "Сверить данные для формы СПО-1", "coordinator", "director", FIXED, fixed="10-01,10-10", remind_days=5),
    Duty(BACKUP, "Сохранность", "Сделать резервную копию", "tech_admin", "coordinator", DAILY, remind_days=0),
    Duty(ARCHIVE, "Сохранность", "Сдать пакет закрытого полугодия на хранение", "coordinator", "director", WORKDAYS, 1),
)
