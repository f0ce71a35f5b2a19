"""The pages where rules are written, read and tried, and where agents find the tasks rules gave."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from automation.models import Rule, Run, Tag, Todo
from journal.models import Entry

FIELDS = ["service", "person", "email", "subject", "text", "days", "tag", "target"]


def sent_form(*steps, **fields):
    """What the browser sends: five places for steps, those given filled in."""
    data = {"name": "Prévenir", "event": "published", "order": "10", "version": "1", **fields}
    data |= {"steps-TOTAL_FORMS": "5", "steps-INITIAL_FORMS": "0", "steps-MIN_NUM_FORMS": "0"}
    for number, step in enumerate([*steps, *[{}] * (5 - len(steps))]):
        data |= {f"steps-{number}-{name}": step.get(name, "") for name in ["act", *FIELDS]}
    return data


TAG = {"act": "tag", "tag": "neuf"}


@pytest.fixture
def admin(site, administrator, sign_in):
    from cms.groups import follow_roles

    follow_roles(administrator)
    return sign_in(administrator)


def test_an_administrator_writes_a_rule_without_code(admin, administrator, services):
    task = {"act": "task", "subject": "Relire {titre}", "days": "3", "service": services["communication"].pk}
    answer = admin.post(reverse("automation:add"), sent_form(TAG, task, is_active="on", weekdays=["0", "4"]))
    rule = Rule.objects.get()
    assert answer.url == reverse("automation:rule", args=[rule.pk])
    assert (rule.owner, rule.is_active, rule.weekdays) == (administrator, True, [0, 4])
    assert [step.act for step in rule.steps.all()] == ["tag", "task"]
    shown = admin.get(answer.url).text
    assert "une page est publiée" in shown
    assert "lundi, vendredi" in shown
    assert "Relire {titre}" in shown
    assert Entry.objects.filter(verb="automation.rule_saved", actor=administrator).exists()


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (sent_form(), "Dites au moins une chose à faire."),
        (sent_form({"act": "publish"}), "se relancerait elle-même sans fin"),
        (sent_form({"act": "unpublish"}, event="expired"), "se relancerait elle-même sans fin"),
        (sent_form({"act": "move"}, event="moved"), "se relancerait elle-même sans fin"),
        (sent_form({"act": "tag"}), "Donnez le mot de l’étiquette."),
        (sent_form({"act": "write_person"}), "Choisissez l’agent à qui écrire."),
        (sent_form({"act": "write_address"}), "Donnez l’adresse e-mail."),
        (sent_form({"act": "move"}), "Choisissez la page sous laquelle la mettre."),
        (sent_form({"act": "task"}), "Dites en peu de mots"),
        (sent_form(TAG, event="case_sent"), "n’a pas de page"),
        (sent_form(TAG, event="case_sent", language="fr"), "n’est pas une affaire de page"),
        (sent_form({"act": "publish"}, {"act": "unpublish"}, event="moved"), "choisissez"),
        (sent_form(TAG, hour_from="18:00", hour_to="08:00"), "La fin doit venir après le début."),
    ],
)
def test_a_form_with_a_mistake_says_so_and_keeps_what_was_typed(form, words, admin):
    answer = admin.post(reverse("automation:add"), {**form, "title_contains": "carnaval"})
    assert answer.status_code == 422
    assert words in answer.text.replace("&#x27;", "'")
    assert 'value="carnaval"' in answer.text
    assert not Rule.objects.exists()


def test_who_saves_second_is_told_and_keeps_the_words(admin, write):
    rule = write("published", TAG, name="Étiqueter")
    step = rule.steps.get()
    form = sent_form(TAG, name="Étiqueter mieux", version="1") | {"steps-INITIAL_FORMS": "1", "steps-0-id": step.pk}
    Rule.objects.update(version=2)
    answer = admin.post(reverse("automation:change", args=[rule.pk]), form)
    assert answer.status_code == 409
    assert "Étiqueter mieux" in answer.text
    assert 'name="version" value="2"' in answer.text
    assert Rule.objects.get().name == "Étiqueter"
    admin.post(reverse("automation:change", args=[rule.pk]), {**form, "version": "2"})
    assert Rule.objects.get().name == "Étiqueter mieux"
    assert rule.steps.get().pk == step.pk


def test_a_step_is_taken_out(admin, write):
    rule = write("published", TAG, {"act": "tag", "tag": "autre"})
    first, second = rule.steps.all()
    form = sent_form(TAG, {"act": "tag", "tag": "autre"}, name="Une") | {"steps-INITIAL_FORMS": "2"}
    form |= {"steps-0-id": first.pk, "steps-1-id": second.pk, "steps-0-DELETE": "on"}
    assert admin.post(reverse("automation:change", args=[rule.pk]), form).status_code == 302
    assert rule.steps.get() == second


def test_editors_read_and_try_but_do_not_write(page, editor, sign_in, publish, write):
    rule = write("published", TAG)
    entry = publish(page)
    client = sign_in(editor)
    assert "Écrire une règle" not in client.get(reverse("automation:rules")).text
    assert "Changer" not in client.get(reverse("automation:rule", args=[rule.pk])).text
    tried = client.get(reverse("automation:rehearse", args=[rule.pk]), {"entry": entry.pk})
    assert "La règle agirait." in tried.text
    assert not Tag.objects.exists()
    assert client.get(reverse("automation:change", args=[rule.pk])).status_code == 403
    assert client.post(reverse("automation:switch_off", args=[rule.pk])).status_code == 403


def test_trying_on_a_page_and_on_nothing(admin, page, write):
    rule = write("published", TAG, language="ar")
    address = reverse("automation:rehearse", args=[rule.pk])
    assert "La règle ne ferait rien." in admin.get(address, {"page": page.pk}).text
    wrong = admin.get(address, {"page": "", "entry": ""})
    assert (wrong.status_code, "Choisissez sur quoi" in wrong.text) == (422, True)


def test_a_rule_goes_to_rest_and_back_and_is_deleted(admin, write):
    rule = write("published", TAG)
    for name, active in [("switch_off", False), ("switch_on", True), ("switch_on", True)]:
        admin.post(reverse(f"automation:{name}", args=[rule.pk]))
        assert Rule.objects.get().is_active is active
    assert "Oui, supprimer" in admin.get(reverse("automation:delete", args=[rule.pk])).text
    assert Rule.objects.exists()
    admin.post(reverse("automation:delete", args=[rule.pk]))
    assert not Rule.objects.exists()


def test_a_failed_run_is_shown_and_replayed_once(admin, page, publish, write, work):
    rule = write("published", {"act": "move"})
    publish(page)
    work()
    run = Run.objects.get()
    assert "À reprendre" in admin.get(reverse("automation:runs"), {"state": "failed"}).text
    assert "ne peut pas aller à cet endroit" in admin.get(reverse("automation:run", args=[run.pk])).text
    rule.steps.update(act="tag", tag="neuf")
    again = admin.post(reverse("automation:replay", args=[run.pk]), follow=True)
    assert "La règle est repassée." in again.text
    assert admin.post(reverse("automation:replay", args=[run.pk])).status_code == 409


def test_a_run_on_something_gone_is_shown_and_not_replayed(admin, page, publish, write, work):
    write("published", {"act": "move"})
    publish(page)
    work()
    page.delete()
    run = Run.objects.get()
    assert "Ce n’est plus là" in admin.get(reverse("automation:run", args=[run.pk])).text
    assert "rien à rejouer" in admin.post(reverse("automation:replay", args=[run.pk]), follow=True).text


def test_running_on_everything_shows_the_pages_first(admin, page, write):
    rule = write("published", TAG, title_contains="accessibilit", language="fr")
    address = reverse("automation:everywhere", args=[rule.pk])
    assert page.title in admin.get(address).text
    assert not Tag.objects.exists()
    assert "La règle part sur 1 page." in admin.post(address, follow=True).text


def test_labels_are_listed_and_taken_off(admin, page):
    tag = Tag.objects.create(page=page, name="neuf")
    assert page.title in admin.get(reverse("automation:tags"), {"mot": "neuf"}).text
    admin.post(reverse("automation:untag", args=[tag.pk]))
    assert not Tag.objects.exists()
    assert "Aucune étiquette." in admin.get(reverse("automation:tags")).text


def test_an_agent_finds_does_and_takes_back_a_task(registrar, lead, housing, services, sign_in):
    yesterday = timezone.localdate() - timezone.timedelta(days=1)
    todo = Todo.objects.create(sentence="Relire « Se marier »", service=services["etat-civil"], due=yesterday)
    client = sign_in(registrar)
    assert "1 chose à faire ou à savoir vous attend." in client.get(reverse("workflows:inbox")).text
    shown = client.get(reverse("automation:todos")).text
    assert "Relire « Se marier »" in shown
    assert "En retard" in shown
    client.post(reverse("automation:finish", args=[todo.public_id]))
    second = sign_in(lead).post(reverse("automation:finish", args=[todo.public_id]), follow=True)
    assert "Quelqu’un l’avait déjà fait." in second.text
    todo.refresh_from_db()
    assert todo.done_by == registrar
    assert "Remettre à faire" in client.get(reverse("automation:todos")).text
    client.post(reverse("automation:reopen", args=[todo.public_id]))
    todo.refresh_from_db()
    assert todo.done_at is None
    assert sign_in(housing).post(reverse("automation:finish", args=[todo.public_id])).status_code == 404


@pytest.mark.parametrize("name", ["rules", "tags", "todos"])
def test_lists_cost_the_same_for_one_and_for_three(name, admin, administrator, page, services, write):
    counts = []
    for number in range(3):
        write("published", TAG, {"act": "notify", "service": services["accueil"], "subject": "x"}, language="fr")
        Tag.objects.create(page=page, name=f"n{number}")
        Todo.objects.create(sentence="x", service=services["affaires-generales"])
        admin.get(reverse(f"automation:{name}"))
        with CaptureQueriesContext(connection) as queries:
            admin.get(reverse(f"automation:{name}"))
        counts.append(len(queries))
    assert counts[0] == counts[2]


def test_the_list_of_runs_costs_the_same_for_one_and_for_three(admin, page, site, write):
    rule, counts = write("published", TAG), []
    for other in ("accessibilite", "bonjour", "etat-civil"):
        Run.objects.create(rule=rule, target_type="wagtailcore.page", target_id=site("fr", other).pk, state="done")
        admin.get(reverse("automation:runs"))
        with CaptureQueriesContext(connection) as queries:
            assert site("fr", other).title in admin.get(reverse("automation:runs")).text
        counts.append(len(queries))
    assert counts[0] == counts[2]


def test_the_demo_has_three_rules_two_of_them_at_rest(site, administrator):
    from accounts.models import User
    from automation import demo

    User.objects.filter(pk=administrator.pk).update(username="admin")
    demo.load()
    demo.load()
    assert sorted(Rule.objects.values_list("is_active", flat=True)) == [False, False, True]
