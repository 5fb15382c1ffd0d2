import base64, http.server, json, pathlib, signal, socket, subprocess, threading, zlib

import town
from stage import PATIENCE, ScreenTest, address_of

LAT, LON = 48.86, 2.35
LAID = "html[data-ground={}][data-map=idle]"


class Elsewhere(http.server.ThreadingHTTPServer):
    """Somebody else's maps on a port of their own: style, tiles, their description, sprite and letters."""
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.asked, self.is_silent, self.may_end = [], False, threading.Event()
        self.tiles = {f"/{z}/{x}/{y}.pbf": content for (z, x, y), content in town.tiles(LAT, LON, "openmaptiles", range(10, 15))}
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def style(self):
        road = {"source": "plan", "source-layer": "transportation", "type": "line"}
        return {"version": 8, "name": "Plan", "glyphs": self.url + "/fonts/{fontstack}/{range}.pbf", "sprite": self.url + "/sprite", "sources": {
            "plan": {"type": "vector", "url": self.url + "/plan.json"}}, "layers": [
            {"id": "background", "type": "background", "paint": {"background-color": "#f3efe6"}},
            {"id": "water", "source": "plan", "source-layer": "water", "type": "fill", "paint": {"fill-color": "#a8cfe8"}},
            # Named as one of ours: it must stand in nobody's way.
            {"id": "stations", **road, "paint": {"line-color": "#e98c2d", "line-width": 3}},
            {"id": "names", "source": "plan", "source-layer": "transportation_name", "type": "symbol", "layout": {
                "symbol-placement": "line", "text-field": ["get", "name"],
                "text-font": ["step", ["zoom"], ["literal", ["Source Sans Pro Regular"]], 14, ["literal", ["Source Sans Pro Bold"]]]}},
            {"id": "towns", "source": "plan", "source-layer": "place", "type": "symbol", "layout": {
                "icon-image": ["match", ["get", "class"], "city", "dot", "missing"], "text-field": "{name}", "text-font": ["Source Sans Pro Italic"],
                "text-anchor": "top"}}]}

    def file(self, path):
        if path == "/style.json":
            return json.dumps(self.style()).encode()
        if path == "/plan.json":
            return json.dumps({"tilejson": "3.0.0", "tiles": [self.url + "/{z}/{x}/{y}.pbf"], "minzoom": 10, "maxzoom": 14,
                               "attribution": "© Plan d'ailleurs"}).encode()
        if path.startswith("/sprite"):
            return PICTURE if path.endswith(".png") else json.dumps({"dot": {"x": 0, "y": 0, "width": 4, "height": 4, "pixelRatio": 1}}).encode()
        return self.tiles.get(path)


class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        if self.server.is_silent:
            self.server.may_end.wait(3 * PATIENCE)
            return
        content = self.server.file(self.path)
        self.send_response(200 if content else 404)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Content-Length", str(len(content or b"")))
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, *_):
        pass


def picture(rows):
    """A PNG of so many rows of one colour."""
    piece = lambda name, content: len(content).to_bytes(4, "big") + name + content + zlib.crc32(name + content).to_bytes(4, "big")
    pixels = zlib.compress(b"".join(b"\0" + b"\xc0\x20\x20\xff" * rows for _ in range(rows)))
    size = rows.to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n" + piece(b"IHDR", size + size + b"\x08\x06\0\0\0") + piece(b"IDAT", pixels) + piece(b"IEND", b"")


PICTURE = picture(4)


class GroundTest(ScreenTest):
    draws_map = True

    def start(self, **settings):
        """A second server on the same country, with a ground of its own."""
        server = self.stage.server
        settings = server.settings | {"WATTS_UP_DATA": f"{server.folder}/{self.id()}", "DATABASE_URL": server.database} | settings
        process = subprocess.Popen([server.program], env=settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait, PATIENCE)
        self.addCleanup(process.send_signal, signal.SIGTERM)
        url = address_of(process)
        threading.Thread(target=lambda: [None for _ in process.stdout], daemon=True).start()
        self.page = self.open(base=url)
        self.answers = []
        self.page.on("response", lambda answer: self.answers.append((answer.status, answer.url.removeprefix(url))))
        return url

    def archive(self, schema):
        path = pathlib.Path(self.stage.server.folder) / f"{schema}.pmtiles"
        if not path.exists():
            town.archive(path, LAT, LON, schema)
        return str(path)

    def elsewhere(self):
        made = Elsewhere()
        self.addCleanup(made.server_close)
        self.addCleanup(made.shutdown)
        self.addCleanup(made.may_end.set)
        return made

    def see_colors(self, expected):
        """A map is laid before all of it is painted."""
        for _ in range(4 * PATIENCE):
            colors = self.painted()
            missing = [what for what, color in expected.items() if colors.get(color, 0) <= 100]
            if not missing:
                return
            self.page.wait_for_timeout(250)
        self.fail(f"not painted: {missing}")

    def painted(self):
        """How often each colour is on the picture."""
        shot = base64.b64encode(self.page.screenshot()).decode()
        return self.page.evaluate("""async (shot) => {
          const bytes = Uint8Array.from(atob(shot), (one) => one.charCodeAt(0))
          const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
          const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d')
          canvas.drawImage(image, 0, 0)
          const found = {}
          const { data } = canvas.getImageData(0, 0, image.width, image.height)
          for (let at = 0; at < data.length; at += 4) {
            const name = '#' + [data[at], data[at + 1], data[at + 2]].map((one) => one.toString(16).padStart(2, '0')).join('')
            found[name] = (found[name] ?? 0) + 1
          }
          return found
        }""", shot)

    def show(self, kind, zoom=15, lat=LAT, lon=LON):
        self.page.goto(f"/#{zoom}/{lat}/{lon}")
        self.page.wait_for_selector(LAID.format(kind))
        # What is laid is drawn at the next rest.
        self.page.wait_for_timeout(400)
        self.page.wait_for_selector(LAID.format(kind))

    def credits(self):
        return self.page.locator(".maplibregl-ctrl-attrib-inner").text_content()


