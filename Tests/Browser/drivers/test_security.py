import base64, hashlib, hmac, re, struct, subprocess, time

from stage import PASSWORD, ScreenTest, expect


def code_of(secret, offset=0):
    """What an authenticator shows (RFC 6238)."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30 + offset), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start:start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


class Security(ScreenTest):
    size = (1280, 900)

    def test_a_driver_ends_a_session_and_signs_in_with_a_code(self):
        page, email = self.page, "securite@example.org"
        other = self.open()
        self.join(other, email)
        self.join(page, email)
        page.goto("/profil")
        devices = page.get_by_role("list").filter(has_text="Cet appareil")
        expect(devices.get_by_role("listitem")).to_have_count(2)
        expect(devices).to_contain_text("127.0.0.0/24")
        devices.get_by_role("button", name=re.compile("Déconnecter")).click()
        expect(devices.get_by_role("listitem")).to_have_count(1)
        self.assertEqual(other.request.get("/api/account").status, 401)
        self.look_for_barriers()
        secret = self.switch_on()
        self.sign_in_with_a_code(email, secret)

    def switch_on(self):
        page = self.page
        page.get_by_role("button", name=re.compile("Code à la connexion")).click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="Activer").click()
        secret = dialog.locator("code").inner_text().replace(" ", "")
        self.assertTrue(dialog.get_by_role("link").get_attribute("href").startswith("otpauth://totp/"))
        self.look_for_barriers()
        dialog.get_by_label("Code affiché").fill(code_of(secret))
        dialog.get_by_role("button", name="Confirmer").click()
        expect(dialog.get_by_role("listitem")).to_have_count(10)
        self.recovery = dialog.get_by_role("listitem").first.inner_text()
        dialog.get_by_role("button", name="Je les ai notés").click()
        expect(page.get_by_role("button", name=re.compile("retirer"))).to_be_visible()
        return secret

    def sign_in_with_a_code(self, email, secret):
        page = self.page
        page.get_by_role("button", name="Se déconnecter").click()
        page.goto("/connexion")
        page.get_by_label("Adresse e-mail").fill(email)
        page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
        submit = page.locator("form.form .primary")
        submit.click()
        page.get_by_label("Code", exact=True).fill(code_of(secret, 1))
        submit.click()
        expect(page.get_by_role("navigation").get_by_text("Profil")).to_be_visible()

    def test_a_desk_that_was_left_open_asks_for_the_password_and_goes_on(self):
        page = self.page
        helper = self.open()
        self.join(helper, "apprenti@example.org")
        self.sign_in_with_the_form()
        subprocess.run(
            ["psql", "-q", self.stage.server.database, "-c", "update sessions set verified_at = null"], check=True, stdout=subprocess.DEVNULL)
        page.goto("/admin/comptes?q=apprenti")
        page.get_by_role("button", name=re.compile("Modifier")).first.click()
        edited = page.get_by_role("dialog")
        edited.get_by_label("Rôle").select_option("technician")
        edited.get_by_role("button", name="Enregistrer").click()
        again = page.get_by_role("dialog", name="Votre mot de passe")
        again.get_by_label("Mot de passe", exact=True).fill("pas le bon du tout")
        again.get_by_role("button", name="Continuer").click()
        expect(again.get_by_text("Ce n'est pas votre mot de passe.")).to_be_visible()
        self.look_for_barriers()
        again.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
        again.get_by_role("button", name="Continuer").click()
        expect(again).to_have_count(0)
        expect(page.get_by_role("cell", name="Technicien")).to_be_visible()
