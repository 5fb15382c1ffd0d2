import json, re, unittest

from stage import ROOT, ScreenTest, expect


class Words(unittest.TestCase):
    def test_every_code_of_an_import_has_a_sentence_in_both_languages(self):
        folder = ROOT / "Import"
        files = [*folder.glob("*/*Refusal*.swift"), *folder.glob("*/*Corrections.swift"), folder / "Reading/Record.swift"]
        codes = set(re.findall(r'case \w+ = "([\w-]+)"', "".join(file.read_text() for file in files)))
        said = re.findall(r"^  '?([\w-]+)'?: \[\s*'([^']+)',\s*'([^']+)',?\s*\],$", (ROOT / "Public/app/text/codes.js").read_text(), re.M)
        self.assertGreater(len(codes), 50)
        self.assertEqual(codes - {code for code, _, _ in said}, set())

    def test_every_act_in_the_log_has_a_sentence_in_both_languages(self):
        files = [*(ROOT / "Sources").rglob("*.swift"), *(ROOT / "Import").rglob("*.swift")]
        kinds = "account|session|station|point|import"
        acts = {act for file in files for act in re.findall(rf'"((?:{kinds})\.[a-z][A-Za-z]+)"', file.read_text())}
        self.assertGreater(len(acts), 20)
        for name in ("fr/audit", "en/audit"):
            words = (ROOT / f"Public/app/text/desk/{name}.js").read_text()
            self.assertEqual({act for act in acts if f"'{act}': " not in words}, set(), name)

    def test_times_and_durations_are_worded_in_one_place(self):
        makers = {str(file.relative_to(ROOT)) for file in (ROOT / "Public/app").rglob("*.js")
                  if re.search(r"Intl\.(DateTime|RelativeTime|Duration)|toLocale(Date|Time)?String", file.read_text())}
        self.assertEqual(makers, {"Public/app/format.js"})


class Nowhere(ScreenTest):
    def test_an_address_that_nobody_knows_has_a_page_a_title_and_a_way_to_the_map(self):
        page = self.page
        for address in ("/nulle-part", "/nulle/part", "/profil/ailleurs", "/s/a/b", "/admin-x"):
            answer = page.goto(address)
            self.assertIn(answer.status, (200, 404))
            expect(page.get_by_role("heading", level=1)).to_have_text("Page introuvable")
            expect(page).to_have_title("Page introuvable · Watts Up")
        self.look_for_barriers()
        page.get_by_role("link", name="Voir la carte").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("station")
        expect(page).to_have_title(re.compile(r"Watts Up\s:"))

    def test_a_page_of_the_desk_that_does_not_exist_says_so(self):
        self.sign_in()
        self.page.goto("/admin/nulle-part")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Page introuvable")


class Truth(ScreenTest):
    """What points of one station may differ in, as the server tells it."""

    def change(self, alter):
        def answer(route):
            station = route.fetch().json()
            alter(station)
            route.fulfill(json=station)
        found = self.station()
        self.page.route(f"**/api/stations/{found}", answer)
        self.page.goto(f"/s/{found}")
        expect(self.page.get_by_role("heading", name="Points de charge")).to_be_visible()

    def test_what_differs_from_point_to_point_is_told_at_the_points(self):
        def alter(station):
            names = ("access", "tariff", "payment", "twoWheelersOnly", "hours")
            for name in names:
                station[name] = None
            station["varies"] = list(names)
            for number, point in enumerate(station["chargePoints"]):
                point |= {"access": "restricted" if number else "open", "tariff": f"0,{31 + number} €/kWh", "twoWheelersOnly": not number,
                          "payment": {"perUse": True, "card": not number, "other": None, "free": False}, "hours": {"text": "Mo-Fr 08:00-19:00", "open24h": False, "openNow": True}}
            station["chargePoints"][0]["location"] = {"lat": 48.861, "lon": 2.351}
        self.change(alter)
        page = self.page
        expect(page.get_by_text("Horaires selon le point")).to_be_visible()
        expect(page.locator(".facts dd", has_text="Selon le point")).to_have_count(4)
        point = page.locator(".points li").first
        for words in ("Accès libre", "deux-roues seulement", "Mo-Fr 08:00-19:00", "0,31", "Carte bancaire, À l’acte"):
            expect(point).to_contain_text(words)
        self.look_for_barriers()
        point.get_by_role("button", name="Itinéraire vers ce point").click()
        expect(page.get_by_role("dialog").get_by_role("link").first).to_have_attribute("href", re.compile("geo:48.861,2.351"))
        self.look_for_barriers()

    def test_what_is_doubtful_is_told_in_words(self):
        def alter(station):
            for point in station["chargePoints"]:
                point["evidence"] = []
            station["hours"] |= {"open24h": False, "openNow": None}
            station["chargePoints"][0]["evidence"] = [
                {"code": code, "field": field, "from": "a", "to": None, "source": "irve", "at": None}
                for code, field in (("position-doubtful", "coordonneesXY"), ("hours-doubtful", "horaires"), ("station-split", "id_station_itinerance"))]
        self.change(alter)
        page = self.page
        expect(page.get_by_text("Horaires à vérifier")).to_be_visible()
        expect(page.locator(".points li").first).to_contain_text("Position douteuse")
        page.get_by_text("3 données corrigées").click()
        expect(page.locator(".evidence")).to_contain_text("ils ont été séparés")
        expect(page.locator(".evidence")).to_contain_text("Horaires")
        self.assertIsNone(re.search("-doubtful|-split|_station", page.locator(".evidence").inner_text()))
        self.look_for_barriers()

    def test_a_field_without_a_value_may_be_null_or_absent(self):
        for alter in (lambda station: None, self.without_nulls, self.with_nulls):
            self.change(alter)
            expect(self.page.get_by_role("heading", name="Détails")).to_be_visible()
            self.page.unroute_all()

    def without_nulls(self, value):
        for name in [name for name, one in value.items() if one is None]:
            del value[name]
        for one in value["chargePoints"]:
            for name in [name for name, it in one.items() if it is None]:
                del one[name]

    def with_nulls(self, station):
        for name in ("brand", "operator", "phone", "tariff", "hours", "payment", "access", "twoWheelersOnly", "updatedOn"):
            station[name] = None
