"""The rooms of the editors: beside Wagtail's own, under the same door."""

from django.urls import path

from . import views

app_name = "changesets"

localized = []
plain = [
    path("redaction/versions-de-travail/", views.copies, name="copies"),
    path("redaction/versions-de-travail/page/<int:page_id>/", views.page_copies, name="page_copies"),
    path("redaction/versions-de-travail/page/<int:page_id>/retablir/<int:revision_id>/", views.restore, name="restore"),
    path("redaction/versions-de-travail/<int:copy_id>/", views.edit_copy, name="copy"),
    path("redaction/versions-de-travail/<int:copy_id>/apercu/", views.preview_copy, name="preview"),
    path("redaction/versions-de-travail/<int:copy_id>/fusion/", views.put_back, name="put_back"),
    path("redaction/versions-de-travail/<int:copy_id>/accord/", views.catch_up, name="catch_up"),
    path("redaction/versions-de-travail/<int:copy_id>/abandon/", views.drop_copy, name="drop_copy"),
    path("redaction/versions-de-travail/<int:copy_id>/reprise/", views.take_up, name="take_up"),
    path("redaction/versions-de-travail/<int:copy_id>/ensemble/", views.add_copy, name="add_copy"),
    path("redaction/ensembles/", views.sets, name="sets"),
    path("redaction/ensembles/<int:set_id>/", views.one_set, name="set"),
    path("redaction/ensembles/<int:set_id>/<slug:verb>/", views.act_on_set, name="act"),
    path("redaction/corbeille/", views.trash, name="trash"),
    path("redaction/corbeille/<int:gesture_id>/remise/", views.put_back_page, name="put_back_page"),
    path("redaction/corbeille/<int:gesture_id>/effacement/", views.erase, name="erase"),
]
