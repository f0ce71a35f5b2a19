"""The room of translations. Everybody of the editing room enters; validating is for a second person."""

from functools import wraps
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.auth import require_admin_access

from accounts.access import Access, access
from accounts.enums import Role
from cms.reading import OURS
from cms.routing import direction
from journal.actions import record

from . import actions, files, forms, queries, rules
from . import machine as machines
from .enums import DraftState, State
from .models import Import

ROOM = {Role.EDITOR, Role.TEAM_LEAD, Role.ADMINISTRATOR}
MOST_SHEETS = 200  # pages in one file


def of_the_room(view):
    """Open to those of the editing room, in the language of their screen."""

    @access(Access.STAFF, roles=ROOM)
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not rules.is_of_the_editing_room(request.user):
            raise PermissionDenied
        return require_admin_access(view)(request, *args, **kwargs)

    return guarded


# The board


@of_the_room
@require_safe
def board(request):
    form = forms.BoardFilter(request.GET)
    wanted = form.wanted()
    rows, tallies = queries.board(**wanted)
    page = Paginator(rows, queries.PER_PAGE).get_page(request.GET.get("p"))
    asked = urlencode({key: value for key, value in request.GET.items() if key in form.fields and value})
    shown = [tally for tally in tallies if wanted["language"] in ("", tally.language)]
    context = {
        "form": form,
        "page": page,
        "families": families(page.object_list, wanted["language"]),
        "tallies": shown,
        "asked": asked,
        "is_filtered": any(wanted.values()),
        "languages": queries.LANGUAGES.items(),
    }
    return render(request, "translation/board.html", context)


def families(rows, language):
    """``[(name of the page above, rows), ...]`` in the order of the tree."""
    groups = {}
    for row in rows:
        row.cells = [cell for cell in row.cells if language in ("", cell.language)]
        groups.setdefault(row.parent, []).append(row)
    return list(groups.items())


@of_the_room
@require_POST
def minor(request, page_id):
    """The change of the French page was a small one: translations stay right."""
    source = queries.source_visible(page_id)
    language = request.POST.get("language", "")
    if language:
        queries.language_known(language)
    count = actions.declare_minor(source=source, actor=request.user, language=language)
    words = ngettext("%(count)s traduction reste juste.", "%(count)s traductions restent justes.", count)
    messages.success(request, words % {"count": count})
    return redirect(reverse("translation:edit", args=[page_id, language]) if language else "translation:board")


# A page beside its French


@of_the_room
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, page_id, language):
    """Write the sentences that wait, or all of them; keep a draft, or ask a second person."""
    sheet = sheet_or_404(page_id, language)
    if request.method == "POST":
        return keep(request, sheet)
    return show(request, sheet)


def sheet_or_404(page_id, language):
    source = queries.source_visible(page_id)
    return queries.sheet(source, queries.language_known(language))


def keep(request, sheet):
    form = forms.SheetForm(sheet, request.POST)
    texts = form.read()
    wants_second = "submit" in request.POST
    if wants_second:
        form.mark_gaps()
    if not form.is_right:
        messages.error(request, _("Rien n’est encore enregistré : regardez les phrases marquées, puis recommencez."))
        return show(request, sheet, status=422)
    try:
        with transaction.atomic():
            draft = actions.save_draft(number=form.number, texts=texts, actor=request.user, **which(sheet))
            if wants_second and draft is not None:
                actions.submit(draft=draft, actor=request.user)
    except actions.Conflict:
        messages.error(
            request,
            _("Quelqu’un d’autre a écrit ici entre-temps. Vos mots sont ci-dessous : relisez, puis enregistrez."),
        )
        return show(request, sheet, status=409)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return show(request, sheet, status=422)
    return kept(request, sheet, draft, wants_second)


def kept(request, sheet, draft, wants_second):
    if draft is None:
        messages.info(request, _("Rien n’avait changé."))
    elif wants_second:
        messages.success(request, _("Merci ! Une deuxième personne va lire votre traduction avant qu’elle paraisse."))
    else:
        messages.success(request, _("Votre brouillon est enregistré. Le public ne le voit pas encore."))
    return redirect(actions_url(sheet))


