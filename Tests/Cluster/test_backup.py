"""What Operations/README.md says about copies of the database, done."""
import os, time, unittest

from machines import ROOT, Country, Postgres, Server, eventually, fresh_folder
from people import Person, half_hour


class BackupTest(unittest.TestCase):
    def setUp(self):
        self.archive, self.base = fresh_folder(), fresh_folder() + "/base"
        copy = f"test ! -f {self.archive}/%f && cp %p {self.archive}/%f"
        self.postgres = Postgres(f"archive_mode = on\narchive_command = '{copy}'")
        self.country = Country(self.postgres)
        self.server = Server(self.country.url)
        self.country.settle(self.server)
        self.point = self.country.points(1)[0][0]
        self.person = Person().sign_up(self.server)
        self.kept = self.book(4)

    def book(self, number):
        answer = self.person.book(self.server, self.point, half_hour(number))
        self.assertEqual(answer.status, 201)
        return answer.json

    def tearDown(self):
        self.postgres.kill()

    def served(self, url):
        """What a new server over the copy shows to the person, who signs in anew."""
        server = Server(url)
        self.assertEqual(Person().get(server, "/health/ready").status, 200)
        person = Person(self.person.email).sign_in(server)
        items = person.get(server, "/api/reservations").json["items"]
        # It is no copy to look at only.
        self.assertEqual(person.book(server, self.point, half_hour(20)).status, 201)
        self.assertEqual(server.faults(), [])
        server.stop()
        return [(item["id"], item["state"], item["startsAt"]) for item in items]

    def test_a_dump_is_restored_into_an_empty_database_and_served(self):
        # All tables: what computes its columns and indexes has to do so again.
        if (ROOT / ".fetched/places").exists():
            self.server.run("import", "places")
        folder = fresh_folder()
        began = time.monotonic()
        self.postgres.command("pg_dump", "-Fc", "-d", self.country.url, "-f", folder + "/watts-up.dump")
        dumped = time.monotonic()
        self.server.stop()
        other = Postgres()
        other.sql("create database watts_up")
        other.command("pg_restore", "--exit-on-error", "--no-owner", "-j", "2", "-d", other.url("watts_up"), folder + "/watts-up.dump")
        size = os.path.getsize(folder + "/watts-up.dump") / 1e6
        print(f"dump of {size:.1f} MB in {dumped - began:.1f} s, restored in {time.monotonic() - dumped:.1f} s")
        self.assertEqual(self.served(other.url("watts_up")), [(self.kept["id"], "reserved", self.kept["startsAt"])])
        other.kill()

    def test_the_database_is_brought_back_to_a_moment(self):
        self.postgres.command("pg_basebackup", "-D", self.base, "-d", self.postgres.url(), "-c", "fast", "-X", "stream")
        later = self.book(5)
        moment = self.postgres.sql("select clock_timestamp()")
        # The mistake.
        self.country.sql("delete from reservations")
        last = self.postgres.sql("select pg_walfile_name(pg_switch_wal())")
        eventually("the log is archived", lambda: self.postgres.sql("select last_archived_wal from pg_stat_archiver") >= last)
        self.server.stop()
        self.postgres.kill()
        restored = Postgres(
            f"archive_mode = off\nrestore_command = 'cp {self.archive}/%f %p'\nrecovery_target_time = '{moment}'\n"
            "recovery_target_action = 'promote'", recovered_from=self.base)
        eventually("it takes writes", lambda: restored.sql("select pg_is_in_recovery()") == "f", within=60)
        found = self.served(restored.url("watts_up"))
        self.assertEqual({id for id, _, _ in found}, {self.kept["id"], later["id"]})
        restored.kill()


if __name__ == "__main__":
    unittest.main()
