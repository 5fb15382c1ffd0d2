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
        dialog.get_by_role("radio").first.check(force=True)
        dialog.get_by_role("button", name="Ajouter un véhicule").click()
        expect(dialog).to_have_count(0)
        expect(page.locator(".cards li")).to_have_count(1)
        page.get_by_text("English").click()
        expect(page.get_by_role("heading", name="My vehicles")).to_be_visible()
        page.get_by_role("button", name="Delete my account").click()
        page.get_by_role("dialog").get_by_label("Password").fill("Courant-fort-2026")
        page.get_by_role("button", name="Delete for ever").click()
        expect(page.get_by_role("navigation").get_by_text("Sign in")).to_be_visible()

    def test_a_wrong_password_is_said_in_words(self):
        page = self.page
        page.goto("/connexion")
        page.get_by_label("Adresse e-mail").fill("nobody@example.org")
        page.get_by_label("Mot de passe", exact=True).fill("not-the-right-one")
        page.locator("form.form .primary").click()
        expect(page.get_by_role("alert")).to_contain_text("inconnu")
