import re

from stage import ScreenTest, expect, with_map

# The sockets of charges, and which of them spoke last.
SOCKETS = """
window.sockets = []
window.WebSocket = class extends WebSocket {
  constructor(...all) {
    super(...all)
    if (!this.url.includes('/charges/')) return
    const number = sockets.push(this)
    this.addEventListener('message', () => { document.documentElement.dataset.speaker = number })
  }
}
"""


class Again(ScreenTest):
    """Answers that are lost, sockets that break, sessions that end: what was begun goes on, and nothing happens twice."""

    def test_a_booking_whose_answer_was_lost_is_asked_for_under_the_same_key(self):
        page, keys = self.page, []
        self.join(page, "perdue@example.org")

        def lose_the_first(route):
            if route.request.method != "POST":
                return route.continue_()
            keys.append((route.request.headers["idempotency-key"], route.request.post_data))
            if len(keys) > 1:
                return route.continue_()
            self.assertEqual(route.fetch().status, 201)
            route.abort()

        page.route("**/api/reservations", lose_the_first)
        page.goto(self.picker(self.station()))
        self.tap(page.locator(".slots .slot input:enabled").nth(1))
        page.get_by_role("button", name="Confirmer").click()
        expect(page.get_by_role("alert")).to_contain_text("Pas de connexion")
        page.get_by_role("button", name="Confirmer").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Ma réservation")
        self.assertEqual(len(keys), 2)
        self.assertEqual(keys[0], keys[1])
        booked = page.request.get("/api/reservations?when=upcoming").json()["items"]
        self.assertEqual(len(booked), 1)

    def test_another_wish_has_another_key(self):
        page, keys = self.page, []
        self.join(page, "autre@example.org")
        page.on("request", lambda request: request.method == "POST" and keys.append(request.headers.get("idempotency-key")))
        page.route("**/api/reservations", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
        page.goto(self.picker(self.station()))
        for number in (1, 2, 2):
            self.tap(page.locator(".slots .slot input:enabled").nth(number))
            # The alert of the time before may still be there.
            with page.expect_event("requestfailed", lambda request: request.method == "POST"):
                page.get_by_role("button", name="Confirmer").click()
            expect(page.get_by_role("alert")).to_contain_text("Pas de connexion")
        page.unroute("**/api/reservations")
        page.get_by_role("button", name="Confirmer").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Ma réservation")
        self.assertEqual(len(keys), 4)
        self.assertEqual(len(set(keys)), 2)
        self.assertEqual(len(set(keys[1:])), 1)

    def test_the_socket_of_a_charge_comes_back_although_the_session_has_run_out(self):
        page = self.page
        self.charge("longue@example.org")
        page.context.clear_cookies(name="watts_up_session")
        with page.expect_response("**/api/session/refresh") as renewed:
            page.evaluate("sockets[0].close()")
        self.assertEqual(renewed.value.status, 200)
        expect(page.locator("html")).to_have_attribute("data-speaker", "2")
        expect(page.get_by_role("heading", level=1)).to_have_text("Charge en cours")

    def test_a_session_that_is_over_is_renewed_once_and_then_leads_to_the_sign_in(self):
        page = self.page
        self.charge("finie@example.org")
        with page.expect_response("**/api/session/refresh") as renewed:
            self.end_session()
        self.assertEqual(renewed.value.status, 200)
        expect(page.locator("html")).to_have_attribute("data-speaker", "2")
        # Ended elsewhere, the session cannot be renewed any more.
        page.request.delete("/api/sessions", headers={"Origin": self.stage.server.url})
        self.end_session()
        expect(page.get_by_label("Mot de passe", exact=True)).to_be_visible()
        expect(page.get_by_role("navigation").get_by_text("Connexion")).to_be_visible()
        self.assertEqual(page.evaluate("sockets.length"), 2)

    def test_a_socket_that_is_refused_stays_away_and_the_charge_is_asked_for(self):
        page = self.page
        self.charge("refusee@example.org")
        with page.expect_response(re.compile(r"/api/charges/[^/]+$")):
            self.close_socket(1008)
        page.wait_for_timeout(2000)
        expect(page.get_by_role("heading", level=1)).to_have_text("Charge en cours")
        self.assertEqual(page.evaluate("sockets.length"), 1)

    @with_map
    def test_the_socket_of_the_map_renews_the_session_where_there_is_one(self):
        page, asked = self.page, []
        page.on("request", lambda request: asked.append(request.url.removeprefix(self.stage.server.url)))
        page.add_init_script(SOCKETS.replace("/charges/", "/api/live"))
        self.break_the_socket_of_the_map()
        self.assertNotIn("/api/session/refresh", asked)
        self.join(page, "carte@example.org")
        self.break_the_socket_of_the_map()
        self.assertIn("/api/session/refresh", asked)

    def break_the_socket_of_the_map(self):
        page = self.page
        page.goto("/")
        page.evaluate("""async () => {
          const opened = async (number) => {
            while (sockets[number]?.readyState !== WebSocket.OPEN) await new Promise((resolve) => setTimeout(resolve, 100))
          }
          await opened(0)
          sockets[0].close()
          await opened(1)
        }""")

    def test_a_charge_that_was_stopped_leaves_no_extension_in_the_history(self):
        page = self.page
        self.charge("arret@example.org")
        page.get_by_role("button", name="Prolonger de 30 min").click()
        expect(page.get_by_text("Prolongée jusqu’à")).to_be_visible()
        page.get_by_role("button", name="Arrêter").click()
        page.get_by_role("dialog").get_by_role("button", name="Arrêter").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Charge terminée")
        page.goto("/historique")
        expect(page.locator(".cards li")).to_have_count(1)
        expect(page.locator(".cards li")).to_contain_text("kWh")

    def test_a_countdown_never_reads_as_a_time_of_day(self):
        page = self.page
        self.join(page, "heure@example.org")
        self.book_now()
        page.goto("/reservation")
        expect(page.locator(".countdown")).to_have_text(re.compile(r"^1\d\smin(\s\d\d\ss)?$"))
        expect(page.get_by_text(re.compile(r"Après \d\d:\d\d, le créneau"))).to_be_visible()
        said = page.evaluate("import('/app/format.js').then((format) => [0, 59, 60, 852, 3600, 3725, 90000, 172800].map(format.duration))")
        self.assertEqual([one.replace("\u00a0", " ") for one in said],
                         ["0 s", "59 s", "1 min", "14 min 12 s", "1 h", "1 h 02 min", "1 j 1 h", "2 j"])

    def end_session(self):
        """As the server closes the socket of a session that is over."""
        self.close_socket(4401)

    def close_socket(self, code):
        self.page.evaluate("""code => {
          sockets.at(-1).dispatchEvent(new CloseEvent('close', { code }))
          sockets.at(-1).onclose = null
        }""", code)

    def charge(self, email):
        """A charge that goes on, on its page, with its socket."""
        page = self.page
        page.add_init_script(SOCKETS)
        self.join(page, email)
        origin = {"Origin": self.stage.server.url}
        model = page.request.get("/api/vehicle-models?q=zoe&limit=1").json()["items"][0]["id"]
        page.request.post("/api/vehicles", data={"modelId": model, "name": "Zoé"}, headers=origin)
        started = page.request.post(f"/api/reservations/{self.book_now()}/charge", data={"soc": 20, "targetSoc": 90}, headers=origin)
        self.assertEqual(started.status, 201, started.text())
        page.goto(f"/charge/{started.json()['id']}")
        expect(page.locator("html")).to_have_attribute("data-speaker", "1")

    def book_now(self):
        for number in range(8):
            for point in self.page.request.get(f"/api/stations/{self.station(number)}").json()["chargePoints"]:
                if "type2" in point["sockets"]:
                    booked = self.page.request.post(
                        "/api/reservations", data={"pointId": point["id"], "startsAt": self.moment()}, headers={"Origin": self.stage.server.url})
                    if booked.status == 201:
                        return booked.json()["id"]
        self.fail("no point could be booked")
