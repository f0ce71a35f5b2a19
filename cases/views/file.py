"""The file in preparation: questions and consent."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import policy
from accounts.access import Access, access
from cases import actions, labels, queries
from cases.forms import QuestionsForm, posted, show_errors, visible_questions
from cases.mandates import PREPARE
from mandates import acting

from .helped import open_case

PAGE = ["GET", "HEAD", "POST"]


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(PAGE)
def questions(request, public_id):
    """One screen of questions at a time; what is answered is kept at each screen."""
    case, party = open_case(request, public_id, PREPARE)
    policy.require(request.user, "cases.edit_answers", case)
    definition = case.version.definition
    # Earlier cases are offered to the person alone: a helper was shown this case, not those, nor may bring one's own.
    earlier = queries.earlier_answers(request.user) if party.user_id == request.user.pk else {}
    answers = {**earlier, **case.answers, **party.answers}
    screens = screens_of(definition, answers)
    screen = request.GET.get("ecran") if request.GET.get("ecran") in screens else screens[0]
    form = QuestionsForm(posted(request), definition=definition, answers=answers, screen=screen)
    if request.method == "POST" and form.is_valid() and _kept(request, case, party, form):
        return redirect(_next(case, party, screen))
    context = {"case": case, "form": form, "screen": labels.SCREENS[screen], "number": screens.index(screen) + 1}
    before = screens[screens.index(screen) - 1] if screen != screens[0] else None
    return render(request, "cases/questions.html", {**context, "total": len(screens), "before": before})


def screens_of(definition, answers):
    """Codes of the screens that have questions to ask, in order."""
    asked = {question["screen"] for question in visible_questions(definition, answers)}
    return [screen for screen in labels.SCREENS if screen in asked]


def _kept(request, case, party, form):
    try:
        with acting.under(request.user.helping):
            actions.answer(case=case, party=party, answers=form.given, actor=request.user)
    except ValidationError as refusal:
        show_errors(form, refusal)
        return False
    return True


def _next(case, party, screen):
    """The same screen if its answers opened new questions, else the next, else the pieces."""
    case.refresh_from_db(fields=["answers"])
    party.refresh_from_db(fields=["answers"])
    address = reverse("cases:questions", args=[case.public_id])
    left = {question["screen"] for question in queries.unanswered(case, party)}
    screens = screens_of(case.version.definition, {**case.answers, **party.answers})
    following = screens[screens.index(screen) + 1 :]
    if screen in left:
        return f"{address}?ecran={screen}"
    return f"{address}?ecran={following[0]}" if following else reverse("cases:pieces", args=[case.public_id])


@access(Access.SIGNED_IN)
@never_cache
@require_http_methods(PAGE)
def consent(request, public_id):
    """Read what will be sent, then agree."""
    case, party = queries.case_of_party(request.user, public_id)
    if request.method == "POST":
        try:
            actions.consent(party=party, actor=request.user)
            messages.success(request, _("Merci : votre accord est noté."))
        except (ValidationError, PermissionDenied) as refusal:
            messages.error(request, " ".join(getattr(refusal, "messages", [str(refusal)])))
            return redirect("cases:consent", public_id)
        return redirect("workflows:case", public_id)
    context = {
        "case": case,
        "party": party,
        "lines": queries.lines(queries.own_pieces(case, party)),
        "answers": answers_said(case, party),
        "unanswered": queries.unanswered(case, party),
    }
    return render(request, "cases/consent.html", context)


def answers_said(case, party):
    """``[(question, answer as people read it), ...]``, the couple's and the person's own."""
    answers = queries.visible_party_answers(case, party)
    asked = [question for question in case.version.definition["questions"] if question["code"] in answers]
    return [(question["label"], labels.answer_said(question, answers[question["code"]])) for question in asked]
