"""Jobs deferred by jobs belong to the transaction that defers them.

In a worker, procrastinate defers through a pool of its own: a job deferred by a task would start before the task's
change is committed, find nothing and be over, or stay after a rollback. Tasks are ordinary functions in threads with a
Django connection each: what they defer goes through that one, as in a view.
"""


def within_transactions(django):
    """``get_worker_connector`` of the Django connector ``django``, whose synchronous half is that connector itself."""
    make = django.get_worker_connector

    def get_worker_connector():
        connector = make()
        connector.get_sync_connector = lambda: django
        return connector

    return get_worker_connector
