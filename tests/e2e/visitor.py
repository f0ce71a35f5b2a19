"""Somebody at a browser: what people do on a page, and how each page is judged.

``SHOTS=some/folder pytest -m browser`` keeps a picture of every step, as on a phone, a tablet and a desk.
"""

import os
import re
import time
from pathlib import Path

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axe_playwright_python.sync_playwright import Axe

PHONE, TABLET, DESK = {"width": 390, "height": 844}, {"width": 820, "height": 1180}, {"width": 1280, "height": 900}
SHOTS = os.environ.get("SHOTS")
TOTP_PERIOD = 30
RTL = {"ar"}
AXE_OPTIONS = {"resultTypes": ["violations"]}
# A page is looked at once what moves, appears and disappears has done so.
STILL = """() => Promise.all(document.getAnimations()
    .filter((each) => Number.isFinite(each.effect?.getComputedTiming().endTime))
    .map((each) => each.finished.catch(() => null)))"""
TOO_WIDE = """() => {
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (wide <= 0) return "";
    const guilty = [...document.body.querySelectorAll("*")].filter((e) => {
        const box = e.getBoundingClientRect();
        return box.width && (box.right > innerWidth + 1 || box.left < -1);
    });
    return wide + " px: " + guilty.slice(-3).map((e) => e.outerHTML.slice(0, 120)).join(" | ");
}"""


class Visitor:
    """``page`` is Playwright's; what a method finds twice or not at all fails the test."""

    count = 0

    def __init__(self, name, page):
        self.name = name
        self.page = page

    def sign_in(self, username, password, secret=None):
        self.open("/fr/compte/login/")
        self.page.locator("[name=login]").fill(username)
        self.page.locator("[name=password]").fill(password)
        self.press("Entrer")
        if secret:
            self.page.locator("[name=code]").fill(
                format_hotp_value(hotp_value(secret, int(time.time()) // TOTP_PERIOD))
            )
            self.press("Entrer")
        self.page.wait_for_url(re.compile(r"/(espace|agent)/$"))

    def another_window(self):
        """The same person, the same browser, a second window."""
        return Visitor(self.name, self.page.context.new_page())

    def open(self, address):
        """Go to an address; give the answer's status."""
        return self.page.goto(address).status

    def press(self, name, within="main"):
        """Press a button that sends a form, and wait for the page that follows."""
        with self.page.expect_navigation():
            self.page.locator(within).get_by_role("button", name=name, exact=True).click()

    def follow(self, name, within="main"):
        """Follow a link."""
        with self.page.expect_navigation():
            self.page.locator(within).get_by_role("link", name=name, exact=True).click()

    def fill(self, **answers):
        """Choose, tick or write, by the name of the question."""
        for name, answer in answers.items():
            first = self.page.locator(f"[name={name}]").first
            if first.get_attribute("type") == "radio":
                self.page.locator(f"[name='{name}'][value='{answer}']").check()
            else:
                first.fill(answer)

    def give(self, file, **answers):
        """Choose a file of the disk, and write what goes with it."""
        self.page.locator("input[name=file]").set_input_files(file)
        self.fill(**answers)

    def save(self, name, within="main"):
        """Press a link that gives a file; its bytes."""
        with self.page.expect_download() as told:
            self.page.locator(within).get_by_role("link", name=name, exact=True).click()
        return Path(told.value.path()).read_bytes()

    def reads(self, words):
        """The page says these words."""
        text = self.text()
        assert words in text, f"{self.name} does not read « {words} » on {self.page.url}: {text}"

    def text(self):
        return re.sub(r"\s+", " ", self.page.locator("body").inner_text().replace("\xa0", " "))

    def look(self, step, *, language="fr"):
        """The page is right: language and direction, nothing cut on a phone, nothing in the way of anybody."""
        html = self.page.locator("html")
        assert html.get_attribute("lang") == language
        assert html.get_attribute("dir") == ("rtl" if language in RTL else "ltr")
        Visitor.count += 1
        shot = f"{Visitor.count:03d}-{step}"
        for size in (PHONE, TABLET, DESK):
            self.page.set_viewport_size(size)
            self.page.evaluate(STILL)
            if SHOTS:
                self.page.screenshot(path=f"{SHOTS}/{shot}-{size['width']}.png", full_page=True)
            assert self.page.evaluate(TOO_WIDE) == "", f"{step} scrolls sideways at {size['width']} px"
            if size is PHONE:
                found = Axe().run(self.page, options=AXE_OPTIONS)
                assert found.violations_count == 0, f"{step}: {found.generate_report()}"
