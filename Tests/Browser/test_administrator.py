import csv, pathlib

from stage import ScreenTest, expect


class Administrator(ScreenTest):
    size = (1440, 900)

    def test_an_administrator_previews_applies_and_undoes_an_import(self):
        page = self.page
        self.sign_in()
        page.goto("/admin/imports")
        page.locator("input[type=file]").set_input_files(self.changed_file())
        run = page.get_by_role("article")
        expect(run.get_by_text("Aperçu").first).to_be_visible()
        run.get_by_role("button", name="Appliquer").click()
        expect(page.get_by_text("Terminé").first).to_be_visible()
        page.locator(".console .cards a").first.click()
        page.get_by_role("button", name="Refusées").click()
        expect(page.get_by_role("table")).to_be_visible()
        with page.expect_download() as download:
            page.get_by_role("link", name="Refus en CSV").click()
        refused = pathlib.Path(download.value.path()).read_text()
        self.assertTrue(refused.startswith("line,code,field,value,irveId,message"))
        self.assertGreater(refused.count("\n"), 1)
        page.get_by_role("button", name="Défaire", exact=True).click()
        page.get_by_role("dialog").get_by_role("button", name="Défaire", exact=True).click()
        expect(page.get_by_text("Défait").first).to_be_visible()

    def test_accounts_stations_and_the_log_can_be_searched(self):
        page = self.page
        self.sign_in()
        page.goto("/admin/stations")
        page.get_by_placeholder("Nom, commune, identifiant").fill("zzzz-nulle-part")
        expect(page.get_by_text("Aucune station ne correspond.")).to_be_visible()
        page.goto("/admin/comptes?role=admin")
        expect(page.get_by_role("cell", name="admin@example.org")).to_be_visible()
        page.goto("/admin/journal")
        expect(page.get_by_role("table")).to_be_visible()

    def changed_file(self):
        """Some rows of the country with another power, and some without a place."""
        with open(self.stage.server.country, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))[:60]
        for row in rows[:10]:
            row["puissance_nominale"] = "77"
        for row in rows[10:15]:
            row["coordonneesXY"] = ""
        path = self.stage.server.folder + "/changed.csv"
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
        return path
