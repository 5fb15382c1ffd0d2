"""A primary and a streaming replica: who reads where, and what happens when either is gone."""
import time, unittest

from load import Bookers
from machines import Country, Nginx, Postgres, Server, eventually
from people import Person, half_hour


class Pair:
    """Two PostgreSQL servers, the second following the first, and what the program is told about them."""

    def __init__(self, synchronous):
        # What a replica that was away has not seen yet is kept.
        self.primary = Postgres("wal_keep_size = '256MB'\nmax_connections = 200")
        self.country = Country(self.primary)
        first = Server(self.country.url)
        self.country.settle(first)
        first.stop()
        self.replica = Postgres(copy_of=self.primary)
        eventually("the replica follows", lambda: self.primary.sql("select state from pg_stat_replication") == "streaming")
        if synchronous:
            self.primary.sql("alter system set synchronous_standby_names = '*'")
            self.primary.sql("select pg_reload_conf()")
            eventually("it is synchronous", lambda: self.primary.sql("select sync_state from pg_stat_replication") == "sync")
        hosts = f"127.0.0.1:{self.primary.port},127.0.0.1:{self.replica.port}"
        self.settings = {"DATABASE_READ_URL": self.replica.url("watts_up"), "LOG_LEVEL": "info"}
        self.url = f"postgresql://postgres@{hosts}/watts_up?target_session_attrs=read-write"

    def server(self):
        server = Server(self.url, **self.settings)
        eventually("its reads have their connections", lambda: self.connections(server, "replica") == self.connections(server, "primary") == 2)
        return server

    @staticmethod
    def connections(server, where):
        """How many connections for reads it holds; who asks wakes them."""
        Person().get(server, "/api/places?q=lyon")
        Person().get(server, "/health/ready")
        page = Person().get(server, "/metrics").body.decode()
        return next(int(line.split()[-1]) for line in page.splitlines() if line.startswith(f'watts_up_read_connections{{to="{where}"}}'))


class ReplicaTest(unittest.TestCase):
    def setUp(self):
        self.pair = Pair(synchronous=False)
        self.servers = [self.pair.server(), self.pair.server()]
        self.points = [point for point, _, _ in self.pair.country.points(10)]

    def tearDown(self):
        for server in self.servers:
            self.assertEqual((server.faults(), server.stop()), ([], 0))
        self.pair.primary.kill()
        self.pair.replica.kill()

    def slot(self, person, server, number):
        start = half_hour(number).strftime("%Y-%m-%dT%H:%M:00Z")
        items = person.get(server, f"/api/points/{self.points[0]}/slots?from={start}").json["items"]
        return items[0]["state"]

    def test_strangers_read_at_the_replica_and_everyone_reads_what_they_wrote(self):
        one, other = self.servers
        # From now on the replica shows the past.
        self.pair.replica.sql("select pg_wal_replay_pause()")
        person = Person().sign_up(one)
        self.assertEqual(person.get(other, "/api/account").status, 200)
        self.assertEqual(person.book(one, self.points[0], half_hour(3)).status, 201)
        for server in (one, other):
            self.assertEqual(self.slot(person, server, 3), "mine")
            self.assertEqual(self.slot(Person(), server, 3), "free", "a stranger was answered by the primary")
        self.pair.replica.sql("select pg_wal_replay_resume()")
        eventually("the replica has caught up", lambda: self.slot(Person(), other, 3) == "taken")
        self.assertEqual(person.ask(other, "DELETE", "/api/sessions").status, 204)
        self.assertEqual(person.get(one, "/api/account").status, 401)

    def test_without_the_replica_reads_go_to_the_primary_until_it_is_back(self):
        server = self.servers[0]
        self.pair.replica.kill()
        for _ in range(50):
            self.assertEqual(Person().get(server, f"/api/points/{self.points[0]}/slots").status, 200)
        self.assertEqual(self.pair.connections(server, "replica"), 0)
        self.pair.replica.start()
        eventually("reads go to the replica again", lambda: self.pair.connections(server, "replica") == 2)


class FailoverTest(unittest.TestCase):
    def test_the_primary_dies_the_replica_takes_over_and_the_servers_go_on(self):
        pair = Pair(synchronous=True)
        servers = [pair.server(), pair.server(), pair.server()]
        nginx = Nginx(servers)
        people = [Person(address=f"127.0.6.{number}").sign_up(servers[0]) for number in range(1, 9)]
        load = Bookers(nginx, people, pair.country.points(60))
        with load:
            load.until(80)
            pair.primary.kill()
            died, count = time.monotonic(), load.count
            # Strangers are still answered, by the replica.
            slots = f"/api/points/{load.points[0]}/slots"
            self.assertEqual({Person().get(server, slots).status for server in servers}, {200})
            eventually("nobody is told that we are ready", lambda: {Person().get(server, "/health/ready").status for server in servers} == {503})
            pair.replica.sql("alter system set synchronous_standby_names = ''")
            pair.replica.promote()
            promoted = time.monotonic()
            load.until(count + 9)
            first = time.monotonic()
            load.until(load.count + 100)
        print(
            f"primary killed, replica promoted {promoted - died:.1f} s later: bookings again {first - promoted:.2f} s after that, "
            f"{load.count} acknowledged in all, {load.refused} requests sent again")
        self.assertEqual(load.strange, [])
        pair.country.postgres = pair.replica
        self.assertEqual(load.missing(pair.country), [])
        self.assertEqual(pair.country.overlaps(), "0")
        for server in servers:
            self.assertEqual(Person().get(server, "/health/ready").status, 200)

        # The old primary comes back, knows nothing of all that, and is first in the list; connections have to be made anew.
        pair.primary.start()
        pair.replica.sql("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'watts-up'")
        servers.append(Server(pair.url, **pair.settings))
        for server in servers:
            person = eventually("somebody can sign up", lambda: Person().sign_up(server))
            question = f"select count(*) from accounts where email = '{person.email}'"
            self.assertEqual((pair.primary.sql(question, "watts_up"), pair.replica.sql(question, "watts_up")), ("0", "1"))
        for server in servers:
            self.assertEqual(server.stop(), 0)
        nginx.stop()
        pair.primary.kill()
        pair.replica.kill()


if __name__ == "__main__":
    unittest.main()
