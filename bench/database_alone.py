"""What the database of the search does by itself, through one bare cursor."""

from __future__ import annotations

from pathlib import Path

from django.db import connection

from portal.search.languages import analyser_of

LIVE = (
    "d.language = 'fr' AND d.public_from <= CURRENT_TIMESTAMP"
    " AND (d.public_until IS NULL OR d.public_until > CURRENT_TIMESTAMP)"
)
SHOWN = "d.id, d.kind, d.title, d.url, d.names, d.category_name, d.summary"
FOUND = {
    "sqlite": f"FROM search_fts f JOIN search_document d ON d.id = f.rowid"
    f" WHERE search_fts MATCH %s AND {LIVE}",
    "postgresql": f"FROM search_document d, CAST(%s AS tsquery) q WHERE d.search_whole @@ q AND {LIVE}",
}
RANK = {"sqlite": "f.rank", "postgresql": "ts_rank(d.search_whole, q) DESC"}
RANKED = {name: f"SELECT {{columns}} {found} ORDER BY {{rank}} LIMIT 10" for name, found in FOUND.items()}
PAGE = {
    "sqlite": RANKED["sqlite"].format(
        columns=f"{SHOWN}, snippet(search_fts, -1, '<mark>', '</mark>', '…', 40)", rank=RANK["sqlite"]
    ),
    "postgresql": "SELECT d.*, ts_headline('simple', d.text, d.q) FROM ({}) d".format(  # noqa: S608
        RANKED["postgresql"].format(columns=f"{SHOWN}, d.text, q", rank=RANK["postgresql"])
    ),
}
COUNT = {name: f"SELECT count(*) FROM (SELECT 1 {found} LIMIT 300) n" for name, found in FOUND.items()}  # noqa: S608
QUERY = {"sqlite": (" AND ", '"{}"'), "postgresql": (" & ", "'{}'")}


def ten_keys(query: str) -> None:
    """The same stems found and ranked by the database alone."""
    raw(RANKED[vendor()].format(columns="d.id", rank=RANK[vendor()]), query)


def its_page(query: str) -> None:
    raw(PAGE[vendor()], query)
    raw(COUNT[vendor()], query)


def vendor() -> str:
    return connection.vendor


def raw(statement: str, query: str) -> None:
    joint, quoted = QUERY[vendor()]
    stems = [quoted.format(analyser_of("fr").stem(word)) for word in query.split()]
    with connection.cursor() as cursor:
        cursor.execute(statement, [joint.join(stems)])
        cursor.fetchall()


def backend_time() -> int:
    """Nanoseconds that PostgreSQL's process for this connection has run; 0 where that cannot be read."""
    info = getattr(connection.connection, "info", None)
    account = Path(f"/proc/{info.backend_pid}/schedstat") if info else None
    return int(account.read_text().split()[0]) if account and account.exists() else 0
