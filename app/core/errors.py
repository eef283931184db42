"""Refusals that a person reads: an English msgid with parameters, translated once by the error handler."""


class DomainError(Exception):
    """A refused operation.

    ``msgid`` is an English sentence with ``%(name)s`` places; ``field`` names the form field it belongs to, if any;
    ``details`` are facts for a script of the page, such as the value that is in force.
    """

    status = 422
    is_recorded = False
    """Whether an attempt that is refused so leaves a record in the log."""

    def __init__(
        self, msgid: str, /, *, field: str | None = None, details: dict[str, object] | None = None, **params: object
    ) -> None:
        super().__init__(msgid)
        self.msgid = msgid
        self.field = field
        self.details = details or {}
        self.params = params

    def __str__(self) -> str:
        return self.msgid % self.params if self.params else self.msgid


class Refused(DomainError):
    """The rules of the field do not allow it."""


class Invalid(DomainError):
    """What was typed or uploaded is not right."""


class Conflict(DomainError):
    """Somebody or something was first: a stale cell, a closed term, a row in use."""

    status = 409


class Frozen(Conflict):
    """What is closed or signed stays as it is: a closed term, a signed order."""

    is_recorded = True


class InUse(Conflict):
    """A record that others refer to was to be deleted."""

    is_recorded = True


class Forbidden(DomainError):
    """The person has no right to it."""

    status = 403
    is_recorded = True


class NotFound(DomainError):
    """No such record for this person."""

    status = 404
    is_recorded = True
