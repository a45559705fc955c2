"""The database behind the notes: where it is, how it is opened, and kept up to date by itself.

SQLite in ``ANDON_HOME/notes.db``, or the database that ``ANDON_NOTES_URL`` names (PostgreSQL).
Whoever writes first brings an older schema up to date, inside one transaction that holds others
off; a database that a newer release has changed is refused.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    IntegrityError,
    NoSuchModuleError,
    OperationalError,
)
from sqlalchemy.pool import NullPool

from metrics.language import later
from metrics.model import BusyError, ConfigError, UserError
from metrics.notes.schema import REVISIONS
from metrics.settings import Settings

MIGRATIONS = Path(__file__).parent / "migrations"
BACKENDS = ("sqlite", "postgresql")
PATIENCE_SECONDS = 15  # how long a writer waits for another
ONE_AT_A_TIME = 0x416E646F  # the key of PostgreSQL's lock around a migration


class Database:
    """One engine for the process; connections live as long as a question or a change."""

    def __init__(self, settings: Settings) -> None:
        """Open nothing yet. ConfigError for an address that is none."""
        self._url = _address(settings)
        self._engine: Engine | None = None
        self._ready = False
        self._lock = threading.Lock()

    @property
    def place(self) -> str:
        """Where the notes are, for a reader; never with the password."""
        if self._url.get_backend_name() == "sqlite":
            return self._url.database or "memory"
        return self._url.render_as_string(hide_password=True)

    @contextmanager
    def reading(self) -> Iterator[Connection | None]:
        """Lend a connection to read with; None where nothing was ever written."""
        if self._file is not None and not self._file.exists():
            yield None
            return
        with self._told(), self._connected(writes=False) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Lend a connection whose changes are kept together, when the block ends well."""
        with self._told():
            if self._file is not None:
                self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._connected(writes=True) as connection:
                yield connection

    def close(self) -> None:
        """Let go of all connections."""
        if self._engine is not None:
            self._engine.dispose()

    @property
    def _file(self) -> Path | None:
        sqlite = self._url.get_backend_name() == "sqlite"
        return Path(self._url.database) if sqlite and self._url.database else None

    @contextmanager
    def _connected(self, writes: bool) -> Iterator[Connection]:
        engine = self._opened()
        self._upgrade(engine)
        with engine.execution_options(writes=writes).begin() as connection:
            yield connection

    def _opened(self) -> Engine:
        with self._lock:
            if self._engine is None:
                self._engine = _engine(self._url)
            return self._engine

    def _upgrade(self, engine: Engine) -> None:
        """Run the migrations that are missing; once a process."""
        with self._lock:
            if self._ready:
                return
            with engine.connect() as connection:
                current = self._revision(connection)
            if current != REVISIONS[-1]:
                with engine.execution_options(writes=True).begin() as connection:
                    if engine.dialect.name == "postgresql":
                        connection.execute(
                            text("select pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME}
                        )
                    self._revision(connection)  # another may have been here meanwhile
                    migrate(connection)
            self._ready = True

    def _revision(self, connection: Connection) -> str | None:
        """Return how far the schema is; None for an empty database."""
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.execute(text("select version_num from alembic_version")).scalar()
        if found is not None and found not in REVISIONS:
            raise UserError(
                later(
                    "{file} was changed by a newer release of Andon (its schema is {found}, this "
                    "release knows up to {known}); run the newer one",
                    file=self.place,
                    found=found,
                    known=REVISIONS[-1],
                )
            )
        return found

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what the database says into a sentence."""
        try:
            yield
        except OperationalError as problem:
            says = _said(problem)
            if "locked" in says:
                raise BusyError(
                    later(
                        "{file} is being written by others; try again",
                        file=self.place,
                    )
                ) from problem
            raise UserError(
                later(
                    "the notes in {file} cannot be reached: {problem}",
                    file=self.place,
                    problem=says,
                )
            ) from problem
        except IntegrityError:
            raise  # two changed the same thing: the caller knows which
        except DBAPIError as problem:
            says = _said(problem)
            raise UserError(
                later(
                    "the notes in {file} cannot be read: {problem}",
                    file=self.place,
                    problem=says,
                )
            ) from problem
        except OSError as problem:
            raise UserError(
                later(
                    "{file} cannot be written ({problem})",
                    file=self.place,
                    problem=problem.strerror,
                )
            ) from problem


def migrate(connection: Connection, revision: str = "head") -> None:
    """Bring the schema of `connection` to `revision`, inside its open transaction."""
    from alembic import command  # it is needed once in a database's life
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _address(settings: Settings) -> URL:
    if settings.notes_url is None:
        return URL.create("sqlite", database=str(settings.home / "notes.db"))
    try:
        url = make_url(settings.notes_url)
    except ArgumentError:
        raise ConfigError(
            later(
                "ANDON_NOTES_URL is no address of a database; expected "
                "postgresql+psycopg://user:password@host/database or sqlite:////folder/notes.db"
            )
        ) from None
    backend = url.get_backend_name()
    if backend not in BACKENDS:
        raise ConfigError(
            later(
                "ANDON_NOTES_URL names a database {backend!r}; expected {expected}",
                backend=backend,
                expected=" or ".join(BACKENDS),
            )
        )
    return url


def _engine(url: URL) -> Engine:
    sqlite = url.get_backend_name() == "sqlite"
    try:
        if not sqlite:
            return create_engine(url, pool_pre_ping=True)
        engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": PATIENCE_SECONDS})
    except (ModuleNotFoundError, NoSuchModuleError) as problem:
        raise UserError(
            later(
                "ANDON_NOTES_URL needs a database driver that is not installed: {problem}; for "
                "PostgreSQL: pip install psycopg[binary], and postgresql+psycopg://…",
                problem=problem,
            )
        ) from problem

    # sqlite3 would begin transactions late and commit around DDL by itself; here it is told when,
    # and a writer takes its place in the queue before it reads what it is about to change.
    @event.listens_for(engine, "connect")
    def connected(connection: Any, _: object) -> None:
        connection.isolation_level = None
        connection.execute("pragma foreign_keys = on")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("begin immediate" if writes else "begin")

    return engine


def _said(problem: DBAPIError) -> str:
    first = str(problem.orig).strip().splitlines()[0] if str(problem.orig).strip() else "no reason"
    return re.sub(r"password\s*=\s*\S+", "password=…", first)
