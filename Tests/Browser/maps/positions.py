"""What tests measure on the map that was drawn."""
import math

from stage import ScreenTest, expect

PARIS, LYON = (48.8566, 2.3522), (45.7578, 4.8320)
IDLE = "html[data-map=idle]"
ENGLISH = {
    "locate": "Locate me", "nearest": "Nearest free one for my car", "refused": "Position refused",
    "away": "from you", "from": "Distances from your position.", "close": "Close", "dot": "Your position",
    "signed out": "You are not signed in", "middle": "from the middle of the map", "no car": "No vehicle in your profile",
    "lifted": "Without the filters of", "searched": "Distances from Lyon.", "from searched": "from Lyon", "route": "Directions", "change": "Google Maps: use another app", "car": "For Rapide: CCS, ≥ 100 kW"}


class MapTest(ScreenTest):
    """What is measured here is measured on the map that was drawn."""

    draws_map = True

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

    def place(self, station):
        at = self.page.request.get(f"/api/stations/{station}").json()["location"]
        return (at["lat"], at["lon"])

    def see_ring(self, station):
        """It stands where the station does, by the map's own view."""
        expect(self.page.locator(".ring")).to_be_visible()
        self.rest()
        self.assert_near(self.middle_of(".ring"), self.pixels(self.place(station)), 6)
