import re

from django import forms


class Sample(forms.Form):
    name = forms.CharField(label="Nom", help_text="Comme sur la carte.")
    born = forms.DateField(label="Né le", widget=forms.DateInput)
    nickname = forms.CharField(label="Surnom", required=False)
    before = forms.ChoiceField(label="Avant ?", widget=forms.RadioSelect, choices=[("y", "Oui"), ("n", "Non")])
    photo = forms.FileField(label="Photo", required=False)
    agreed = forms.BooleanField(label="Relu")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_help_example_and_errors_are_tied_to_the_input(render):
    html = render('{% field form.name example="Diallo" %}', form=Sample({}))
    described = re.search(r'<input[^>]+aria-describedby="([^"]+)"', html).group(1).split()
    assert described == ["id_name_helptext", "id_name_error", "id_name_example"]
    for anchor in described:
        assert f'id="{anchor}"' in html
    assert 'aria-invalid="true"' in html


def test_dates_use_the_native_input_and_its_format(render):
    html = render("{% field form.born %}", form=Sample(initial={"born": __import__("datetime").date(2000, 2, 1)}))
    assert 'type="date"' in html
    assert 'value="2000-02-01"' in html


def test_only_optional_fields_are_marked(render):
    assert "facultatif" in render("{% field form.nickname %}", form=Sample())
    assert "facultatif" not in render("{% field form.name %}", form=Sample())


def test_choices_are_a_fieldset_with_a_legend_and_big_cards(render):
    html = render("{% field form.before %}", form=Sample())
    assert "<fieldset" in html
    assert "<legend" in html
    assert html.count('class="choice"') == 2


def test_the_camera_opens_only_when_asked(render):
    assert "capture" not in render("{% field form.photo %}", form=Sample())
    assert 'capture="environment"' in render("{% field form.photo camera=True %}", form=Sample())


def test_the_summary_of_errors_leads_to_each_field(render):
    html = render("{% form_errors form %}{{ form }}", form=Sample({}, use_required_attribute=False))
    for anchor in re.findall(r'href="#([^"]+)"', html):
        assert f'id="{anchor}"' in html
    assert 'tabindex="-1"' in html


def test_a_form_without_error_has_no_summary(render):
    assert render("{% form_errors form %}", form=Sample()).strip() == ""


def test_a_plain_form_wears_the_same_clothes(render):
    html = render("{{ form }}", form=Sample())
    assert html.count("field__label") == 5
    assert html.count('type="hidden"') == 1


def test_what_people_typed_is_kept_and_escaped(render):
    html = render("{% field form.name %}", form=Sample({"name": '"><script>'}))
    assert "<script>" not in html
    assert "&quot;&gt;&lt;script&gt;" in html


def test_what_is_missing_is_asked_for_kindly_in_every_form(render):
    class Everything(forms.Form):
        word = forms.CharField()
        one = forms.ChoiceField(choices=[("a", "A")])
        kind = forms.ModelChoiceField(queryset=None)
        paper = forms.FileField()
        yes = forms.BooleanField()

    said = {name: str(errors[0]) for name, errors in Everything({}).errors.items()}
    assert said == {
        "word": "Il manque quelque chose ici.",
        "one": "Choisissez une réponse.",
        "kind": "Choisissez une réponse.",
        "paper": "Choisissez un fichier.",
        "yes": "Cochez cette case pour continuer.",
    }
