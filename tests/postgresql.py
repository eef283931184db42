"""A PostgreSQL database that goes back to its first contents between tests: only what a test changed is written again.

Making a database from a template copies a file for each table and index, 0.7 s for this schema; this takes a twentieth.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import psycopg

# Everything that a test could change besides rows: tables, columns, triggers, functions.
_SHAPE = """
    SELECT md5(string_agg(line, E'\\n' ORDER BY line)) FROM (
        SELECT c.relkind::text || c.relname::text || coalesce(a.attname::text, '') || coalesce(a.attisdropped::text, '') AS line
          FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
         WHERE c.relnamespace = 'public'::regnamespace
        UNION ALL
        SELECT pg_get_triggerdef(t.oid) || t.tgenabled::text FROM pg_trigger t WHERE NOT t.tgisinternal
        UNION ALL
        SELECT p.proname::text || p.prosrc FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
    ) lines
"""
_COLUMNS = """
    SELECT c.relname, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' GROUP BY c.relname ORDER BY c.relname
"""
_SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1"


class Restorable:
    """The database ``name``, equal to ``template`` now; ``restore`` undoes all that was done to it since."""

    def __init__(self, server: Any, template: str, name: str) -> None:
        """Remember the rows; ``server`` is the running PostgreSQL of the process."""
        self.server, self.template, self.name = server, template, name
        self._remember()

    def _make(self) -> None:
        self.connection.close()
        self.server.psql(f"DROP DATABASE {self.name} WITH (FORCE)")
        self.server.psql(f"CREATE DATABASE {self.name} TEMPLATE {self.template}")
        self._remember()

    def _remember(self) -> None:
        self.connection = psycopg.connect(self.server.get_uri(self.name), autocommit=True)
        self.columns = dict(self.connection.execute(_COLUMNS).fetchall())
        self.rows = {table: self._read(table) for table in self.columns}
        self.marks, self.shape = self._marks(), self._shape()
        self.sequences = self.connection.execute(_SEQUENCES).fetchall()

    def restore(self) -> None:
        """Bring rows and sequences back; a database whose tables or triggers changed is made anew."""
        self.connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
            [self.name],
        )
        if self._shape() != self.shape:
            self._make()
            return
        now = self._marks()
        changed = [table for table, mark in self.marks.items() if now[table] != mark]
        if changed:
            self._write(changed)
            self.marks = self._marks()
        for (sequence, kept), (_, value) in zip(
            self.sequences, self.connection.execute(_SEQUENCES).fetchall(), strict=True
        ):
            if kept != value:
                self.connection.execute(
                    "SELECT setval(%s::regclass, %s, %s)", [f'public."{sequence}"', kept or 1, kept is not None]
                )

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Go back to the present contents instead of the first ones for the length of the block."""
        rows, sequences = self.rows, self.sequences
        self.rows = {table: self._read(table) for table in self.columns}
        self.marks, self.sequences = self._marks(), self.connection.execute(_SEQUENCES).fetchall()
        try:
            yield
        finally:
            self.rows, self.sequences = rows, sequences
            self.marks = dict.fromkeys(self.columns, (-1, -1))

    def _write(self, tables: list[str]) -> None:
        with self.connection.transaction():
            # Neither guards nor foreign keys are asked: the rows are those of the template.
            self.connection.execute("SET LOCAL session_replication_role = replica")
            for table in tables:
                self.connection.execute(f'DELETE FROM public."{table}"')
                with self.connection.cursor().copy(f'COPY public."{table}" ({self.columns[table]}) FROM STDIN') as copy:
                    copy.write(self.rows[table])

    def _read(self, table: str) -> bytes:
        out = BytesIO()
        with self.connection.cursor().copy(f'COPY public."{table}" ({self.columns[table]}) TO STDOUT') as copy:
            for part in copy:
                out.write(part)
        return out.getvalue()

    def _shape(self) -> str:
        return self.connection.execute(_SHAPE).fetchone()[0]

    def _marks(self) -> dict[str, tuple[int, int]]:
        """Give for each table the number of its rows and the sum of the transactions that wrote them."""
        parts = (
            f"SELECT '{table}', count(*), sum(xmin::text::bigint) FROM public.\"{table}\"" for table in self.columns
        )
        return {
            table: (count, total)
            for table, count, total in self.connection.execute(" UNION ALL ".join(parts)).fetchall()
        }

    def close(self) -> None:
        """End the connection."""
        self.connection.close()
