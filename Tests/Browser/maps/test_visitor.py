import re

from stage import ScreenTest, expect, with_map


class Visitor(ScreenTest):
    def first_station(self):
        """The first of the list, opened as one does on a phone."""
        self.page.goto("/#11/48.86/2.35")
        # Anew: the map may still be flying elsewhere.
        self.page.reload()
        self.enlarge()
        station = self.page.locator(".stations a").first
        expect(station).to_be_visible()
        # At once: the list may still be sorted anew.
        return station.evaluate("link => { const name = link.querySelector('strong').textContent; link.click(); return name }")

    def enlarge(self):
        self.page.get_by_role("button", name="Agrandir le panneau").click()

    @with_map
    def test_a_visitor_finds_a_town_and_opens_a_station(self):
        page = self.page
        page.goto("/")
        page.get_by_role("combobox").fill("lyon")
        page.get_by_role("option").first.click()
        name = self.first_station()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        expect(page.get_by_role("heading", name="Points de charge")).to_be_visible()
        page.get_by_role("button", name="Fermer").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("station")

    def test_where_no_map_can_be_drawn_the_list_goes_where_one_searches(self):
        page = self.page
        page.route("**/maplibre-gl.js", lambda route: route.abort())
        page.goto("/")
        expect(page.get_by_text("La carte ne peut pas s’afficher ici.")).to_be_visible()
        expect(page.get_by_role("heading", level=1)).to_have_text("50 stations")
        page.get_by_role("combobox").fill("lyon")
        page.get_by_role("option").first.click()
        self.enlarge()
        expect(page.locator(".stations li").first).to_contain_text("Lyon")
        # The page says to whoever looks for it why there is no map.
        self.complaints = [one for one in self.complaints if not one.startswith("warning: map")]

    def test_filters_are_in_the_address_and_come_back_with_it(self):
        page = self.page
        page.goto("/")
        page.get_by_role("button", name="≥ 50 kW").click()
        expect(page).to_have_url(re.compile("minPower=50"))
        page.get_by_role("button", name="Filtres").click()
        self.tap(page.get_by_role("checkbox", name="CCS"))
        expect(page).to_have_url(re.compile("socket=ccs"))
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.reload()
        expect(page.get_by_role("button", name="≥ 50 kW")).to_have_attribute("aria-pressed", "true")

    def test_everything_speaks_english_when_asked(self):
        self.page.goto("/infos?lang=en")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Charging well")
        expect(self.page.locator("html")).to_have_attribute("lang", "en")

    def test_an_address_that_leads_nowhere_says_so(self):
        self.page.goto("/s/0197f3d0-0000-7000-8000-000000000000")
        expect(self.page.get_by_text("Cette station n’existe pas")).to_be_visible()


class VisitorAtADesk(Visitor):
    size = (1024, 640)
    test_everything_speaks_english_when_asked = None
    test_an_address_that_leads_nowhere_says_so = None

    def enlarge(self):
        """The panel stands beside the map."""


class VisitorOnATablet(Visitor):
    size = (768, 1024)
    test_everything_speaks_english_when_asked = None
    test_an_address_that_leads_nowhere_says_so = None
