"""Ma maison, from nothing to a curve: a made-up meter at a made-up Enedis, a box that speaks as a real one does, and the way out."""
import atexit, datetime, re, signal, subprocess, threading

from stage import PARIS, PATIENCE, ScreenTest, Stage, address_of, expect, free_port
# One of Enedis' own test persons: without Tuesdays and Wednesdays.
HOLES = "42900589957123"


def demonstration():
    """A second server with a database of its own, as `make run` has it: the double of Enedis stands inside."""
    server = Stage.get().server
    subprocess.run(["psql", "-qc", "create database trial", server.database], check=True)
    settings = server.settings | {
        "WATTS_UP_PORT": str(free_port()), "WATTS_UP_DATA": server.folder + "/trial", "WATTS_UP_DEMO_POINTS": "40",
        "DATABASE_URL": server.database.replace("/watts_up?", "/trial?")}
    process = subprocess.Popen([server.program], env=settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    url = address_of(process)
    threading.Thread(target=lambda: [None for _ in process.stdout], daemon=True).start()
    atexit.register(process.wait, PATIENCE)
    atexit.register(process.send_signal, signal.SIGTERM)
    return url


class Home(ScreenTest):
    @classmethod
    def setUpClass(cls):
        Home.base = Home.base or demonstration()

    def ask(self, method, path, data=None, headers=None):
        answer = self.page.request.fetch(path, method=method, data=data, headers=self.origin | (headers or {}))
        self.assertLess(answer.status, 300, answer.text())
        return answer.json() if answer.text() else None

    def try_without_a_meter(self, point=None):
        """The consent in plain words, the double of Enedis, and back. Unless a point is named, one that has a roof."""
        page, w = self.page, self.words
        page.goto("/maison")
        self.look_for_barriers()
        page.get_by_role("button", name=w["try"]).click()
        dialog = page.get_by_role("dialog")
        self.assertEqual(dialog.get_by_role("checkbox", checked=True).count(), 0)
        for name in w["ticked"]:
            dialog.get_by_role("checkbox", name=name).check()
        self.look_for_barriers()
        self.shot("maison-accord")
        dialog.get_by_role("button", name=w["enedis"]).click()
        expect(page.get_by_text("ce n'est pas une page d'Enedis")).to_be_visible()
        self.look_for_barriers()
        self.shot("maison-double")
        if point:
            page.get_by_label("Mon point de livraison").fill(point)
        else:
            page.get_by_label("Avec des panneaux solaires").check()
        page.get_by_role("button", name="J'accepte").click()
        page.get_by_role("link", name=w["home"]).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(w["trial"])
        self.until(w["owned"])
        return self.ask("GET", "/api/homes")["items"][0]["id"]

    def newest_day(self):
        """The last that Enedis has published: a day comes at eight on the next."""
        return (datetime.datetime.now(PARIS) - datetime.timedelta(days=1, hours=8)).date()

    def until(self, wanted):
        """What comes by itself is there at the next look, or one of those after."""
        shown = (self.page.get_by_text(wanted) if isinstance(wanted, str) else wanted).first
        for _ in range(120):
            if shown.is_visible():
                return
            self.page.wait_for_timeout(500)
            self.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        self.fail(f"it never showed {wanted}")

    def go_to(self, day):
        """From yesterday on, backwards."""
        page = self.page
        page.reload()
        for _ in range((self.day(-1) - day).days):
            page.get_by_role("button", name=self.words["before"]).click()
        expect(page.locator(".day-picker b")).to_have_text(re.compile(rf"^{day.day}\b.* {day.year}$"))

    words = {
        "try": "Essayer sans compteur", "enedis": "Continuer chez Enedis", "home": "Ma maison", "trial": "Maison d’essai",
        "ticked": ("Le jeu", "Des conseils", "L’énergie de chaque jour", "La courbe", "Ce que j’injecte"),
        "owned": "Enedis a confirmé que ce compteur est le vôtre.", "before": "Jour précédent"}


class HomeOnAPhone(Home):
    def test_a_home_is_tried_out_measured_switched_and_left(self):
        page = self.page
        self.join(page, "maison@example.org")
        page.goto("/energie")
        page.get_by_role("link", name="Ma maison").click()
        home = self.try_without_a_meter(HOLES)
        expect(page.get_by_text("en cours")).to_be_visible()
        self.see_the_curve(home)
        self.pair_a_box(home)
        self.lay_both_curves_over_one_another(home)
        self.switch_the_relay(home)
        self.withdraw(home)

    def readings(self, home, day, quality="certified"):
        until = day + datetime.timedelta(days=1)
        path = f"/api/homes/{home}/readings?kind=curve&direction=drawn&from={day}T00:00&to={until}T00:00&quality={quality}"
        return self.ask("GET", path)["items"]

    def see_the_curve(self, home):
        newest = self.newest_day()
        days = [newest - datetime.timedelta(days=n) for n in range(8)]
        self.whole = next(day for day in days if day.weekday() not in (1, 2))
        self.hole = next(day for day in days if day.weekday() in (1, 2))
        for _ in range(240):
            if len(self.readings(home, self.whole)) >= 46 and len(self.readings(home, days[-1])) + len(self.readings(home, days[-2])) >= 46:
                break
            self.page.wait_for_timeout(500)
        else:
            self.fail("no curve came")

    def pair_a_box(self, home):
        page = self.page
        self.go_to(self.whole)
        expect(page.locator(".key.certified")).to_have_text("certifié par Enedis")
        page.get_by_role("button", name="Associer un boîtier").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Nom du boîtier").fill("Tableau")
        dialog.get_by_role("button", name="Associer un boîtier").click()
        code = dialog.locator(".pairing code").inner_text()
        self.look_for_barriers()
        self.shot("maison-code")
        self.key = self.ask("POST", "/api/box/pair", {"code": code})["key"]
        dialog.get_by_role("button", name="Fermer").click()
        expect(page.get_by_text("code PIN de sa page")).to_be_visible()

    def send(self, home):
        """What a box would have read: all of the whole day as certified, and half of the day that has a hole."""
        rows, total = [], 1000
        certified = {one["startsAt"]: one["watts"] // 2 for one in self.readings(home, self.whole)}
        for day, begins in sorted(((self.whole, 0), (self.hole, 12))):
            at = datetime.datetime.combine(day, datetime.time(begins), PARIS).astimezone(datetime.timezone.utc)
            end = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), PARIS)
            while at <= end:
                stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ")
                rows.append({"sequence": len(rows) + 1, "boot": "b1", "monotonicMs": len(rows) * 1000, "at": stamp, "clock": "ntp",
                             "kind": "drawn", "value": total})
                total += certified.get(stamp, 250)
                at += datetime.timedelta(minutes=30)
        told = self.ask("POST", "/api/box/batches", {"boot": "b1", "first": 1, "last": len(rows), "rows": rows},
                        {"Authorization": f"Bearer {self.key}"})
        self.assertEqual((told["sequence"], told["refused"]), (len(rows), []))

    def lay_both_curves_over_one_another(self, home):
        page = self.page
        self.send(home)
        self.go_to(self.whole)
        expect(page.locator(".key.local")).to_have_text("mesuré par le boîtier")
        for kind in ("certified", "local"):
            self.assertGreater(len(page.locator(f".home-curve path.{kind}").get_attribute("d")), 300)
        expect(page.locator(".home-curve .hole")).to_have_count(0)
        agreed = page.get_by_role("region", name="Le boîtier et Enedis sont-ils d’accord ?").get_by_role("listitem")
        expect(agreed.filter(has_text=re.compile("d’accord$")).first).to_be_visible()
        self.look_for_barriers()
        self.shot("maison-courbe")
        self.go_to(self.hole)
        expect(page.locator(".key.hole")).to_have_text("pas de mesure")
        expect(page.locator(".home-curve .hole").first).to_be_attached()
        page.get_by_text("Jours incomplets").click()
        expect(page.get_by_text("rien reçu").first).to_be_visible()
        self.look_for_barriers()

    def switch_the_relay(self, home):
        page = self.page
        relay = page.get_by_role("group", name="Relais")
        expect(relay).to_contain_text("Non armé")
        relay.get_by_role("button", name="Armer le relais").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("Le 230 V tue.")
        dialog.get_by_label("Puissance de l’appareil (W)").fill("2000")
        arm = dialog.get_by_role("button", name="Armer le relais")
        arm.click()
        # Not without having read it.
        expect(dialog).to_be_visible()
        self.look_for_barriers()
        self.shot("maison-relais")
        dialog.get_by_label("J’ai lu et compris cet avertissement.").check()
        arm.click()
        expect(relay).to_contain_text(re.compile(r"Armé pour un appareil de 2.kW"))
        relay.get_by_role("button", name="Délester 30 minutes").click()
        expect(relay.get_by_role("status")).to_contain_text("Le boîtier délestera dans la minute")
        orders = self.ask("GET", "/api/box/orders", headers={"Authorization": f"Bearer {self.key}"})
        self.assertEqual([one["relay"] for one in orders["items"]], ["shed"])
        self.assertTrue(orders["relay"]["armed"])
        self.see_what_became_of(orders["items"][0], relay)
        relay.get_by_role("button", name="Désarmer").click()
        expect(relay).to_contain_text("Non armé")
        self.look_for_barriers()

    def see_what_became_of(self, order, relay):
        """Handed over, then refused by the box, which says why."""
        page = self.page
        look = "document.dispatchEvent(new Event('visibilitychange'))"
        row = relay.get_by_role("listitem")
        expect(row).to_contain_text("Délester jusqu’à")
        page.evaluate(look)
        expect(row).to_contain_text("remis au boîtier")
        answer = {"id": order["id"], "answer": "refused", "reason": "by-hand"}
        self.ask("POST", "/api/box/orders/answers", {"answers": [answer]}, {"Authorization": f"Bearer {self.key}"})
        page.evaluate(look)
        expect(row).to_contain_text("refusé : quelqu’un commande le relais à la main")
        self.look_for_barriers()
        self.shot("maison-ordres")

    def withdraw(self, home):
        page = self.page
        page.get_by_role("button", name="Retirer mon accord").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("Les relevés venus d’Enedis sont effacés aussitôt")
        dialog.get_by_role("button", name="Retirer mon accord").click()
        expect(page.get_by_text("retiré", exact=True)).to_be_visible()
        told = page.get_by_text("Fermez aussi le partage dans votre compte Enedis")
        told.scroll_into_view_if_needed()
        self.look_for_barriers()
        self.shot("maison-retrait")
        self.assertEqual(self.readings(home, self.whole), [])
        # What the box has measured is one's own.
        self.assertGreater(len(self.readings(home, self.whole, "local")), 40)


