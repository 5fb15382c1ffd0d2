import re

from stage import ScreenTest, expect, with_map


class Search(ScreenTest):
    def setUp(self):
        super().setUp()
        self.page.goto("/?lang=fr")
        self.field = self.page.get_by_role("combobox")
        self.options = self.page.get_by_role("option")

    def search(self, text, first):
        self.field.fill(text)
        expect(self.options.first).to_contain_text(first)

    @with_map
    def test_a_network_is_a_filter_and_a_chip_lifts_it(self):
        page = self.page
        self.search("ionty", "IONITY")
        expect(self.options.first).to_contain_text(re.compile(r"\d+ stations?"))
        self.look_for_barriers()
        with page.expect_response(lambda answer: "/tiles/" in answer.url and "brand=IONITY" in answer.url):
            self.options.first.click()
        expect(page).to_have_url(re.compile("brand=IONITY"))
        chip = page.get_by_role("button", name="IONITY")
        expect(chip).to_have_attribute("aria-pressed", "true")
        expect(page.locator(".stations a").first).to_contain_text("IONITY")
        # Another network takes its place.
        self.search("leclerk", "E.Leclerc")
        self.options.first.click()
        expect(page).not_to_have_url(re.compile("IONITY"))
        page.get_by_role("button", name="E.Leclerc").click()
        expect(page).not_to_have_url(re.compile("brand|operator"))
        expect(page.get_by_role("button", name="E.Leclerc")).to_have_count(0)

    def test_towns_stand_before_networks_that_are_less_like_what_was_asked(self):
        self.search("lyon", "Lyon")

    @with_map
    def test_an_address_is_found_and_flown_to(self):
        self.search("8 boulevard du port", "8 Boulevard du Port 80000 Amiens")
        self.options.first.click()
        # In the middle of what no panel covers, so that the middle of the whole map may lie beside it.
        expect(self.page).to_have_url(re.compile(r"#16\.00/49\.89\d\d/2\.2[89]\d\d"))
        expect(self.field).to_have_value("8 Boulevard du Port 80000 Amiens")

    def test_what_was_searched_lately_is_offered_and_can_be_cleared(self):
        page = self.page
        self.search("ionity", "IONITY")
        self.options.first.click()
        self.search("montpellier", "Montpellier")
        self.options.first.click()
        page.reload()
        expect(self.field).to_have_value("")
        self.field.focus()
        expect(page.get_by_role("listbox", name="Recherches récentes")).to_be_visible()
        expect(self.options).to_have_text([re.compile("Montpellier"), re.compile("IONITY")])
        self.look_for_barriers()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        active = self.field.get_attribute("aria-activedescendant")
        expect(page.locator(f"#{active}")).to_have_attribute("aria-selected", "true")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("brand=IONITY"))
        self.field.focus()
        expect(self.options.first).to_contain_text("IONITY")
        page.get_by_role("button", name="Effacer").click()
        expect(page.get_by_role("listbox")).to_be_hidden()
        self.assertIsNone(page.evaluate("localStorage.getItem('searches')"))

    def test_no_more_than_eight_are_remembered_and_damage_is_none(self):
        page = self.page
        page.evaluate("""localStorage.setItem('searches', JSON.stringify([...Array(12).keys()].map((n) =>
            ({ kind: 'place', key: 'p' + n, id: '' + n, name: 'Lieu ' + n, detail: '', at: { lat: 48, lon: 2 } }))))""")
        self.field.focus()
        expect(self.options).to_have_count(8)
        page.keyboard.press("Escape")
        expect(page.get_by_role("listbox")).to_be_hidden()
        page.evaluate("localStorage.setItem('searches', '{')")
        page.keyboard.press("ArrowDown")
        self.search("lyon", "Lyon")

    @with_map
    def test_enter_takes_the_first_even_before_it_is_there(self):
        self.field.fill("")
        self.field.press_sequentially("lyon")
        self.field.press("Enter")
        expect(self.page).to_have_url(re.compile(r"#[\d.]+/45\.[67]"))
        expect(self.page.get_by_role("listbox")).to_be_hidden()

    def test_escape_closes_the_list_and_then_empties_the_field(self):
        self.search("lyon", "Lyon")
        expect(self.field).to_have_attribute("aria-expanded", "true")
        self.field.press("Escape")
        expect(self.field).to_have_attribute("aria-expanded", "false")
        expect(self.field).to_have_value("lyon")
        self.field.press("Escape")
        expect(self.field).to_have_value("")


class SearchDesk(Search):
    """What a field does with keys and words is the same at any size."""

    size = (1024, 640)
    colors = "dark"
    test_towns_stand_before_networks_that_are_less_like_what_was_asked = None
    test_no_more_than_eight_are_remembered_and_damage_is_none = None
    test_enter_takes_the_first_even_before_it_is_there = None
    test_escape_closes_the_list_and_then_empties_the_field = None
