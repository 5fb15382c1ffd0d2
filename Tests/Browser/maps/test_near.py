import math, re

from maps.positions import ENGLISH, LYON, PARIS, MapTest
from stage import expect, without_map

# What is asked of the device, and what is given up.
ASKED = """
window.asked = []
for (const name of ['getCurrentPosition', 'watchPosition', 'clearWatch']) {
  const real = navigator.geolocation[name].bind(navigator.geolocation)
  navigator.geolocation[name] = (...all) => { asked.push(name); return real(...all) }
}
"""


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

    @without_map
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

    def book(self, station):
        points = self.page.request.get(f"/api/stations/{station}").json()["chargePoints"]
        for point in points:
            booked = self.page.request.post(
                "/api/reservations", data={"pointId": point["id"], "startsAt": self.moment(hours=3)}, headers=self.origin)
            if booked.status == 201:
                return
        self.fail("no half-hour could be booked")


class NearAtADeskInEnglish(Near):
    size = (1024, 640)
    locale = "en-GB"
    colors = "dark"
    words = ENGLISH
