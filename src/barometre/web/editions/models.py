"""Tables of the published editions. Written only by `publish`, read only through `queries`."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Edition(models.Model):
    """One published edition; exactly one is current."""

    date = models.DateField(primary_key=True)
    build_id = models.CharField(max_length=64, help_text="SHA-256 of the manifest: changes when anything does.")
    manifest = models.JSONField()
    catalogue = models.JSONField(help_text="The edition's own catalogue: its method travels with it.")
    method = models.JSONField(default=dict, help_text="How its scores were made: base of comparison, what changed…")
    current = models.BooleanField(default=False)
    history = models.JSONField(
        default=dict, help_text="Date -> build of the editions before it that it is compared with."
    )
    before = models.DateField(null=True, help_text="Date of the edition before it, that its changes are told from.")
    before_build = models.CharField(max_length=64, default="", help_text="Build of that one.")
    light = models.BooleanField(default=False, help_text="An edition of the past of which only the figures are here.")
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["current"], condition=models.Q(current=True), name="one_current_edition")
        ]

    def __str__(self) -> str:
        return self.date.isoformat()


class Collectivite(models.Model):
    """One collectivité in one edition, with all that its page shows."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE)
    siren = models.CharField(max_length=9)
    kind = models.CharField(max_length=12)
    code = models.CharField(max_length=9)
    name = models.CharField(max_length=200)
    slug = models.CharField(max_length=200)
    nature = models.CharField(max_length=80)
    population = models.IntegerField()
    strate = models.CharField(max_length=40)
    epci = models.CharField(max_length=9, null=True)
    departement = models.CharField(max_length=3, null=True)
    region = models.CharField(max_length=2, null=True)
    postal_codes = ArrayField(models.CharField(max_length=5))
    measured = models.BooleanField()
    profile = models.JSONField(help_text="Other columns of the reference: powers, covers, ept, lon, lat, site…")
    scores = models.JSONField(help_text="measure -> columns of the table scores")
    indicators = models.JSONField(help_text="indicator -> status, value, text, score, reason, source, observed_on")
    facts = models.JSONField(help_text="fact -> outcome, number, text, source, observed_on, detail")
    guidance = models.JSONField(
        default=dict,
        help_text="states: obligation -> state, why, proof, observed_on (those that bind it, or may); "
        "steps: rank -> columns of the table steps",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "siren"], name="one_row_per_body")]
        indexes = [
            models.Index(fields=["edition", "kind", "code"]),
            models.Index(fields=["edition", "epci"]),
            models.Index(fields=["edition", "departement"]),
            models.Index(fields=["edition", "region"]),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.siren})"


class Grid(models.Model):
    """One edition as one table, a row per collectivité measured: `grid.grid_of` says what it has."""

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, primary_key=True)
    parquet = models.BinaryField()

    def __str__(self) -> str:
        return str(self.edition_id)


class Past(models.Model):
    """What was answered on one collectivité of an edition, in those before it."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE)
    siren = models.CharField(max_length=9)
    answers = models.JSONField(help_text="indicator -> [day, score or null when it was not known], oldest first")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "siren"], name="one_past_per_body")]

    def __str__(self) -> str:
        return self.siren


class Change(models.Model):
    """What is answered on one collectivité otherwise than in the edition before."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE)
    siren = models.CharField(max_length=9)
    answers = models.JSONField(help_text="indicator -> [score before, score now, why]; null when it is not known")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "siren"], name="one_change_per_body")]

    def __str__(self) -> str:
        return self.siren


class Tally(models.Model):
    """How many answers moved since the edition before, in a territory, among those known in both."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE)
    territory_kind = models.CharField(max_length=12)
    territory = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)
    indicator = models.CharField(max_length=60)
    known_in_both = models.IntegerField()
    gained = models.IntegerField(help_text="By the evidence, as lost.")
    lost = models.IntegerField()
    by_method = models.IntegerField()
    by_territory = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["edition", "territory_kind", "territory"], name="editions_tally_place")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.territory_kind} {self.territory}"


class Movement(models.Model):
    """One measure in an edition and in one before it, over the collectivités of which both know it."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE)
    before = models.DateField(help_text="Date of the edition before.")
    territory_kind = models.CharField(max_length=12)
    territory = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)
    measure = models.CharField(max_length=60)
    known_in_both = models.IntegerField()
    mean_before = models.FloatField()
    mean_now = models.FloatField()

    class Meta:
        indexes = [
            models.Index(fields=["edition", "measure", "territory_kind", "kind"], name="editions_movement_place")
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.territory_kind} {self.territory}"


class Aggregate(models.Model):
    """One measure over the authorities of one kind in one territory or strate, in one edition."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE)
    territory_kind = models.CharField(max_length=12)
    territory = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)
    measure = models.CharField(max_length=60)
    mean = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    met = models.IntegerField(null=True)
    known = models.IntegerField()
    concerned = models.IntegerField()
    coverage = models.FloatField(null=True)
    q1 = models.FloatField(null=True)
    median = models.FloatField(null=True)
    q3 = models.FloatField(null=True)
    histogram = models.JSONField(null=True, help_text="Ten counts of scores: [0, 10) … [90, 100].")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "territory_kind", "territory", "kind", "measure"], name="one_row_per_aggregate"
            )
        ]
        indexes = [models.Index(fields=["edition", "measure", "territory_kind", "kind"])]

    def __str__(self) -> str:
        return f"{self.measure} {self.territory_kind} {self.territory}"


class ObligationFigure(models.Model):
    """How many authorities of one kind meet one obligation, in one territory or strate, in one edition."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE)
    territory_kind = models.CharField(max_length=12)
    territory = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)
    obligation = models.CharField(max_length=60)
    met = models.IntegerField()
    not_met = models.IntegerField()
    concerned = models.IntegerField(help_text="Surely bound.")
    uncertain = models.IntegerField(help_text="Bound only if something that is not known.")

    class Meta:
        indexes = [
            models.Index(fields=["edition", "territory_kind", "territory"], name="editions_obligation_place"),
            models.Index(fields=["edition", "obligation", "territory_kind"], name="editions_obligation_one"),
        ]

    def __str__(self) -> str:
        return f"{self.obligation} {self.territory_kind} {self.territory}"
