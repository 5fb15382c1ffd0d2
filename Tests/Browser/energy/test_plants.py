import datetime, re

from stage import PARIS, ScreenTest, expect


class Plants(ScreenTest):
    def setUp(self):
        super().setUp()
        self.join(self.page, f"{self.id().split('.')[-1]}{len(self.colors)}{self.size[0]}@example.org")

    def send(self, path, body=None):
        answer = self.page.request.post(path, data=body, headers={"Origin": self.stage.server.url})
        self.assertEqual(answer.status, 201, answer.text())
        return answer.json()

    def ago(self, hours):
        at = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=hours)
        return at.strftime("%Y-%m-%dT%H:%M:%SZ")

    def plant(self):
        made = self.send("/api/plants", {"name": "Toit de l’atelier", "kind": "solar", "peakWatts": 9000,
                                         "storage": {"capacityWh": 20000, "efficiencyIn": 0.95, "efficiencyOut": 0.9}})
        path = f"/api/plants/{made['id']}"
        self.send(path + "/movements", {"kind": "charge", "wh": 10000, "from": self.ago(60), "to": self.ago(54)})
        self.send(path + "/movements", {"kind": "consume", "wh": 4500, "at": self.ago(40)})
        self.send(path + "/counts", {"levelWh": 5000, "at": self.ago(30)})
        self.send(path + "/movements", {"kind": "charge", "wh": 12000, "from": self.ago(20), "to": self.ago(16)})
        self.send(path + "/movements", {"kind": "consume", "wh": 2700, "from": self.ago(8), "to": self.ago(2)})
        self.send(path + "/production", {"from": self.ago(60), "to": self.ago(54), "wh": 12345})
        return made["id"]

    def test_a_plant_shows_what_it_holds_and_takes_declarations(self):
        page = self.page
        page.goto(f"/centrales/{self.plant()}")
        expect(page.get_by_role("heading", level=1)).to_have_text("Toit de l’atelier")
        expect(page.locator(".held")).to_contain_text("13,4 kWh")
        expect(page.get_by_role("img", name=re.compile("Niveau de la réserve"))).to_be_visible()
        expect(page.get_by_role("listitem").filter(has_text="Relevé à 5 kWh")).to_contain_text("écart")
        self.look_for_barriers()
        self.shot("plant-page")
        # More than fits is refused in words, and the most that fits is a tap away.
        page.get_by_role("button", name="Déclarer une charge").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Énergie (kWh)").fill("50")
        dialog.get_by_role("button", name="Déclarer une charge").click()
        alert = dialog.get_by_role("alert")
        expect(alert).to_contain_text("À corriger")
        expect(alert).to_contain_text("Le plus que vous puissiez déclarer ici")
        self.assertIn("yours", alert.get_attribute("class"))
        self.look_for_barriers()
        self.shot("plant-refused")
        alert.get_by_role("button", name=re.compile("Déclarer 6,947 kWh")).click()
        expect(dialog).to_have_count(0)
        expect(page.locator(".held")).to_contain_text("20 kWh")
        # A count, and its reversal.
        page.get_by_role("button", name="Relever le niveau").click()
        dialog.get_by_label("Niveau (kWh)").fill("18")
        dialog.get_by_role("button", name="Relever le niveau").click()
        expect(page.locator(".held")).to_contain_text("18 kWh")
        first = page.locator(".movements li").filter(has_text="Relevé à 18 kWh")
        first.get_by_role("button", name=re.compile("Annuler")).click()
        dialog.get_by_role("button", name="Annuler").click()
        expect(page.get_by_text("Annulation d’un relevé")).to_be_visible()
        expect(page.locator(".held")).to_contain_text("20 kWh")
        # What takes a time, by the clock of the place.
        page.get_by_role("button", name="Déclarer une consommation").click()
        dialog.get_by_label("Énergie (kWh)").fill("1.5")
        dialog.get_by_role("button", name="Sur une durée").click()
        # Three hours that have passed, whatever the clock on the wall did meanwhile.
        start = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=3)
        dialog.get_by_label("De", exact=True).fill(start.astimezone(PARIS).strftime("%Y-%m-%dT%H:%M"))
        dialog.get_by_role("button", name="Déclarer une consommation").click()
        expect(page.get_by_text("Consommé 1,5 kWh")).to_be_visible()

    def test_from_the_hub_to_a_plant_and_another(self):
        page = self.page
        self.plant()
        page.goto("/energie")
        # Two taps.
        page.locator(".energy-shortcuts a").first.click()
        page.get_by_role("link", name=re.compile("Toit de l’atelier")).last.click()
        expect(page.locator(".held")).to_be_visible()
        page.get_by_role("link", name="Retour", exact=True).click()
        page.get_by_role("button", name="Ajouter une centrale").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Genre").select_option("wind")
        dialog.get_by_label("Nom", exact=True).fill("Éolienne du port")
        dialog.get_by_label("Capacité de stockage").fill("12.5")
        self.look_for_barriers()
        dialog.get_by_role("button", name="Ajouter une centrale").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Éolienne du port")
        expect(page.locator(".held")).to_contain_text("sur 12,5 kWh")

    def test_capacity_changes_are_told_when_they_cannot_be(self):
        page = self.page
        page.goto(f"/centrales/{self.plant()}")
        page.get_by_role("button", name="Changer la capacité").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Capacité (kWh)").fill("5")
        dialog.get_by_role("button", name="Enregistrer").click()
        expect(dialog.get_by_role("alert")).to_contain_text("À corriger")
        self.look_for_barriers()
        dialog.get_by_label("Capacité (kWh)").fill("30")
        dialog.get_by_role("button", name="Enregistrer").click()
        expect(page.locator(".held")).to_contain_text("sur 30 kWh")
        page.get_by_role("button", name="Déclarer une production").click()
        dialog.get_by_label("Énergie (kWh)").fill("2")
        dialog.get_by_label("De", exact=True).fill("2025-01-01T10:00")
        dialog.get_by_label("À", exact=True).fill("2025-01-01T11:00")
        dialog.get_by_role("button", name="Déclarer une production").click()
        expect(page.get_by_role("listitem").filter(has_text="2 kWh").last).to_be_visible()
        self.shot("plant-settings")

    def test_an_error_of_ours_is_told_apart(self):
        page = self.page
        id = self.plant()
        page.goto(f"/centrales/{id}")
        page.route(f"**/api/plants/{id}/movements", lambda route: route.fulfill(
            status=500, content_type="application/problem+json",
            body='{"type":"/problems/internal","title":"Erreur de notre côté","status":500,"detail":"Recommencez un peu plus tard.","requestId":"r-1"}'))
        page.get_by_role("button", name="Déclarer une charge").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Énergie (kWh)").fill("1")
        dialog.get_by_role("button", name="Déclarer une charge").click()
        alert = dialog.get_by_role("alert")
        expect(alert).to_contain_text("Erreur de notre côté")
        expect(alert).to_contain_text("r-1")
        self.assertIn("ours", alert.get_attribute("class"))
        self.look_for_barriers()
        self.shot("plant-ours")


class PlantsAtADeskByNight(Plants):
    size = (1280, 860)
    colors = "dark"
