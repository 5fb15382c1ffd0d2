"""What every test of the web app stands on: a server of its own with a small country, and one browser."""
import addresses, atexit, contextlib, datetime, functools, json, os, pathlib, prepared, queue, random, re, shutil, signal, socket, subprocess, sys, threading, unittest, zoneinfo

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / ".fetched/browser"))
from axe_playwright_python.sync_playwright import Axe  # noqa: E402
from playwright.sync_api import TimeoutError as TimedOut, expect, sync_playwright  # noqa: E402

SHOTS = ROOT / ".build/screens"
PASSWORD = "Courant-fort-2026"
PARIS = zoneinfo.ZoneInfo("Europe/Paris")
# For what ends as soon as it is there, on a machine that is five times as busy.
PATIENCE = 60
AXE = Axe().axe_script
FLAGS = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist", "--disable-dev-shm-usage"]
# Without a map nothing needs a graphics card, nor software in the place of one.
PLAIN = ["--disable-gpu", "--disable-software-rasterizer", "--disable-dev-shm-usage"]
expect.set_options(timeout=PATIENCE * 1000)


def address_of(process):
    """Where a server that was just started listens, by its log."""
    seen = []
    for line in process.stdout:
        seen.append(line)
        if '"Watts Up serves"' in line:
            return json.loads(line)["url"]
    raise RuntimeError("the server did not start:\n" + "".join(seen))


def free_port():
    """Below those that the system hands out to whoever asks for any: nobody is given it meanwhile."""
    for port in random.sample(range(20_000, 32_000), 100):
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise RuntimeError("no port is free")