def which(sheet):
    return {"source": sheet.source, "language": sheet.language}


def actions_url(sheet):
    return reverse("translation:edit", args=[sheet.source.pk, sheet.language])


def show(request, sheet, status=200, comment=None):
    draft = sheet.draft
    is_waiting = bool(draft) and draft.state == DraftState.SUBMITTED
    only = "seulement" in request.GET
    is_open = not is_waiting or "reprendre" in request.GET or (request.method == "POST" and comment is None)
    rows = [row for row in sheet.rows if row.todo or row.faults or row.state != "same"] if only else sheet.rows
    context = {
        "sheet": sheet,
        "rows": rows,
        "only": only,
        "draft": draft,
        "is_waiting": is_waiting,
        "is_conflict": status == 409,
        "is_open": is_open,
        "may_validate": is_waiting and rules.may_validate(request.user, draft),
        "has_translated": is_waiting and rules.has_translated(request.user, draft),
        "comment_form": comment or forms.CommentForm(),
        "language": queries.LANGUAGES[sheet.language],
        "direction": direction(sheet.language),
        "is_ours": sheet.language in OURS,
        "machine": machines.is_on(),
        "number": draft.number if draft else 0,
        "languages": queries.LANGUAGES.items(),
    }
    return render(request, "translation/edit.html", context, status=status)


def draft_or_404(page_id, language):
    sheet = sheet_or_404(page_id, language)
    if sheet.draft is None:
        raise Http404
    return sheet


def number_of(request):
    value = request.POST.get("number", "")
    return int(value) if value.isdecimal() and len(value) < 9 else -1


def after(request, sheet, act):
    """Do it and come back to the page; say kindly what stands in the way."""
    try:
        act()
    except actions.Conflict:
        messages.error(request, _("Cette traduction a changé entre-temps. Regardez-la de nouveau."))
        return show(request, sheet_or_404(sheet.source.pk, sheet.language), status=409, comment=forms.CommentForm())
    except PermissionDenied:  # Wagtail would send elsewhere, saying nothing of why
        messages.error(request, _("Une autre personne fait cela : qui traduit une page ne la valide pas."))
        return show(request, sheet, status=403, comment=forms.CommentForm())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return show(request, sheet, status=422, comment=forms.CommentForm())
    return redirect(actions_url(sheet))


@of_the_room
@require_POST
def validate(request, page_id, language):
    """A second person publishes what somebody else translated."""
    sheet = draft_or_404(page_id, language)
    told = {"number": number_of(request), "is_native": language in OURS and "native" in request.POST}

    def act():
        actions.validate(draft=sheet.draft, actor=request.user, **told)
        messages.success(request, _("La traduction est validée : la page est en ligne."))

    return after(request, sheet, act)


@of_the_room
@require_POST
def send_back(request, page_id, language):
    sheet = draft_or_404(page_id, language)
    form = forms.CommentForm(request.POST)
    if not form.is_valid():
        return show(request, sheet, status=422, comment=form)
    comment = form.cleaned_data["comment"]

    def act():
        actions.send_back(draft=sheet.draft, actor=request.user, number=number_of(request), comment=comment)
        messages.success(request, _("La traduction est rendue, avec votre mot."))

    return after(request, sheet, act)


@of_the_room
@require_POST
def discard(request, page_id, language):
    sheet = draft_or_404(page_id, language)

    def act():
        actions.discard(actor=request.user, number=number_of(request), **which(sheet))
        messages.success(request, _("Le brouillon est jeté. La page publiée n’a pas changé."))

    return after(request, sheet, act)


@of_the_room
@require_POST
def reading(request, page_id, language):
    """Say that somebody whose language it is has read the page, or take that back."""
    sheet = sheet_or_404(page_id, language)
    if sheet.standing is None:
        raise Http404

    def act():
        actions.confirm_reading(page=sheet.page, actor=request.user, is_read="read" in request.POST)
        messages.success(request, _("C’est noté."))

    return after(request, sheet, act)


