import datetime, json, re, urllib.request

from stage import PASSWORD, ScreenTest, Stage, expect


class Explorer(ScreenTest):
    """The pages that the server draws, in a browser that runs no script."""

    filled = False
    scripts = False

    def setUp(self):
        super().setUp()
        if not Explorer.filled:
            Stage.get().server.run("admin", "create", "--email", "lise@example.org", text=PASSWORD)
            Explorer.filled = True

    def enter(self, page, wanted="/explorer/sites"):
        page.goto(wanted)
        self.assertIn("/explorer/sign-in", page.url)
        page.get_by_label("Adresse e-mail").fill("lise@example.org")
        page.get_by_label("Mot de passe").fill(PASSWORD)
        page.get_by_role("button", name="Se connecter").click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()

    def site(self, page, name):
        page.goto("/explorer/sites")
        page.get_by_label("Nom du site").fill(name)
        page.get_by_role("button", name="Créer le site").click()
        expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
        expect(page.get_by_role("status")).to_have_text("C'est créé.")

    def device(self, page, kind, name):
        page.get_by_label("Ajouter un appareil").select_option(label=kind)
        page.get_by_role("button", name="Continuer").click()
        page.get_by_label("Nom", exact=True).fill(name)
        page.get_by_role("button", name="Ajouter l'appareil").click()
        expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()

    def fits(self, page):
        """Nothing sticks out to the right: no script measures here, the protocol does."""
        size = page.context.new_cdp_session(page).send("Page.getLayoutMetrics")["cssContentSize"]
        self.assertLessEqual(size["width"], self.size[0])

    def test_a_site_is_looked_after_without_a_script(self):
        page = self.page
        self.enter(page)
        self.site(page, "Atelier")
        page.reload()
        expect(page.get_by_role("status")).to_have_count(0)
        self.fits(page)
        self.device(page, "Batterie", "Batterie du hangar")
        expect(page.get_by_role("row", name=re.compile("État de charge"))).to_contain_text("jamais reçue")
        page.get_by_role("button", name="Nouvelle clé").click()
        key = page.locator("code.secret").inner_text()
        self.assertRegex(key, r"^[\w-]{43}$")
        page.get_by_role("link", name="Je l'ai notée").click()
        self.assertNotIn(key, page.content())
        self.send(key)
        pictures = []
        page.on("response", lambda answer: "chart.svg" in answer.url and pictures.append(answer.status))
        page.goto(page.url, wait_until="load")
        self.assertEqual(pictures, [200, 200])
        expect(page.get_by_role("row", name=re.compile("Puissance"))).to_contain_text("W")
        page.get_by_text("Modifier l'appareil").click()
        page.get_by_label("Nom", exact=True).fill("Batterie du toit")
        page.get_by_role("button", name="Enregistrer").click()
        expect(page.get_by_role("heading", level=1, name="Batterie du toit")).to_be_visible()
        self.fits(page)
        self.shot("explorer-device")
        page.get_by_role("link", name="Atelier").click()
        page.get_by_label("Adresse e-mail").fill("quelqu.un@example.org")
        page.get_by_label("Rôle", exact=True).select_option(label="technicien")
        page.get_by_role("button", name="Inviter").click()
        expect(page.get_by_text("quelqu.un@example.org")).to_be_visible()
        page.get_by_role("button", name="Quitter").click()
        expect(page.get_by_role("alert")).to_contain_text("sans propriétaire")
        self.shot("explorer-site")
        page.get_by_text("Modifier le site").click()
        page.get_by_label("Latitude").fill("95")
        page.get_by_label("Longitude").fill("2")
        page.get_by_role("button", name="Enregistrer").click()
        expect(page.get_by_text("De -90 à 90.")).to_be_visible()
        page.get_by_text("Supprimer le site").click()
        page.get_by_role("button", name="Supprimer définitivement").click()
        expect(page.get_by_role("status")).to_have_text("C'est supprimé.")
        self.assertEqual(page.url, self.stage.server.url + "/explorer/sites")

    def send(self, key):
        """As the device would: ten minutes of samples."""
        now = datetime.datetime.now(datetime.timezone.utc)
        samples = [{"metric": metric, "at": (now - datetime.timedelta(seconds=10 * n)).isoformat(), "value": value + n % 7 * step}
                   for n in range(60) for metric, value, step in (("soc", 61.5, 0.5), ("power", -1200, 40))]
        request = urllib.request.Request(
            self.stage.server.url + "/api/telemetry", json.dumps({"samples": samples}).encode(),
            {"Authorization": f"Bearer {key}", "Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            self.assertEqual(json.load(answer)["accepted"], 120)

    def test_what_one_follows_is_a_page_too(self):
        page = self.page
        self.enter(page)
        self.site(page, "Quai")
        self.device(page, "Compteur", "Compteur du quai")
        page.get_by_role("link", name="Abonnements").click()
        page.get_by_label("Nom", exact=True).fill("Compteurs")
        page.get_by_role("button", name="S'abonner").click()
        expect(page.get_by_role("alert")).to_contain_text("Au moins une grandeur")
        page.get_by_label("Site", exact=True).select_option(label="Quai")
        page.get_by_label("Énergie soutirée").check()
        page.get_by_label("Alarme au-dessus de").fill("1000")
        page.get_by_role("button", name="S'abonner").click()
        expect(page.get_by_role("heading", level=1, name="Compteurs")).to_be_visible()
        expect(page.get_by_role("link", name="Compteur du quai")).to_be_visible()
        self.fits(page)
        self.shot("explorer-subscription")
        page.get_by_text("Nom et limites").click()
        page.get_by_label("Nom", exact=True).fill("Compteurs du quai")
        page.get_by_role("button", name="Enregistrer").click()
        expect(page.get_by_role("heading", level=1, name="Compteurs du quai")).to_be_visible()
        page.get_by_text("Se désabonner").click()
        page.get_by_role("button", name="Supprimer l'abonnement").click()
        expect(page.get_by_role("status")).to_have_text("C'est supprimé.")

    def test_a_session_goes_on_and_ends(self):
        page = self.page
        self.enter(page)
        cookies = page.context.cookies()
        self.assertTrue(all(cookie["sameSite"] == "Strict" and cookie["httpOnly"] for cookie in cookies))
        page.context.clear_cookies(name="watts_up_session")
        page.goto("/explorer/sites")
        expect(page.get_by_role("heading", level=1, name="Sites")).to_be_visible()
        page.get_by_role("button", name="Se déconnecter").click()
        expect(page.get_by_role("heading", level=1, name="Connexion")).to_be_visible()
        page.goto("/explorer/sites")
        self.assertIn("/explorer/sign-in", page.url)

    def test_axe_finds_nothing_on_the_pages(self):
        self.scripts = True
        page = self.page = self.open()
        page.goto("/explorer/sign-in")
        self.look_for_barriers()
        self.enter(page)
        self.site(page, "Toit")
        self.look_for_barriers()
        self.device(page, "Panneaux solaires", "Pans sud")
        self.look_for_barriers()
        page.goto("/explorer/sites")
        self.look_for_barriers()


class ExplorerAtADesk(Explorer):
    size = (1280, 900)
    colors = "dark"
