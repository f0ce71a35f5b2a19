"""What the clock and the worker do for the upkeep of the site."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from wagtail.models import Page

from . import actions, archives, checking
from .models import Link


@app.periodic(cron="7 2 * * *")
@app.task(name="upkeep.check_links", queue="upkeep", queueing_lock="upkeep.check_links", lock="upkeep.check_links")
def check_links(timestamp):
    """Once a night: every link of the published pages; those who answer for the pages are told of new troubles."""
    checking.sweep()
    checking.check_outside()
    actions.tell_of_broken_links()


@app.task(name="upkeep.check_page", queue="upkeep")
def check_page(page_id):
    """The links of one page, because somebody asked."""
    page = Page.objects.live().filter(pk=page_id).specific().first()
    if page:
        checking.gather(page)
        checking.check_inside(Link.objects.filter(page=page_id))
        checking.check_outside(Link.objects.filter(page=page_id))


@app.periodic(cron="37 5 * * *")
@app.task(name="upkeep.remind", queue="messages", queueing_lock="upkeep.remind")
def remind(timestamp):
    """Once a day: pages whose day has come, and pages that a rule gives a day."""
    actions.ensure_reviews()
    actions.remind()


@app.task(name="upkeep.make_archive", queue="upkeep", retry=RetryStrategy(max_attempts=3, exponential_wait=4))
def make_archive(archive_id):
    """Write the archive of the site that an administrator asked for."""
    archives.make(archive_id)


@app.periodic(cron="49 3 * * *")
@app.task(name="upkeep.tend_archives", queue="upkeep", queueing_lock="upkeep.tend_archives")
def tend_archives(timestamp):
    """Once a night: archives of the site leave after a week; one that nobody makes is given up."""
    archives.tend()
