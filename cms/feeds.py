"""News as feed readers read them."""

from datetime import datetime, time

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed

from . import routing
from .editorial import zoned


def atom(cards, language, title, path):
    """The text of an Atom feed of these news, in ``language``; ``path`` is its own address."""
    feed = Atom1Feed(
        title=f"{settings.SITE_NAME} · {title}",
        link=routing.absolute(f"/{language}/"),
        description=title,
        language=language,
        feed_url=routing.absolute(path),
    )
    for card in cards:
        url = routing.absolute(card.url)
        day = zoned(datetime.combine(card.date, time()))
        feed.add_item(title=card.title, link=url, description=card.text, unique_id=url, pubdate=day, updateddate=day)
    return feed.writeString("utf-8")
