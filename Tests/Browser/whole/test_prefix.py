from beside import Proxy, serve_beside
from stage import PASSWORD, ScreenTest, expect


class Prefix(ScreenTest):
    draws_map = True

    def test_behind_a_proxy_with_a_path_everything_stays_below_that_path(self):
        proxy = Proxy("/bornes")
        self.addCleanup(proxy.close)
        here = f"http://127.0.0.1:{proxy.port}"
        proxy.backend = serve_beside(self, f"{here}/bornes")
        page = self.open(base=here)
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto("/bornes/")
        page.wait_for_selector("html[data-map=idle]")
        page.get_by_role("button", name="Agrandir le panneau").click()
        page.locator(".stations a").first.evaluate("link => link.click()")
        expect(page.get_by_role("heading", name="Points de charge")).to_be_visible()
        self.assertRegex(page.url, r"/bornes/s/[^/]+")
        page.reload()
        expect(page.get_by_role("heading", name="Points de charge")).to_be_visible()
        page.goto("/bornes/connexion")
        page.get_by_label("Adresse e-mail").fill("admin@example.org")
        page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
        page.locator("form.form .primary").click()
        expect(page.get_by_role("navigation").get_by_text("Profil")).to_be_visible()
        page.goto("/bornes/explorer/sites")
        page.get_by_label("Nom du site").fill("Port")
        page.get_by_role("button", name="Créer le site").click()
        expect(page.get_by_role("heading", level=1, name="Port")).to_be_visible()
        page.get_by_role("link", name="Sites").first.click()
        expect(page.get_by_role("link", name="Port")).to_be_visible()
        outside = [url for url in asked if url.startswith("http") and not url.startswith(f"{here}/bornes/")]
        self.assertEqual(outside, [])