class Archive(GroundTest):
    def test_streets_of_an_archive_in_protomaps_words(self):
        self.start(WATTS_UP_BASEMAP=self.archive("protomaps"))
        self.show("archive")
        self.assertTrue(any(status == 200 and path.startswith("/ground/14/") for status, path in self.answers))
        self.assertIn("© OpenStreetMap", self.credits())
        self.see_colors(self.expected)
        # The next start draws nothing else first.
        self.answers.clear()
        self.page.reload()
        self.page.wait_for_selector(LAID.format("archive"))
        self.page.wait_for_timeout(400)
        self.assertTrue(any(path.startswith("/ground/") for _, path in self.answers))
        self.show("archive", 12.5)
        self.assertIn("© OpenStreetMap", self.credits())

    expected = {"roads": "#ffffff", "main roads": "#fae5bd", "water": "#d9e6ec", "land": "#f7f6f1", "parks": "#e6eedc", "houses": "#e8e4d9"}

    def test_streets_of_an_archive_in_openmaptiles_words(self):
        self.start(WATTS_UP_BASEMAP=self.archive("openmaptiles"))
        self.show("archive")
        self.see_colors(self.expected)

    def test_around_an_archive_of_a_town_the_communes_go_on(self):
        self.start(WATTS_UP_BASEMAP=self.archive("protomaps"))
        self.show("archive", 10, LAT, LON + 0.3)
        self.assertFalse(any(path.startswith("/ground/") for _, path in self.answers))
        self.assertTrue(any(path.startswith("/basemap/") for _, path in self.answers))
        self.assertIn("INSEE", self.credits())


class ArchiveAtADeskByNight(Archive):
    size = (1024, 640)
    colors = "dark"
    test_around_an_archive_of_a_town_the_communes_go_on = None
    expected = {"roads": "#3d4a43", "main roads": "#514832", "water": "#0d1a20", "land": "#1b2420", "parks": "#1e3026", "houses": "#26322c"}


class Outside(GroundTest):
    def test_an_outside_style_lies_below_our_circles(self):
        elsewhere = self.elsewhere()
        url = self.start(MAP_STYLE_URL=elsewhere.url + "/style.json")
        self.hosts.add(elsewhere.url)
        policy = self.page.request.get("/").headers["content-security-policy"]
        self.assertIn(f"connect-src 'self' {elsewhere.url};", policy)
        self.show("style", 14.5)
        for path in ("/style.json", "/plan.json", "/sprite.json", "/sprite.png"):
            self.assertIn(path, elsewhere.asked)
        self.assertTrue(any(path.startswith("/14/") for path in elsewhere.asked))
        self.assertIn("© Plan d'ailleurs", self.credits())
        self.see_colors({"roads": "#e98c2d", "water": "#a8cfe8", "paper": "#f3efe6", "circles": self.circle})
        # Dark or light, another language: it stays where it is.
        self.page.emulate_media(color_scheme="dark")
        self.page.wait_for_timeout(500)
        self.assertGreater(self.painted().get("#e98c2d", 0), 100)

    circle = "#00704a"

    def test_a_style_that_stops_answering_gives_way_to_our_ground_and_comes_back(self):
        elsewhere = self.elsewhere()
        self.start(MAP_STYLE_URL=elsewhere.url + "/style.json", WATTS_UP_BASEMAP=self.archive("protomaps"))
        self.hosts.add(elsewhere.url)
        elsewhere.is_silent = True
        self.page.goto(f"/#15/{LAT}/{LON}")
        self.page.wait_for_selector("html[data-map=idle]")
        # Sooner than the style: that one says nothing for minutes.
        self.page.wait_for_selector("html[data-ground=archive]")
        elsewhere.is_silent = False
        self.page.evaluate("dispatchEvent(new Event('online'))")
        self.page.wait_for_selector(LAID.format("style"))

    def test_a_port_that_says_nothing_leaves_our_ground(self):
        with socket.create_server(("127.0.0.1", 0)) as door:
            # It starts, though nobody ever answers.
            self.start(MAP_STYLE_URL=f"http://127.0.0.1:{door.getsockname()[1]}/style.json")
            self.page.goto(f"/#12/{LAT}/{LON}")
            self.page.wait_for_selector(LAID.format("communes"))
            self.assertIn("INSEE", self.credits())
            self.assertNotIn(str(door.getsockname()[1]), self.page.request.get("/").headers["content-security-policy"])


class OutsideAtADesk(Outside):
    size = (1024, 640)
    test_a_style_that_stops_answering_gives_way_to_our_ground_and_comes_back = None
    test_a_port_that_says_nothing_leaves_our_ground = None
