"""The counts of requests that all workers share; a visitor is a digest that changes every day."""

from django.db import models


class Use(models.Model):
    """Requests of one kind by one visitor, in one window of time."""

    kind = models.CharField(max_length=8)
    seconds = models.IntegerField()
    window = models.BigIntegerField()
    visitor = models.CharField(max_length=24)
    count = models.IntegerField()
    ends_at = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "seconds", "window", "visitor"], name="one_use")]

    def __str__(self) -> str:
        return f"{self.kind} {self.count}"
