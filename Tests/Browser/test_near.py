import math, re

from stage import ScreenTest, expect

# What is asked of the device, and what is given up.
ASKED = """
window.asked = []
for (const name of ['getCurrentPosition', 'watchPosition', 'clearWatch']) {
  const real = navigator.geolocation[name].bind(navigator.geolocation)
  navigator.geolocation[name] = (...all) => { asked.push(name); return real(...all) }
}
"""
PARIS, LYON = (48.8566, 2.3522), (45.7578, 4.8320)
IDLE = "html[data-map=idle]"


class MapTest(ScreenTest):
    """What is measured here is measured on the map that was drawn."""

    words = {
        "locate": "Me localiser", "nearest": "Le plus proche libre pour ma voiture", "refused": "Position refusée",
        "away": "de vous", "from": "Distances depuis votre position.", "close": "Fermer", "dot": "Votre position",
        "signed out": "Vous n’êtes pas connecté", "middle": "du centre de la carte", "no car": "Aucun véhicule dans votre profil",
        "lifted": "Sans les filtres de", "searched": "Distances depuis Lyon.", "from searched": "de Lyon", "route": "Itinéraire", "change": "Google Maps : changer d’application", "car": "Pour Rapide : CCS, ≥ 100 kW"}

    def stand_at(self, place, accuracy=40):
        self.page.context.grant_permissions(["geolocation"])
        self.page.context.set_geolocation({"latitude": place[0], "longitude": place[1], "accuracy": accuracy})

    def press(self, name):
        self.page.locator(".tools").get_by_role("button", name=self.words[name], exact=True).click()

    def rest(self):
        self.page.wait_for_selector(IDLE)

    def view(self):
        """Zoom, latitude and longitude of the middle of the map, as the address has them."""
        return [float(one) for one in self.page.evaluate("location.hash").removeprefix("#").split("/")]

    def pixels(self, place):
        """Where a place is drawn, by the view."""
        zoom, lat, lon = self.view()
        world = 512 * 2 ** zoom
        y = lambda degrees: world * (0.5 - math.log(math.tan(math.pi / 4 + math.radians(degrees) / 2)) / (2 * math.pi))
        return (self.size[0] / 2 + (place[1] - lon) / 360 * world, self.size[1] / 2 + y(place[0]) - y(lat))

    def free_middle(self):
        if self.size[0] >= 900:
            return ((504 + self.size[0]) / 2, (76 + self.size[1]) / 2)
        return (self.size[0] / 2, (130 + self.page.locator(".sheet").bounding_box()["y"]) / 2)

    def middle_of(self, selector):
        box = self.page.locator(selector).bounding_box()
        return (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def assert_near(self, one, other, pixels):
        self.assertLessEqual(math.dist(one, other), pixels, f"{one} is not at {other}")

    def add_car(self, name="Rapide"):
        models = self.page.request.get("/api/vehicle-models?q=ioniq&limit=20").json()["items"]
        model = next(one for one in models if "ccs" in one["sockets"] and (one["dcKw"] or 0) >= 100)
        added = self.page.request.post(
            "/api/vehicles", data={"modelId": model["id"], "name": name}, headers={"Origin": self.stage.server.url})
        self.assertEqual(added.status, 201)

    def mine(self, name):
        return f"{name}-{self.size[0]}@example.org"

    def chip(self, name):
        return self.page.locator(".chips").get_by_role("button", name=name, exact=True)


class Near(MapTest):
    def test_a_tap_shows_where_one_is_and_another_hides_it(self):
        page = self.page
        page.add_init_script(ASKED)
        self.stand_at(PARIS, accuracy=400)
        page.goto("/#11/48.84/2.3")
        self.rest()
        self.assertEqual(page.evaluate("asked"), [])
        expect(page.locator(".stations")).to_be_attached()
        self.assertNotRegex(page.locator(".stations li").first.inner_text(), r"\d (k?m)\b")
        self.press("locate")
        dot = page.get_by_role("img", name=self.words["dot"])
        expect(dot).to_be_visible()
        self.rest()
        self.assertEqual(page.evaluate("asked"), ["getCurrentPosition", "watchPosition"])
        self.assert_near(self.middle_of(".maplibregl-user-location-dot"), self.free_middle(), 3)
        self.assert_near(self.middle_of(".maplibregl-user-location-dot"), self.pixels(PARIS), 4)
        metres = 40_075_016.686 * math.cos(math.radians(PARIS[0])) / 512 / 2 ** self.view()[0]
        self.assertAlmostEqual(page.locator(".maplibregl-user-location-accuracy-circle").bounding_box()["width"], 800 / metres, delta=3)
        expect(page.get_by_text(self.words["from"])).to_be_attached()
        expect(page.locator(".stations li").first).to_contain_text(re.compile(r"\d\s(k?m)\b"))
        # Whoever looks elsewhere is not watched.
        self.show("hidden")
        self.assertEqual(page.evaluate("asked").count("clearWatch"), 1)
        self.show("visible")
        self.assertEqual(page.evaluate("asked").count("watchPosition"), 2)
        page.locator(".stations a").first.click() if self.size[0] >= 900 else page.locator(".stations a").first.dispatch_event("click")
        expect(page.locator(".sheet header")).to_contain_text(self.words["away"])
        page.get_by_role("button", name=self.words["close"]).click()
        self.rest()
        self.press("locate")
        if dot.count():
            # The station had moved the map: the first tap leads back.
            self.rest()
            self.press("locate")
        expect(dot).to_have_count(0)
        self.assertEqual(page.evaluate("asked").count("clearWatch"), 2)

    def test_a_refusal_is_told_in_a_sentence(self):
        page = self.page
        page.goto("/#11/48.84/2.3")
        self.rest()
        self.press("locate")
        expect(page.locator(".said")).to_contain_text(self.words["refused"])
        self.look_for_barriers()
        page.locator(".said button").click()
        expect(page.locator(".said")).to_have_count(0)

    def test_the_map_is_taken_up_where_it_was_left(self):
        page, station = self.page, self.station()
        page.goto("/#12.5/45.76/4.84")
        self.rest()
        self.chip("CCS").click()
        page.goto("/infos")
        page.goto("/api")
        page.goto("/")
        expect(page).to_have_url(re.compile(r"/\?socket=ccs#12\.5\d*/45\.7[56]\d*/4\.8[34]"))
        expect(self.chip("CCS")).to_have_attribute("aria-pressed", "true")
        self.rest()
        page.goto("/api")
        page.goto(f"/s/{station}")
        self.see_ring(station)

    def test_a_shared_station_is_ringed_where_nothing_covers_it_whatever_the_zoom(self):
        page, station = self.page, self.station(3)
        place = self.place(station)
        page.goto(f"/s/{station}")
        self.see_ring(station)
        self.assert_near(self.middle_of(".ring"), self.free_middle(), 3)
        page.goto("/api")
        page.goto(f"/s/{station}#7/46.2/1.0")
        self.see_ring(station)
        self.assertAlmostEqual(self.view()[0], 7, delta=0.01)
        # Up to the edge of a screen.
        x, y = self.middle_of(".ring")
        free = self.free_middle()
        self.assertLess(abs(y - free[1]) * 2, self.size[1] - 76)
        if self.size[0] < 900:
            self.assertLess(y, page.locator(".sheet").bounding_box()["y"] - 20)
        else:
            self.assertGreater(x, 524)
        page.goto("/api")
        page.goto(f"/s/{station}#10/{place[0] + 0.3}/{place[1]}")
        self.see_ring(station)
        for key in ("-", "-"):
            page.locator(".maplibregl-canvas").press(key)
            page.wait_for_timeout(100)
            self.rest()
        self.see_ring(station)

    def test_what_is_searched_is_landed_on_though_the_flight_is_cut(self):
        page, station = self.page, self.station(5)
        page.emulate_media(reduced_motion="no-preference")
        found = page.request.get(f"/api/stations/{station}").json()
        page.goto("/#9/44.0/3.0")
        self.rest()
        page.get_by_role("combobox").fill(found["name"])
        page.get_by_role("option", name=re.compile(re.escape(found["name"]))).last.click()
        expect(page).to_have_url(re.compile("/s/"))
        expect(page.locator(".ring")).to_be_visible()
        page.wait_for_timeout(1500)
        self.rest()
        identifier = re.search("/s/([^?#]+)", page.url)[1]
        self.assertAlmostEqual(self.view()[0], 15, delta=0.01)
        self.assert_near(self.pixels(self.place(identifier)), self.free_middle(), 6)
        self.assert_near(self.middle_of(".ring"), self.free_middle(), 3)

    def test_distances_begin_at_what_was_searched(self):
        page = self.page
        page.goto("/#9/44.0/3.0")
        self.rest()
        page.get_by_role("combobox").fill("lyon")
        page.get_by_role("option").first.click()
        expect(page).to_have_url(re.compile(r"#[\d.]+/45\.[67]"))
        expect(page.get_by_text(self.words["searched"])).to_be_attached()
        page.locator(".stations a").first.dispatch_event("click")
        expect(page.locator(".sheet header")).to_contain_text(self.words["from searched"])

    def test_a_circle_opens_to_the_zoom_where_it_breaks_apart(self):
        page = self.page
        page.goto("/#6/46.6/2.4")
        self.rest()
        circle = self.nearest_to_middle([one for one in self.drawn(page.request, 6, (46.6, 2.4)) if one["properties"]["stations"] > 1])
        at = circle["geometry"]["coordinates"][::-1]
        zoom = circle["properties"]["expansionZoom"]
        x, y = self.pixels(at)
        page.mouse.click(x, y)
        expect(page).to_have_url(re.compile(rf"#{zoom}\.00/"))
        self.rest()
        self.assert_near(self.pixels(at), self.free_middle(), 5)
        parts = self.drawn(page.request, zoom, at)
        near = [one for one in parts if math.dist(self.pixels(one["geometry"]["coordinates"][::-1]), self.free_middle()) <= 92]
        self.assertGreaterEqual(len(near), 2)

    def test_circles_glide_unless_motion_is_unwelcome(self):
        page = self.page
        page.emulate_media(reduced_motion="no-preference")
        page.goto("/#7.9/46.6/2.4")
        self.rest()
        page.locator(".maplibregl-canvas").press("-")
        page.wait_for_selector("canvas.glide", state="attached")
        self.rest()
        page.evaluate("""() => {
          const canvas = document.querySelector('canvas.glide')
          const look = () => {
            const { dataset } = document.documentElement
            if (canvas.width) dataset.glide = 'on'
            else if (dataset.glide) dataset.glide = 'over'
            requestAnimationFrame(look)
          }
          look()
        }""")
        page.locator(".maplibregl-canvas").press("=")
        page.wait_for_selector("html[data-glide]")
        page.wait_for_selector("html[data-glide=over]")
        self.rest()
        still = self.page = self.open()
        still.goto("/#7.9/46.6/2.4")
        self.rest()
        still.locator(".maplibregl-canvas").press("-")
        self.rest()
        expect(still.locator("canvas.glide")).to_have_count(0)

    def test_the_nearest_is_found_with_the_filters_as_they_are_where_nobody_is_signed_in(self):
        page, asked = self.page, []
        page.on("request", lambda request: asked.append(request.url))
        page.goto("/?socket=type2#10/48.86/2.35")
        self.rest()
        self.press("nearest")
        expect(page).to_have_url(re.compile(r"/s/.+\?socket=type2"))
        said = page.locator(".said")
        for word in ("signed out", "middle", "refused"):
            expect(said).to_contain_text(self.words[word])
        self.rest()
        self.assert_near(self.middle_of(".ring"), self.free_middle(), 3)
        self.assertFalse([one for one in asked if "/api/vehicles" in one])
        station = page.request.get("/api/stations/" + re.search("/s/([^?#]+)", page.url)[1]).json()
        self.assertTrue(any(one["status"] == "free" and "type2" in one["sockets"] for one in station["chargePoints"]))

    def test_the_car_sets_filters_that_can_be_lifted_and_stay_so(self):
        page = self.page
        self.join(page, self.mine("voiture"))
        self.stand_at(LYON)
        page.goto("/")
        self.rest()
        self.press("nearest")
        expect(page.locator(".said")).to_contain_text(self.words["no car"])
        self.add_car()
        page.goto("/api")
        page.goto("/")
        for name in ("CCS", "≥ 100 kW"):
            expect(self.chip(name)).to_have_attribute("aria-pressed", "true")
            expect(self.chip(name)).to_be_in_viewport()
        self.press("nearest")
        expect(page.locator(".said")).to_contain_text(self.words["car"])
        expect(page.locator(".said")).to_contain_text(self.words["away"])
        expect(page).to_have_url(re.compile(r"/s/.+socket=ccs"))
        page.get_by_role("button", name=self.words["close"]).last.click()
        self.chip("≥ 100 kW").click()
        expect(page).not_to_have_url(re.compile("minPower"))
        page.goto("/api")
        page.goto("/")
        expect(self.chip("CCS")).to_have_attribute("aria-pressed", "true")
        expect(self.chip("≥ 100 kW")).to_have_attribute("aria-pressed", "false")
        self.chip("CCS").click()
        self.press("nearest")
        expect(page.locator(".said")).to_contain_text(self.words["lifted"])

    def test_directions_are_by_choice_and_remembered(self):
        page = self.page
        page.context.route(re.compile("google|waze|openstreetmap"), lambda route: route.abort())
        self.join(page, self.mine("chemin"))
        station = self.station(7)
        at = "{},{}".format(*self.place(station))
        page.goto(f"/s/{station}")
        page.get_by_role("button", name=self.words["route"], exact=True).click()
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_role("link")).to_have_count(5)
        hrefs = [one.get_attribute("href") for one in dialog.get_by_role("link").all()]
        for href, wanted in zip(hrefs, ("geo:", "www.google.com/maps", "maps.apple.com", "www.waze.com", "www.openstreetmap.org"), strict=True):
            self.assertIn(wanted, href)
            self.assertIn(at, href)
        self.look_for_barriers()
        with page.context.expect_page():
            dialog.get_by_role("link", name="Google Maps").click()
        expect(dialog).to_have_count(0)
        page.goto(f"/s/{self.station(8)}")
        link = page.get_by_role("link", name=self.words["route"], exact=True)
        expect(link).to_have_attribute("href", re.compile("google"))
        page.get_by_role("button", name=self.words["change"]).click()
        with page.context.expect_page():
            dialog.get_by_role("link", name="Waze").click()
        expect(link).to_have_attribute("href", re.compile("waze"))
        self.book(station)
        page.goto("/reservation")
        expect(link).to_have_attribute("href", re.compile("waze.*" + re.escape(at)))

    # What several of these do.

    def show(self, state):
        self.page.evaluate("""state => {
          Object.defineProperty(document, 'visibilityState', { value: state, configurable: true })
          document.dispatchEvent(new Event('visibilitychange'))
        }""", state)

    def place(self, station):
        at = self.page.request.get(f"/api/stations/{station}").json()["location"]
        return (at["lat"], at["lon"])

    def see_ring(self, station):
        """It stands where the station does, by the map's own view."""
        expect(self.page.locator(".ring")).to_be_visible()
        self.rest()
        self.assert_near(self.middle_of(".ring"), self.pixels(self.place(station)), 6)

    def drawn(self, request, zoom, at):
        world = 2 ** zoom
        column = int((at[1] + 180) / 360 * world)
        row = int(world * (0.5 - math.log(math.tan(math.pi / 4 + math.radians(at[0]) / 2)) / (2 * math.pi)))
        return [one for x in (-1, 0, 1) for y in (-1, 0, 1)
                for one in request.get(f"/tiles/{zoom}/{column + x}/{row + y}.geojson").json()["features"]]

    def nearest_to_middle(self, features):
        return min(features, key=lambda one: math.dist(self.pixels(one["geometry"]["coordinates"][::-1]), self.free_middle()))

    def book(self, station):
        points = self.page.request.get(f"/api/stations/{station}").json()["chargePoints"]
        for point in points:
            slots = self.page.request.get(f"/api/points/{point['id']}/slots").json()["items"]
            for slot in [one for one in slots if one["state"] == "free"][1:2]:
                booked = self.page.request.post(
                    "/api/reservations", data={"pointId": point["id"], "startsAt": slot["startsAt"]},
                    headers={"Origin": self.stage.server.url})
                if booked.status == 201:
                    return
        self.fail("no half-hour could be booked")


