"""soak.py MINUTES: drivers and map readers at a server for so long; its memory, sampled, must end on a level."""
import pathlib, random, statistics, subprocess, sys, threading, time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests/Cluster"))
from machines import PROGRAM, Country, Postgres, Server  # noqa: E402
from people import Person, Socket  # noqa: E402

POINTS, DRIVERS, READERS = 20_000, 20, 3


def read_the_map(server, is_over):
    person = Person()
    while not is_over.is_set():
        zoom = random.randrange(3, 14)
        side = 2 ** zoom
        x, y = int(side * random.uniform(0.49, 0.52)), int(side * random.uniform(0.34, 0.37))
        person.get(server, f"/tiles/{zoom}/{x}/{y}.mvt?minPower={random.choice([0, 22, 50, 150])}")
        person.get(server, f"/api/stations?near={random.uniform(43, 50):.3f},{random.uniform(0, 6):.3f}&radius=20000")
        socket = Socket(server, "/api/live?bbox=-5,41,10,52")
        socket.next()
        socket.close()
        time.sleep(0.05)


def resident(server):
    """In megabytes."""
    lines = pathlib.Path(f"/proc/{server.process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def main(minutes):
    postgres = Postgres()
    country = Country(postgres)
    server = Server(country.url)
    country.settle(server, POINTS)
    is_over, samples, began = threading.Event(), [], time.monotonic()
    simulation = subprocess.Popen(
        [PROGRAM, "simulate", "--drivers", str(DRIVERS), "--minutes", str(minutes), "--url", server.url],
        env=server.settings, stdout=subprocess.PIPE, text=True)
    for _ in range(READERS):
        threading.Thread(target=read_the_map, args=(server, is_over), daemon=True).start()
    told = []
    threading.Thread(target=lambda: told.extend(simulation.stdout), daemon=True).start()
    while simulation.poll() is None:
        samples.append(resident(server))
        if len(samples) % 30 == 0:
            print(f"{time.monotonic() - began:5.0f} s  {samples[-1]:6.1f} MB", flush=True)
        time.sleep(1)
    is_over.set()
    time.sleep(1)
    quarter = len(samples) // 4
    second, last = statistics.median(samples[quarter:2 * quarter]), statistics.median(samples[-quarter:])
    print("".join(told[-40:]))
    print(f"second quarter {second:.1f} MB, last quarter {last:.1f} MB: {last - second:+.1f} MB, at most {max(samples):.1f} MB")
    faults, code = server.faults(), server.stop()
    if code != 0:
        print("\n".join(line for line in server.lines if not line.startswith('{"time"')))
    postgres.kill()
    # A few megabytes are what the allocator keeps; a leak of one small object a request would be more.
    failed = simulation.returncode != 0 or last - second > max(8, second * 0.1) or faults or code != 0
    print("the line is not flat, or something failed: " + "; ".join(faults[:3]) if failed else "the line is flat")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 5)
