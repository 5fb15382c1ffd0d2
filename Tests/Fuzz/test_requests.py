"""Requests made up out of our own description, sent as a driver and as an administrator: no 5xx, no answer that the description
does not name."""
import os, pathlib, subprocess, sys, unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests/Cluster"))
from machines import Country, Postgres, Server  # noqa: E402
from people import Person, half_hour  # noqa: E402

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance"
# Each ends the session that the others need, so they come last.
ENDINGS = "^/api/(account|account/password|session|sessions|session/refresh)$"


class RequestsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.postgres = Postgres("fsync = off")
        cls.country = Country(cls.postgres)
        cls.server = Server(cls.country.url)
        cls.country.settle(cls.server)

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.postgres.kill()

    def send(self, person, welcome, *words):
        """As many as WATTS_UP_FUZZ says, the same ones whenever the seed is the same."""
        scale = os.environ.get("WATTS_UP_FUZZ", "15")
        count = "500" if scale == "long" else scale
        seed = os.environ.get("SEED", "1")
        command = [
            "/usr/bin/python3", "-m", "schemathesis.cli", "--config-file", str(ROOT / "Tests/Fuzz/schemathesis.toml"), "run", self.server.url + "/api/openapi.json", "--checks", CHECKS,
            "--max-examples", count, "--seed", seed, "--phases", "examples,coverage,fuzzing", "--continue-on-failure", "--warnings", "off",
            "--generation-database", "none", "--no-color", "-H", f"Authorization: Bearer {person.cookies['watts_up_session']}", *words]
        folder = pathlib.Path(self.server.folder)
        done = subprocess.run(command, cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT / ".fetched/fuzz")}, capture_output=True, text=True)
        (ROOT / ".build" / f"{self.id().split('.')[-1]}.txt").write_text(done.stdout + done.stderr)
        print(f"seed {seed}: " + "".join(line for line in done.stdout.splitlines(True) if "test cases" in line.lower() or "generated" in line).strip())
        self.assertEqual(done.returncode, 0, done.stdout[-12_000:] + done.stderr[-2000:])
        self.assertEqual(self.server.faults(), [])
        # Somebody who is let in nowhere tests little.
        self.assertIn(f'route="{welcome}",method="GET",status="2xx"', Person().get(self.server, "/metrics").body.decode())

    def person(self, email=None):
        person = Person(email)
        return person.sign_in(self.server) if email else person.sign_up(self.server)

    def test_as_a_driver(self):
        driver = self.person()
        point = self.country.points(1)[0][0]
        self.assertEqual(driver.book(self.server, point, half_hour(3)).status, 201)
        self.send(driver, "/api/reservations", "--exclude-path-regex", "^/api/admin|" + ENDINGS)

    def test_as_an_administrator(self):
        self.send(self.person("admin@example.org"), "/api/admin/stations", "--include-path-regex", "^/api/(admin|points)")

    def test_endings(self):
        self.send(self.person(), "/api/account", "--include-path-regex", ENDINGS)


if __name__ == "__main__":
    unittest.main()
