import os, pathlib, shutil, tempfile

from beside import Proxy, serve_beside
from stage import ROOT, ScreenTest, TimedOut, expect

# What the worker and the page have laid by.
KEPT = """async () => {
  const found = {}
  for (const name of await caches.keys())
    found[name] = (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname + new URL(url).search)
  return found
}"""
# The newest worker is the one at work.
SETTLED = """async () => {
  const { active, waiting, installing } = await navigator.serviceWorker.ready
  return !waiting && !installing && active.state === "activated"
}"""


class Offline(ScreenTest):
    """With the service worker that other tests do without."""

    draws_map = True

    def test_without_a_network_a_driver_finds_the_map_and_the_booking(self):
        page = self.begin()
        self.join(page, "parking@example.org")
        station = self.book(page)
        page.goto("/reservation#12/48.86/2.35")
        expect(page.get_by_role("heading", name=station["name"])).to_be_visible()
        self.wait(page, lambda: page.evaluate("Boolean(navigator.serviceWorker.controller)"), "no worker took over")
        page.reload()
        self.wait(page, lambda: len(self.tiles(page)) > 3, "no tiles were kept")
        kept = page.evaluate(KEPT)
        private = [path for paths in kept.values() for path in paths if path.startswith("/api/")]
        self.assertEqual(private, [])
        page.context.set_offline(True)
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_have_text("Ma réservation")
        expect(page.get_by_text("Hors ligne, état de")).to_be_visible()
        sheet = page.get_by_role("main")
        for text in (station["name"], station["address"]["city"], "Code du point", "demande une connexion"):
            expect(sheet).to_contain_text(text)
        expect(sheet.get_by_role("link", name="Itinéraire")).to_have_attribute("href", f"geo:{self.place(station)}")
        self.look_for_barriers()
        self.shot("offline")
        page.goto("/profil")
        expect(page.get_by_text("Hors ligne : cette page demande une connexion.")).to_be_visible()
        page.goto("/#12/48.86/2.35")
        # Counted from the circles that are drawn.
        expect(page.get_by_text("points libres sur")).to_be_visible()
        page.wait_for_selector("html[data-map=idle]")
        page.context.set_offline(False)
        page.goto("/reservation")
        expect(page.get_by_role("button", name="Annuler")).to_be_visible()

    def test_who_signs_out_leaves_no_booking_behind(self):
        page = self.begin()
        self.join(page, "partie@example.org")
        station = self.book(page)
        page.goto("/reservation")
        expect(page.get_by_role("heading", name=station["name"])).to_be_visible()
        self.wait(page, lambda: station["name"] in (page.evaluate("localStorage.getItem('bookings')") or ""), "no booking was kept")
        self.wait(page, lambda: page.evaluate("Boolean(navigator.serviceWorker.controller)"), "no worker took over")
        page.goto("/profil")
        page.get_by_role("button", name="Se déconnecter").click()
        expect(page.get_by_role("navigation").get_by_text("Connexion")).to_be_visible()
        self.assertIsNone(page.evaluate("localStorage.getItem('bookings')"))
        page.context.set_offline(True)
        page.goto("/reservation")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_text(station["name"])).to_have_count(0)

    def test_a_new_version_takes_over_and_open_pages_keep_theirs(self):
        home = self.copy()
        proxy = Proxy("/bornes")
        self.addCleanup(proxy.close)
        here = f"http://127.0.0.1:{proxy.port}"
        proxy.backend = serve_beside(self, f"{here}/bornes", WATTS_UP_HOME=str(home))
        old = self.begin(here)
        old.goto("/bornes/infos")
        self.wait(old, lambda: old.evaluate("Boolean(navigator.serviceWorker.controller)"), "no worker took over")
        self.assertEqual(old.evaluate("navigator.serviceWorker.ready.then(({ scope }) => scope)"), f"{here}/bornes/")
        old.reload()
        [first] = self.versions(old)
        words = home / "Public/app/text/en/pages.js"
        words.write_text(words.read_text().replace("Legal notice", "Legal notice, anew"))
        new = old.context.new_page()
        new.goto("/bornes/infos")
        self.wait(new, lambda: len(self.versions(new)) == 2 and new.evaluate(SETTLED), "the new version was not fetched", again="/bornes/infos")
        new.reload()
        titles = [page.evaluate("import('/bornes/app/text/en/pages.js').then((file) => file.default.legal.title)") for page in (old, new)]
        self.assertEqual(titles, ["Legal notice", "Legal notice, anew"])
        self.page = new
        old.close()
        self.wait(new, lambda: len(self.versions(new)) == 1, "the old version was not let go", again="/bornes/")
        self.assertNotEqual(self.versions(new), [first])
        new.context.set_offline(True)
        new.goto("/bornes/mentions-legales?lang=en")
        expect(new.get_by_role("heading", level=1)).to_have_text("Legal notice, anew")

    # What these tests do.

    def begin(self, base=None):
        page = self.open(base=base, workers="allow")
        self.page.close()
        self.page = page
        return page

    def book(self, page):
        for number in range(8):
            station = page.request.get(f"/api/stations/{self.station(number)}").json()
            for point in station["chargePoints"]:
                booked = page.request.post(
                    "/api/reservations", data={"pointId": point["id"], "startsAt": self.moment(hours=2)}, headers={"Origin": self.stage.server.url})
                if booked.status == 201:
                    return station | {"point": point}
        self.fail("no point could be booked")

    def place(self, station):
        at = station["point"].get("location") or station["location"]
        return f"{at['lat']},{at['lon']}?q={at['lat']},{at['lon']}({self.page.evaluate('encodeURIComponent', station['name'])})"

    def copy(self):
        """A checkout of its own, whose files may change."""
        home = pathlib.Path(tempfile.mkdtemp(prefix="watts-up-home-"))
        self.addCleanup(shutil.rmtree, home, ignore_errors=True)
        home.chmod(0o755)
        shutil.copytree(ROOT / "Public", home / "Public")
        os.symlink(ROOT / "Migrations", home / "Migrations")
        return home

    def versions(self, page):
        return [name for name in page.evaluate(KEPT) if " files " in name]

    def tiles(self, page):
        kept = page.evaluate(KEPT)
        return [path for name, paths in kept.items() if name.endswith(" tiles") for path in paths]

    def wait(self, page, is_so, otherwise, again=None):
        for number in range(300):
            if is_so():
                return
            if again and number % 60 == 0:
                self.visit(page, again)
            page.wait_for_timeout(200)
        self.fail(otherwise)

    def visit(self, page, address):
        """A browser may end the worker with the page that was closed, and leave a page that it was asked for unanswered."""
        try:
            page.goto(address, timeout=8_000)
        except TimedOut:
            page.goto(address)

    def hear(self, message):
        # The console repeats what the app is told: nobody answers.
        if not any(one in message.text for one in ("WebSocket", "ERR_INTERNET_DISCONNECTED")):
            super().hear(message)
