"""What a server of the tests begins with, made once and kept on disk: its folder with the database, after all imports.

It is made anew when anything changes that it follows from: the migrations, what imports, where communes come from, this folder's stage.
"""
import contextlib, fcntl, hashlib, pathlib, shutil, subprocess, tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
KEPT = ROOT / ".build/browser-stage"
SOURCES = ["Migrations", "Import", "Sources/Accounts", "Sources/Places", "Sources/Postgres", "Sources/Secrets", "Sources/Stations",
           "Sources/WattsUp", ".fetched/places/source.txt", "Tests/Browser/prepared.py", "Tests/Browser/stage.py"]


def digest():
    found = hashlib.sha256()
    for top in SOURCES:
        path = ROOT / top
        for file in sorted(one for one in [path, *path.rglob("*")] if one.is_file()):
            found.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return found.hexdigest()[:16]


@contextlib.contextmanager
def one_at_a_time():
    KEPT.mkdir(parents=True, exist_ok=True)
    with open(KEPT / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def copy(source, to):
    # Files keep their owner: the database's server runs as somebody else.
    subprocess.run(["cp", "-a", "--reflink=auto", str(source), str(to)], check=True)


def folder_like(make):
    """A new folder with what `make` leaves in one; whoever comes second waits for it."""
    with one_at_a_time():
        kept = KEPT / digest()
        if not kept.exists():
            for old in KEPT.iterdir():
                if old.is_dir():
                    shutil.rmtree(old)
            work = fresh()
            try:
                make(work)
                copy(work, KEPT / "new")
            finally:
                shutil.rmtree(work, ignore_errors=True)
            (KEPT / "new").rename(kept)
    folder = fresh()
    copy(f"{kept}/.", folder)
    return folder


def fresh():
    folder = tempfile.mkdtemp(prefix="watts-up-browser-")
    # The database's server must be able to enter.
    pathlib.Path(folder).chmod(0o755)
    return folder
