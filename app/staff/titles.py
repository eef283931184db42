"""Titles of the codes of the staff: on screens through gettext, on papers in Russian."""

from flask_babel import lazy_gettext as _l

from app.staff.qualification import Alert

STAFF_GROUPS = {
    "leader": _l("managers"), "pedagogue": _l("teaching staff"), "support": _l("study support staff"), "service": _l("service staff"),
}  # fmt: skip
EMPLOYMENTS = {"main": _l("main place of work"), "internal": _l("second post in the college"), "external": _l("second job, main work elsewhere")}
EDUCATION_LEVELS = {
    "secondary": _l("secondary general education"), "vocational": _l("secondary vocational education"), "bachelor": _l("higher: bachelor"),
    "specialist": _l("higher: specialist"), "master": _l("higher: master"), "postgraduate": _l("higher: highest qualification"),
}  # fmt: skip
CATEGORIES = {
    "fit": _l("fit for the position"), "first": _l("first category"), "highest": _l("highest category"),
    "methodist": _l("category of a pedagogue-methodist"), "mentor": _l("category of a pedagogue-mentor"),
}  # fmt: skip
TRAININGS = {"development": _l("professional development"), "retraining": _l("professional retraining"), "internship": _l("internship")}
TRAINING_STATES = {"proposed": _l("waits for the personnel office"), "confirmed": _l("confirmed by the personnel office")}
CHECKS = {
    "criminal_record": _l("certificate of no criminal record"), "medical": _l("medical examination"),
    "demo_expert": _l("expert of the demonstration exam"),
}  # fmt: skip
ALERTS = {
    Alert.DEVELOPMENT_NEVER: _l("no professional development is entered"),
    Alert.DEVELOPMENT_OLD: _l("professional development is too long ago"),
    Alert.CATEGORY_EXPIRED: _l("the category has expired"),
    Alert.CATEGORY_EXPIRES: _l("the category expires soon"),
    Alert.CHECK_EXPIRED: _l("a paper has expired"),
    Alert.CHECK_EXPIRES: _l("a paper expires soon"),
    Alert.NO_CRIMINAL_RECORD: _l("no certificate of no criminal record"),
}

# On papers, which are Russian.
PRINTED_GROUPS = {
    "leader": "Руководители", "pedagogue": "Педагогические работники", "support": "Учебно-вспомогательный персонал",
    "service": "Обслуживающий персонал", None: "Группа должностей не указана",
}  # fmt: skip
PRINTED_EMPLOYMENTS = {"main": "основное", "internal": "внутр. совм.", "external": "внеш. совм."}
PRINTED_LEVELS = {
    "secondary": "среднее общее", "vocational": "среднее профессиональное", "bachelor": "высшее (бакалавриат)",
    "specialist": "высшее (специалитет)", "master": "высшее (магистратура)", "postgraduate": "высшее (кадры высшей квалификации)",
}  # fmt: skip
PRINTED_CATEGORIES = {
    "fit": "СЗД", "first": "первая", "highest": "высшая", "methodist": "педагог-методист", "mentor": "педагог-наставник",
}  # fmt: skip
PRINTED_TRAININGS = {"development": "ПК", "retraining": "ПП", "internship": "стажировка"}
PRINTED_ALERTS = {
    Alert.DEVELOPMENT_NEVER: "нет сведений о ПК", Alert.DEVELOPMENT_OLD: "срок ПК истёк", Alert.CATEGORY_EXPIRED: "категория истекла",
    Alert.CATEGORY_EXPIRES: "категория истекает", Alert.CHECK_EXPIRED: "документ просрочен", Alert.CHECK_EXPIRES: "документ истекает",
    Alert.NO_CRIMINAL_RECORD: "нет справки о несудимости",
}  # fmt: skip
