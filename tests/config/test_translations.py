import polib

from config import translations


def test_strings_are_found_in_python_whatever_way_they_are_written():
    source = '_("Bonjour"); ngettext("%(n)d pièce", "%(n)d pièces", n); pgettext_lazy("verbe", "Ferme"); _(variable)'
    assert set(translations.in_python(source, "x.py")) == {
        (None, "Bonjour", None),
        (None, "%(n)d pièce", "%(n)d pièces"),
        ("verbe", "Ferme", None),
    }


def test_strings_are_found_in_templates():
    source = """{% load i18n %}{% trans "Un" %}{{ _("Deux")|upper }}
    {% blocktranslate trimmed count n=rows|length with name=x.y %}
      {{ name }} a {{ n }} pièce
    {% plural %}{{ name }} a {{ n }} pièces{% endblocktranslate %}"""
    assert set(translations.in_template(source, "x.html")) == {
        (None, "Un", None),
        (None, "Deux", None),
        (None, "%(name)s a %(n)s pièce", "%(name)s a %(n)s pièces"),
    }


def sources(root, text):
    (root / "ui").mkdir(exist_ok=True)
    (root / "ui" / "views.py").write_text(text)


def test_an_update_keeps_translations_and_drops_what_is_no_longer_said(tmp_path):
    sources(tmp_path, '_("Bonjour"); _("Adieu")')
    translations.update(tmp_path)
    path = translations.catalogue(tmp_path, "en")
    catalogue = polib.pofile(str(path))
    catalogue.find("Bonjour").msgstr = "Hello"
    catalogue.save()
    sources(tmp_path, '_("Bonjour"); _("Merci")')
    translations.update(tmp_path)
    assert {entry.msgid: entry.msgstr for entry in polib.pofile(str(path))} == {"Bonjour": "Hello", "Merci": ""}


def test_french_needs_no_translator(tmp_path):
    sources(tmp_path, 'ngettext("%(n)d pièce", "%(n)d pièces", n)')
    translations.update(tmp_path)
    assert not [line for line in translations.problems(tmp_path) if line.startswith("fr")]


def test_missing_fuzzy_and_broken_translations_are_named(tmp_path):
    sources(tmp_path, '_("Bonjour %(name)s"); _("Oui"); _("Non")')
    translations.update(tmp_path)
    path = translations.catalogue(tmp_path, "wo")
    catalogue = polib.pofile(str(path))
    catalogue.find("Bonjour %(name)s").msgstr = "Nanga def"
    catalogue.find("Oui").msgstr = "Waaw"
    catalogue.find("Oui").flags.append("fuzzy")
    catalogue.save()
    found = sorted(line.split(": ")[1] for line in translations.problems(tmp_path) if line.startswith("wo"))
    assert found == ["fuzzy", "lost placeholder", "missing"]


def test_compiling_follows_changes_only(tmp_path):
    sources(tmp_path, '_("Bonjour")')
    translations.update(tmp_path)
    target = tmp_path / "compiled"
    translations.compile_stale(tmp_path / "locales", target)
    compiled = target / "fr" / "LC_MESSAGES" / "django.mo"
    before = compiled.stat().st_ino
    translations.compile_stale(tmp_path / "locales", target)
    assert compiled.stat().st_ino == before