class HomeAtADeskInEnglish(Home):
    size = (1280, 800)
    colors = "dark"
    locale = "en-GB"
    words = {
        "try": "Try it without a meter", "enedis": "Go on at Enedis", "home": "My home", "trial": "Trial home",
        "ticked": ("The game", "Energy of each day", "The curve", "What I inject"),
        "owned": "Enedis has confirmed that this meter is yours.", "before": "Day before"}

    def test_a_roof_fills_the_piggy_bank(self):
        self.join(self.page, "roof@example.org")
        self.try_without_a_meter()
        self.go_to(self.newest_day())
        self.page.get_by_role("button", name="Given to the grid").click()
        self.until("certified by Enedis")
        self.until(self.page.get_by_role("img", name=re.compile("Solar piggy bank over")))
        self.refuse()

    def refuse(self):
        """What became of a consent is said in words, never in a code."""
        page = self.page
        page.get_by_role("button", name="Give my consent").click()
        for name in self.words["ticked"]:
            page.get_by_role("dialog").get_by_role("checkbox", name=name).check()
        page.get_by_role("dialog").get_by_role("button", name=self.words["enedis"]).click()
        page.get_by_role("button", name="Je refuse").click()
        page.get_by_role("link", name=self.words["home"]).click()
        told = page.get_by_text("You did not consent. Nothing is read.")
        expect(told).to_be_visible()
        told.scroll_into_view_if_needed()
        expect(page.get_by_text("access_denied")).to_have_count(0)
        self.shot("maison-refus")
        self.look_for_barriers()
        self.shot("maison-tirelire")
