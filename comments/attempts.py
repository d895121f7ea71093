"""How often somebody tried to write a comment."""

from __future__ import annotations

from django.db import connection, models


class Attempt(models.Model):
    """How often one sender tried to post within one span of time; the rate limit reads it.

    In the database rather than in a cache: every worker and node counts alike without a further service.
    """

    sender_key = models.CharField(max_length=64)
    span = models.BigIntegerField()  # start of the span, in seconds since the epoch
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sender_key", "span"], name="comments_attempt_once")]

    def __str__(self) -> str:
        return f"{self.count} in {self.span}"

    @classmethod
    def record(cls, sender_key: str, span: int) -> int:
        """Count one more and return the sum. One statement, so that parallel posts are all counted."""
        table = connection.ops.quote_name(cls._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (sender_key, span, count) VALUES (%s, %s, 1)"  # noqa: S608
                f" ON CONFLICT (sender_key, span) DO UPDATE SET count = {table}.count + 1 RETURNING count",
                [sender_key, span],
            )
            return int(cursor.fetchone()[0])

    @classmethod
    def forget_before(cls, span: int) -> None:
        table = connection.ops.quote_name(cls._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE span < %s", [span])  # noqa: S608