@of_the_room
@require_POST
def machine(request, page_id, language):
    """Ask the machine for a first version of the sentences that wait; it goes in the draft, marked."""
    sheet = sheet_or_404(page_id, language)
    number = sheet.draft.number if sheet.draft else 0
    if sheet.draft and sheet.draft.state == DraftState.SUBMITTED:
        raise Http404
    try:
        texts, refused = machines.first_version(sheet)
    except machines.MachineUnavailable as why:
        messages.error(request, str(why))
        return redirect(actions_url(sheet))

    def act():
        keep_machines_words(request.user, sheet, texts, number)
        words = _("La machine a écrit %(count)s phrases, à relire une par une ; %(refused)s restent à écrire.")
        messages.success(request, words % {"count": len(texts), "refused": refused})

    return after(request, sheet, act)


@transaction.atomic
def keep_machines_words(user, sheet, texts, number):
    actions.save_draft(number=number, texts=texts, actor=user, **which(sheet))
    record(
        "translation.machine",
        actor=user,
        target=sheet.source,
        data={"language": sheet.language, "sentences": len(texts)},
    )


# Files


@of_the_room
@require_safe
def export(request):
    """A PO or XLSX of a language: of the pages ticked, or of all those the board shows."""
    language = queries.language_known(request.GET.get("langue", ""))
    kind = request.GET.get("format", files.XLSX)
    if kind not in files.TYPES:
        raise Http404
    wanted = forms.BoardFilter(request.GET).wanted()
    chosen = {int(pk) for pk in request.GET.getlist("page") if pk.isdecimal() and len(pk) < 12}
    rows = [row for row in queries.board(**wanted)[0] if not chosen or row.id in chosen][:MOST_SHEETS]
    sheets = [queries.sheet(queries.source_visible(row.id), language) for row in rows]
    record("translation.exported", actor=request.user, data={"language": language, "pages": len(sheets)})
    response = HttpResponse(files.write(sheets, kind), content_type=files.TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="traductions-{language}.{kind}"'
    return response


@of_the_room
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request):
    """Drop a file; nothing changes before its preview is accepted."""
    form = forms.ReceiveForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and not form.is_bound:
        form = forms.ReceiveForm({}, {})
    if not form.is_bound or not form.is_valid():
        return render(request, "translation/receive.html", {"form": form}, status=422 if form.is_bound else 200)
    return redirect("translation:received", keep_file(request.user, form.cleaned_data["entries"]).pk)


@transaction.atomic
def keep_file(user, entries):
    found = files.Reading(entries)
    kept = Import.objects.create(author=user, entries=found.entries, faults=found.faults, unchanged=found.unchanged)
    record("translation.received", actor=user, data={"sentences": len(found.entries), "refused": len(found.faults)})
    return kept


@of_the_room
@require_http_methods(["GET", "HEAD", "POST"])
def received(request, pk):
    """What a file changes, shown to whoever sent it; then put in drafts, or thrown away."""
    found = get_object_or_404(Import, pk=pk, author=request.user)
    if request.method != "POST":
        return render(request, "translation/received.html", preview(found))
    if "throw" in request.POST:
        found.delete()
        messages.success(request, _("Le fichier est jeté. Rien n’a changé."))
        return redirect("translation:board")
    kept, left = actions.apply_import(received=found, actor=request.user)
    words = _(
        "%(kept)s phrases sont dans des brouillons, à valider par une deuxième personne ; %(left)s laissées de côté."
    )
    messages.success(request, words % {"kept": kept, "left": left})
    return redirect(f"{reverse('translation:board')}?etat={State.DRAFT}")


def preview(found):
    titles = dict(queries.sources().filter(pk__in={each["page"] for each in found.entries}).values_list("pk", "title"))
    groups = [
        (titles.get(page, ""), queries.LANGUAGES[language], language, direction(language), entries)
        for (page, language), entries in actions.by_page(found.entries).items()
    ]
    return {"received": found, "groups": groups}
