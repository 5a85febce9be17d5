"""Triggers that refuse to alter what the audit log proves, and to delete it without a trace.

Status changes, signatures and removals are never deleted. Articles, revisions, originals and
corrections are deleted only together with the writing of their removal, which says what it was; a
removal whose row is still there cannot be committed (``articles.models.removal``). The row of a
file says for ever which content it is, and stays while an original refers to it.
"""

from collections.abc import Sequence
from typing import Final

from articles.database.objects import DatabaseObject

_MESSAGE: Final = "The record cannot be altered: status changes and revisions stay as they are."
_DELETION_MESSAGE: Final = (
    "The record cannot be altered: nothing is deleted without its removal in the same transaction."
)
# Tables of which no column may change.
_FIXED: Final = ("statuschange", "signature", "revision", "original", "correction")
# Tables of which no row is ever deleted.
_KEPT: Final = ("statuschange", "signature", "removal")
# On SQLite, the columns by which INSERT OR REPLACE could replace a row.
_UNIQUE: Final = {
    "statuschange": "id = NEW.id OR (article_id = NEW.article_id AND number = NEW.number)",
    "signature": "id = NEW.id "
    "OR (revision_id = NEW.revision_id AND signed_by_id = NEW.signed_by_id)",
    "revision": "id = NEW.id OR (article_id = NEW.article_id AND number = NEW.number)",
    "original": "id = NEW.id",
    "correction": "id = NEW.id OR revision_id = NEW.revision_id",
    "removal": "id = NEW.id OR (kind = NEW.kind AND row_key = NEW.row_key)",
    "blob": "id = NEW.id OR sha256 = NEW.sha256",
}
# When the row of a file may change, and when it may be deleted.
_SAME_CONTENT: Final = "NEW.id = OLD.id AND NEW.sha256 = OLD.sha256 AND NEW.size = OLD.size"
_HAS_NO_ORIGINAL: Final = "NOT EXISTS (SELECT 1 FROM articles_original WHERE blob_id = OLD.id)"


def _build_removal(kind: str, key: str, condition: str = "") -> str:
    """Return the condition that the removal of that kind and row was written just now."""
    return f"""EXISTS (
        SELECT 1 FROM articles_removal
        WHERE awaited_id IS NOT NULL AND kind = '{kind}' AND row_key = {key}{condition}
    )"""  # noqa: S608 - our own names


_OF_ARTICLE: Final = _build_removal("article", "OLD.article_id")
_SAME_HEAD: Final = """ AND identity = OLD.identity
        AND head_count = OLD.audit_count AND head_sha256 = OLD.audit_sha256"""
_CHANGES: Final = "EXISTS (SELECT 1 FROM articles_statuschange WHERE article_id ="
_HAS_CHAIN: Final = f"{_CHANGES} OLD.id)"
_IS_ON_CHAIN: Final = f"{_CHANGES} OLD.article_id AND revision_id = OLD.id)"
# By table, when a row may be deleted.
_MAY_GO: Final = {
    "article": f"""(OLD.published_at IS NULL AND NOT {_HAS_CHAIN})
        OR {_build_removal("article", "OLD.id", _SAME_HEAD)}""",
    "revision": f"""{_OF_ARTICLE}
        OR ({_build_removal("revision", "OLD.id")} AND NOT {_IS_ON_CHAIN})""",
    "original": f"""{_OF_ARTICLE}
        OR {_build_removal("original", "OLD.id")}""",
    "correction": f"""{_OF_ARTICLE}
        OR {_build_removal("correction", "OLD.id", " AND removed_at < OLD.published_at")}""",
}
_REMOVAL_COLUMNS: Final = (
    *("id", "kind", "row_key", "row_sha256", "article_key", "identity", "head_count"),
    *("head_sha256", "removed_at", "reason", "sha256"),
)
_LINES_OF_TABLES: Final = "\n        ".join(
    f"AND NOT EXISTS (SELECT 1 FROM articles_{table} WHERE OLD.kind = '{table}' "  # noqa: S608 - our own names
    "AND id = OLD.row_key)"
    for table in _MAY_GO
)
# The only change of a removal: its row is gone.
_IS_ANSWER: Final = f"""OLD.awaited_id IS NOT NULL AND NEW.awaited_id IS NULL
        AND coalesce(NEW.removed_by_id, 0) = coalesce(OLD.removed_by_id, 0)
        AND {" AND ".join(f"NEW.{name} = OLD.{name}" for name in _REMOVAL_COLUMNS)}
        {_LINES_OF_TABLES}"""


def _answer(kind: str) -> str:
    return f"""UPDATE articles_removal SET awaited_id = NULL
        WHERE awaited_id IS NOT NULL AND kind = {kind} AND row_key = OLD.id;"""  # noqa: S608 - our own names


# SQLite.


def _refuse_on_sqlite(
    table: str, event: str, message: str = _MESSAGE, *, unless: str = ""
) -> DatabaseObject:
    name = f"{table}_no_{event.lower()}"
    condition = f" WHEN NOT ({unless})" if unless else ""
    return DatabaseObject(
        name,
        [
            f"""CREATE TRIGGER {name} BEFORE {event} ON articles_{table}{condition}
    BEGIN SELECT RAISE(ABORT, '{message}'); END"""
        ],
        f"DROP TRIGGER IF EXISTS {name}",
    )


