"""What every test of the web app stands on: a server of its own with a small country, and one browser."""
import addresses, atexit, json, os, pathlib, queue, re, shutil, signal, subprocess, sys, tempfile, threading, unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / ".fetched/browser"))
from axe_playwright_python.sync_playwright import Axe  # noqa: E402
from playwright.sync_api import expect, sync_playwright  # noqa: E402

SHOTS = ROOT / ".build/screens"
PASSWORD = "Courant-fort-2026"
FLAGS = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist", "--disable-dev-shm-usage"]
expect.set_options(timeout=45_000)


def address_of(process):
    """Where a server that was just started listens, by its log."""
    seen = []
    for line in process.stdout:
        seen.append(line)
        if '"Watts Up serves"' in line:
            return json.loads(line)["url"]
    raise RuntimeError("the server did not start:\n" + "".join(seen))


class Server:
    """The program under test, on a port and in a folder that nobody else has."""

    def __init__(self):
        self.program = os.environ.get("WATTS_UP_PROGRAM", str(ROOT / ".build/debug/watts-up"))
        self.folder = tempfile.mkdtemp(prefix="watts-up-browser-")
        os.chmod(self.folder, 0o755)
        names = ("PATH", "HOME", "LANG", "TZDIR", "LD_LIBRARY_PATH")
        self.settings = {name: os.environ[name] for name in names if name in os.environ} | {
            "WATTS_UP_HOME": str(ROOT), "WATTS_UP_DATA": self.folder + "/data", "WATTS_UP_PORT": "0", "WATTS_UP_RATE_LIMITS": "off",
            "WATTS_UP_PLACES": "off", "ADDRESS_URL": addresses.start()}
        self.database = f"postgresql://postgres@/watts_up?host={self.folder}/data/postgres"
        self.process = subprocess.Popen([self.program], env=self.settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        atexit.register(self.stop)
        self.url = address_of(self.process)
        self.letters = queue.Queue()
        threading.Thread(target=self.read_log, daemon=True).start()
        self.country = self.folder + "/country.csv"
        self.run("generate", "--points", "3000", "--seed", "7", "--out", self.country)
        if (ROOT / '.fetched/places').exists():
            self.run("import", "places")
        self.run("import", self.country)
        self.run("admin", "create", "--email", "admin@example.org", text=PASSWORD)

    def read_log(self):
        """To the end, so that the server never waits for us; it says which mail was written where."""
        for line in self.process.stdout:
            if '.eml"' in line:
                self.letters.put(pathlib.Path(json.loads(line)["file"]).read_text())

    def link(self, secret, to):
        """That of the next mail to somebody, as they would open it here."""
        while letter := self.letters.get(timeout=45):
            found = re.search(rf"https?://[^/]+(/\S*#{secret}=\S+)", letter)
            if f"To: <{to}>" in letter and found:
                return found[1]

    def run(self, *words, text=""):
        subprocess.run([self.program, *words], env=self.settings, input=text, text=True, check=True, stdout=subprocess.DEVNULL)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


class Stage:
    """Made when the first test asks, kept until the last is over."""

    made = None

    def __init__(self):
        self.server = Server()
        self.playwright = sync_playwright().start()
        self.browser = self.playwright.chromium.launch(executable_path="/usr/bin/chromium", chromium_sandbox=False, args=FLAGS + os.environ.get("BROWSER_FLAGS", "").split())
        atexit.register(self.close)
        SHOTS.mkdir(parents=True, exist_ok=True)

    def close(self):
        self.browser.close()
        self.playwright.stop()

    @classmethod
    def get(cls):
        cls.made = cls.made or cls()
        return cls.made


class ScreenTest(unittest.TestCase):
    """A page of its own for each test; whatever it complains of, and whoever else it calls, fails the test."""

    size = (390, 844)
    locale = "fr-FR"
    colors = "light"
    scripts = True

    def setUp(self):
        self.stage = Stage.get()
        self.complaints = []
        self.page = self.open()

    def open(self, base=None, workers="block"):
        """What a service worker answers is out of a test's reach: only tests of it let it come."""
        width, height = self.size
        self.hosts = {self.stage.server.url, base or self.stage.server.url}
        context = self.stage.browser.new_context(
            viewport={"width": width, "height": height}, is_mobile=width < 600, has_touch=width < 600, locale=self.locale,
            timezone_id="Europe/Paris", reduced_motion="reduce", color_scheme=self.colors, base_url=base or self.stage.server.url,
            service_workers=workers, java_script_enabled=self.scripts)
        self.addCleanup(context.close)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error.stack}"))
        page.on("request", self.watch)
        return page

    def hear(self, message):
        # That a server refuses is told by the screen; the console repeats it.
        # Pixels that software drew have to be fetched for the page: slow on a graphics card, and there is none.
        usual = ("Failed to load resource", "Service Worker registration blocked", "GPU stall due to ReadPixels")
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

    def look_for_barriers(self, **options):
        found = Axe().run(self.page, options=options or None)
        self.assertEqual([(one["id"], one["nodes"][0]["html"][:120]) for one in found.response["violations"]], [], self.page.url)

    def join(self, page, email):
        """A new driver, signed in without the forms, which other tests fill in."""
        account = {"email": email, "password": PASSWORD, "displayName": "Camille", "language": self.locale[:2]}
        page.request.post("/api/accounts", data=account, headers={"Origin": self.stage.server.url})
        self.begin_session(page, email)

    def begin_session(self, page, email):
        """What the form does, without the page around it: a map that begins takes longer than many a test."""
        signed = page.request.post(
            "/api/session", data={"email": email, "password": PASSWORD}, headers={"Origin": self.stage.server.url})
        self.assertEqual(signed.status, 200)
        page.context.add_init_script("localStorage.setItem('signedIn', '1')")

    def station(self, number=0):
        """One that can be booked at any hour, near Paris."""
        found = self.page.request.get(f"/api/stations?near=48.86,2.35&radius=200000&access=open&open24h=1&limit={number + 1}").json()
        return found["items"][number]["id"]

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
