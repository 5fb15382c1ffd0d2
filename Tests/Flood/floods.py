"""What a hostile client does, from addresses of 127/8, at a bounded pace: `floods.py KIND PORT ADDRESSES SECONDS`."""
import resource, socket, sys, time

UPGRADE = "GET /api/live HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
ODD = [
    "GET /api/stations?" + "&".join(f"a{number}=1" for number in range(400)) + " HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET /api/stations?" + "socket=ccs&" * 3000 + " HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET /api/stations?" + "%41" * 5000 + " HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET  /api HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET /api HTTP/1.1\r\nHost: a\r\nX-A: b\0c\r\n\r\n",
    "GET /api HTTP/1.1\r\nHost: a\r\n: x\r\nGET /api HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET " + "/.." * 2000 + " HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET /api HTTP/1.1\r\n" + "X: y\r\n" * 4000 + "\r\n",
    "PUT /api/admin/imports/1/file HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffff\r\n",
    "POST /api/accounts HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 600000\r\n\r\n" + "a" * 600000,
]
SLOW = "GET /vendor/maplibre-gl.js HTTP/1.1\r\nHost: a\r\n\r\n" * 20

YEARS = [
    f"GET /api/grid/{path} HTTP/1.1\r\nHost: a\r\n{accept}\r\n"
    for path in ("consumption?from=2015-01-01&to=2025-01-01&step=PT15M", "mix?from=2015-01-01&to=2025-01-01&step=PT15M",
                 "consumption/average?from=2015-01-01&to=2025-01-01", "consumption?from=0001-01-01&to=9000-01-01&step=PT1H",
                 "forecasts/series?from=2015-01-01&to=2030-01-01", "forecasts/score?days=366")
    for accept in ("", "Accept: text/csv\r\n")]
PICTURES = [
    f"GET /api/grid/{path}&width=2000&height=2000 HTTP/1.1\r\nHost: a\r\n\r\n"
    for path in ("consumption/chart.png?from=2015-01-01&to=2025-01-01&kind=heat", "mix/chart.png?from=2015-01-01&to=2017-01-01",
                 "consumption/chart.svg?from=2015-01-01&to=2016-01-01&step=PT30M", "outlook/chart.png?scale=1")]


class Flood:
    """`most` connections at once, `pace` new ones a second; the oldest makes room."""

    def __init__(self, port, addresses, most, pace):
        self.port, self.addresses, self.most, self.pace, self.held, self.count = port, addresses, most, pace, [], 0

    def connect(self, text="", receive_buffer=None):
        connection = socket.socket()
        connection.setblocking(False)
        # IP_BIND_ADDRESS_NO_PORT: a port is chosen for the pair of addresses, of which there are enough.
        connection.setsockopt(socket.IPPROTO_IP, 24, 1)
        if receive_buffer:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        place = self.count % self.addresses
        self.count += 1
        connection.bind((f"127.1.{place // 250}.{1 + place % 250}", 0))
        connection.connect_ex(("127.0.0.1", self.port))
        self.held.append(connection)
        self.send(connection, text)
        return connection

    def send(self, connection, text):
        try:
            connection.send(text.encode("latin-1"))
        except OSError:
            pass  # refused, full, or gone: as floods go

    def let_go(self, count):
        for connection in self.held[:count]:
            connection.close()
        del self.held[:count]

    def run(self, seconds, text, receive_buffer=None, drip=""):
        begun, dripped = time.monotonic(), time.monotonic()
        while (now := time.monotonic()) < begun + seconds:
            while self.count < (now - begun) * self.pace:
                self.connect(text() if callable(text) else text, receive_buffer)
            if len(self.held) > self.most:
                self.let_go(len(self.held) - self.most)
            if drip and now > dripped + 1:
                dripped = now
                for connection in self.held:
                    self.send(connection, drip)
            time.sleep(0.01)
        self.let_go(len(self.held))


def run(kind, port, addresses, seconds):
    limit = min(20_000, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    if kind == "connects":
        Flood(port, addresses, limit - 500, 2500).run(seconds, "")
    elif kind == "halves":
        Flood(port, addresses, 5000, 800).run(seconds, "GET /api HTTP/1.1\r\nHost: a\r\nX-A: ", drip="a")
    elif kind == "readers":
        Flood(port, addresses, 2000, 300).run(seconds, SLOW, receive_buffer=2048)
    elif kind == "sockets":
        Flood(port, addresses, 5000, 400).run(seconds, UPGRADE)
    elif kind in ("years", "pictures"):
        requests = YEARS if kind == "years" else PICTURES
        flood = Flood(port, addresses, 400, 60)
        flood.run(seconds, lambda: requests[flood.count % len(requests)])
    elif kind == "urls":
        flood = Flood(port, addresses, 200, 150)
        flood.run(seconds, lambda: ODD[flood.count % len(ODD)])


if __name__ == "__main__":
    run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
