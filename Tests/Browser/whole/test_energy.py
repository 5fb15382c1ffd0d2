import datetime, math, pathlib, re

from stage import PARIS, ScreenTest, Stage, expect


def grid_file():
    """Forty days of a grid whose noons are the greenest, in RTE's own form, up to this minute, and RTE's forecast for tomorrow."""
    names = ["Périmètre", "Nature", "Date", "Heures", "Consommation", "Prévision J-1", "Prévision J", "Fioul", "Charbon", "Gaz",
             "Nucléaire", "Eolien", "Solaire", "Hydraulique", "Pompage", "Bioénergies", "Ech. physiques", "Taux de Co2"]
    now = datetime.datetime.now(datetime.timezone.utc)
    start = now.replace(hour=0, minute=0, second=0, microsecond=0) - datetime.timedelta(days=40)
    lines = ["\t".join(names)]
    for place in range(48 * 42):
        at = start + datetime.timedelta(minutes=30 * place)
        wall = at.astimezone(PARIS)
        hour = wall.hour + wall.minute / 60
        load = round(52000 + 6000 * math.sin(2 * math.pi * (hour - 8) / 24))
        gas = round(4500 + 3500 * math.cos(2 * math.pi * hour / 24))
        cells = ["France", "Données temps réel", wall.strftime("%Y-%m-%d"), wall.strftime("%H:%M")]
        if at <= now:
            cells += [load, load + 500, load - 300, 110, 0, gas, 40000, 6000, 2000, 5000, -500, 900, load - 58000, 30]
        else:
            cells += ["", load + 500] + [""] * 12
        lines.append("\t".join(str(cell) for cell in cells) + "\t")
    today = now.astimezone(PARIS).date()
    tempo = ["Date\tType de jour TEMPO"] + [f"{today + datetime.timedelta(days=n)}\t{colour}" for n, colour in ((-1, "BLEU"), (0, "BLANC"), (1, "ROUGE"))]
    return "\n".join(lines) + "\n", "\n".join(tempo) + "\n"


class Energy(ScreenTest):
    filled = False

    def setUp(self):
        super().setUp()
        if not Energy.filled:
            server = Stage.get().server
            folder = pathlib.Path(server.folder)
            for name, text in zip(("un-nom.quelconque", "autre"), grid_file()):
                (folder / name).write_text(text, encoding="latin-1")
                server.run("import", str(folder / name))
            Energy.filled = True

    def test_the_grid_says_how_it_is_and_when_to_charge(self):
        page = self.page
        page.goto("/")
        page.get_by_role("navigation").get_by_role("link", name="Énergie").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Énergie")
        self.look_for_barriers()
        page.get_by_role("link", name=re.compile("Réseau")).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Réseau")
        expect(page.get_by_text("g/kWh").first).to_be_visible()
        expect(page.get_by_role("heading", name="Quand recharger ?")).to_be_visible()
        expect(page.get_by_text("Le meilleur moment d’ici demain")).to_be_visible()
        # Its day begins at six.
        expect(page.get_by_text("Blanc" if datetime.datetime.now(PARIS).hour >= 6 else "Bleu")).to_be_visible()
        expect(page.get_by_role("img", name=re.compile("Courbe de la consommation"))).to_be_visible()
        # What was forecast for this morning stands beside what came: from midnight on.
        expect(page.locator(".grid-curve path.rte")).to_have_attribute("d", re.compile(r"^M34\.0 "))
        expect(page.get_by_role("row", name=re.compile("Nucléaire"))).to_be_visible()
        page.get_by_role("button", name="Voir l’année").click()
        expect(page.get_by_role("img", name=re.compile("Une colonne par jour"))).to_be_visible()
        self.assertFalse(page.locator(".sheet").get_by_text("Démonstration").is_visible())
        self.look_for_barriers()
        self.shot("reseau")

    def test_the_picker_marks_the_best_half_hours_with_a_word(self):
        page = self.page
        page.goto(self.picker(self.bookable()))
        expect(page.get_by_text("le plus sobre", exact=True)).to_have_count(1)
        expect(page.get_by_text("parmi les plus sobres", exact=True)).to_have_count(2)
        page.locator("label.slot", has_text="le plus sobre").click()
        expect(page.get_by_text(re.compile("g de moins que la moyenne"))).to_be_visible()
        self.look_for_barriers()

    def test_the_console_lists_what_a_file_of_the_grid_replaces(self):
        page, day = self.page, self.day(-3)
        self.sign_in()
        page.goto("/admin/imports")
        page.get_by_label("Source", exact=True).select_option("eco2mix")
        names = "Périmètre;Nature;Date;Heures;Consommation"
        rows = [f"France;Données consolidées;{day};12:00;60000", f"France;Données consolidées;{day};12:30;60500"]
        page.locator("input[type=file]").set_input_files(
            {"name": "revised.csv", "mimeType": "text/csv", "buffer": "\n".join([names, *rows, ""]).encode()})
        run = page.get_by_role("article")
        expect(run.locator(".pill").first).to_have_text("Aperçu")
        table = run.get_by_role("table")
        for _ in ("before", "after"):
            expect(table.locator("tbody tr")).to_have_count(2)
            expect(table).to_contain_text("France")
            expect(table).to_contain_text(re.compile(r"Consommation\s*5\d\s\d{3}\s*MW\s*→\s*60\s000\s*MW"))
            expect(table).to_contain_text(re.compile(r"temps réel\s*→\s*consolidée"))
            self.look_for_barriers()
            if run.get_by_role("button", name="Appliquer").count():
                run.get_by_role("button", name="Appliquer").click()
                expect(run.locator(".pill").first).to_have_text("Terminé")
        run.get_by_role("button", name="Défaire", exact=True).click()
        page.get_by_role("dialog").get_by_role("button", name="Défaire", exact=True).click()
        expect(run.locator(".pill").first).to_have_text("Défait")

    def bookable(self):
        """A station with a point that is free all of tomorrow."""
        tomorrow = self.day(1)
        for number in range(12):
            station = self.station(number)
            for point in self.page.request.get(f"/api/stations/{station}").json()["chargePoints"]:
                path = f"/api/points/{point['id']}/slots?from={tomorrow}T00:00:00Z&to={tomorrow}T22:00:00Z"
                slots = self.page.request.get(path).json().get("items", [])
                if slots and all(slot["state"] == "free" for slot in slots):
                    return station
        self.fail("no station can be booked")


class EnergyAtADesk(Energy):
    size = (1280, 900)
    colors = "dark"
    test_the_console_lists_what_a_file_of_the_grid_replaces = None

    def test_the_picker_marks_the_best_half_hours_with_a_word(self):
        self.skipTest("tried on a phone")


class EnergyInEnglish(ScreenTest):
    locale = "en-GB"

    def test_the_grid_speaks_english(self):
        self.page.goto("/reseau")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Grid")
        self.look_for_barriers()
