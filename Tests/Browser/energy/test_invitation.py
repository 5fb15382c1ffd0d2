import re

from stage import PASSWORD, ScreenTest, expect, with_map


class Invitation(ScreenTest):
    """The one link of a mail, for whoever opens it as they are."""

    def invite(self, email):
        """Somebody else's site, and the link of its mail."""
        owner = self.open()
        self.join(owner, self.mine("hote"))
        site = owner.request.post("/api/sites", data={"name": "Le moulin"}, headers=self.origin).json()
        sent = owner.request.post(f"/api/sites/{site['id']}/invitations", data={"email": email, "role": "technician"}, headers=self.origin)
        self.assertEqual(sent.status, 202)
        return self.stage.server.link_like(r"/explorer/invitations/[\w-]+", email)

    def mine(self, name):
        return f"{name}-{self.size[0]}-{self._testMethodName[-9:].replace('_', '')}@example.org"

    def follow(self, link):
        """The secret goes into no address that anybody else is told, and stays in none."""
        token, told = link.split("/")[-1], []
        self.page.on("request", lambda request: told.append((request.url, request.headers.get("referer", ""))))
        self.page.goto(link)
        expect(self.page.get_by_text("Quelqu’un vous invite")).to_be_visible()
        expect(self.page).to_have_url(re.compile(r"/invitation(#[\d.]+/[\d./-]+)?$"))
        app = [index for index, (url, _) in enumerate(told) if url.split("#")[0].endswith("/invitation")][0]
        self.assertFalse([one for one in told[app + 1:] if token in one[0] + one[1]])

    @with_map
    def test_whoever_is_new_signs_up_and_joins(self):
        page, email = self.page, self.mine("nouvelle")
        self.follow(self.invite(email))
        page.wait_for_selector("html[data-map=idle]")
        self.look_for_barriers()
        self.shot("invitation")
        # A phone that looks for something else meanwhile loads the page anew.
        page.reload()
        page.get_by_role("link", name="Créer un compte").click()
        page.get_by_label("Nom affiché").fill("Camille")
        page.get_by_label("Adresse e-mail").fill(email)
        page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Créer mon compte").click()
        page.get_by_role("button", name="Rejoindre le site").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Le moulin")
        expect(page.locator(".said")).to_contain_text("Vous avez rejoint")
        expect(page.locator(".sheet header")).to_contain_text("Technicien")

    def test_whoever_is_somebody_else_here_is_told_and_changes_the_account(self):
        page, email = self.page, self.mine("invitee")
        link = self.invite(email)
        self.join(self.open(), email)
        self.join(page, self.mine("autre"))
        self.follow(link)
        expect(page.get_by_role("main")).to_contain_text(self.mine("autre"))
        page.get_by_role("button", name="Rejoindre le site").click()
        expect(page.get_by_role("alert")).to_contain_text("une autre adresse")
        self.look_for_barriers()
        page.get_by_role("button", name="Changer de compte").click()
        page.get_by_role("link", name="Se connecter").first.click()
        page.get_by_label("Adresse e-mail").fill(email)
        page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
        page.locator("form.form .primary").click()
        page.get_by_role("button", name="Rejoindre le site").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Le moulin")
        # It was good once.
        page.goto(link)
        page.get_by_role("button", name="Rejoindre le site").click()
        expect(page.get_by_role("alert")).to_contain_text("a déjà servi")


class InvitationAtADesk(Invitation):
    size = (1280, 800)
    colors = "dark"
    test_whoever_is_somebody_else_here_is_told_and_changes_the_account = None


class InvitationWithoutScripts(Invitation):
    scripts = False
    test_whoever_is_new_signs_up_and_joins = None
    test_whoever_is_somebody_else_here_is_told_and_changes_the_account = None

    def test_the_same_link_works_without_a_script(self):
        page, email = self.page, self.mine("sobre")
        link = self.invite(email)
        self.page.request.post("/api/accounts", data={"email": email, "password": PASSWORD, "displayName": "Lise"}, headers=self.origin)
        page.goto(link)
        page.get_by_role("link", name="Se connecter pour accepter").click()
        page.get_by_label("Adresse e-mail").fill(email)
        page.get_by_label("Mot de passe").fill(PASSWORD)
        page.get_by_role("button", name="Se connecter").click()
        page.get_by_role("button", name="Accepter l'invitation").click()
        expect(page.get_by_role("heading", level=1, name="Le moulin")).to_be_visible()
