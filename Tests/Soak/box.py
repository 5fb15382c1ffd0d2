"""box.py KILLS: a box is killed (kill -9) again and again at any instant, beside a meter that talks on. What was on the disk a
second before must be there after: the file is whole, no number is missing, no register goes back."""
import pathlib, random, signal, sqlite3, subprocess, sys, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / ".build/release/watts-box"


def check(path):
    with sqlite3.connect(path) as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
        if database.execute("pragma user_version").fetchone() == (0,):
            return 0  # Killed before it had made its tables, which it makes all at once.
        count, last = database.execute("select count(*), coalesce(max(sequence), 0) from rows").fetchone()
        assert count == last, f"{last - count} numbers are missing"
        registers = [value for value, in database.execute("select value from rows where kind = 1 order by sequence")]
        assert registers == sorted(registers), "a register went back"
    return last


def main(kills):
    meter = subprocess.Popen(
        [PROGRAM, "simulate", "--mode", "standard", "--seed", "1", "--prm", "14000000000007"], stdout=subprocess.PIPE, text=True)
    wire = meter.stdout.readline().strip()
    last = 0
    with tempfile.TemporaryDirectory() as data:
        for number in range(kills):
            box = subprocess.Popen(
                [PROGRAM, "--meter", wire, "--data", data, "--listen", "127.0.0.1:0", "--clock", "ntp"],
                stdout=subprocess.DEVNULL)
            time.sleep(random.uniform(0.05, 3.5))
            box.send_signal(signal.SIGKILL)
            box.wait()
            path = pathlib.Path(data) / "box.sqlite"
            if not path.exists():
                continue
            before, last = last, check(path)
            assert last >= before, f"{before - last} rows are gone"
            if number % 50 == 49:
                print(f"{number + 1} kills, {last} rows", flush=True)
    meter.terminate()
    assert meter.wait() == 0
    print(f"{kills} kills: every file whole, no number missing")


main(int(sys.argv[1]))