class NearAtADeskInEnglish(Near):
    size = (1440, 900)
    locale = "en-GB"
    colors = "dark"
    words = {
        "locate": "Locate me", "nearest": "Nearest free one for my car", "refused": "Position refused",
        "away": "from you", "from": "Distances from your position.", "close": "Close", "dot": "Your position",
        "signed out": "You are not signed in", "middle": "from the middle of the map", "no car": "No vehicle in your profile",
        "lifted": "Without the filters of", "searched": "Distances from Lyon.", "from searched": "from Lyon", "route": "Directions", "change": "Google Maps: use another app", "car": "For Rapide: CCS, ≥ 100 kW"}


class Taps(MapTest):
    """From opening the app to a booking, with every tap counted; typing is none, choosing a field is one."""

    def setUp(self):
        super().setUp()
        self.taps = 0

    def tap(self, wanted):
        wanted.tap()
        self.taps += 1

    def test_whoever_is_known_books_the_nearest_fast_charger_in_seven_taps(self):
        page = self.page
        self.join(page, self.mine("retour"))
        self.add_car()
        self.stand_at(PARIS)
        page.goto("/")
        expect(self.chip("≥ 100 kW")).to_have_attribute("aria-pressed", "true")
        self.tap(page.get_by_role("button", name=self.words["nearest"]))
        self.book_now()
        self.tap(page.get_by_role("button", name="Confirmer"))
        self.see_booking()
        self.assertLessEqual(self.taps, 7)

    def test_whoever_is_new_books_one_in_thirteen_taps_account_included(self):
        page = self.page
        self.stand_at(PARIS)
        page.goto("/")
        self.tap(page.get_by_role("button", name="Filtres"))
        dialog = page.get_by_role("dialog")
        self.tap(dialog.get_by_role("radio", name="≥ 100 kW"))
        self.tap(dialog.get_by_role("checkbox", name="CCS"))
        self.tap(dialog.get_by_role("button", name=re.compile("^Voir")))
        self.tap(page.get_by_role("button", name=self.words["nearest"]))
        self.book_now()
        self.tap(page.get_by_role("link", name="Créer un compte"))
        expect(page.get_by_label("Nom affiché")).to_be_focused()
        page.keyboard.type("Camille")
        for label, text in (("Adresse e-mail", self.mine("nouveau")), ("Mot de passe", "Courant-fort-2026")):
            self.tap(page.get_by_label(label, exact=True))
            page.keyboard.type(text)
        self.tap(page.get_by_role("button", name="Créer mon compte"))
        self.tap(page.get_by_role("button", name="Confirmer"))
        self.see_booking()
        # The browser's own question about the position is one more.
        self.assertLessEqual(self.taps + 1, 13)

    def book_now(self):
        page = self.page
        expect(page).to_have_url(re.compile("/s/"))
        expect(page.locator(".ring")).to_be_visible()
        self.tap(page.get_by_role("link", name="Réserver un créneau"))
        self.tap(page.get_by_role("radio", name="Maintenant"))

    def see_booking(self):
        page = self.page
        expect(page.get_by_role("heading", level=1)).to_have_text("Ma réservation")
        reservation = page.request.get("/api/reservations?when=upcoming").json()["items"][0]
        points = page.request.get(f"/api/stations/{reservation['station']['id']}").json()["chargePoints"]
        booked = next(one for one in points if one["id"] == reservation["pointId"])
        self.assertIn("ccs", booked["sockets"])
        self.assertGreaterEqual(booked["powerKw"], 100)
        print(f"{self.taps} taps")
