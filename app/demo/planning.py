"""What the methodist of the demonstration has on the desk: competences, a draft for the next intake, work programmes."""

from app.core.actor import Actor
from app.curricula import operations_items, operations_life, operations_programmes, queries
from app.curricula.cells import state_of
from app.curricula.competences import codes_of, read_list, with_matrix
from app.curricula.sheet import Step
from app.demo.world import World

GENERAL = """ОК 01 Выбирать способы решения задач профессиональной деятельности применительно к различным контекстам
ОК 02 Использовать современные средства поиска, анализа и интерпретации информации и информационные технологии
ОК 03 Планировать и реализовывать собственное профессиональное и личностное развитие
ОК 04 Эффективно взаимодействовать и работать в коллективе и команде
ОК 05 Осуществлять устную и письменную коммуникацию на государственном языке
ОК 06 Проявлять гражданско-патриотическую позицию, применять стандарты антикоррупционного поведения
ОК 07 Содействовать сохранению окружающей среды, ресурсосбережению, действовать в чрезвычайных ситуациях
ОК 08 Использовать средства физической культуры для сохранения и укрепления здоровья
ОК 09 Пользоваться профессиональной документацией на государственном и иностранном языках"""
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n"


def build(world: World, actor: Actor) -> None:
    """Copy the newest plan of the first programme to the next intake with its competences; bring a few programmes."""
    first = next(plan for plan in world.plans if plan.course == 1)
    approved = queries.curriculum(first.id)
    draft = operations_life.copy_curriculum(actor, approved, approved.intake_year + 1)
    plan = queries.plan_of(draft)
    own = "\n".join(f"{code} Выполнять виды деятельности модуля ПМ.{code[3:].split('.')[0]:0>2}" for code in codes_of(plan) if code.startswith("ПК"))
    links = {item.key: item.competences for item in plan.items}
    wanted = with_matrix(plan, read_list(f"{GENERAL}\n{own}"), links)
    operations_items.replace_lines(actor, draft.id, wanted, state_of(plan), operations_items.CHANGED)
    taught = next(item for item in reversed(plan.items) if item.kind == "discipline")
    step = Step("add", "~1", after=taught.key, cells={"code": "ОП.20", "name": "Основы бережливого производства", "s5": "л20 пр16"})
    operations_items.save_steps(actor, draft.id, [step])
    _programmes(actor, approved.id)


def _programmes(actor: Actor, curriculum_id: int) -> None:
    rows = [row for row in queries.items_of(curriculum_id) if row.kind in ("discipline", "mdk")]
    for number, row in enumerate(rows[:12]):
        made = operations_programmes.bring(actor, row, f"РП {row.code}.pdf", PDF)
        made.author = "Преподаватель дисциплины"
        if number % 4 != 3:
            operations_programmes.review(actor, made.id, "№ 1 от 28.08")
        if number % 4 < 2:
            operations_programmes.approve(actor, made.id)