def _refuse_replacing_on_sqlite(table: str) -> DatabaseObject:
    """Return the trigger against INSERT OR REPLACE, which deletes without the DELETE trigger."""
    name = f"{table}_no_replace"
    return DatabaseObject(
        name,
        [
            f"""CREATE TRIGGER {name} BEFORE INSERT ON articles_{table} WHEN EXISTS (
        SELECT 1 FROM articles_{table}
        WHERE {_UNIQUE[table]}
    )
    BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"""  # noqa: S608 - our own names
        ],
        f"DROP TRIGGER IF EXISTS {name}",
    )


def _answer_on_sqlite(table: str) -> DatabaseObject:
    name = f"{table}_delete_answers_removal"
    return DatabaseObject(
        name,
        [
            f"""CREATE TRIGGER {name} AFTER DELETE ON articles_{table}
    BEGIN {_answer(f"'{table}'")} END"""
        ],
        f"DROP TRIGGER IF EXISTS {name}",
    )


def _list_for_sqlite() -> Sequence[DatabaseObject]:
    return [
        *(_refuse_on_sqlite(table, "UPDATE") for table in _FIXED),
        _refuse_on_sqlite("removal", "UPDATE", unless=_IS_ANSWER),
        _refuse_on_sqlite("blob", "UPDATE", unless=_SAME_CONTENT),
        _refuse_on_sqlite("blob", "DELETE", unless=_HAS_NO_ORIGINAL),
        *(_refuse_on_sqlite(table, "DELETE") for table in _KEPT),
        *(
            _refuse_on_sqlite(table, "DELETE", _DELETION_MESSAGE, unless=_MAY_GO[table])
            for table in _MAY_GO
        ),
        *(_refuse_replacing_on_sqlite(table) for table in _UNIQUE),
        *(_answer_on_sqlite(table) for table in _MAY_GO),
    ]


# PostgreSQL.


def _build_function(name: str, body: str) -> DatabaseObject:
    return DatabaseObject(
        name,
        [
            f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger
    LANGUAGE plpgsql AS
    $$ BEGIN {body} END $$"""
        ],
        f"DROP FUNCTION IF EXISTS {name}()",
    )


def _raise_on_postgresql(message: str) -> str:
    return f"RAISE EXCEPTION '{message}' USING ERRCODE = 'restrict_violation';"


def _build_trigger(
    table: str, name: str, event: str, function: str, *, level: str = "ROW"
) -> DatabaseObject:
    """Return a trigger; ``event`` is its time and its events in PostgreSQL's own order."""
    return DatabaseObject(
        f"{table}_{name}",
        [
            f"""CREATE TRIGGER {table}_{name} {event} ON articles_{table}
    FOR EACH {level} EXECUTE FUNCTION {function}()"""
        ],
        f"DROP TRIGGER IF EXISTS {table}_{name} ON articles_{table}",
    )


def _refuse_on_postgresql(
    table: str, name: str, event: str, *, unless: str
) -> Sequence[DatabaseObject]:
    """Return the trigger against the event, and its function."""
    function, row = f"articles_refuse_{table}_{name}", "OLD" if event == "DELETE" else "NEW"
    body = f"IF {unless} THEN RETURN {row}; END IF;\n    {_raise_on_postgresql(_MESSAGE)}"
    return [
        _build_function(function, body),
        _build_trigger(table, f"refuses_{name}", f"BEFORE {event}", function),
    ]


def _refuse_deletion_on_postgresql(table: str) -> Sequence[DatabaseObject]:
    function = f"articles_refuse_{table}_deletion"
    body = f"""IF {_MAY_GO[table]} THEN RETURN OLD; END IF;
    {_raise_on_postgresql(_DELETION_MESSAGE)}"""
    return [
        _build_function(function, body),
        _build_trigger(table, "is_kept", "BEFORE DELETE", function),
        _build_trigger(table, "delete_answers_removal", "AFTER DELETE", "articles_answer_removal"),
    ]


def _list_for_postgresql() -> Sequence[DatabaseObject]:
    refuse, answer = "articles_refuse_change", "articles_answer_removal"
    answers = f"IF {_IS_ANSWER} THEN RETURN NEW; END IF;\n    {_raise_on_postgresql(_MESSAGE)}"
    kind = "replace(TG_TABLE_NAME, 'articles_', '')"
    return [
        _build_function(refuse, _raise_on_postgresql(_MESSAGE)),
        _build_function(answer, f"{_answer(kind)} RETURN NULL;"),
        _build_function("articles_refuse_removal_change", answers),
        _build_trigger("removal", "is_answered", "BEFORE UPDATE", "articles_refuse_removal_change"),
        *_refuse_on_postgresql("blob", "change", "UPDATE", unless=_SAME_CONTENT),
        *_refuse_on_postgresql("blob", "deletion", "DELETE", unless=_HAS_NO_ORIGINAL),
        *(_build_trigger(table, "is_kept", "BEFORE DELETE", refuse) for table in _KEPT),
        *(_build_trigger(table, "is_fixed", "BEFORE UPDATE", refuse) for table in _FIXED),
        *(each for table in _MAY_GO for each in _refuse_deletion_on_postgresql(table)),
        *(
            _build_trigger(table, "not_emptied", "BEFORE TRUNCATE", refuse, level="STATEMENT")
            for table in (*_UNIQUE, "article")
        ),
    ]


AUDIT_TRIGGERS: Final = {"sqlite": _list_for_sqlite(), "postgresql": _list_for_postgresql()}
