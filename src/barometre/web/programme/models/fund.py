"""The fund: envelopes, calls, published counters; imported files, projects, awards; studies of its effect."""

from django.core.validators import MinValueValidator
from django.db import models

from barometre.programme.fund.schema import AWARDED, STATES
from barometre.web.programme.models.base import Entry, PartialDateField, is_siren
from barometre.web.programme.models.governance import Organisation


class FundAxis(Entry):
    """An axis of the fund and its envelope."""

    title = models.CharField("titre", max_length=300)
    pilot = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="axes", verbose_name="pilote")
    envelope = models.DecimalField("enveloppe (€)", max_digits=14, decimal_places=2)
    rules = models.TextField("règles", blank=True)
    doubt = models.TextField("contradiction des sources", blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = "axe du fonds"
        verbose_name_plural = "axes du fonds"

    def __str__(self) -> str:
        return f"Axe {self.pk} : {self.title}"


class FundCall(Entry):
    """A call for projects or a counter where grants were asked for."""

    axis = models.ForeignKey(FundAxis, on_delete=models.PROTECT, related_name="calls", verbose_name="axe")
    title = models.CharField("titre", max_length=300)
    opened = PartialDateField("ouverture", blank=True)
    closed = PartialDateField("clôture", blank=True)
    imported = models.BooleanField("connu par un fichier seulement", default=False, editable=False)

    class Meta:
        ordering = ["axis", "opened", "id"]
        verbose_name = "appel ou guichet"
        verbose_name_plural = "appels et guichets"

    def __str__(self) -> str:
        return self.title


class FundCounter(Entry):
    """A total that was published: what the awards are reconciled with."""

    MEASURES = {"amount": "montant", "projects": "projets", "collectivites": "collectivités", "awards": "aides"}

    axis = models.ForeignKey(
        FundAxis, on_delete=models.PROTECT, null=True, blank=True, related_name="counters", verbose_name="axe"
    )
    call = models.ForeignKey(
        FundCall, on_delete=models.PROTECT, null=True, blank=True, related_name="counters", verbose_name="appel"
    )
    on = PartialDateField("date")
    measure = models.CharField("mesure", max_length=20, choices=MEASURES)
    value = models.DecimalField("valeur", max_digits=16, decimal_places=2, validators=[MinValueValidator(0)])
    at_least = models.BooleanField("au moins", default=False, help_text="La source dit « plus de ».")
    doubt = models.TextField("contradiction des sources", blank=True)

    class Meta:
        ordering = ["-on", "axis", "measure"]
        verbose_name = "total annoncé"
        verbose_name_plural = "totaux annoncés"

    def __str__(self) -> str:
        return f"{self.get_measure_display()}, {self.on}"


class FundCategory(Entry):
    """A category of projects."""

    name = models.CharField("nom", max_length=200)

    class Meta:
        ordering = ["name"]
        verbose_name = "catégorie de projets"
        verbose_name_plural = "catégories de projets"

    def __str__(self) -> str:
        return self.name


class FundImport(models.Model):
    """One file of awards imported: who, when, how much. Its lines are the rows of `Award`."""

    file_name = models.CharField("fichier", max_length=300)
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    at = models.DateTimeField("importé le", auto_now_add=True)
    by = models.CharField("par", max_length=150)
    demonstration = models.BooleanField("démonstration", default=False)
    calls = models.JSONField("appels", default=list)
    replaced = models.BooleanField("remplace ses appels", default=False)
    accepted = models.PositiveIntegerField("lignes acceptées")
    rejected = models.PositiveIntegerField("lignes rejetées")
    added = models.PositiveIntegerField("aides nouvelles")
    removed = models.PositiveIntegerField("aides remplacées")
    projects = models.PositiveIntegerField("projets")
    beneficiaries = models.PositiveIntegerField("bénéficiaires")
    amount = models.DecimalField("montant (€)", max_digits=14, decimal_places=2)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = "import de fichier"
        verbose_name_plural = "imports de fichiers"

    def __str__(self) -> str:
        return f"{self.file_name} ({self.sha256[:8]})"


class Project(models.Model):
    """A project that the fund helps; it may serve many beneficiaries."""

    call = models.ForeignKey(FundCall, on_delete=models.PROTECT, related_name="projects", verbose_name="appel")
    ref = models.CharField("référence", max_length=120)
    axis = models.ForeignKey(FundAxis, on_delete=models.PROTECT, related_name="projects", verbose_name="axe")
    pilot = models.CharField("pilote", max_length=80)
    title = models.CharField("titre", max_length=500)
    category = models.CharField("catégorie", max_length=80, blank=True)

    class Meta:
        ordering = ["call", "ref"]
        verbose_name = "projet aidé"
        verbose_name_plural = "projets aidés"
        constraints = [models.UniqueConstraint(fields=["call", "ref"], name="one_project_of_a_call")]

    def __str__(self) -> str:
        return f"{self.ref} : {self.title}"


class Award(models.Model):
    """What one beneficiary was granted for one project; only awards in the state « attribué » count in amounts."""

    STATES = {state: state for state in STATES}

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="awards", verbose_name="projet")
    siren_announced = models.CharField("SIREN annoncé", max_length=9, validators=[is_siren])
    siren = models.CharField(
        "SIREN actuel", max_length=9, validators=[is_siren], db_index=True, help_text="À travers les fusions."
    )
    outside = models.CharField("bénéficiaire hors référentiel", max_length=300, blank=True)
    amount = models.DecimalField("montant (€)", max_digits=14, decimal_places=2)
    decided_on = models.DateField("décidée le")
    state = models.CharField("état", max_length=10, choices=STATES, default=AWARDED)
    filed_on = models.DateField("déposée le", null=True, blank=True)
    paid = models.DecimalField("versé (€)", max_digits=14, decimal_places=2, null=True, blank=True)
    paid_on = models.DateField("versée le", null=True, blank=True)
    result = models.TextField("résultat", blank=True)
    source_import = models.ForeignKey(
        FundImport, on_delete=models.PROTECT, related_name="awards", verbose_name="import"
    )
    row = models.PositiveIntegerField("ligne du fichier")
    note = models.TextField("note de l’import", blank=True)

    class Meta:
        ordering = ["project", "siren_announced"]
        verbose_name = "aide"
        constraints = [
            models.UniqueConstraint(fields=["project", "siren_announced"], name="one_award_of_a_beneficiary")
        ]

    @property
    def demonstration(self) -> bool:
        """Whether it is fictitious."""
        return self.source_import.demonstration

    def __str__(self) -> str:
        return f"{self.siren} {self.amount} €"


class EffectStudy(models.Model):
    """One computation of the effect of the fund on an indicator, as `programme effect` made it."""

    indicator = models.CharField("indicateur", max_length=120)
    editions = models.JSONField("éditions", default=list)
    demonstration = models.BooleanField("démonstration", default=False)
    made_at = models.DateTimeField("calculée le", auto_now_add=True)
    result = models.JSONField("résultat")

    class Meta:
        ordering = ["indicator", "-made_at"]
        verbose_name = "étude d’effet"
        verbose_name_plural = "études d’effet"

    def __str__(self) -> str:
        return f"{self.indicator}, {self.made_at:%d/%m/%Y}"
