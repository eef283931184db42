"""Every model, imported in one place: what migrations, triggers and backups must know of."""

from flask_appbuilder.security.sqla import models as fab

from app.access import models as access
from app.acts import models as acts
from app.attestation import models as attestation
from app.attestation import models_exams as attestation_exams
from app.attestation import models_topics as attestation_topics
from app.audit import models as audit
from app.closing import models as closing
from app.closing import models_package as closing_package
from app.closing import models_storage as closing_storage
from app.closing import models_year as closing_year
from app.coordination import models as coordination
from app.curator import models as curator
from app.curricula import models as curricula
from app.curricula import models_programmes as work_programmes
from app.deadlines import models as deadlines
from app.debts import models as debts
from app.documents import models as documents
from app.exchange import models as exchange
from app.gradebook import models as gradebook
from app.inaccuracies import models as inaccuracies
from app.jobs import models as jobs
from app.lessonplans import models as lessonplans
from app.mail import models as mail
from app.movement import models as movement
from app.organization import models as organization
from app.oversight import models as oversight
from app.record import models as record
from app.settings import models as settings
from app.staff import models as staff
from app.staff import models_file as staff_files
from app.students import models as students
from app.students import models_file as student_files
from app.students import models_papers as student_papers
from app.studyplans import models as studyplans
from app.studyyear import models as studyyear
from app.teaching import models as teaching
from app.teaching import models_year as teaching_year
from app.terms import models as terms
from app.timetable import models as timetable

MODULES = (
    fab,
    access,
    acts,
    attestation,
    attestation_exams,
    attestation_topics,
    audit,
    closing,
    closing_package,
    closing_storage,
    closing_year,
    coordination,
    curator,
    curricula,
    work_programmes,
    deadlines,
    debts,
    documents,
    exchange,
    gradebook,
    inaccuracies,
    jobs,
    lessonplans,
    movement,
    organization,
    mail,
    oversight,
    record,
    settings,
    staff,
    staff_files,
    student_files,
    student_papers,
    students,
    studyplans,
    studyyear,
    teaching,
    teaching_year,
    terms,
    timetable,
)
