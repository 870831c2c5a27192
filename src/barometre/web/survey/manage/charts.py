"""The map and the curve of a wave that is under way."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.safestring import SafeString, mark_safe

from barometre.web.maps.choropleth import map_figure
from barometre.web.maps.geometry import national
from barometre.web.maps.legend import SHARES, ColouredArea
from barometre.web.maps.svg import element, picture, text
from barometre.web.maps.timeline import FLOOR, HEIGHT, LEFT, RIGHT, WIDTH, height, levels
from barometre.web.shared.areas import departements
from barometre.web.shared.words import day_words
from barometre.web.survey.following import WaveGroup


def rates_map(groups: Sequence[WaveGroup]) -> SafeString:
    """Draw the share of answers in each département; each is a link to its row in the table."""
    rates = {group.code: group.rate for group in groups}
    asked = {group.code: group.asked for group in groups}
    areas = {
        code: ColouredArea(area.name, f"#departement-{code}", rates.get(code), concerned=bool(asked.get(code)))
        for code, area in departements().items()
    }
    return mark_safe(
        map_figure(
            national("departement"),
            areas,
            scale=SHARES,
            key="vague",
            title="Part de réponses par département, parmi les collectivités interrogées",
            description="Chaque département est un lien vers sa ligne du tableau, qui dit la même chose.",
        )
    )


def days_curve(sent: Mapping[date, int], asked: int) -> SafeString:
    """Draw the share of those asked who had answered at the end of each day."""
    days = list(sent)
    span = max(1, (days[-1] - days[0]).days)

    def x(day: date) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (day - days[0]).days / span

    places = [(x(day), height(min(100.0, 100 * count / asked) if asked else 0)) for day, count in sent.items()]
    line = "M" + "L".join(f"{across:.1f} {down:.1f}" for across, down in places)
    parts = [
        *levels("%"),
        element("path", d=line, class_="trait-jours"),
        text(day_words(days[0]), LEFT, FLOOR + 20),
        text(day_words(days[-1]), WIDTH - RIGHT, FLOOR + 20, text_anchor="end"),
    ]
    drawn = picture(
        "".join(parts),
        key="jours",
        kind="trajectoire",
        box=f"0 0 {WIDTH} {HEIGHT}",
        title="Part de réponses reçues, jour après jour",
        description=f"Au {day_words(days[-1])}, {sent[days[-1]]} réponses pour {asked} collectivités interrogées.",
    )
    return mark_safe(drawn)
