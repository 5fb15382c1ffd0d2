import re

from stage import PASSWORD, ScreenTest, expect, with_map


class Mail(ScreenTest):
    """Links are opened as they arrive, over a map that draws and writes its place into the address."""

    @with_map
    def test_a_forgotten_password_is_replaced_through_the_link_of_its_mail(self):
        page = self.page
        self.join(page, self.mine("oubli"))
        page.context.clear_cookies()
        page.goto("/connexion")
        page.get_by_role("button", name="Mot de passe oublié ?").click()
        page.get_by_label("Adresse e-mail").fill(self.mine("oubli"))
        page.get_by_role("button", name="Envoyer").click()
        expect(page.get_by_text("un message vient de partir")).to_be_visible()
        self.follow(self.stage.server.link("reset", self.mine("oubli")))
        expect(page.get_by_role("heading", level=1)).to_have_text("Nouveau mot de passe")
        page.get_by_label("Nouveau mot de passe", exact=True).and_(page.locator("input")).fill("Courant-nouveau-2027")
        page.get_by_role("button", name="Enregistrer").click()
        expect(page.get_by_role("main").get_by_text("Mot de passe changé.")).to_be_visible()
        page.get_by_label("Adresse e-mail").fill(self.mine("oubli"))
        page.get_by_label("Mot de passe", exact=True).fill("Courant-nouveau-2027")
        page.locator("form.form .primary").click()
        expect(page.get_by_role("navigation").get_by_text("Profil")).to_be_visible()

    def test_a_reset_link_that_was_used_is_told_and_another_is_sent(self):
        page = self.page
        self.join(page, self.mine("encore"))
        page.context.clear_cookies()
        self.ask("/api/account/reset", self.mine("encore"))
        link = self.stage.server.link("reset", self.mine("encore"))
        self.ask("/api/account/reset/confirm", None, token=link.split("=")[1], password=PASSWORD + "!")
        self.follow(link)
        page.get_by_label("Nouveau mot de passe", exact=True).and_(page.locator("input")).fill("Courant-nouveau-2027")
        page.get_by_role("button", name="Enregistrer").click()
        expect(page.get_by_role("alert")).to_contain_text("Ce lien n'est plus valable")
        page.get_by_role("button", name="Demander un autre lien").click()
        page.get_by_label("Adresse e-mail").fill(self.mine("encore"))
        page.get_by_role("button", name="Envoyer").click()
        self.stage.server.link("reset", self.mine("encore"))
        page.get_by_role("button", name="Renvoyer le message").click()
        self.follow(self.stage.server.link("reset", self.mine("encore")))
        expect(page.get_by_label("Nouveau mot de passe", exact=True).and_(page.locator("input"))).to_be_visible()

    def test_an_address_is_confirmed_where_nobody_is_signed_in(self):
        self.join(self.page, self.mine("nouvelle"))
        link = self.stage.server.link("confirmation", self.mine("nouvelle"))
        elsewhere = self.page = self.open()
        self.follow(link)
        expect(elsewhere.get_by_text("Adresse confirmée.").first).to_be_visible()
        elsewhere.get_by_role("main").get_by_role("link", name="Se connecter").click()
        expect(elsewhere.get_by_label("Adresse e-mail")).to_be_visible()
        self.follow(link)
        expect(elsewhere.get_by_role("alert")).to_contain_text("Ce lien n’est plus valable.")

    @with_map
    def test_the_mail_that_confirms_can_be_sent_again_and_opened_in_the_page_that_is_open(self):
        page = self.page
        self.join(page, self.mine("renvoi"))
        self.stage.server.link("confirmation", self.mine("renvoi"))
        page.goto("/profil")
        page.get_by_role("button", name="Renvoyer le message").click()
        expect(page.get_by_text(f"Un message vient de partir à {self.mine('renvoi')}.")).to_be_visible()
        page.wait_for_selector("html[data-map=idle]")
        # The same path: the browser changes what stands behind the # and nothing else.
        page.evaluate("link => { location.href = link }", self.stage.server.link("confirmation", self.mine("renvoi")))
        expect(page.get_by_text("Adresse confirmée.").first).to_be_visible()
        page.get_by_role("main").get_by_role("link", name="Profil").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Camille")
        expect(page.get_by_text("Adresse à confirmer")).to_have_count(0)

    def test_whoever_cannot_sign_in_asks_for_the_confirmation_too(self):
        page = self.page
        self.join(page, self.mine("dehors"))
        self.stage.server.link("confirmation", self.mine("dehors"))
        page.context.clear_cookies()
        page.goto("/connexion")
        page.get_by_role("button", name="Message de confirmation non reçu ?").click()
        page.get_by_label("Adresse e-mail").fill(self.mine("dehors"))
        page.get_by_role("button", name="Envoyer").click()
        expect(page.get_by_text("Si un compte attend")).to_be_visible()
        self.follow(self.stage.server.link("confirmation", self.mine("dehors")))
        expect(page.get_by_text("Adresse confirmée.").first).to_be_visible()

    def mine(self, name):
        """Another at each size, as mails to one address are not many."""
        return f"{name}-{self.size[0]}@example.org"

    def follow(self, link):
        """Where there is a map, it has drawn and said where it is before anything is pressed. No secret is left in the address."""
        self.page.goto("/infos")
        self.page.goto(link)
        if self.sees_map:
            self.page.wait_for_selector("html[data-map=idle]")
            expect(self.page).to_have_url(re.compile(r"#[\d.]+/"))
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        self.assertNotIn(link.split("=")[1], self.page.url)

    def ask(self, path, email, **more):
        body = {"email": email} if email else more
        answer = self.page.request.post(path, data=body, headers={"Origin": self.stage.server.url})
        self.assertLess(answer.status, 300, answer.text())


class MailAtADesk(Mail):
    size = (1440, 900)
    colors = "dark"
    test_a_reset_link_that_was_used_is_told_and_another_is_sent = None
    test_whoever_cannot_sign_in_asks_for_the_confirmation_too = None
