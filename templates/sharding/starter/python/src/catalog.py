from database import Database

# Steps 5 and 6: what has to be remembered outside the shards, and outside every process?
SCHEMA: list[str] = []


async def open_catalog(url: str, timeout: float) -> Database:
    """
    Opens the catalog: a small PostgreSQL that every instance reaches and that never fails. It is empty, and its schema is
    yours. It may hold where viewers are; it must not hold who they are (no names, no e-mail addresses).
    """
    catalog = await Database.open("catalog", url, timeout)
    async with catalog.transaction() as sql:
        # Instances start at the same time; without the lock both would try to create the same table.
        await sql.query("SELECT pg_advisory_xact_lock(1)")
        for statement in SCHEMA:
            await sql.query(statement)
    return catalog
