"""side_by_side.py [NAME]: the tests of the web app, or those with NAME in theirs, in two processes side by side.

Each has a server, a database and a browser of its own, which it keeps from class to class. A class is never cut in two: its tests
may follow on one another. What took longest the last time begins first. A class with a failure is run once more on a new server, since
browsers that draw maps on two cores miss a beat now and then; what passes then is named at the end, and what fails twice ends it,
unless WATTS_UP_ALL is set.
"""
import json, os, pathlib, subprocess, sys, threading, time, unittest

FOLDER = pathlib.Path(__file__).resolve().parent
TIMES = FOLDER.parents[1] / ".build/browser-times.json"
# Three are no sooner on two cores: each class then takes 1.6 times as long.
WORKERS = 2
ENDS_EARLY = "WATTS_UP_ALL" not in os.environ


def find(name):
    """The tests by their classes."""
    loader = unittest.TestLoader()
    if name:
        loader.testNamePatterns = [name if "*" in name else f"*{name}*"]
    found, open_suites = {}, [loader.discover(str(FOLDER))]
    while open_suites:
        for one in open_suites.pop():
            if isinstance(one, unittest.TestSuite):
                open_suites.append(one)
            else:
                kind = type(one)
                found.setdefault(f"{kind.__module__}.{kind.__qualname__}", []).append(one)
    return found


class Timed(unittest.TextTestResult):
    """Says of each test how long it took."""

    def __init__(self, *rest):
        super().__init__(*rest)
        self.seconds = {}

    def startTest(self, test):
        self.begun = time.monotonic()
        super().startTest(test)

    def stopTest(self, test):
        super().stopTest(test)
        self.seconds[test.id()] = round(time.monotonic() - self.begun, 1)


def work(name):
    """Takes the names of classes, a line each, and answers with what became of their tests."""
    answers = os.fdopen(os.dup(1), "w")
    # Whatever a test prints is for people.
    os.dup2(2, 1)
    classes = find(name)
    for line in sys.stdin:
        tests = classes[line.strip()]
        runner = unittest.TextTestRunner(stream=open(os.devnull, "w"), resultclass=Timed, failfast=ENDS_EARLY)
        result = runner.run(unittest.TestSuite(tests))
        faults = [f"{test.id()}\n{text}" for test, text in result.errors + result.failures]
        skipped = len(result.skipped)
        answers.write(json.dumps({"seconds": result.seconds, "faults": faults, "skipped": skipped}) + "\n")
        answers.flush()
        if faults:
            # What it left on the server is of no use to anybody.
            return


class Progress:
    """Hands out classes and gathers what became of them."""

    def __init__(self, name):
        self.lock = threading.Lock()
        self.times = json.loads(TIMES.read_text()) if TIMES.exists() else {}
        classes = find(name)
        cost = lambda tests: sum(self.times.get(test.id(), 10) for test in tests)
        self.waiting = sorted(classes, key=lambda one: -cost(classes[one]))
        self.name, self.faults, self.once, self.ran, self.skipped = name, [], {}, 0, 0

    def next(self):
        with self.lock:
            return self.waiting.pop(0) if self.waiting and not (self.faults and ENDS_EARLY) else None

    def note(self, kind, answer):
        with self.lock:
            self.times |= answer["seconds"]
            self.ran += len(answer["seconds"])
            self.skipped += answer["skipped"]
            state = self.judge(kind, answer["faults"])
            print(f"{sum(answer['seconds'].values()):6.1f} s  {len(answer['seconds']):3}  {kind}  {state}", flush=True)

    def judge(self, kind, faults):
        if not faults:
            return "ok" if kind not in self.once else "ok at the second attempt"
        if kind not in self.once:
            self.once[kind] = faults
            self.waiting.append(kind)
            return "failed, waits for a second attempt"
        self.faults += faults
        return "FAILED"

    def drive(self):
        """Keeps one process busy until nothing is left."""
        while kind := self.next():
            self.drive_from(kind)

    def drive_from(self, kind):
        """One process, until nothing is left or something failed in it."""
        words = [sys.executable, __file__, "--work"] + ([self.name] if self.name else [])
        with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            while kind:
                process.stdin.write(kind + "\n")
                process.stdin.flush()
                line = process.stdout.readline()
                answer = json.loads(line) if line else {"seconds": {}, "faults": [f"{kind}: its process ended"], "skipped": 0}
                self.note(kind, answer)
                kind = None if answer["faults"] else self.next()
            process.stdin.close()


def main(name):
    begun, progress = time.monotonic(), Progress(name)
    drivers = [threading.Thread(target=progress.drive) for _ in range(min(WORKERS, len(progress.waiting)))]
    for one in drivers:
        one.start()
    for one in drivers:
        one.join()
    TIMES.parent.mkdir(exist_ok=True)
    TIMES.write_text(json.dumps(progress.times, indent=1, sort_keys=True))
    for fault in sum(progress.once.values(), []) + progress.faults:
        print("\n" + "=" * 70 + "\n" + fault)
    print(f"Ran {progress.ran} tests in {time.monotonic() - begun:.0f} s, {progress.skipped} skipped, "
          f"{len(progress.once)} classes a second time, {len(progress.faults)} failed twice")
    return 1 if progress.faults else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--work"]:
        work(sys.argv[2] if len(sys.argv) > 2 else "")
    else:
        sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
