"""procrastinate's command, with a worker whose tasks keep what they defer in their own transaction."""

from procrastinate.contrib.django import app
from procrastinate.contrib.django.management.commands import procrastinate as stock

from notifications.jobs import within_transactions


class Command(stock.Command):
    def handle(self, *args, **kwargs):
        app.connector.get_worker_connector = within_transactions(app.connector)
        super().handle(*args, **kwargs)
