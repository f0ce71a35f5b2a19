"""Everything with the keys alone: what is reached, in which order, and that one always sees where one is."""

import pytest

from accounts import demo
from cms.models import GuidePage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Where the focus is, for a person: its words, its name, whether something shows it.
HERE = """() => {
    const here = document.activeElement;
    if (!here || here === document.body) return null;
    const shown = [here, here.closest("label"), here.parentElement].some((each) => {
        const style = each && getComputedStyle(each);
        return style && (style.outlineStyle !== "none" || style.boxShadow !== "none");
    });
    const words = here.getAttribute("aria-label") || here.innerText || "";
    const box = here.getBoundingClientRect();
    here.dataset.reached ||= String(document.querySelectorAll("[data-reached]").length + 1);
    return {words: words.trim().replace(/\\s+/g, " "), name: here.name || "", shown, seen: box.width > 0,
            reached: here.dataset.reached};
}"""
# What can be reached, as the browser sees it: one radio button of a group, nothing that is folded away.
REACHABLE = """() => {
    const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, iframe, [tabindex]")];
    const groups = new Set();
    return all.filter((each) => {
        if (each.tabIndex < 0 || each.disabled || each.type === "hidden" || !each.checkVisibility()) return false;
        if (each.type !== "radio") return true;
        return !groups.has(each.name) && groups.add(each.name);
    }).length;
}"""
MOST = 250  # keys to press before giving up


class Keys:
    """Somebody without a mouse."""

    def __init__(self, visitor):
        self.visitor, self.page = visitor, visitor.page

    def tab(self):
        self.page.keyboard.press("Tab")
        here = self.page.evaluate(HERE)
        if here:
            assert here["shown"], f"nothing shows where one is: {here} on {self.page.url}"
        return here

    def reach(self, *, words="", name=""):
        """Press Tab until this is reached."""
        for _ in range(MOST):
            here = self.tab()
            if here and ((words and here["words"] == words) or (name and here["name"] == name)):
                return
        raise AssertionError(f"{words or name} is not reached on {self.page.url}")

    def enter(self):
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def write(self, text):
        self.page.keyboard.type(text)


@pytest.mark.usefixtures("public_site")
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_keys_reach_everything_and_are_held_nowhere(visitor, language):
    somebody = visitor("Noor")
    guide = GuidePage.objects.filter(locale__language_code=language).first()
    for address in (f"/{language}/", f"/{language}/demarches/", f"/{language}/recherche/?q=mariage", guide.get_url()):
        assert somebody.open(address) == 200
        keys = Keys(somebody)
        wanted = somebody.page.evaluate(REACHABLE)
        reached = set()
        for _ in range(wanted + 1):  # one more: the browser's own frame is between the last and the first
            if here := keys.tab():
                reached.add(here["reached"])
        assert len(reached) == wanted, address


@pytest.mark.usefixtures("public_site")
def test_the_first_key_leads_to_the_content(visitor):
    keys = Keys(visitor("Noor"))
    keys.visitor.open("/fr/demarches/")
    assert keys.tab()["words"] == "Aller au contenu"
    keys.page.keyboard.press("Enter")
    keys.tab()
    assert keys.page.evaluate("() => Boolean(document.activeElement.closest('main'))")


def test_a_resident_signs_in_and_begins_a_procedure_with_the_keys(visitor):
    awa = visitor("Awa")
    awa.open("/fr/demarches/")
    keys = Keys(awa)
    keys.reach(words="Se marier")
    keys.enter()
    keys.reach(words="Me connecter et commencer")
    keys.enter()
    keys.reach(name="login")
    keys.write("resident")
    keys.reach(name="password")
    keys.write(demo.PASSWORD)
    keys.enter()
    keys.reach(words="Commencer en ligne")
    keys.enter()
    awa.page.wait_for_url("**/questions/")
    keys.reach(name="nationality")
    keys.page.keyboard.press("Space")
    assert awa.page.locator("[name=nationality]:checked").count() == 1
    awa.look("keyboard-begun")
