"""People who book and cancel all the time, and remember what was acknowledged."""
import random, threading, time, uuid

from people import half_hour


class Bookers:
    """Use it as `with`: inside, everybody books. A request without an answer is sent again with its key."""

    def __init__(self, server, people, points):
        self.server, self.people, self.points = server, people, [point for point, _, _ in points]
        self.held, self.cancelled, self.strange = {}, set(), []
        self.refused, self.is_over, self.guard = 0, threading.Event(), threading.Lock()

    def __enter__(self):
        self.threads = [threading.Thread(target=self.run, args=(person,), daemon=True) for person in self.people]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        for thread in self.threads:
            thread.join(60)

    @property
    def count(self):
        return len(self.held)

    def until(self, count, within=60):
        end = time.monotonic() + within
        while self.count < count:
            if time.monotonic() > end or self.strange:
                raise AssertionError(f"{self.count} of {count} bookings, {self.refused} refusals, {self.strange[:3]}")
            time.sleep(0.02)

    def run(self, person):
        mine = []
        while not self.is_over.is_set():
            time.sleep(0.02)
            if len(mine) == 4:
                first = mine.pop(0)
                answer = self.insist(lambda: person.ask(self.server, "DELETE", f"/api/reservations/{first}"))
                # Asked again, it may find that it was heard the first time.
                if answer and answer.status in (204, 404, 409):
                    with self.guard:
                        self.cancelled.add(first)
                continue
            point, start, key = random.choice(self.points), half_hour(random.randrange(2, 300)), str(uuid.uuid4())
            answer = self.insist(lambda: person.book(self.server, point, start, key))
            if answer is None:
                continue
            if answer.status == 201:
                mine.append(answer.json["id"])
                with self.guard:
                    self.held[answer.json["id"]] = person.email
            elif answer.status != 409 or answer.problem not in ("slot-taken", "driver-busy", "quota-reached"):
                self.strange.append(answer)

    def insist(self, ask):
        """None only if the load was over before there was an answer."""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            try:
                answer = ask()
                if answer.status not in (502, 503, 429) and not (answer.status == 409 and answer.problem == "conflict"):
                    return answer
            except ConnectionError:
                pass
            with self.guard:
                self.refused += 1
            if self.is_over.is_set():
                return None
            time.sleep(0.1)
        self.strange.append("no answer for 30 s")
        return None

    def missing(self, country):
        """What was acknowledged and is not stored as it was acknowledged."""
        rows = dict(row.split("|") for row in country.sql("select id, state from reservations").splitlines())
        return [id for id in self.held if rows.get(id) not in (("reserved", "cancelled") if id in self.cancelled else ("reserved",))]
