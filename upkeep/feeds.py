"""Collections for machines: RSS, Atom, a table, a calendar."""

import csv
import io
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import gettext as _

from cms.routing import absolute
from ui.tables import harmless

KINDS = {"rss": Rss201rev2Feed, "atom": Atom1Feed}
LINE = 75  # bytes of a line of a calendar (RFC 5545, 3.1)


def feed(kind, title, introduction, address, found, language):
    """The bytes of an RSS or Atom feed; the newest first, as programs expect."""
    made = KINDS[kind](
        title=title,
        link=absolute(address),
        description=introduction or title,
        language=language,
        feed_url=absolute(f"{address.rstrip('/')}.{kind}"),
    )
    long_ago = datetime(1970, 1, 1, tzinfo=UTC)
    for each in sorted(found, key=lambda each: each.published or long_ago, reverse=True):
        made.add_item(
            title=clean(each.title),
            link=absolute(each.url),
            description=clean(each.text),
            unique_id=f"urn:uuid:{each.key}",
            unique_id_is_permalink=False,
            pubdate=each.published,
            updateddate=each.changed,
        )
    return made.writeString("utf-8").encode()


def clean(text):
    """Text that XML takes: no control character but the end of line."""
    return "".join(letter for letter in text if letter == "\n" or letter.isprintable())


def table(found):
    """The bytes of a CSV that spreadsheets open in UTF-8, where no cell is a formula."""
    out = io.StringIO()
    out.write("\ufeff")
    rows = csv.writer(out, delimiter=";")
    rows.writerow([_("Titre"), _("Adresse"), _("Langue"), _("Genre"), _("Publiée le"), _("Résumé")])
    for each in found:
        day = timezone.localdate(each.published).isoformat() if each.published else ""
        cells = [each.title, absolute(each.url), each.language, each.kind, day, each.text]
        rows.writerow([harmless(cell) for cell in cells])
    return out.getvalue().encode()


def calendar(title, found):
    """The bytes of an iCalendar of what has a day."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//La Mairie de demain//Collections//FR"]
    lines += [f"X-WR-CALNAME:{escaped(title)}"]
    for each in found:
        if each.days:
            lines += event(each)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines).encode()


def event(each):
    start, end = each.days
    stamp = each.changed or timezone.now()
    lines = ["BEGIN:VEVENT", f"UID:{each.key}@{host()}", f"DTSTAMP:{utc(stamp)}", f"DTSTART{when(start)}"]
    if end:
        lines.append(f"DTEND{when(end if isinstance(end, datetime) else end + timedelta(days=1))}")
    lines += [f"SUMMARY:{escaped(each.title)}", f"URL:{absolute(each.url)}"]
    return [*lines, *([f"DESCRIPTION:{escaped(each.text)}"] if each.text else []), "END:VEVENT"]


def host():
    return settings.SITE_URL.partition("://")[2].partition(":")[0]


def when(moment):
    return f":{utc(moment)}" if isinstance(moment, datetime) else f";VALUE=DATE:{moment:%Y%m%d}"


def utc(moment):
    aware = moment if timezone.is_aware(moment) else timezone.make_aware(moment)
    return f"{aware.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text):
    text = clean(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\n", "\\n")


def folded(line):
    """A long line goes on after a space, never in the middle of a letter."""
    pieces, piece = [], ""
    for letter in line:
        if len((piece + letter).encode()) > LINE - 1:
            pieces.append(piece)
            piece = ""
        piece += letter
    return "\r\n ".join([*pieces, piece])
