"""PostgreSQL, the program and nginx as processes of their own, in a folder and on ports that nobody else has."""
import atexit, base64, json, os, pathlib, pwd, re, secrets, shutil, signal, socket, subprocess, tempfile, threading, time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("WATTS_UP_PROGRAM", str(ROOT / ".build/release/watts-up"))
POSTGRES = "/usr/lib/postgresql/15/bin/"
# PostgreSQL refuses to run as root.
ACCOUNT = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
PASSWORD = "Courant-fort-2026"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def eventually(what, condition, within=20):
    """The first true answer of `condition`, which may fail until then."""
    end = time.monotonic() + within
    failure = None
    while time.monotonic() < end:
        try:
            found = condition()
            if found:
                return found
        except (OSError, ValueError, subprocess.CalledProcessError) as error:
            failure = error
        time.sleep(0.02)
    raise AssertionError(f"waited {within} s in vain: {what} ({failure})")


def fresh_folder():
    folder = tempfile.mkdtemp(prefix="watts-up-cluster-")
    os.chmod(folder, 0o755)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    if ACCOUNT:
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
    return folder


class Postgres:
    """A PostgreSQL server with everything at its defaults, durability included."""

    def __init__(self, settings="", copy_of=None, recovered_from=None):
        self.folder, self.port, self.process = recovered_from or fresh_folder() + "/data", free_port(), None
        if recovered_from:
            # What the copy of a running server still lacks comes out of the archive.
            pathlib.Path(self.folder, "recovery.signal").touch()
            os.chown(self.folder + "/recovery.signal", os.stat(self.folder).st_uid, -1)
        elif copy_of is None:
            self.command("initdb", "-D", self.folder, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions")
        else:
            self.command("pg_basebackup", "-D", self.folder, "-d", copy_of.url(), "-c", "fast", "-R", "-X", "stream")
        with open(self.folder + "/postgresql.auto.conf", "a") as file:
            file.write(f"port = {self.port}\nunix_socket_directories = ''\nlisten_addresses = '127.0.0.1'\n{settings}\n")
        self.start()

    def command(self, name, *words):
        done = subprocess.run([POSTGRES + name, *words], capture_output=True, text=True, cwd="/", **ACCOUNT)
        if done.returncode != 0:
            raise AssertionError(f"{name}: {done.stderr}")

    def start(self):
        log = open(os.path.dirname(self.folder) + "/log", "a")
        self.process = subprocess.Popen([POSTGRES + "postgres", "-D", self.folder], stdout=log, stderr=log, cwd="/", **ACCOUNT)
        atexit.register(self.kill)
        eventually("PostgreSQL answers", lambda: self.sql("select 1") == "1", within=60)

    def url(self, database="postgres"):
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def sql(self, text, database="postgres"):
        done = subprocess.run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", self.url(database), "-c", text], capture_output=True, text=True)
        if done.returncode != 0:
            raise ValueError(done.stderr)
        return done.stdout.strip()

    def promote(self):
        self.command("pg_ctl", "promote", "-D", self.folder)

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)

    def kill(self):
        """Without a word, as a power cut would."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()


class Server:
    """watts-up itself."""

    keys = "test:" + base64.b64encode(secrets.token_bytes(32)).decode()

    def __init__(self, database, **settings):
        self.port, self.folder, self.lines = free_port(), fresh_folder(), []
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TZDIR", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "LSAN_OPTIONS") if name in os.environ}
        self.settings = kept | {
            "WATTS_UP_HOME": str(ROOT), "WATTS_UP_DATA": self.folder, "WATTS_UP_PORT": str(self.port), "DATABASE_URL": database,
            "WATTS_UP_SECRET_KEYS": Server.keys, "WATTS_UP_RATE_LIMITS": "off", "WATTS_UP_PLACES": "off", "WATTS_UP_TRUSTED_PROXIES": "127.0.0.1"} | settings
        self.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        self.process = subprocess.Popen([PROGRAM], env=self.settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        atexit.register(self.kill)
        serves = threading.Event()
        threading.Thread(target=self.read, args=(self.process.stdout, serves), daemon=True).start()
        if not serves.wait(60):
            raise AssertionError("the server did not start:\n" + "\n".join(self.lines))

    def read(self, output, serves):
        for line in output:
            self.lines.append(line.rstrip())
            if '"Watts Up serves"' in line:
                serves.set()

    def run(self, *words, text=""):
        done = subprocess.run([PROGRAM, *words], env=self.settings, input=text, text=True, capture_output=True)
        if done.returncode != 0:
            raise AssertionError(f"{words}: {done.stdout}{done.stderr}")
        return done.stdout

    def faults(self):
        """What the log calls an error."""
        return [line for line in self.lines if '"level":"error"' in line]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


class Nginx:
    """The configuration of Operations/nginx with other addresses."""

    def __init__(self, servers):
        self.port, self.folder = free_port(), fresh_folder()
        os.chmod(self.folder, 0o777)
        for file in ("nginx.conf", "servers.conf", "site.conf"):
            shutil.copy(ROOT / "Operations/nginx" / file, self.folder)
        self.edit("nginx.conf", r"pid [^;]*;", f"pid {self.folder}/pid;")
        temporary = "".join(f"{name}_temp_path {self.folder}/{name};\n" for name in ("client_body", "proxy"))
        self.edit("nginx.conf", r"http \{", "http {\n" + temporary)
        self.edit("site.conf", r"listen \d+;", f"listen 127.0.0.1:{self.port};")
        line = pathlib.Path(self.folder, "servers.conf").read_text().splitlines()[0]
        lines = [line.replace("127.0.0.1:8081", f"127.0.0.1:{server.port}") for server in servers]
        pathlib.Path(self.folder, "servers.conf").write_text("\n".join(lines) + "\n")
        log = open(self.folder + "/log", "w")
        self.process = subprocess.Popen(
            ["/usr/sbin/nginx", "-p", self.folder, "-c", self.folder + "/nginx.conf", "-g", "daemon off;"], stdout=log, stderr=log)
        atexit.register(self.stop)
        eventually("nginx listens", lambda: socket.create_connection(("127.0.0.1", self.port)).close() or True)

    def edit(self, name, pattern, text):
        file = pathlib.Path(self.folder, name)
        changed, count = re.subn(pattern, lambda _: text, file.read_text(), count=1)
        assert count == 1, f"{name} has no {pattern}"
        file.write_text(changed)

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait()


class Country:
    """A small country in a fresh database, and its people."""

    def __init__(self, postgres):
        self.postgres = postgres
        postgres.sql("create database watts_up")
        self.url = postgres.url("watts_up")

    def settle(self, server, points=1000):
        file = server.folder + "/country.csv"
        server.run("generate", "--points", str(points), "--seed", "7", "--out", file)
        server.run("import", file)
        server.run("admin", "create", "--email", "admin@example.org", text=PASSWORD)

    def sql(self, text):
        return self.postgres.sql(text, "watts_up")

    def points(self, count):
        """Points that anyone may book at any time, each of a station of its own: `(id, latitude, longitude)`."""
        rows = self.sql(
            f"""
            select distinct on (s.id) p.id, st_y(s.location::geometry), st_x(s.location::geometry)
            from charge_points p join stations s on s.id = p.station_id join terms on terms.id = p.terms_id
            where p.withdrawn_at is null and s.withdrawn_at is null and not p.out_of_service and terms.access = 'open' and terms.open_24h
            order by s.id limit {count}
            """)
        cells = [row.split("|") for row in rows.splitlines()]
        return [(cell[0], float(cell[1]), float(cell[2])) for cell in cells]

    def overlaps(self):
        return self.sql(
            """
            select count(*) from reservations a join reservations b on a.id < b.id and a.during && b.during
              and (a.point_id = b.point_id or a.account_id = b.account_id)
            where a.state in ('reserved', 'charging') and b.state in ('reserved', 'charging')
            """)
