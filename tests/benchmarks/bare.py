"""The limit: a Django project of one file, without sessions, people or policies."""

import os

from django.conf import settings

settings.configure(
    SECRET_KEY="nothing to sign",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    DATABASES={"default": __import__("environ").Env().db("DATABASE_URL") | {"CONN_MAX_AGE": 600}},
)

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.template import engines  # noqa: E402
from django.urls import path  # noqa: E402

os.environ.pop("DJANGO_SETTINGS_MODULE", None)
application = get_wsgi_application()

PAGE = engines["django"].from_string("""<!doctype html><title>{{ title }}</title>{% for row in rows %}
<section><h2>{{ row.name }}</h2><p>{{ row.text }}</p>
{% if row.link %}<a href="{{ row.link }}">{{ row.name|upper }}</a>{% endif %}</section>{% endfor %}""")
ROWS = [{"name": f"Service {n}", "text": "Bonjour " * 30, "link": f"/services/{n}/"} for n in range(82)]
LIST = engines["django"].from_string(
    "<!doctype html><table>{% for row in rows %}<tr><td>{{ row.0 }}</td><td>{{ row.1 }}</td>"
    "<td>{{ row.2|date:'j F Y' }}</td><td>{{ row.3 }}</td><td>{{ row.4|default:'' }}</td></tr>{% endfor %}</table>"
)
READY = b"Bonjour " * 3072
PLAIN_LIST = """
    SELECT item.id, cases.number, item.deadline, cases.search_text, item.owner_id
    FROM workflows_workitem item JOIN cases_case cases ON cases.id = item.case_id
    ORDER BY item.deadline, item.id LIMIT 50
"""


def answer(body):
    return HttpResponse(body, headers={"Content-Length": len(body)})


def page(request):
    return answer(PAGE.render({"title": "Mairie", "rows": ROWS}).encode())


def ready(request):
    return answer(READY)


def rows(request):
    with connection.cursor() as cursor:
        cursor.execute(PLAIN_LIST)
        return answer(LIST.render({"rows": cursor.fetchall()}).encode())


urlpatterns = [path("page/", page), path("ready/", ready), path("rows/", rows)]
