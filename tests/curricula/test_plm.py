"""The older `.plm.xml` generation."""

import pytest

from app.core.errors import Invalid
from app.curricula.plan_file import read_plan
from app.curricula.rules import hours_by_semester, summary

PLM = """<?xml version="1.0" encoding="{encoding}"?>
<Документ Тип="рабочий учебный план" UserName="IVANOVA"><План УровеньОбразования="{level}" ФормаОбучения="очная">
<Титул ПоследнийШифр="{code}" ГодНачалаПодготовки="2015" СеместровНаКурсе="2" ДокументГОСа="804">
<АтрибутыЦиклов><Цикл Ном="1" Абревиатура="ОП" Название="Общепрофессиональный цикл"/></АтрибутыЦиклов>
<АтрибутыЦикловНов><Цикл/></АтрибутыЦикловНов>
<Специальности><Специальность Ном="1" Название="специальность 09.02.03 Программирование в компьютерных системах"/>
</Специальности><Квалификации><Квалификация Название="техник-программист" СрокОбучения="3г 10м"/></Квалификации>
<Разработчики><Разработчик ФИО="Сидоров С. С."/></Разработчики></Титул>
<СтрокиПлана>{rows}</СтрокиПлана>{more}</План></Документ>"""
ROW = """<Строка Дис="Операционные системы" ИдетификаторДисциплины="СД.1" НовИдДисциплины="ОП.01" Цикл="ОП"
ПодлежитИзучению="100" СемЭкз="2A" СемЗач="1">
<Сем Ном="1" Лек="20" Пр="15,5" СРС="4.5"/><Сем Ном="2" Лек="30" ЧасЭкз="10"/>
<Сем Ном="3"><VZ ID="101" PjH="2"/></Сем><Сем Ном="10"><VZ ID="101" H="12"/><VZ ID="107" H="8"/></Сем></Строка>"""


def plm(rows=ROW, more="", level="СПО", code="09.02.03", encoding="utf-8"):
    return PLM.format(rows=rows, more=more, level=level, code=code, encoding=encoding).encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251"])
def test_hours_and_controls_of_both_generations(encoding):
    plan = read_plan(plm(encoding=encoding))
    assert (plan.specialty_code, plan.qualification, plan.years, plan.months) == (
        "09.02.03",
        "техник-программист",
        3,
        10,
    )
    item = plan.item("ОП.01")
    assert [(term.semester, str(term.hours)) for term in item.terms] == [(1, "40.0"), (2, "40"), (10, "20")]
    assert [term.controls[0].form for term in item.terms] == ["З", "Э", "Э"]
    assert item.hours == 100


def test_the_new_index_is_preferred_and_the_cycle_takes_its_name():
    plan = read_plan(plm())
    assert [item.title for item in plan.items] == ["ОП Общепрофессиональный цикл", "ОП.01 Операционные системы"]


def test_developers_are_not_kept():
    assert "Сидоров" not in repr(read_plan(plm()))


def test_a_row_with_sections_is_a_heading():
    rows = """<Строка Дис="Естествознание" НовИдДисциплины="ОП.1" Цикл="ОП" ПодлежитИзучению="40"
    ДисциплинаДляРазделов="1"><Сем Ном="1" Лек="40"/></Строка>
    <Строка Дис="Физика" НовИдДисциплины="ОП.1.1" Цикл="ОП" Раздел="1">
    <Сем Ном="1" Лек="30"/></Строка><Строка Дис="Химия" НовИдДисциплины="ОП.1.2" Цикл="ОП" Раздел="1">
    <Сем Ном="1" Лек="10"/></Строка>"""
    plan = read_plan(plm(rows))
    assert hours_by_semester(plan) == [40]
    assert plan.item("ОП.1.1").parent == "ОП.1"


def test_practices_are_read_from_the_new_block_and_not_twice():
    more = """<СпецВидыРаботНов><ПрочиеПрактики><ПрочаяПрактика Наименование="Производственная">
    <Семестр Ном="4" ПланНед="4" ПланЧасов="144" ЗачО="1"/></ПрочаяПрактика></ПрочиеПрактики></СпецВидыРаботНов>
    <СпецВидыРабот><ПрочиеПрактики><ПрочаяПрактика Вид="Производственная" Сем="4" Нед="4"/></ПрочиеПрактики>
    </СпецВидыРабот>"""
    told = summary(read_plan(plm(more=more)))
    assert told["hours_by_semester"][3] == 144
    assert told["graded_credits_by_semester"][3] == 1


@pytest.mark.parametrize("change", [{"level": "ВПО"}, {"code": "09.04.01"}])
def test_a_university_plan_is_refused(change):
    with pytest.raises(Invalid, match="higher education"):
        read_plan(plm(**change))
