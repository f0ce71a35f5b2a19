"""Every address of the site."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from accounts import urls as accounts_urls
from accounts.access import Access, access
from archives import urls as archives_urls
from automation import urls as automation_urls
from cases import urls as cases_urls
from changesets import urls as changesets_urls
from cms import urls as cms_urls
from cms.views import page
from config import health
from config.routes import routes
from coworking import urls as coworking_urls
from dictionary import urls as dictionary_urls
from gates import urls as gates_urls
from journal import urls as journal_urls
from kiosk import urls as kiosk_urls
from letterbox import urls as letterbox_urls
from mandates import urls as mandates_urls
from notifications import urls as notifications_urls
from postits import urls as postits_urls
from privacy import urls as privacy_urls
from publishing import urls as publishing_urls
from search import urls as search_urls
from translation import urls as translation_urls
from ui.views import style_guide
from upkeep import urls as upkeep_urls
from vault import urls as vault_urls
from workflows import urls as workflows_urls

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"

urlpatterns = [
    path("health/live", health.live),
    path("health/ready", health.ready),
    routes(accounts_urls),  # each app adds its own line here, in the order of the layers
    routes(journal_urls),
    routes(notifications_urls),
    routes(mandates_urls),
    routes(vault_urls),
    routes(coworking_urls),
    routes(letterbox_urls),
    routes(cases_urls),
    routes(workflows_urls),
    routes(archives_urls),
    routes(privacy_urls),
    routes(kiosk_urls),
    routes(dictionary_urls),
    routes(cms_urls),  # before the editor's pages: signing in goes through our own door
    routes(search_urls),
    routes(postits_urls),
    routes(translation_urls),
    routes(publishing_urls),
    routes(changesets_urls),
    routes(upkeep_urls),
    routes(gates_urls),
    routes(automation_urls),
    path("redaction/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
]
urlpatterns += i18n_patterns(
    path("charte/", access(Access.PUBLIC)(style_guide), name="style_guide"),  # answers in the demonstration only
    path("compte/", include("allauth.urls")),
    re_path(wagtail_urls.serve_pattern, page, name="wagtail_serve"),
    path("", include(wagtail_urls)),  # last: it answers for every other address
)