class Server:
    """The program under test, on a port and in a folder that nobody else has."""

    def __init__(self):
        self.begin(prepared.folder_like(self.prepare))
        atexit.register(self.stop)

    def begin(self, folder):
        self.program = os.environ.get("WATTS_UP_PROGRAM", str(ROOT / ".build/debug/watts-up"))
        self.folder, self.country = folder, folder + "/country.csv"
        names = ("PATH", "HOME", "LANG", "TZDIR", "LD_LIBRARY_PATH")
        self.settings = {name: os.environ[name] for name in names if name in os.environ} | {
            "WATTS_UP_HOME": str(ROOT), "WATTS_UP_DATA": self.folder + "/data", "WATTS_UP_PORT": "0", "WATTS_UP_RATE_LIMITS": "off",
            "WATTS_UP_PLACES": "off", "ADDRESS_URL": addresses.start()}
        self.database = f"postgresql://postgres@/watts_up?host={self.folder}/data/postgres"
        self.process = subprocess.Popen([self.program], env=self.settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.url = address_of(self.process)
        self.letters = queue.Queue()
        threading.Thread(target=self.read_log, daemon=True).start()

    def prepare(self, folder):
        """Everything that takes long, once."""
        self.begin(folder)
        try:
            self.run("generate", "--points", "3000", "--seed", "7", "--out", self.country)
            if (ROOT / '.fetched/places').exists():
                self.run("import", "places")
            self.run("import", self.country)
            self.run("admin", "create", "--email", "admin@example.org", text=PASSWORD)
        finally:
            self.end()
        if self.process.returncode != 0:
            raise RuntimeError("the server did not stop well: its database cannot be copied")

    def read_log(self):
        """To the end, so that the server never waits for us; it says which mail was written where."""
        for line in self.process.stdout:
            if '.eml"' in line:
                self.letters.put(pathlib.Path(json.loads(line)["file"]).read_text())

    def link(self, secret, to):
        """That of the next mail to somebody, as they would open it here."""
        return self.link_like(rf"/\S*#{secret}=\S+", to)

    def link_like(self, pattern, to):
        while letter := self.letters.get(timeout=PATIENCE):
            found = re.search(rf"https?://[^/]+({pattern})", letter)
            if f"To: <{to}>" in letter and found:
                return found[1]

    def run(self, *words, text=""):
        subprocess.run([self.program, *words], env=self.settings, input=text, text=True, check=True, stdout=subprocess.DEVNULL)

    def stop(self):
        self.end()
        shutil.rmtree(self.folder, ignore_errors=True)

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()


class Stage:
    """Made when the first test asks, kept until the last is over."""

    made = None

    def __init__(self):
        # The test that runs, and pages that wait for the next one of their kind.
        self.now, self.kept = None, {}
        self.server = Server()
        self.playwright = sync_playwright().start()
        self.browsers = {}
        atexit.register(self.close)
        SHOTS.mkdir(parents=True, exist_ok=True)

    def browser(self, draws_map):
        """Two kinds, each made when first asked for."""
        if draws_map not in self.browsers:
            self.browsers[draws_map] = self.playwright.chromium.launch(
                executable_path="/usr/bin/chromium", chromium_sandbox=False, args=FLAGS if draws_map else PLAIN)
        return self.browsers[draws_map]

    def close(self):
        for one in self.browsers.values():
            one.close()
        self.playwright.stop()

    @classmethod
    def get(cls):
        cls.made = cls.made or cls()
        return cls.made


def with_map(test):
    """Of a test that is about the map too, in a class whose others are not."""
    test.draws_map = True
    return test


def asking_again(request):
    """A connection that waited too long is closed just when something is asked."""
    for name in ("get", "post", "put", "patch", "delete", "fetch"):
        setattr(request, name, functools.partial(getattr(request, name), max_retries=2))
    return request


def without_map(test):
    """The other way round."""
    test.draws_map = False
    return test


class ScreenTest(unittest.TestCase):
    """A page of its own for each test; whatever it complains of, and whoever else it calls, fails the test.

    A map that begins costs two seconds of a core where software draws it, more than all else of a page: only tests of it have one.
    For the others its library does not come, which the app lives with as it does in a browser that cannot draw. A page is handed on
    from test to test, empty: another would read and compile all scripts anew."""

    size = (390, 844)
    locale = "fr-FR"
    colors = "light"
    scripts = True
    draws_map = False
    # Where what was loaded before would be part of what is measured.
    wants_new_page = False
    base = None

    def setUp(self):
        self.stage = Stage.get()
        self.complaints, self.stage.now = [], self
        self.hosts = {self.stage.server.url, self.base or self.stage.server.url}
        kind = (self.size, self.locale, self.colors, self.scripts, self.sees_map, self.base)
        self.page = self.stage.kept.pop(kind, None) if not self.wants_new_page else None
        self.page = self.page or self.make(self.base or self.stage.server.url, "block")
        self.addCleanup(self.hand_on, self.page, kind)

    def hand_on(self, page, kind):
        self.stage.now = None
        if self.wants_new_page or page.is_closed() or page.is_tainted or not self._outcome.success:
            return page.context.close()
        for other in page.context.pages:
            if other != page:
                other.close()
        for one in (page, page.context):
            one.unroute_all(behavior="ignoreErrors")
        page.context.clear_cookies()
        page.context.clear_permissions()
        page.set_viewport_size({"width": self.size[0], "height": self.size[1]})
        page.emulate_media(media="null", color_scheme=self.colors, reduced_motion="reduce")
        self.be_at_home(page)
        page.evaluate("localStorage.clear(), sessionStorage.clear()")
        self.stage.kept[kind] = page

    @staticmethod
    def be_at_home(page):
        """At the same site, with nothing that runs."""
        page.goto("/icon.svg")

    def open(self, base=None, workers="block"):
        """Another page, of somebody else. What a service worker answers is out of a test's reach: only tests of it let it come."""
        base = base or self.base or self.stage.server.url
        self.hosts = {self.stage.server.url, base}
        page = self.make(base, workers)
        self.addCleanup(page.context.close)
        return page

    def make(self, base, workers):
        width, height = self.size
        context = self.stage.browser(self.sees_map).new_context(
            viewport={"width": width, "height": height}, is_mobile=width < 600, has_touch=width < 600, locale=self.locale,
            timezone_id="Europe/Paris", reduced_motion="reduce", color_scheme=self.colors, base_url=base,
            service_workers=workers, java_script_enabled=self.scripts)
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        page.is_tainted = False
        asking_again(context.request)
        for one, name in ((page, "add_init_script"), (context, "add_init_script"), (page, "route_web_socket")):
            setattr(one, name, self.tainting(page, getattr(one, name)))
        if not self.sees_map:
            devtools = context.new_cdp_session(page)
            devtools.send("Network.enable")
            devtools.send("Network.setBlockedURLs", {"urls": ["*/maplibre-gl.js"]})
        stage = self.stage
        page.on("console", lambda message: stage.now and stage.now.hear(message))
        page.on("pageerror", lambda error: stage.now and stage.now.complaints.append(f"error: {error.stack or error.message}"))
        page.on("request", lambda request: stage.now and stage.now.watch(request))
        return page

    @staticmethod
    def tainting(page, act):
        """What cannot be taken back."""
        def do(*words, **names):
            page.is_tainted = True
            return act(*words, **names)
        return do

    @property
    def sees_map(self):
        return getattr(getattr(self, self._testMethodName), "draws_map", self.draws_map)

    @property
    def origin(self):
        """What a program says that stands in for the page."""
        return {"Origin": self.base or self.stage.server.url}

    def hear(self, message):
        # That a server refuses is told by the screen; the console repeats it.
        # Pixels that software drew have to be fetched for the page: slow on a graphics card, and there is none.
        usual = ("Failed to load resource", "Service Worker registration blocked", "GPU stall due to ReadPixels")
        if not self.sees_map and message.text.startswith("map "):
            return
        if message.type in ("error", "warning") and not any(one in message.text for one in usual):
            self.complaints.append(f"{message.type}: {message.text}")

    def watch(self, request):
        if not request.url.startswith(("blob:", "data:")) and "/".join(request.url.split("/")[:3]) not in self.hosts:
            self.complaints.append(f"another host: {request.url}")

    def tearDown(self):
        # A picture takes as long as many a test: of what failed, and of all where somebody wants to look (WATTS_UP_SCREENS=1).
        if self.complaints or not self._outcome.success or os.environ.get("WATTS_UP_SCREENS"):
            self.page.screenshot(path=str(SHOTS / f"{self.id().split('.')[-1]}.png"))
        self.assertEqual(self.complaints, [])

    # What several tests do.

    def shot(self, name):
        """A picture of the screen for whoever wants to look (WATTS_UP_SCREENS=1)."""
        if os.environ.get("WATTS_UP_SCREENS"):
            self.page.screenshot(path=str(SHOTS / f"{name}-{self.size[0]}-{self.colors}.png"))

    def look_for_barriers(self, **options):
        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate(AXE)
        found = self.page.evaluate(
            "options => axe.run(options).then(({ violations }) => violations.map((one) => [one.id, one.nodes[0].html.slice(0, 160)]))",
            {"resultTypes": ["violations"]} | options)
        self.assertEqual(found, [], self.page.url)

    @staticmethod
    def tap(choice):
        """A finger on the label of a box or a radio, whose field nobody sees; what moves or is covered waits until it can be hit."""
        choice.locator("xpath=ancestor::label").click()

    def join(self, page, email):
        """A new driver, signed in without the forms, which other tests fill in."""
        self.make_account(page.request, email)
        self.begin_session(page, email)

    def make_account(self, request, email):
        account = {"email": email, "password": PASSWORD, "displayName": "Camille", "language": self.locale[:2]}
        request.post("/api/accounts", data=account, headers=self.origin)

    def program(self, email, is_new=True):
        """Somebody who is signed in and has no browser: a page costs a second, and what is only asked needs none."""
        request = asking_again(self.stage.playwright.request.new_context(base_url=self.base or self.stage.server.url))
        self.addCleanup(request.dispose)
        if is_new:
            self.make_account(request, email)
        self.sign_in_by(request, email)
        return request

    def begin_session(self, page, email):
        """What the form does, without the page around it: a map that begins takes longer than many a test."""
        self.sign_in_by(page.request, email)
        if not page.url.startswith(self.base or self.stage.server.url):
            self.be_at_home(page)
        page.evaluate("localStorage.setItem('signedIn', '1')")

    def sign_in_by(self, request, email):
        signed = request.post("/api/session", data={"email": email, "password": PASSWORD}, headers=self.origin)
        self.assertEqual(signed.status, 200)

    def station(self, number=0):
        """One that can be booked at any hour, near Paris."""
        found = self.page.request.get(f"/api/stations?near=48.86,2.35&radius=200000&access=open&open24h=1&limit={number + 1}").json()
        return found["items"][number]["id"]

    @staticmethod
    def moment(**ahead):
        """Now or so much later, as the API takes it, in whole minutes: asked anew for each booking, as a minute may end in between."""
        at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**ahead)
        return at.strftime("%Y-%m-%dT%H:%M:00Z")

    @staticmethod
    def day(ahead=0):
        """Today in Paris, or so many days later."""
        return datetime.datetime.now(PARIS).date() + datetime.timedelta(days=ahead)

    def picker(self, station):
        """The half-hours of tomorrow: of today there may be none left, and one that is the first may pass."""
        return f"/s/{station}/reserver?jour={self.day(1)}"

    def sign_in(self, email="admin@example.org"):
        self.begin_session(self.page, email)

    def sign_in_with_the_form(self, email="admin@example.org"):
        self.page.goto("/connexion")
        self.page.get_by_label("Adresse e-mail").fill(email)
        self.page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
        self.page.locator("form.form .primary").click()
        expect(self.page.get_by_role("navigation").get_by_text("Profil")).to_be_visible()

    def sign_up(self, email):
        page = self.page
        page.get_by_role("button", name="Créer un compte").click()
        page.get_by_label("Nom affiché").fill("Camille")
        page.get_by_label("Adresse e-mail").fill(email)
        page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Créer mon compte").click()
