"""What is done each time a command touches the programme, and when an edition is published."""

from datetime import date

from barometre.web.observations.contests import forget_contests
from barometre.web.observations.queries import forget_looks
from barometre.web.programme.fund.store import follow_mergers
from barometre.web.programme.load import Loaded, load_content
from barometre.web.programme.projects.store import delete_old
from barometre.web.replies.answers import forget_replies
from barometre.web.townhall.queries import forget_links


def upkeep(today: date) -> Loaded:
    """Load the shipped content, carry awards through mergers, delete what is old of what people send.

    Raises:
        BarometreError: the content is wrong; names file, line and remedy.
    """
    follow_mergers()
    delete_old(today)
    forget_contests(today)
    forget_looks(today)
    forget_links(today)
    forget_replies(today)
    return load_content()
