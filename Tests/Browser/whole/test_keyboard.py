import re

from stage import ScreenTest, expect, with_map


class Keyboard(ScreenTest):
    """Nothing here points: whoever has only keys finds, chooses and books."""

    size = (1440, 900)

    @with_map
    def test_a_visitor_finds_a_charger_without_a_pointer(self):
        page = self.page
        page.goto("/?lang=fr")
        self.walk_to("combobox")
        page.keyboard.type("lyon")
        expect(page.get_by_role("option").first).to_be_visible()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        # The map has arrived, and the list is that of the filter: one that is replaced takes the focus with it.
        expect(page).to_have_url(re.compile(r"#[\d.]+/45\.[67]"))
        expect(page.locator("html[data-map=idle]")).to_be_visible()
        self.walk_to("button", name="≥ 50 kW")
        with page.expect_response(lambda answer: "/api/stations?" in answer.url and "minPower=50" in answer.url):
            page.keyboard.press("Enter")
        expect(page.locator(".stations a").first).to_be_visible()
        self.walk_to("link", within=".stations")
        chosen = page.locator(":focus").get_attribute("href")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_be_focused()
        expect(page.get_by_role("heading", name="Points de charge")).to_be_visible()
        self.walk_to("button", name="Fermer")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("station")
        # Where one left it.
        expect(page.locator(".stations a:focus")).to_have_attribute("href", chosen)

    def test_filters_are_chosen_and_left_without_a_pointer(self):
        page = self.page
        page.goto("/")
        self.walk_to("button", name="Filtres")
        page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        self.walk_to("checkbox", name="CCS")
        page.keyboard.press("Space")
        expect(page).to_have_url(re.compile("socket=ccs"))
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        expect(page.get_by_role("button", name="Filtres")).to_be_focused()

    def test_escape_closes_what_lies_on_top(self):
        page = self.page
        station = self.station()
        page.goto(f"/s/{station}/reserver")
        expect(page.get_by_role("heading", level=1)).to_have_text("Réserver")
        expect(page.get_by_role("heading", level=1)).to_be_focused()
        page.keyboard.press("Escape")
        expect(page).to_have_url(re.compile(rf"/s/{station}(#.*)?$"))
        expect(page.get_by_role("heading", name="Points de charge")).to_be_visible()
        page.get_by_role("button", name="Filtres").click()
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_role("heading", name="Points de charge")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("heading", level=1)).to_contain_text("station")
        page.goto("/connexion")
        page.get_by_label("Adresse e-mail").fill("camille@")
        page.keyboard.press("Escape")
        expect(page.get_by_label("Adresse e-mail")).to_have_value("camille@")

    def test_a_driver_books_and_cancels_without_a_pointer(self):
        page = self.page
        self.join(page, "clavier@example.org")
        page.goto(f"/s/{self.station()}")
        expect(page.get_by_role("heading", name="Points de charge")).to_be_visible()
        self.walk_to("link", name="Réserver un créneau")
        page.keyboard.press("Enter")
        expect(page.locator(".slot").first).to_be_visible()
        self.walk_to("radio", within=".slots")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")
        self.walk_to("button", name="Confirmer")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Ma réservation")
        self.walk_to("button", name="Annuler")
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_be_visible()
        self.walk_to("button", name="Annuler la réservation")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Aucune réservation à venir.")).to_be_visible()

    def walk_to(self, role, name=None, within="body"):
        """Tab until the wanted one has the focus; whatever has it on the way must show it."""
        wanted = self.page.locator(within).get_by_role(role, disabled=False, **({"name": name, "exact": name != "Filtres"} if name else {})).first
        for _ in range(60):
            if wanted.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        self.fail(f"the keyboard never came to {role} {name or within}")
