"""A desk booked on a telephone, in three gestures once signed in; and given back."""

import pytest
from django.utils import timezone

from coworking.hours import MIDNIGHT, at
from coworking.models import Booking
from coworking.seeds import ensure_spaces

PHONE = {"viewport": {"width": 390, "height": 844}}


def next_monday():
    today = timezone.localdate()
    return today + timezone.timedelta(days=7 - today.weekday())


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_desk_in_three_gestures_on_a_telephone(language, cast):
    ensure_spaces()
    awa = cast("resident", **PHONE)
    awa.open(f"/{language}/espaces/")
    awa.look("spaces", language=language)
    day = next_monday()
    awa.open(f"/{language}/espaces/tables/?jour={day.isoformat()}")
    awa.look("space", language=language)
    awa.page.locator("a.times__time").first.click()
    awa.page.locator("select[name=until]").select_option("1")
    awa.look("book", language=language)
    with awa.page.expect_navigation():
        awa.page.locator("main form button").click()
    booking = Booking.objects.get()
    assert (booking.holder.username, booking.during.lower >= at(day, MIDNIGHT)) == ("resident", True)
    awa.look("bookings", language=language)
    awa.page.locator(f"a[href*='{booking.public_id}/rendre']").click()
    awa.look("give back", language=language)
    with awa.page.expect_navigation():
        awa.page.locator("main form button").click()
    assert not Booking.objects.filter(state="held").exists()
    awa.look("no booking", language=language)
