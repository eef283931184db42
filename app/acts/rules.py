"""Rules of the local act: what a version needs, which files are kept, what the model text says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from app.core.errors import Invalid
from app.core.text import N_

_ADDRESS = re.compile(r"https?://[^\s<>\"']{3,490}")


def check_version(number: str, approved_on: date, published_on: date | None, address: str, today: date) -> None:
    """Refuse a version without number, dated ahead, or published before it was approved; the address belongs to a site."""
    if not number:
        raise Invalid(N_("Type the number."), field="number")
    if approved_on > today:
        raise Invalid(N_("The date lies in the future."), field="approved_on")
    check_publication(published_on, address, approved_on, today)


def check_publication(published_on: date | None, address: str, approved_on: date, today: date) -> None:
    """Refuse half a publication: an address and a day come together, the day is neither ahead nor before the approval."""
    if bool(address) != (published_on is not None):
        raise Invalid(N_("Name both the address on the site and the day of publication."), field="address" if not address else "published_on")
    if address and not _ADDRESS.fullmatch(address):
        raise Invalid(N_("The address begins with http:// or https://."), field="address")
    if published_on is not None and not approved_on <= published_on <= today:
        raise Invalid(N_("The act is published between its approval and today."), field="published_on")


def check_signed_on(signed_on: date, approved_on: date, today: date) -> None:
    """Refuse a day of acquaintance before the version or ahead."""
    if not approved_on <= signed_on <= today:
        raise Invalid(N_("People sign between the approval of the version and today."), field="signed_on")


def model_text(facts: Mapping[str, str], duties: list[tuple[str, str, str]]) -> list[str]:
    """Give the paragraphs of the model text: facts of the college and its terms (section, duty, term) filled in."""
    terms = [f"{section}: {action.lower()} — {term}." for section, action, term in duties]
    return [
        "1. Общие положения",
        f"1.1. Настоящее положение устанавливает порядок ведения информационной системы в {facts['college']} и ответственность"
        " работников за полноту, достоверность и своевременность сведений.",
        "1.2. Положение разработано в соответствии с Федеральным законом от 29.12.2012 № 273-ФЗ, Федеральным законом от 27.07.2006"
        " № 152-ФЗ и Инструкцией по работе с модулем «Профессиональная образовательная организация» АСУ РСО (с изм. от 01.06.2021).",
        "1.3. Положение размещается на официальном сайте, с ним под подпись знакомятся все работники, имеющие доступ к системе.",
        "2. Ответственный координатор",
        f"2.1. Координатор назначается приказом руководителя{facts['coordinator']}. Права координатора действуют только в дни,"
        " указанные в приказе, и после подписания обязательства о неразглашении.",
        "2.2. Координатор заводит учётные записи, контролирует сроки, принимает сообщения о неточностях и заявляет о них руководителю.",
        "3. Сроки внесения сведений",
        *(f"3.{number}. {text}" for number, text in enumerate(terms, start=1)),
        "4. Исправление неточностей",
        "4.1. Работник, обнаруживший неточность, сообщает о ней координатору; координатор подаёт заявление руководителю.",
        f"4.2. Руководитель принимает решение и направляет письмо: {facts['addressee']}. Решение не направлять письмо записывается"
        " с указанием причины.",
        "4.3. После закрытия семестра исправление вносится только на основании согласованного заявления или приказа.",
        "5. Защита персональных данных",
        "5.1. Доступ предоставляется по ролям, в объёме должностных обязанностей. Пароль и второй фактор никому не передаются.",
        "5.2. Просмотр особо охраняемых полей, печать и выгрузка записываются в журнал событий.",
        "5.3. При увольнении доступ прекращается в тот же день.",
    ]
