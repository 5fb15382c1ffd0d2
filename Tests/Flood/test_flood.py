"""One honest client beside floods from 1 to 200 addresses: it keeps its pace, and the server its head."""
import os, pathlib, statistics, subprocess, sys, time, unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Cluster"))
from machines import Country, PASSWORD, Postgres, Server
from people import Person, half_hour

KINDS = tuple(os.environ.get("FLOODS", "connects halves readers sockets urls years pictures").split())
QUIET, FLOOD = 30, 8
TEN_YEARS = """
    insert into grid_readings (perimeter, at, nature, flags, stored_at, consumption, nuclear, gas, exchange)
    select 'france', at, 1, 0, now(), 50000, 40000, 5000, 5000
    from generate_series('2015-01-01'::timestamptz, '2025-01-01', interval '15 minutes') as at
"""


class Honest:
    """Tiles on a fresh connection each, bookings and sign-ins on one that is kept, in a steady rhythm."""

    def __init__(self, server, points):
        self.server, self.points, self.person, self.guest = server, points, Person(), Person()
        self.person.sign_up(server)
        self.times = {"tile": [], "booking": [], "sign-in": []}

    def act(self, seconds):
        begun, number = time.monotonic(), 0
        while time.monotonic() < begun + seconds:
            self.timed("tile", self.tile)
            if number % 5 == 0:
                self.timed("booking", self.book)
                self.timed("booking", self.cancel)
            if number % 10 == 0:
                self.timed("sign-in", self.sign_in)
            number += 1
            time.sleep(max(0, begun + number * 0.05 - time.monotonic()))

    def timed(self, name, action):
        begun = time.monotonic()
        action()
        self.times[name].append(time.monotonic() - begun)

    def tile(self):
        self.guest.links.clear()
        answer = self.guest.get(self.server, "/tiles/6/32/22.mvt")
        assert answer.status == 200, answer

    def book(self):
        answer = self.person.book(self.server, self.points[0][0], half_hour(4))
        assert answer.status == 201, answer
        self.booked = answer.json["id"]

    def cancel(self):
        answer = self.person.ask(self.server, "DELETE", f"/api/reservations/{self.booked}")
        assert answer.status == 204, answer

    def sign_in(self):
        answer = self.person.ask(self.server, "POST", "/api/session", {"email": self.person.email, "password": PASSWORD})
        assert answer.status == 200, answer

    def take(self):
        """What was measured since the last time."""
        taken, self.times = self.times, {name: [] for name in self.times}
        return taken


def p99(times):
    return statistics.quantiles(times, n=100, method="inclusive")[98] if len(times) > 1 else times[0]


def line(name, times):
    return f"{name:18}" + "".join(f"  {kind} {p99(of) * 1000:7.1f} ms of {len(of)}" for kind, of in times.items())


class FloodTests(unittest.TestCase):
    def test_an_honest_client_keeps_its_pace_beside_floods(self):
        postgres = Postgres()
        country = Country(postgres)
        server = Server(country.url, WATTS_UP_RATE_LIMITS="on", WATTS_UP_TRUSTED_PROXIES="")
        country.settle(server)
        country.sql(TEN_YEARS)
        honest = Honest(server, country.points(3))
        honest.act(3)
        honest.take()
        honest.act(QUIET)
        quiet = honest.take()
        print("\n" + line("quiet", quiet))
        beside = {name: [] for name in quiet}
        for kind in KINDS:
            for addresses in (1, 200):
                flood = self.flood(kind, server, addresses, FLOOD)
                honest.act(FLOOD)
                flood.wait(30)
                self.assert_answers_soon(server)
                measured = honest.take()
                print(line(f"{kind} from {addresses}", measured), flush=True)
                for name in beside:
                    beside[name] += measured[name]
        print(line("beside all floods", beside))
        for name in quiet:
            self.assertLessEqual(p99(beside[name]), 5 * p99(quiet[name]), name)
        self.assertEqual(server.faults(), [])
        flood = self.flood("connects", server, 200, 10)
        time.sleep(4)
        begun = time.monotonic()
        self.assertEqual(server.stop(), 0)
        print(f"SIGTERM in the midst of a flood: ended after {time.monotonic() - begun:.1f} s")
        flood.wait(30)
        postgres.stop()

    def flood(self, kind, server, addresses, seconds):
        program = str(pathlib.Path(__file__).parent / "floods.py")
        return subprocess.Popen([sys.executable, program, kind, str(server.port), str(addresses), str(seconds)])

    def assert_answers_soon(self, server):
        begun = time.monotonic()
        self.assertEqual(Person().get(server, "/health/live").status, 200)
        self.assertLess(time.monotonic() - begun, 1)


if __name__ == "__main__":
    unittest.main()
