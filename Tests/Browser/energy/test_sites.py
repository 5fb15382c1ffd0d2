import datetime, re

from stage import ScreenTest, expect


class Sites(ScreenTest):
    """From an empty account to a curve and an alarm, as somebody with panels on the roof has it."""

    def test_a_roof_is_added_measures_and_is_followed(self):
        page = self.page
        self.join(page, f"toit-{self.colors}@example.org")
        page.goto("/energie")
        page.get_by_role("link", name="Mes sites").click()
        expect(page.get_by_text("Un site est un lieu avec des appareils")).to_be_visible()
        self.look_for_barriers()
        page.get_by_role("button", name="Ajouter un site").click()
        page.get_by_label("Nom").fill("Maison du lac")
        page.get_by_role("dialog").get_by_role("button", name="Ajouter un site").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Maison du lac")
        page.get_by_role("button", name="Ajouter un appareil").click()
        expect(page.get_by_role("dialog").get_by_label("Puissance W · toujours mesuré")).to_be_checked()
        page.get_by_role("dialog").get_by_role("button", name="Ajouter un appareil").click()
        page.get_by_role("link", name="Panneaux solaires").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Panneaux solaires")
        expect(page.get_by_text("pas encore de mesure")).to_be_visible()
        self.look_for_barriers()
        key = self.make_key()
        self.send(key, [(minutes, 1500 + 10 * minutes) for minutes in range(120, 0, -1)])
        page.reload()
        expect(page.locator(".latest b").first).to_have_text(re.compile("1,5.kW"))
        expect(page.get_by_role("img", name=re.compile(r"Courbe\s: Puissance"))).to_be_visible()
        self.assertGreater(len(page.locator("path.mean").first.get_attribute("d")), 100)
        for name in ("Semaine", "Mois", "Année"):
            page.get_by_role("button", name=name).click()
            expect(page.get_by_role("img", name=re.compile(r"Courbe\s: Puissance"))).to_be_visible()
        self.look_for_barriers()
        self.follow(key)
        page.goto("/sites")
        expect(page.get_by_text("1 appareil")).to_be_visible()
        expect(page.get_by_role("link", name="Panneaux solaires, Puissance")).to_be_visible()
        self.look_for_barriers()

    def make_key(self):
        page = self.page
        page.get_by_role("button", name="Créer une clé").click()
        key = page.locator("code.secret").inner_text()
        page.get_by_role("dialog").get_by_role("button", name="Fermer").click()
        return key

    def send(self, key, samples):
        now = datetime.datetime.now(datetime.timezone.utc)
        told = [{"metric": "power", "at": (now - datetime.timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ"), "value": value}
                for minutes, value in samples]
        answer = self.page.request.post("/api/telemetry", data={"samples": told}, headers={"Authorization": f"Bearer {key}"})
        self.assertEqual((answer.status, answer.json()["accepted"]), (200, len(told)))

    def follow(self, key):
        page = self.page
        page.get_by_role("button", name="Suivre").click()
        page.get_by_label("au-dessus de (W)").fill("5000")
        page.get_by_role("dialog").get_by_role("button", name="Suivre").click()
        expect(page.get_by_text("en direct")).to_be_visible()
        expect(page.get_by_text("Calme")).to_be_visible()
        self.send(key, [(0, 6100)])
        expect(page.locator(".latest b").first).to_have_text(re.compile("6,1.kW"))
        # By itself, a moment later.
        expect(page.get_by_text("Alarme en cours")).to_be_visible()

    def test_people_of_a_site_have_roles(self):
        page = self.page
        self.join(page, f"chef-{self.colors}@example.org")
        made = page.request.post("/api/sites", data={"name": "Atelier"}, headers={"Origin": self.stage.server.url}).json()
        page.goto(f"/sites/{made['id']}")
        expect(page.get_by_text("Camille (vous)")).to_be_visible()
        page.get_by_role("button", name="Inviter").click()
        page.get_by_label("Adresse e-mail").fill("technique@example.org")
        page.get_by_label("Rôle", exact=True).select_option("technician")
        page.get_by_role("dialog").get_by_role("button", name="Inviter").click()
        expect(page.locator(".said")).to_contain_text("Invitation envoyée")
        page.get_by_role("button", name="Quitter ce site").click()
        page.get_by_role("dialog").get_by_role("button", name="Supprimer").click()
        # Somebody must own it.
        expect(page.get_by_role("alert")).to_be_visible()


class SitesAtADesk(Sites):
    size = (1440, 900)
    colors = "dark"
