import csv, pathlib, re

from stage import ScreenTest, expect, with_map

SCREENS = ("/admin", "/admin/imports", "/admin/stations", "/admin/points", "/admin/comptes", "/admin/journal")


def dirty_file(test):
    """Some rows of the country with another power, some elsewhere, some new, and some without a place or with it turned round."""
    with open(test.stage.server.country, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[:80]
    for row in rows[:10]:
        row["puissance_nominale"] = str(60 + test.size[0] % 7)
    for row in rows[10:15]:
        row["coordonneesXY"] = ""
    stations = {row["id_station_itinerance"] for row in rows[20:40]}
    for row in rows:
        lon, lat = (float(part) for part in row["coordonneesXY"].strip("[]").split(",")) if row["coordonneesXY"] else (0, 0)
        if row["id_station_itinerance"] in stations and row["coordonneesXY"]:
            row["coordonneesXY"] = f"[{lon + 0.02:.6f}, {lat + 0.01:.6f}]"
    for number, row in enumerate(rows[60:]):
        row["id_pdc_itinerance"] = f"FRNEWE{number:04}"
        row["id_station_itinerance"] = f"FRNEWP{number:04}"
        row["puissance_nominale"] = "22,0" if number % 2 else "22000"
    path = test.stage.server.folder + "/dirty.csv"
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return path


def first_rows(test, count):
    """The country as it was imported, and no more than its beginning."""
    with open(test.stage.server.country, encoding="utf-8", newline="") as file:
        lines = file.read().splitlines(keepends=True)
    path = test.stage.server.folder + "/beginning.csv"
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.writelines(lines[:count + 1])
    return path


class Imports:
    """At every size."""

    @with_map
    def test_an_administrator_imports_a_dirty_file_watches_applies_and_undoes(self):
        page = self.page
        self.sign_in()
        page.goto("/admin/imports")
        page.locator("input[type=file]").set_input_files(dirty_file(self))
        run = page.get_by_role("article")
        expect(run.locator(".pill").first).to_have_text("Aperçu")
        expect(run.get_by_role("log")).to_contain_text("Aperçu")
        expect(run.locator(".stepper [aria-current=step]")).to_contain_text("Aperçu")
        self.compare_on_the_map(run)
        run.get_by_role("button", name="Appliquer").click()
        # What was applied stays open, with its outcome and the way back.
        expect(run.locator(".pill").first).to_have_text("Terminé")
        expect(run.get_by_text(re.compile(r"Import appliqué. Ajoutés\s: 20"))).to_be_visible()
        expect(page).to_have_url(re.compile(r"/admin/imports/[^/?#]+"))
        page.reload()
        self.read_the_refusals(run)
        run.get_by_role("button", name="Défaire", exact=True).click()
        page.get_by_role("dialog").get_by_role("button", name="Défaire", exact=True).click()
        expect(run.locator(".pill").first).to_have_text("Défait")

    def compare_on_the_map(self, run):
        expect(run.locator(".changes-map[data-state=shown]")).to_be_visible()
        run.get_by_role("button", name="Déplacés").click()
        expect(run.get_by_role("table")).to_contain_text("déplacé de")
        self.assertIn("list=moved", self.page.url)
        run.get_by_role("button", name=re.compile("Montrer sur la carte")).first.click()
        moved = run.get_by_role("checkbox", name="Déplacés")
        self.tap(moved)
        expect(moved).not_to_be_checked()

    def read_the_refusals(self, run):
        run.get_by_role("button", name="Refusées").click()
        expect(run.get_by_role("table")).to_be_visible()
        with self.page.expect_download() as download:
            run.get_by_role("link", name="Refus en CSV").click()
        refused = pathlib.Path(download.value.path()).read_text()
        self.assertTrue(refused.startswith("line,code,field,value,irveId,message"))
        self.assertGreater(refused.count("\n"), 1)


class Careful:
    def test_more_than_a_tenth_of_the_country_goes_only_when_the_number_is_typed(self):
        page = self.page
        self.sign_in()
        page.goto("/admin/imports")
        page.get_by_label("Mode").select_option("full")
        page.locator("input[type=file]").set_input_files(first_rows(self, 40))
        run = page.get_by_role("article")
        expect(run.locator(".pill").first).to_have_text("Aperçu")
        run.get_by_role("button", name="Appliquer").click()
        dialog = page.get_by_role("dialog")
        yes = dialog.get_by_role("button", name="Appliquer et retirer")
        count = re.sub(r"\D", "", yes.inner_text())
        self.assertGreater(int(count), 1000)
        expect(yes).to_be_disabled()
        dialog.get_by_role("textbox").fill(str(int(count) - 1))
        expect(yes).to_be_disabled()
        self.look_for_barriers()
        dialog.get_by_role("textbox").fill(count)
        yes.click()
        expect(run.locator(".pill").first).to_have_text("Terminé")
        expect(run.get_by_text("Import appliqué")).to_be_visible()
        run.get_by_role("button", name="Défaire", exact=True).click()
        dialog.get_by_role("button", name="Défaire", exact=True).click()
        expect(run.locator(".pill").first).to_have_text("Défait")

    def test_older_rows_are_counted_and_applied_only_by_insisting(self):
        page, sent = self.page, []
        page.route_web_socket(re.compile("/imports/live"), lambda socket: None)
        self.sign_in()

        def with_older(route):
            answer = route.fetch()
            found = answer.json()
            for one in found.get("items", [found]):
                if "rows" in one:
                    one["rows"]["older"] = 3
            route.fulfill(response=answer, json=found)

        def apply(route):
            sent.append(route.request.post_data)
            route.continue_()

        page.goto("/admin/imports")
        page.locator("input[type=file]").set_input_files(dirty_file(self))
        expect(page.locator(".runs .cards li").first).to_contain_text("Aperçu")
        page.route(re.compile(r"/api/admin/imports(/[^/]+)?(\?.*)?$"), with_older)
        page.route("**/apply", apply)
        page.reload()
        run = page.get_by_role("article")
        expect(run.get_by_text("3 lignes sont plus anciennes")).to_be_visible()
        expect(run.locator(".counters")).to_contain_text(["Plus anciennes", "Ajoutés"])
        run.get_by_role("button", name="Appliquer aussi les anciennes").click()
        expect(run.locator(".pill").first).to_have_text("Terminé")
        self.assertEqual(sent, ['{"older":true}'])
        run.get_by_role("button", name="Défaire", exact=True).click()
        page.get_by_role("dialog").get_by_role("button", name="Défaire", exact=True).click()
        expect(run.locator(".pill").first).to_have_text("Défait")

    def test_a_field_that_is_wrong_says_why_and_has_the_focus(self):
        page = self.page
        self.sign_in()
        page.goto("/admin/stations?sort=name")
        page.locator(".grid tbody a").first.click()
        page.get_by_role("button", name="Modifier", exact=True).first.click()
        dialog = page.get_by_role("dialog")
        for label, wrong, words in (("Horaires", "tous les jours", "Écrivez 24/7"), ("Code postal", "75", "Cinq chiffres"), ("Nom", "x" * 301, "300 caractères")):
            field = dialog.get_by_label(label, exact=True)
            before = field.input_value()
            field.fill(wrong)
            dialog.get_by_role("button", name="Enregistrer").click()
            expect(field).to_have_attribute("aria-invalid", "true")
            expect(field).to_be_focused()
            expect(field).to_have_accessible_description(re.compile(words))
            self.look_for_barriers()
            field.fill(before)
        # Both halves of a place belong to it.
        for label in ("Latitude", "Longitude"):
            dialog.get_by_label(label).fill("0")
        dialog.get_by_role("button", name="Enregistrer").click()
        expect(dialog.get_by_label("Latitude")).to_be_focused()
        expect(dialog.get_by_label("Latitude")).to_have_accessible_description(re.compile("océan"))

    def test_an_error_of_no_field_of_the_form_is_told_all_the_same(self):
        page = self.page
        self.sign_in()
        page.goto("/admin/comptes")
        page.get_by_role("button", name="Créer un compte").click()
        dialog = page.get_by_role("dialog")
        page.route("**/api/admin/accounts", lambda route: route.fulfill(status=422, content_type="application/problem+json", json={
            "type": "/problems/validation", "title": "Champs invalides", "status": 422, "requestId": "1",
            "errors": [{"pointer": "/language", "code": "x", "message": "Il faut une langue."}, {"pointer": "/role", "code": "x", "message": "Pas ce rôle."}]}))
        for label in ("Nom affiché", "Mot de passe"):
            dialog.get_by_label(label).fill("Courant-fort-2026")
        dialog.get_by_label("Adresse e-mail").fill("a@example.org")
        dialog.get_by_role("button", name="Créer un compte").click()
        expect(dialog.get_by_role("alert")).to_contain_text("Il faut une langue.")
        expect(dialog.get_by_label("Rôle")).to_be_focused()
        expect(dialog.get_by_label("Rôle")).to_have_accessible_description("Pas ce rôle.")

    def test_evidence_is_told_in_words(self):
        page = self.page
        self.sign_in()
        page.goto("/admin/stations?sort=name")
        page.locator(".grid tbody a").first.click()
        page.get_by_role("button", name="Modifier", exact=True).first.click()
        page.get_by_role("dialog").get_by_label("Téléphone").fill(f"+33 1 99 00 {self.size[0]}")
        page.get_by_role("button", name="Enregistrer").click()
        page.get_by_text("Corrections (").click()
        expect(page.locator(".evidence")).to_contain_text("Corrigé à la main par un administrateur.")
        expect(page.locator(".evidence")).to_contain_text("Téléphone")
        self.assertIsNone(re.search(r"\bmanual\b|telephone_", page.locator(".evidence").inner_text()))
        page.get_by_role("button", name="Rendre Téléphone à la source").click()
        expect(page.locator(".by-hand")).to_have_count(0)


class Lists:
    def test_lists_are_searched_sorted_and_paged_in_the_address(self):
        page = self.page
        self.sign_in()
        page.goto("/admin/stations")
        page.get_by_placeholder("Nom, commune, identifiant").fill("zzzz-nulle-part")
        expect(page.get_by_text("Aucune station ne correspond.")).to_be_visible()
        page.get_by_role("button", name="Tout afficher").click()
        self.sort_by("Identifiant", "identifier")
        expect(page).to_have_url(re.compile("sort=identifier"))
        # What was there stays until the new has come.
        expect(page.locator(".scroll[data-old=false]")).to_be_visible()
        first = page.locator(".grid tbody tr").first
        before = first.inner_text()
        page.get_by_role("button", name="Page suivante").click()
        expect(page).to_have_url(re.compile("cursor=.*page=2"))
        expect(first).not_to_have_text(before, use_inner_text=True)
        page.reload()
        expect(page.get_by_text("Page 2")).to_be_visible()
        page.go_back()
        expect(first).to_have_text(before, use_inner_text=True)
        page.goto("/admin/comptes?role=admin")
        expect(page.locator("td[data-name='E-mail']", has_text="admin@example.org")).to_be_visible()

    def sort_by(self, column, name):
        self.page.get_by_role("button", name=column).click()
        expect(self.page.get_by_role("columnheader", name=column)).to_have_attribute("aria-sort", "ascending")


class Looks:
    @with_map
    def test_axe_finds_nothing_on_the_map_of_changes(self):
        page = self.page
        self.sign_in()
        page.goto("/admin/imports")
        page.locator("input[type=file]").set_input_files(dirty_file(self))
        expect(page.locator(".changes-map[data-state=shown]")).to_be_visible()
        self.look_for_barriers()
        page.get_by_role("button", name="Annuler l’import").click()
        expect(page.get_by_role("button", name="Annuler l’import")).to_have_count(0)

    def test_axe_finds_nothing_on_any_screen_in_either_language(self):
        page = self.page
        self.sign_in()
        page.goto("/admin")
        for language in ("fr", "en"):
            page.evaluate("language => localStorage.setItem('language', language)", language)
            for address in SCREENS:
                page.goto(address)
                expect(page.get_by_role("heading", level=1)).to_be_visible()
                expect(page.locator(".waiting")).to_have_count(0)
                self.look_for_barriers()
            page.goto("/admin/stations")
            page.locator(".grid tbody a").first.click()
            page.get_by_role("button", name="Modifier" if language == "fr" else "Edit", exact=True).first.click()
            expect(page.get_by_role("dialog").get_by_role("textbox").first).to_be_visible()
            self.look_for_barriers()


class Administrator(Imports, Careful, Lists, Looks, ScreenTest):
    size = (1440, 900)

    def test_an_import_is_cancelled_and_another_fails_with_a_reason(self):
        page = self.page
        self.sign_in()
        page.goto("/admin/imports")
        page.locator("input[type=file]").set_input_files(dirty_file(self))
        run = page.get_by_role("article")
        expect(run.locator(".pill").first).to_have_text("Aperçu")
        run.get_by_role("button", name="Annuler l’import").click()
        expect(page.locator(".runs .cards li").first).to_contain_text("Annulé")
        page.locator("input[type=file]").set_input_files({"name": "menu.csv", "mimeType": "text/csv", "buffer": b"plat;prix\nsoupe;4\n"})
        page.locator(".runs .cards a", has_text="menu.csv").first.click()
        expect(run.locator(".notice.bad")).to_be_visible()
        expect(run.locator(".pill").first).to_have_text("Échoué")

    def test_whoever_saves_second_sees_both_versions(self):
        first, second = self.page, self.open()
        for page in (first, second):
            self.page = page
            self.sign_in()
            page.goto("/admin/stations?sort=name")
            page.locator(".grid tbody a").first.click()
            page.get_by_role("button", name="Modifier", exact=True).first.click()
            expect(page.get_by_role("dialog").get_by_label("Tarif")).to_be_visible()
        for page, tariff in ((first, "0,31 €/kWh"), (second, "0,42 €/kWh")):
            page.get_by_role("dialog").get_by_label("Tarif").fill(f"{tariff} {self.size[0]}")
            page.get_by_role("button", name="Enregistrer").click()
        expect(second.get_by_role("alert")).to_contain_text("Quelqu’un")
        expect(second.get_by_role("table", name="").last).to_be_visible()
        expect(second.locator(".versions")).to_contain_text("0,31 €/kWh")
        second.get_by_role("button", name="Garder ma saisie").click()
        expect(second.locator(".facts")).to_contain_text("0,42 €/kWh")
        second.get_by_role("button", name="Rendre Tarif à la source").click()
        expect(second.locator(".by-hand")).to_have_count(0)

    def test_the_overview_tells_how_much_there_is(self):
        page = self.page
        self.sign_in_with_the_form()
        page.goto("/admin")
        expect(page.get_by_role("heading", level=1)).to_have_text("Vue d’ensemble")
        expect(page.locator(".daily svg")).to_have_count(4)
        page.get_by_text("Voir les données").click()
        expect(page.locator(".data tbody tr")).to_have_count(30)


class AdministratorWithATablet(Imports, ScreenTest):
    size = (768, 1024)


class AdministratorWithAPhone(Imports, Careful, Lists, Looks, ScreenTest):
    """Rows are cards there: what the heads of columns do, a choice does."""

    size = (390, 844)

    def sort_by(self, column, name):
        self.page.get_by_label("Trier par").select_option(name)


class AdministratorByKeyboard(ScreenTest):
    size = (1440, 900)

    @with_map
    def test_the_console_needs_no_pointer(self):
        page = self.page
        self.sign_in()
        page.goto("/admin/imports")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.locator(".waiting")).to_have_count(0)
        # Listening from the start: asked for with the key, on a busy machine it may come too late.
        file = dirty_file(self)
        page.on("filechooser", lambda chooser: chooser.set_files(file))
        self.tab_to("input[type=file]")
        page.keyboard.press("Enter")
        expect(page.get_by_role("article").locator(".pill").first).to_have_text("Aperçu")
        expect(page.locator(".changes-map[data-state=shown]")).to_be_visible()
        page.locator("h1").click()
        self.tab_to(".run .actions .primary")
        page.keyboard.press("Enter")
        expect(page.locator(".runs .cards li").first).to_contain_text("Terminé")
        self.tab_to(".run .actions button:has-text('Défaire')")
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_be_visible()
        self.tab_to("dialog .danger")
        page.keyboard.press("Enter")
        expect(page.get_by_role("article").locator(".pill").first).to_have_text("Défait")

    def tab_to(self, wanted):
        for _ in range(120):
            if self.page.locator(wanted).first.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        self.fail(f"no way to {wanted} with Tab")
