"""The tables of the site, read in one snapshot and written back with the schema that they had."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from barometre.errors import BarometreError
from barometre.web.backup.archive import ArchiveWriter, Table

# Application -> its migrations.
Migrations = dict[str, list[str]]

# Where Django keeps which migrations were run.
APPLIED = "django_migrations"
# Who is logged in, and links of town halls, of which some may have been revoked since: a restoration ends them,
# whatever the secret of the instance.
_ENDED = {"django_session", "townhall_link"}
# Tables that a migration fills by itself: with rows in these alone, nobody has entered anything yet.
_OF_DJANGO = {APPLIED, "django_content_type", "auth_permission", "auth_group", "auth_group_permissions"}


def member_of(table: str) -> str:
    """Return the member of the archive that holds a table."""
    return f"database/{table}.copy"


def applied_migrations() -> Migrations:
    """Return the migrations that the database has; none when it has no table yet."""
    found: Migrations = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        found.setdefault(app, []).append(name)
    return found


def unknown_migrations(migrations: Migrations) -> list[str]:
    """Return the migrations that this version of the program does not have."""
    known = MigrationLoader(None).graph.nodes
    return [f"{app}.{name}" for app, names in migrations.items() for name in names if (app, name) not in known]


def tables_of(migrations: Migrations) -> list[str]:
    """Return the tables of the schema that some migrations make, Django's own included."""
    nodes = [(app, name) for app, names in migrations.items() for name in names]
    models = MigrationLoader(None).project_state(nodes).apps.get_models(include_auto_created=True) if nodes else []
    tables = {model._meta.db_table for model in models if model._meta.managed and not model._meta.proxy}
    return sorted(tables | {APPLIED} if nodes else tables)


def dump(archive: ArchiveWriter) -> tuple[Migrations, dict[str, Table]]:
    """Add every table to an archive, as PostgreSQL's own text (COPY), all of them at one moment.

    Whoever writes meanwhile is neither seen nor kept waiting (REPEATABLE READ).

    Raises:
        BarometreError: the database has migrations that this version does not know.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        _set_forms(cursor)
        migrations = applied_migrations()
        if unknown := unknown_migrations(migrations):
            raise BarometreError(
                f"The database was made by a newer version of barometre ({unknown[0]}); back it up with that one"
            )
        tables = {}
        for name in tables_of(migrations):
            columns = _columns(cursor, name)
            with archive.member(member_of(name)) as file, cursor.copy(f"{_copy(name, columns)} TO STDOUT") as rows:
                for row in rows:
                    file.write(row)
            tables[name] = Table(columns=columns, rows=cursor.rowcount, sequences=_sequences(cursor, name, columns))
    return migrations, tables


def _set_forms(cursor: Any) -> None:  # noqa: ANN401  (a cursor of Django's)
    """Have values written and read in the same form, whatever the server's settings."""
    cursor.execute(
        "SET LOCAL datestyle = 'ISO'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL extra_float_digits = 1"
    )


def _copy(table: str, columns: Iterable[str]) -> str:
    quoted = connection.ops.quote_name
    return f"COPY {quoted(table)} ({', '.join(map(quoted, columns))})"


def _columns(cursor: Any, table: str) -> list[str]:  # noqa: ANN401
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped "
        "AND attgenerated = '' ORDER BY attnum",
        [connection.ops.quote_name(table)],
    )
    return [name for (name,) in cursor.fetchall()]


def _sequences(cursor: Any, table: str, columns: Iterable[str]) -> dict[str, tuple[int, bool]]:  # noqa: ANN401
    """Return the numbers drawn for the columns that have a sequence: a number of a deleted row is never given again."""
    found = {}
    for column in columns:
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [connection.ops.quote_name(table), column])
        if sequence := cursor.fetchone()[0]:
            cursor.execute(f"SELECT last_value, is_called FROM {sequence}")
            found[column] = cursor.fetchone()
    return found


def is_empty() -> bool:
    """Return whether the tables hold nothing but what migrations put there."""
    with connection.cursor() as cursor:
        for name in set(connection.introspection.django_table_names(only_existing=True)) - _OF_DJANGO:
            cursor.execute(f"SELECT EXISTS (SELECT FROM {connection.ops.quote_name(name)})")
            if cursor.fetchone()[0]:
                return False
    return True


def others_connected() -> int:
    """Return how many other sessions use the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])


def load(migrations: Migrations, tables: dict[str, Table], rows_of: Callable[[str], Iterator[bytes]]) -> None:
    """Put tables in place of those of the database, then upgrade them; to be called in a transaction.

    Args:
        migrations: those that the tables have.
        tables: table -> its columns and sequences.
        rows_of: gives the rows of a table, as COPY wrote them.
    """
    with connection.cursor() as cursor:
        _set_forms(cursor)
        _drop_all(cursor)
        _migrate_to(migrations)
        # A migration may have had references checked at once: rows come table by table, in no order that suits them.
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        if tables:  # none, of an instance whose tables were never made
            quoted = ", ".join(map(connection.ops.quote_name, tables))
            cursor.execute(f"TRUNCATE {quoted} CASCADE")
        for name, table in tables.items():
            if name not in _ENDED:
                with cursor.copy(f"{_copy(name, table.columns)} FROM STDIN") as copy:
                    for block in rows_of(name):
                        copy.write(block)
            for column, (last, called) in table.sequences.items():
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s, %s)",
                    [connection.ops.quote_name(name), column, last, called],
                )
        # References are checked now, and at once from here on: the migrations below change tables that were written.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    ContentType.objects.clear_cache()
    call_command("migrate", interactive=False, verbosity=0)


def _drop_all(cursor: Any) -> None:  # noqa: ANN401
    names = [*connection.introspection.django_table_names(only_existing=True), APPLIED]
    quoted = ", ".join(connection.ops.quote_name(name) for name in names)
    cursor.execute(f"DROP TABLE IF EXISTS {quoted} CASCADE")


def _migrate_to(migrations: Migrations) -> None:
    """Make the schema that these migrations make, and no later one."""
    executor = MigrationExecutor(connection)
    wanted = {(app, name) for app, names in migrations.items() for name in names}
    inner = {parent.key for key in wanted for parent in executor.loader.graph.node_map[key].parents}
    executor.migrate(sorted(wanted - inner))
