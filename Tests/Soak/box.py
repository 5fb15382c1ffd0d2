"""box.py KILLS: boxes are killed (kill -9) again and again beside meters that talk on, each second time just as it writes.
What was on the disk before must be there after: the file is whole, no number is missing, no register goes back, and of the
pulses that were counted no more is lost than those of the last second. Eight boxes live side by side, as a box mostly waits."""
import concurrent.futures, os, pathlib, random, signal, sqlite3, struct, subprocess, sys, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("WATTS_BOX_PROGRAM") or ROOT / ".build/release/watts-box"
SIDE_BY_SIDE = 8
PULSE = 0.01
REGISTERS = {1: "drawn", 3: "produced", 7: "pulse"}


def check(path):
    """The last number, and the pulses that were kept."""
    with sqlite3.connect(path) as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
        if database.execute("pragma user_version").fetchone() == (0,):
            return 0, 0  # Killed before it had made its tables, which it makes all at once.
        count, last = database.execute("select count(*), coalesce(max(sequence), 0) from rows").fetchone()
        assert count == last, f"{last - count} numbers are missing"
        for kind, name in REGISTERS.items():
            values = [value for value, in database.execute("select value from rows where kind = ? order by sequence", [kind])]
            assert values == sorted(values), f"{name} went back"
        pulses = database.execute("select coalesce(max(value), 0) from rows where kind = 7").fetchone()[0]
    return last, pulses


class Contact:
    """A pulse each hundredth of a second, as the kernel's records in a pipe."""

    def __init__(self, folder):
        self.path = folder / "pulses"
        os.mkfifo(self.path)
        self.pipe = os.open(self.path, os.O_RDWR | os.O_NONBLOCK)
        self.number, self.sent = 0, []

    def begin(self):
        self.sent = []
        try:
            while os.read(self.pipe, 1 << 16):
                pass
        except BlockingIOError:
            pass

    def pulse(self):
        # Two edges, each of a level that is stable for long enough.
        for edge, place in ((2, 1), (1, 2)):
            self.number += 1
            nanoseconds = self.number * 20_000_000
            os.write(self.pipe, struct.pack("<QIIII24x", nanoseconds, edge, 0, self.number, self.number))
        self.sent.append(time.monotonic())


class Life:
    """A box from its start to its end."""

    def __init__(self, wire, data, contact):
        contact.begin()
        self.contact, self.wal = contact, data / "box.sqlite-wal"
        self.box = subprocess.Popen(
            [PROGRAM, "--meter", wire, "--data", data, "--listen", "127.0.0.1:0", "--clock", "ntp", "--pulses", contact.path],
            stdout=subprocess.PIPE)
        os.set_blocking(self.box.stdout.fileno(), False)
        self.began, self.serves = time.monotonic(), False

    def live(self, seconds):
        while time.monotonic() < self.began + seconds:
            self.serves = self.serves or bool(self.box.stdout.read())
            if self.serves:
                self.contact.pulse()
            time.sleep(PULSE)

    def await_writing(self):
        """At most two seconds, in which pulses go on."""
        before, end, due = self.written(), time.monotonic() + 2, 0
        while self.written() == before and time.monotonic() < end:
            if self.serves and time.monotonic() > due:
                self.contact.pulse()
                due = time.monotonic() + PULSE
            time.sleep(0.0001)
        time.sleep(random.uniform(0, 0.001))

    def written(self):
        try:
            return self.wal.stat().st_mtime_ns
        except FileNotFoundError:
            return 0

    def kill(self):
        self.box.send_signal(signal.SIGKILL)
        at = time.monotonic()
        self.box.wait()
        self.box.stdout.close()
        return at


def kill_one(number, kills):
    """The age of the oldest pulse that was lost, kill by kill."""
    meter = subprocess.Popen(
        [PROGRAM, "simulate", "--mode", "standard", "--seed", "1", "--prm", str(14000000000001 + number)],
        stdout=subprocess.PIPE, text=True)
    wire = meter.stdout.readline().strip()
    last, pulses, lost = 0, 0, []
    with tempfile.TemporaryDirectory() as folder:
        contact, data = Contact(pathlib.Path(folder)), pathlib.Path(folder) / "data"
        for kill in range(kills):
            life = Life(wire, data, contact)
            life.live(random.uniform(0.01, 3.5))
            if kill % 2:
                life.await_writing()
            at = life.kill()
            path = data / "box.sqlite"
            if not path.exists():
                continue
            (before, known), (last, pulses) = (last, pulses), check(path)
            assert last >= before, f"{before - last} rows are gone"
            unkept = contact.sent[pulses - known:]
            lost += [at - unkept[0]] if unkept else []
    meter.terminate()
    assert meter.wait() == 0
    return last, lost


def main(kills):
    shares = [kills // SIDE_BY_SIDE + (place < kills % SIDE_BY_SIDE) for place in range(SIDE_BY_SIDE)]
    with concurrent.futures.ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        ends = list(pool.map(kill_one, range(SIDE_BY_SIDE), shares))
    ages = sorted(age for _, lost in ends for age in lost)
    print(f"{kills} kills, {sum(last for last, _ in ends)} rows: every file whole, no number missing; the oldest pulse lost was "
          f"{ages[len(ages) // 2]:.2f} s old at half of them, {ages[-1]:.2f} s at the worst")
    assert ages[-1] < 2, "more than the last second is lost, even where the machine was busy"


main(int(sys.argv[1]))
