"""libFuzzer guesses what our readers are sent: WATTS_UP_FUZZ seconds for each, or half an hour each when it is `long`."""
import os, pathlib, subprocess, unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / ".build/fuzz/release/Guesses"
# What each begins with; what it finds to be worth keeping stays with the build.
SEEDS = {
    "csv": ['\0nom;puissance\r\n"Gare ""nord""";22\n', "\2a,b\n1,2\n\"4\n4\",5\n"],
    "tile": ["5/16/11.mvt?socket=ccs&minPower=50&available=now", "0/0/0.geojson?brand=A%26B&at=2026-11-21T08:30:00Z"],
    "token": ['{"iss":"watts-up","aud":"api","sub":"018f","role":"driver","sid":"s-1","iat":1790000000,"exp":1790000900}'],
    "json": ['{"pointId":"01934f5e-2a00-7000-8000-000000000001","n":[1,-0.5e10,true,null,"\\u00e9\\ud834\\udd1e"]}'],
    "wire": ["\0\2\nADCO 012345678901 E\r\nPAPP 00750 -\r\nBASE 012345678 /\r\3",
             "\0\2\nEAST\t012345678\t3\r\nDATE\tH261129120000\t\t9\r\nSINSTS\t00750\tR\r\3"],
    "hours": ["Mo-Fr 08:00-12:00,14:00-18:00; Sa 22:00-02:00", "Du lundi au vendredi de 8h30 à 12h", "24h/24 7j/7"],
}


class GuessesTest(unittest.TestCase):
    def guess(self, reader):
        corpus = ROOT / ".build/fuzz/guesses" / reader
        corpus.mkdir(parents=True, exist_ok=True)
        for number, seed in enumerate(SEEDS[reader]):
            (corpus / f"seed-{number}").write_text(seed)
        scale = os.environ.get("WATTS_UP_FUZZ", "15")
        seconds = 1800 if scale == "long" else int(scale)
        done = subprocess.run(
            [PROGRAM, f"-max_total_time={seconds}", f"-seed={os.environ.get('SEED', '1')}", "-max_len=600", "-timeout=10",
             "-rss_limit_mb=2048", f"-artifact_prefix={corpus}-broke-on-", corpus],
            env=os.environ | {"WATTS_UP_READER": reader, "SWIFT_BACKTRACE": "enable=no"}, capture_output=True, text=True, errors="replace")
        lines = done.stderr.splitlines()
        self.assertEqual(done.returncode, 0, "\n".join(lines[-30:]))
        print(f"{reader}: {lines[-1]}", flush=True)

    def test_csv(self): self.guess("csv")
    def test_hours(self): self.guess("hours")
    def test_json(self): self.guess("json")
    def test_tile(self): self.guess("tile")
    def test_token(self): self.guess("token")
    def test_wire(self): self.guess("wire")
