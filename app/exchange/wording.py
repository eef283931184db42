"""Findings as sentences in the person's language."""

from flask_babel import gettext as _

from app.exchange.rules import Finding, Msg


def sentence(finding: Finding) -> str:
    """Translate a finding with those of its parameters that are msgids themselves."""
    return _(finding.msgid, **{k: _(v) if isinstance(v, Msg) else v for k, v in finding.params.items()})
