"""An address base on this machine that answers as the national one does, about one street."""
import http.server, json, threading, urllib.parse

STREET = {
    "type": "Feature", "geometry": {"type": "Point", "coordinates": [2.290084, 49.897443]},
    "properties": {
        "label": "8 Boulevard du Port 80000 Amiens", "score": 0.49, "housenumber": "8", "id": "80021_6590_00008", "name": "8 Boulevard du Port",
        "postcode": "80000", "citycode": "80021", "x": 648952.58, "y": 6977867.25, "city": "Amiens", "context": "80, Somme, Hauts-de-France",
        "type": "housenumber", "importance": 0.67, "street": "Boulevard du Port"}}


class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))
        asked = query.get("q", "")
        found = [STREET] if asked.lower().startswith("8 boul") else []
        body = json.dumps({
            "type": "FeatureCollection", "version": "draft", "features": found, "attribution": "BAN", "licence": "ETALAB-2.0",
            "query": asked, "limit": int(query.get("limit", 5))}).encode()
        self.send_response(200 if len(asked) > 2 else 400)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def start():
    """Where it listens, until the tests are over."""
    base = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=base.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{base.server_port}/search/"
