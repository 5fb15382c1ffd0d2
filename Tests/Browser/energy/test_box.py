"""The box's page at home: a box beside a meter that does not exist, without the server."""
import json, pathlib, shutil, signal, subprocess, tempfile

from stage import PATIENCE, ROOT, ScreenTest, expect

PROGRAM = ROOT / ".build/debug/watts-box"


class BoxTest(ScreenTest):
    def setUp(self):
        super().setUp()
        self.folder = tempfile.mkdtemp(prefix="watts-box-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        meter = self.start("simulate", "--mode", "standard", "--seed", "1", "--prm", "14000000000007")
        self.relay = pathlib.Path(self.folder) / "relay"
        wire = meter.stdout.readline().strip()
        box = self.start("--meter", wire, "--data", self.folder, "--listen", "127.0.0.1:0", "--relay", str(self.relay), "--clock", "ntp")
        url = next(json.loads(line)["url"] for line in box.stdout if '"url"' in line)
        self.page = self.open(base=url)

    def start(self, *words):
        process = subprocess.Popen([PROGRAM, *words], stdout=subprocess.PIPE, text=True, env={"WATTS_UP_HOME": str(ROOT)})
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait, PATIENCE)
        self.addCleanup(process.send_signal, signal.SIGTERM)
        return process

    def pin(self):
        told = subprocess.run([PROGRAM, "pin", "--data", self.folder], capture_output=True, text=True, check=True)
        return told.stdout.strip()

    def test_box_says_what_the_meter_says(self):
        page = self.page
        page.goto("/")
        expect(page.get_by_role("heading", name="Boîtier Watts Up")).to_be_visible()
        expect(page.locator("#facts")).to_contain_text("14000000000007")
        expect(page.locator("#figures")).to_contain_text("VA")
        expect(page.get_by_role("img", name="Puissance moyenne")).to_be_visible()
        expect(page.locator("#relay-state")).to_have_text("Le relais n’est pas armé : l’appareil reste alimenté.")
        self.look_for_barriers()
        page.get_by_role("button", name="English").click()
        expect(page.get_by_role("heading", name="Today")).to_be_visible()

    def test_box_relay_moves_after_the_warning_and_with_the_pin_alone(self):
        page = self.page
        page.goto("/")
        expect(page.locator("#warning")).to_contain_text("Le 230 V tue.")
        page.get_by_label("Puissance de l’appareil (W)").fill("2000")
        page.get_by_label("J’ai lu et compris cet avertissement.").check()
        page.get_by_role("button", name="Armer le relais").click()
        expect(page.locator("#said")).to_contain_text("code PIN")
        page.locator("#pin").fill(self.pin())
        page.get_by_role("button", name="Armer le relais").click()
        page.get_by_role("button", name="Délester").click()
        expect(page.locator("#relay-state")).to_have_text("L’appareil est délesté. Commandé à la main.")
        self.assertEqual(self.relay.read_text(), "0")
        self.look_for_barriers()
        page.get_by_role("button", name="Automatique").click()
        page.get_by_role("button", name="Désarmer").click()
        expect(page.locator("#arming")).to_be_visible()


class DarkDeskBoxTest(BoxTest):
    size = (1280, 800)
    colors = "dark"
    locale = "en-GB"

    test_box_relay_moves_after_the_warning_and_with_the_pin_alone = None

    def test_box_says_what_the_meter_says(self):
        self.page.goto("/")
        expect(self.page.get_by_role("heading", name="Watts Up box")).to_be_visible()
        expect(self.page.locator("#facts")).to_contain_text("standard")
        self.look_for_barriers()
