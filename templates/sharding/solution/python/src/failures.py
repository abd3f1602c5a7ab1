import asyncpg

from errors import shard_moving, shard_unavailable

# SQLSTATE classes and codes: PostgreSQL's documentation, appendix "Error Codes".
LOCKED = {"55P03", "40P01"}  # lock_not_available, deadlock_detected
DOWN = {"08", "53", "57"}  # connection exception, insufficient resources, operator intervention


def explain(id: str, error: Exception, broken: bool) -> Exception:
    """
    Turns what went wrong while talking to the server `id` into what the client is told.

    When the connection broke without an answer of PostgreSQL (refused, reset, timed out), that is the server's absence. Of
    its answers, some say that it is going away or too busy, and some that the row is held by somebody else, which here is a
    mover. Anything else is a mistake of ours: it must not be dressed up as an outage, so it stays as it is.
    """
    if not isinstance(error, asyncpg.PostgresError):
        return shard_unavailable(id) if broken else error
    code = error.sqlstate or ""
    if code[:2] in DOWN:
        return shard_unavailable(id)
    return shard_moving() if code in LOCKED else error
