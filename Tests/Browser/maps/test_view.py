import math, re

from maps.positions import ENGLISH, MapTest
from stage import expect


class View(MapTest):
    """Where the map stands, what is ringed on it, and how its circles come apart."""

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

    def test_a_station_that_stands_alone_opens_at_any_zoom(self):
        page = self.page
        page.goto("/#6/46.6/2.4")
        self.rest()
        alone = self.nearest_to_middle([one for one in self.drawn(page.request, 6, (46.6, 2.4)) if one["properties"]["stations"] == 1])
        page.mouse.click(*self.pixels(alone["geometry"]["coordinates"][::-1]))
        expect(page).to_have_url(re.compile("/s/" + alone["properties"]["id"]))

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

    # What several of these do.

    def drawn(self, request, zoom, at):
        world = 2 ** zoom
        column = int((at[1] + 180) / 360 * world)
        row = int(world * (0.5 - math.log(math.tan(math.pi / 4 + math.radians(at[0]) / 2)) / (2 * math.pi)))
        return [one for x in (-1, 0, 1) for y in (-1, 0, 1)
                for one in request.get(f"/tiles/{zoom}/{column + x}/{row + y}.geojson").json()["features"]]

    def nearest_to_middle(self, features):
        return min(features, key=lambda one: math.dist(self.pixels(one["geometry"]["coordinates"][::-1]), self.free_middle()))


class ViewAtADeskInEnglish(View):
    size = (1024, 640)
    locale = "en-GB"
    colors = "dark"
    words = ENGLISH
