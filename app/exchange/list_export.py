"""Lends the writer of tables to the lists of all screens; importing this module registers it."""

from app.access import crud_export
from app.exchange import writing

crud_export.register_writer(writing.to_xlsx)
