"""The door for plan files: bytes of either generation → Plan."""

from app.curricula.plan_xml import read_xml
from app.curricula.plm import read_plm
from app.curricula.plx import read_plx
from app.curricula.tree import Plan


def read_plan(data: bytes) -> Plan:
    """Read a `.plx` or `.plm.xml`; the content decides, not the name. Raises Invalid for anything else."""
    root = read_xml(data)
    if root.tag == "Документ" and root.child("План") is not None:
        return read_plm(root)
    return read_plx(root)
