import re, struct

from stage import ScreenTest, expect, with_map


class Pages(ScreenTest):
    """What stands around the map: titles, links that are shared, pages that the law wants, the installed app."""

    def test_every_page_has_a_title_in_the_language_of_its_reader(self):
        page = self.page
        self.join(page, "titres@example.org")
        station = page.request.get(f"/api/stations/{self.station()}").json()
        for address, french, english in (
                ("/", "Watts Up : où recharger, quand, et à coup sûr", "Watts Up: where to charge, when, and for certain"),
                (f"/s/{station['id']}", f"{station['name']} · Watts Up", f"{station['name']} · Watts Up"),
                (f"/s/{station['id']}/reserver", "Réserver · Watts Up", "Book · Watts Up"),
                ("/infos", "Bien recharger · Watts Up", "Charging well · Watts Up"),
                ("/mentions-legales", "Mentions légales · Watts Up", "Legal notice · Watts Up"),
                ("/confidentialite", "Confidentialité · Watts Up", "Privacy · Watts Up"),
                ("/reservation", "Ma réservation · Watts Up", "My booking · Watts Up"),
                ("/historique", "Historique · Watts Up", "History · Watts Up"),
                ("/charge", "Charge en cours · Watts Up", "Charging · Watts Up"),
                ("/profil", "Camille · Watts Up", "Camille · Watts Up"),
                ("/connexion", "Se connecter · Watts Up", "Sign in · Watts Up")):
            page.goto(address)
            expect(page).to_have_title(french)
            expect(page.locator("link[rel=canonical]")).to_have_attribute("href", re.compile(re.escape(address) + "$"))
            page.goto(address + "?lang=en")
            expect(page).to_have_title(english)

    def test_a_link_to_a_station_says_what_it_leads_to_before_it_is_opened(self):
        page = self.page
        station = page.request.get(f"/api/stations/{self.station()}").json()
        html = page.request.get(f"/s/{station['id']}").text()
        for name in ("og:title", "og:description", "og:url", "og:image"):
            self.assertRegex(html, rf'<meta property="{name}" content="[^"]+">')
        picture = re.search(r'og:image" content="([^"]+)"', html)[1]
        answer = page.request.get(picture)
        self.assertEqual(self.size_of(answer.body()), (1200, 630))

    @with_map
    def test_another_place_in_the_address_of_the_open_page_moves_the_map(self):
        page = self.page
        page.goto("/#12/48.85/2.35")
        page.wait_for_selector("html[data-map=idle]")
        page.evaluate("location.hash = '#10/45.76/4.84'")
        expect(page).to_have_url(re.compile(r"#10\.00/45\.7600/4\.8400$"))

    def test_the_app_can_be_installed(self):
        page = self.page
        page.goto("/")
        manifest = page.request.get("/manifest.webmanifest").json()
        icons = {(one["sizes"], one["purpose"]): one["src"] for one in manifest["icons"]}
        for sizes, purpose in (("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")):
            answer = page.request.get("/" + icons[sizes, purpose])
            self.assertEqual(answer.headers["content-type"], "image/png")
            self.assertEqual(self.size_of(answer.body()), tuple(int(one) for one in sizes.split("x")))
        touch = page.locator("link[rel=apple-touch-icon]").get_attribute("href")
        self.assertEqual(self.size_of(page.request.get(touch).body()), (180, 180))

    def test_the_pages_that_the_law_wants_are_found_from_three_places(self):
        page = self.page
        page.goto("/connexion?nouveau=1")
        page.get_by_role("main").get_by_role("link", name="Confidentialité").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Confidentialité")
        page.get_by_role("link", name="Mentions légales").click()
        expect(page.get_by_text("La personne qui exploite ce serveur ne s’est pas nommée.")).to_be_visible()
        self.join(page, "loi@example.org")
        for address in ("/infos", "/profil"):
            page.goto(address)
            page.get_by_role("main").get_by_role("link", name="Mentions légales").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("Mentions légales")

    def test_the_addresses_of_mails_lead_into_the_app_without_their_secret(self):
        page = self.page
        for address, title in (("/reset", "Mot de passe oublié"), ("/confirmation", "Confirmation de l’adresse")):
            self.assertEqual(page.goto(address).status, 200)
            expect(page.get_by_role("heading", level=1)).to_have_text(title)
            page.get_by_label("Adresse e-mail").fill("personne@example.org")
            page.locator("form.form button").first.click()
            expect(page.locator(".notice.good")).to_be_visible()
        page.goto("/reset#reset=unknown")
        expect(page.get_by_role("heading", level=1)).to_have_text("Nouveau mot de passe")
        page.goto("/infos")
        page.goto("/confirmation#confirmation=unknown")
        expect(page.get_by_role("alert")).to_contain_text("Ce lien n’est plus valable.")

    def test_an_address_that_leads_nowhere_leads_on(self):
        page = self.page
        self.assertEqual(page.goto("/nulle/part").status, 404)
        page.get_by_role("button", name="Chercher une station").click()
        expect(page.get_by_role("combobox")).to_be_focused()

    def size_of(self, png):
        self.assertEqual(png[:8], b"\x89PNG\r\n\x1a\n")
        return struct.unpack(">II", png[16:24])
