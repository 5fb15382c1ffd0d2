from stage import ScreenTest, expect


class Driver(ScreenTest):
    def test_a_driver_signs_up_adds_a_vehicle_and_leaves(self):
        page = self.page
        page.goto("/profil")
        self.sign_up("camille@example.org")
        expect(page.get_by_role("heading", level=1)).to_have_text("Camille")
        page.get_by_role("button", name="Ajouter un véhicule").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Modèle").first.fill("zoe")
        self.tap(dialog.get_by_role("radio").first)
        dialog.get_by_role("button", name="Ajouter un véhicule").click()
        expect(dialog).to_have_count(0)
        expect(page.locator(".sheet-body > .cards li")).to_have_count(1)
        self.tap(page.get_by_role("radio", name="English"))
        expect(page.get_by_role("heading", name="My vehicles")).to_be_visible()
        page.get_by_role("button", name="Delete my account").click()
        page.get_by_role("dialog").get_by_label("Password").fill("Courant-fort-2026")
        page.get_by_role("button", name="Delete for ever").click()
        expect(page.get_by_role("navigation").get_by_text("Sign in")).to_be_visible()

    def test_a_model_of_today_is_found_in_spite_of_typos_and_its_data_may_be_adjusted(self):
        page = self.page
        page.goto("/profil")
        self.sign_up("claude@example.org")
        page.get_by_role("button", name="Ajouter un véhicule").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Modèle").first.fill("renault meganne")
        expect(dialog.get_by_role("radio").first).to_be_visible()
        dialog.locator("label.option", has_text="Mégane E-Tech EV60, 22 kW AC").click()
        dialog.get_by_text("Vérifier ou ajuster ses données").click()
        expect(dialog.get_by_text("D’après les données techniques de Renault")).to_be_visible()
        expect(dialog.get_by_label("Batterie utile (kWh)")).to_have_value("60")
        expect(dialog.get_by_label("Puissance AC (kW)")).to_have_value("22")
        dialog.get_by_label("Batterie utile (kWh)").fill("55.5")
        dialog.get_by_role("button", name="Ajouter un véhicule").click()
        expect(dialog).to_have_count(0)
        expect(page.locator(".sheet-body > .cards li")).to_contain_text("55,5 kWh · 22 kW en AC · 130 kW en DC")

    def test_a_wrong_password_is_said_in_words(self):
        page = self.page
        page.goto("/connexion")
        page.get_by_label("Adresse e-mail").fill("nobody@example.org")
        page.get_by_label("Mot de passe", exact=True).fill("not-the-right-one")
        page.locator("form.form .primary").click()
        expect(page.get_by_role("alert")).to_contain_text("inconnu")

    def test_a_driver_books_charges_stops_and_finds_it_in_the_history(self):
        page = self.page
        # Not the first one: somebody else's test may be there right now.
        self.open_the_picker(station=2)
        self.tap(page.get_by_role("radio", name="Maintenant"))
        page.get_by_role("link", name="Se connecter pour réserver").click()
        self.sign_up("sacha@example.org")
        page.get_by_role("button", name="Confirmer").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Ma réservation")
        expect(page.locator(".next .tag")).to_have_text("Démonstration")
        page.get_by_role("button", name="Démarrer la charge").click()
        dialog = page.get_by_role("dialog")
        self.tap(dialog.get_by_role("radio").first)
        dialog.get_by_role("button", name="Ajouter un véhicule").click()
        dialog.get_by_role("button", name="Démarrer").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Charge en cours")
        expect(page.get_by_text("énergie", exact=True).first.first).to_be_visible()
        page.get_by_role("button", name="Prolonger de 30 min").click()
        expect(page.get_by_text("Prolongée jusqu’à")).to_be_visible()
        # One half-hour at a time: another one is not offered before this one has begun.
        expect(page.get_by_role("button", name="Prolonger de 30 min")).to_have_count(0)
        page.get_by_role("navigation").get_by_text("Réservation").click()
        expect(page.locator(".cards li")).to_contain_text("Prolongation")
        expect(page.get_by_role("button", name="Annuler")).to_have_count(0)
        page.get_by_role("link", name="Voir la charge").click()
        page.get_by_role("button", name="Arrêter").click()
        page.get_by_role("dialog").get_by_role("button", name="Arrêter").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Charge terminée")
        expect(page.locator("h1 + p .tag")).to_have_text("Démonstration")
        page.get_by_role("link", name="Historique").click()
        # The half-hour that was added was never begun.
        expect(page.locator(".cards li")).to_have_count(1)
        expect(page.locator(".cards li", has_text="kWh")).to_have_count(1)
        expect(page.locator(".cards .tag")).to_have_text("Démonstration")

    def test_the_slower_of_two_drivers_is_offered_something_else(self):
        first, second = self.page, self.open()
        address = None
        for page, email in ((first, "lou@example.org"), (second, "noa@example.org")):
            self.page = page
            page.goto("/profil")
            self.sign_up(email)
            expect(page.get_by_role("heading", level=1)).to_have_text("Camille")
            if address:
                page.goto(address)
            else:
                self.open_the_picker()
                # Tomorrow: of today there may be nothing left, and what is the second half-hour for one may be the first for the other.
                self.tap(page.locator(".days input").nth(1))
                address = page.url
            self.tap(page.locator(".slots .slot input:enabled").nth(1))
        first.get_by_role("button", name="Confirmer").click()
        expect(first.get_by_role("heading", level=1)).to_have_text("Ma réservation")
        second.get_by_role("button", name="Confirmer").click()
        expect(second.get_by_role("alert")).to_be_visible()
        second.locator(".alternatives button").first.click()
        second.get_by_role("button", name="Confirmer").click()
        expect(second.get_by_role("heading", level=1)).to_have_text("Ma réservation")
        second.get_by_role("button", name="Annuler").click()
        second.get_by_role("dialog").get_by_role("button", name="Annuler la réservation").click()
        expect(second.get_by_text("Aucune réservation à venir.")).to_be_visible()

    def open_the_picker(self, station=0):
        page = self.page
        page.goto("/?access=open&open24h=1#10/48.86/2.35")
        page.get_by_role("button", name="Agrandir le panneau").click()
        page.locator(".stations a").nth(station).click()
        page.get_by_role("link", name="Réserver un créneau").click()
