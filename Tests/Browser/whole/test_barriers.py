import re

from stage import ScreenTest, expect, with_map


class Barriers(ScreenTest):
    """Every screen of visitors and drivers, with axe: in French on phones, in English at desks, in both colours."""

    widths = (320, 390)
    email = "axe-fr@example.org"

    @with_map
    def test_axe_finds_nothing_on_the_map(self):
        for address in ("/?minPower=300&socket=ef&maxHeight=9#12/46.2/2.2", f"/s/{self.station()}", "/"):
            self.see(address)

    def test_axe_finds_nothing_on_the_screens_of_a_visitor(self):
        station = self.station()
        for address in ("/", "/infos", "/mentions-legales", "/confidentialite", "/energie", "/reseau", "/connexion", "/connexion?nouveau=1",
                        "/reset", "/confirmation", "/invitation", "/nulle/part", "/s/nowhere", f"/s/{station}/reserver"):
            self.see(address)
        self.see("/")
        self.page.locator(".chip").first.click()
        expect(self.page.get_by_role("dialog")).to_be_visible()
        self.look_for_barriers()

    def test_axe_finds_nothing_on_the_screens_of_a_driver(self):
        page = self.page
        self.join(page, self.email)
        for address in ("/profil", "/reservation", "/charge", "/historique"):
            self.see(address)
        page.goto("/profil")
        page.locator(".sheet-body > .button").click()
        expect(page.get_by_role("dialog").get_by_role("radio").first).to_be_attached()
        self.look_for_barriers()
        origin = {"Origin": self.stage.server.url}
        models = page.request.get("/api/vehicle-models?q=zoe&limit=1").json()["items"]
        page.request.post("/api/vehicles", data={"modelId": models[0]["id"], "name": "Zoé"}, headers=origin)
        reservation = self.book_now(origin)
        self.see("/profil")
        self.see("/reservation")
        started = page.request.post(f"/api/reservations/{reservation}/charge", data={"soc": 40, "targetSoc": 80}, headers=origin)
        self.assertEqual(started.status, 201)
        page.request.put(f"/api/favourites/{self.station()}", headers=origin)
        self.see("/favoris")
        self.see("/charge")
        page.request.post(f"/api/charges/{started.json()['id']}/stop", headers=origin)
        self.see(f"/charge/{started.json()['id']}")
        self.see("/historique")

    def book_now(self, origin):
        vehicle = self.page.request.get("/api/vehicles").json()["items"][0]["id"]
        refusals = []
        for number in range(5):
            points = self.page.request.get(f"/api/stations/{self.station(number)}").json()["chargePoints"]
            for point in (one for one in points if "type2" in one["sockets"]):
                booked = self.page.request.post(
                    "/api/reservations", data={"pointId": point["id"], "startsAt": self.moment(), "vehicleId": vehicle}, headers=origin)
                if booked.status == 201:
                    return booked.json()["id"]
                refusals.append(booked.json()["type"])
        self.fail(f"no point could be booked: {refusals}")

    def see(self, address):
        # Within the app where that will do: a map that begins anew takes most of a page's time.
        begun = self.page.url.startswith(self.stage.server.url) and not self.page.url.endswith("/icon.svg")
        if not begun or "#" in address or self.first_of(self.page.url) == self.first_of(self.stage.server.url + address):
            self.page.goto(address)
        else:
            self.page.evaluate("""address => new Promise((resolve) => {
              history.pushState(null, '', address)
              dispatchEvent(new PopStateEvent('popstate'))
              requestAnimationFrame(() => requestAnimationFrame(resolve))
            })""", address)
        expect(self.page.locator(".sheet h1")).to_be_visible()
        expect(self.page.locator(".sheet .waiting")).to_have_count(0)
        # Each width and each colour once, not each with each: where things stand and how they are coloured are two matters.
        for number, width in enumerate(self.widths):
            self.page.set_viewport_size({"width": width, "height": self.size[1]})
            self.page.emulate_media(color_scheme=self.colors if number == 0 else self.other)
            with self.subTest(address=address, width=width):
                self.look_for_barriers()
                self.assertLessEqual(self.page.evaluate("document.documentElement.scrollWidth"), width, address)
        if len(self.widths) == 1:
            self.page.emulate_media(color_scheme=self.other)
            self.look_for_barriers(runOnly=["color-contrast", "link-in-text-block"])
        self.page.emulate_media(color_scheme=self.colors)

    @property
    def other(self):
        return "light" if self.colors == "dark" else "dark"

    @staticmethod
    def first_of(url):
        return re.split(r"[/?#]", url)[3]


class BarriersInEnglishByNight(Barriers):
    size = (1440, 900)
    widths = (1024, 1440)
    locale = "en-GB"
    colors = "dark"
    email = "axe-en@example.org"


class BarriersInLargeLetters(Barriers):
    """As somebody reads who has set the letters of the browser to twice their size."""

    widths = (390,)
    email = "axe-large@example.org"
    wants_new_page = True

    def setUp(self):
        super().setUp()
        devtools = self.page.context.new_cdp_session(self.page)
        devtools.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
