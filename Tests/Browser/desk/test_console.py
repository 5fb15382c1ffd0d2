import csv, re

from stage import ScreenTest, expect, with_map

from desk.test_administrator import dirty_file, first_rows


class Desk(ScreenTest):
    """What administrators do many times a day: at a desk, and without reaching for the mouse."""

    size = (1440, 900)

    def import_dirty_file(self):
        page = self.page
        self.sign_in()
        page.goto("/admin/imports")
        page.locator("input[type=file]").set_input_files(dirty_file(self))
        run = page.get_by_role("article")
        expect(run.locator(".pill").first).to_have_text("Aperçu")
        return run

    def undo(self, run):
        run.get_by_role("button", name="Défaire", exact=True).click()
        self.page.get_by_role("dialog").get_by_role("button", name="Défaire", exact=True).click()
        expect(run.locator(".pill").first).to_have_text("Défait")

    def test_an_applied_import_stays_with_its_outcome_and_its_undo(self):
        page, run = self.page, self.import_dirty_file()
        run.get_by_role("button", name="Appliquer").click()
        expect(run.locator(".pill").first).to_have_text("Terminé")
        expect(page).to_have_url(re.compile(r"/admin/imports/[^/?#]+"))
        other = page.context.new_page()
        other.goto(page.url)
        page.reload()
        for tab in (page, other):
            outcome = tab.locator(".outcome")
            expect(outcome).to_contain_text("Créés20", use_inner_text=False)
            for word in ("Modifiés", "Retirés0", "Lignes refusées5", "Durée"):
                expect(outcome).to_contain_text(word)
            # The time in which the preview was looked at is no work, in either place.
            took = outcome.locator("div", has_text="Durée").locator("dd").inner_text()
            expect(tab.get_by_role("log")).to_contain_text(f"Terminé en {took}")
            expect(tab.get_by_role("article").get_by_role("button", name="Défaire", exact=True)).to_be_visible()
        self.undo(run)
        expect(page.get_by_role("log")).to_contain_text("Terminé en")
        # The other tab has heard of it.
        expect(other.get_by_text("Import défait")).to_be_visible()
        other.close()

    def test_an_import_that_the_guard_stopped_is_told_of_on_every_page(self):
        page = self.page
        self.sign_in()
        page.goto("/admin/imports")
        page.get_by_label("Mode").select_option("full")
        self.tap(page.get_by_label("S’arrêter à l’aperçu"))
        page.locator("input[type=file]").set_input_files(first_rows(self, 40))
        run = page.get_by_role("article")
        expect(run.locator(".pill").first).to_have_text("Aperçu")
        address = page.evaluate("document.querySelector('.runs .cards a').getAttribute('href')").split("/")[-1]
        origin = {"Origin": self.stage.server.url}
        refused = page.request.post(f"/api/admin/imports/{address}/apply", headers=origin)
        self.assertEqual((refused.status, refused.json()["type"]), (409, "/problems/withdrawals-unconfirmed"))
        self.assertGreater(refused.json()["withdrawals"], 1000)
        page.goto("/admin/stations")
        notice = page.get_by_role("complementary", name="Un import attend votre accord")
        expect(notice).to_contain_text("beginning.csv")
        notice.get_by_role("link", name="Voir l’aperçu").click()
        run.get_by_role("button", name="Annuler l’import").click()
        expect(page.locator(".runs .cards li").first).to_contain_text("Annulé")
        page.goto("/admin/stations")
        expect(page.locator(".grid tbody tr").first).to_be_visible()
        expect(notice).to_have_count(0)

    @with_map
    def test_every_field_that_is_wrong_is_marked_at_once_and_swapped_coordinates_are_told(self):
        page = self.page
        self.sign_in()
        page.goto("/admin/stations")
        page.get_by_role("button", name="Ajouter une station").click()
        dialog = page.get_by_role("dialog")
        save = dialog.get_by_role("button", name="Enregistrer")
        save.click()
        for label in ("Nom", "Latitude", "Longitude"):
            expect(dialog.get_by_label(label, exact=True)).to_have_attribute("aria-invalid", "true")
        expect(dialog.get_by_label("Nom", exact=True)).to_be_focused()
        self.look_for_barriers()
        wrong = {"Nom": "x" * 301, "Latitude": "2.35", "Longitude": "48.85", "Code postal": "75", "Horaires": "parfois"}
        for label, value in wrong.items():
            dialog.get_by_label(label, exact=True).fill(value)
        save.click()
        for label in wrong:
            expect(dialog.get_by_label(label, exact=True)).to_have_attribute("aria-invalid", "true")
        expect(dialog.get_by_label("Latitude")).to_have_accessible_description(re.compile("interverties"))
        right = {"Nom": "Place Bellecour", "Latitude": "48.8566", "Longitude": "2.3522", "Code postal": "69002", "Horaires": "24/7"}
        for label, value in right.items():
            dialog.get_by_label(label, exact=True).fill(value)
        save.click()
        expect(dialog.get_by_label("Latitude")).to_have_accessible_description(re.compile(r"\d+ km de Lyon"))
        expect(dialog.locator("[aria-invalid=true]")).to_have_count(2)
        self.pick_on_the_map(dialog)
        dialog.get_by_label("Code postal", exact=True).fill("")
        save.click()
        expect(dialog).to_have_count(0)

    def pick_on_the_map(self, dialog):
        dialog.get_by_role("button", name="Choisir sur la carte").click()
        shown = dialog.locator(".place-map[data-state=shown]")
        expect(shown).to_be_visible()
        latitude = dialog.get_by_label("Latitude")
        before = latitude.input_value()
        box = shown.bounding_box()
        shown.click(position={"x": box["width"] / 2, "y": box["height"] / 4})
        expect(latitude).not_to_have_value(before)
        self.assertAlmostEqual(float(latitude.input_value()), 48.86, 1)
        picked = latitude.input_value()
        # With the keyboard alone: the map under the cross, then the button.
        shown.locator("canvas").focus()
        self.page.keyboard.press("ArrowUp")
        dialog.get_by_role("button", name="Placer au centre").click()
        expect(latitude).not_to_have_value(picked)
        self.look_for_barriers()

    def test_the_log_is_told_in_words(self):
        page = self.page
        self.sign_in()
        page.goto("/admin/stations?sort=name")
        page.locator(".grid tbody a").first.click()
        name = page.get_by_role("heading", level=1).inner_text().strip()
        page.get_by_role("button", name="Modifier", exact=True).first.click()
        page.get_by_role("dialog").get_by_label("Téléphone").fill("+33 1 99 00 14 40")
        page.get_by_role("button", name="Enregistrer").click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.goto("/admin/journal?kind=station")
        row = page.locator(".grid tbody tr").first
        expect(row).to_contain_text(re.compile(r"admin@example\.org\s+a modifié la station"))
        expect(row.get_by_role("link", name=name)).to_be_visible()
        expect(row).to_contain_text(re.compile(r"Téléphone.*→ \+33 1 99 00 14 40"))
        page.goto("/admin/journal?kind=session")
        expect(page.locator(".grid tbody tr").first).to_contain_text("a ouvert une session")
        self.assertIsNone(re.search(r"(station|session)\.\w|\{who\}", page.locator(".grid tbody").inner_text()))
        page.evaluate("localStorage.setItem('language', 'en')")
        page.goto("/admin/journal?kind=station")
        expect(row).to_contain_text(re.compile(r"changed the station"))
        page.evaluate("localStorage.setItem('language', 'fr')")

    def test_every_list_says_how_many_there_are_and_comes_as_a_file(self):
        page = self.page
        self.sign_in()
        for address, name in (("stations", "Stations"), ("points", "Points de charge"), ("comptes", "Comptes"), ("journal", "Journal"), ("imports", "Imports")):
            page.goto("/admin/" + address)
            expect(page.locator(".list-head p")).to_contain_text(re.compile(r"\d lignes?"))
            with self.page.expect_download() as download:
                page.get_by_role("link", name=f"{name} en CSV").click()
            with open(download.value.path(), encoding="utf-8", newline="") as file:
                rows = list(csv.reader(file))
            self.assertEqual(rows[0][0], "id")
            count = int(re.sub(r"\D", "", page.locator(".list-head p").inner_text()))
            # The log grows by what is asked for here.
            self.assertLessEqual(abs(len(rows) - 1 - count), 3, address)
        page.goto("/admin/stations?q=gare")
        expect(page.locator(".list-head p")).to_contain_text(re.compile(r"\d sur \d"))

    def test_many_rows_are_changed_at_once_and_each_outcome_is_told(self):
        page = self.page
        self.sign_in()
        page.goto("/admin/points?sort=identifier")
        expect(page.locator(".grid tbody tr")).to_have_count(50)
        for row in (0, 1, 2):
            page.locator(".grid tbody input[type=checkbox]").nth(row).check()
        bulk = page.get_by_role("group", name="Choisir")
        expect(bulk).to_contain_text("3 choisies")
        self.look_for_barriers()
        bulk.get_by_role("button", name="Mettre hors service").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="Mettre hors service").click()
        expect(dialog).to_contain_text("3 faites")
        expect(dialog.locator("tbody tr")).to_have_count(3)
        self.look_for_barriers()
        page.keyboard.press("Escape")
        expect(bulk).to_have_count(0)
        page.goto("/admin/points?outOfService=true&sort=identifier")
        page.get_by_label("Choisir toute la page").check()
        bulk.get_by_role("button", name="Remettre en service").click()
        dialog.get_by_role("button", name="Remettre en service").click()
        expect(dialog).to_contain_text("faite")
        page.keyboard.press("Escape")
        expect(page.get_by_text("Aucun point")).to_be_visible()

    def test_withdrawing_many_asks_for_their_number(self):
        page = self.page
        self.sign_in()
        page.goto("/admin/stations?sort=-name&withdrawn=false")
        for row in (0, 1):
            page.locator(".grid tbody input[type=checkbox]").nth(row).check()
        page.get_by_role("group", name="Choisir").get_by_role("button", name="Retirer").click()
        dialog = page.get_by_role("dialog")
        yes = dialog.get_by_role("button", name="Retirer", exact=True)
        expect(yes).to_be_disabled()
        dialog.get_by_role("textbox").fill("2")
        yes.click()
        expect(dialog).to_contain_text("2 faites")
        page.keyboard.press("Escape")
        page.goto("/admin/stations?withdrawn=true&manual=true")
        expect(page.locator(".grid tbody tr")).to_have_count(2)
        page.get_by_label("Choisir toute la page").check()
        page.get_by_role("button", name="Proposer à nouveau").click()
        dialog.get_by_role("button", name="Proposer à nouveau").click()
        expect(dialog).to_contain_text("2 faites")

    def test_the_palette_goes_anywhere_without_a_pointer(self):
        page = self.page
        self.sign_in()
        page.goto("/admin/stations?sort=name")
        link = page.locator(".grid tbody a").first
        expect(link).to_be_visible()
        name, target = link.inner_text(), link.get_attribute("href")
        link.focus()
        page.keyboard.press("Control+k")
        box = page.get_by_role("combobox", name="Un écran, une station, un compte ou un import")
        expect(box).to_be_focused()
        expect(page.get_by_role("option", name="Imports")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(link).to_be_focused()
        page.keyboard.press("Control+k")
        expect(box).to_be_focused()
        page.keyboard.type("comptes")
        expect(box).to_have_attribute("aria-activedescendant", "palette-screens-accounts")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/admin/comptes(#|$)"))
        page.get_by_role("button", name=re.compile("Aller à…")).click()
        expect(box).to_be_focused()
        page.keyboard.type(name)
        expect(page.get_by_role("group", name="Stations").get_by_role("option").first).to_contain_text(name)
        self.look_for_barriers()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text(name)
        self.assertIn("/admin/stations/", target)
        page.keyboard.press("Control+k")
        expect(box).to_be_focused()
        page.keyboard.type("admin@example")
        expect(page.get_by_role("option", name=re.compile("admin@example.org"))).to_be_visible()
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/admin/comptes\?q=admin"))
        expect(page.get_by_role("cell", name="admin@example.org").first).to_be_visible()


class DeskOnAPhone(ScreenTest):
    def test_choosing_totals_and_the_palette_fit_a_phone(self):
        page = self.page
        self.sign_in()
        for address in ("/admin/stations", "/admin/points", "/admin/comptes", "/admin/journal"):
            page.goto(address)
            expect(page.locator(".list-head p")).to_contain_text(re.compile(r"\d lignes?"))
            self.look_for_barriers()
            self.assertLessEqual(page.evaluate("document.querySelector('.desk').scrollWidth - innerWidth"), 0, address)
        page.get_by_role("button", name=re.compile("Aller à…")).click()
        page.get_by_role("combobox", name="Un écran").fill("impo")
        page.get_by_role("option", name="Imports").click()
        expect(page).to_have_url(re.compile(r"/admin/imports(#|$)"))


class DeskInTheDark(ScreenTest):
    size = (1440, 900)
    colors = "dark"

    def test_axe_finds_nothing_in_the_dark(self):
        page = self.page
        self.sign_in()
        page.goto("/admin/stations")
        page.locator(".grid tbody input[type=checkbox]").first.check()
        self.look_for_barriers()
        page.keyboard.press("Control+k")
        expect(page.get_by_role("option").first).to_be_visible()
        self.look_for_barriers()
