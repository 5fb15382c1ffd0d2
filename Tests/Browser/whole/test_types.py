import json, os, re, subprocess, unittest

import api_types
from stage import ROOT

TABLE = """<script type="application/json" id="screens">"""


def screens():
    """The lines of the table that stands in the page."""
    return json.loads((ROOT / "Public/index.html").read_text().split(TABLE)[1].split("</script>")[0])


def imports(path, later=False):
    """What a script names in its first lines; `later`, what it fetches when somebody asks for it too."""
    text = (ROOT / "Public" / path).read_text()
    names = re.findall(r"""(?:from|import)\s*["'](\.[^"']+)["']""", text)
    names += re.findall(r"""import\(["'](\.[^"']+)["']\)""", text) if later else []
    return {os.path.normpath(os.path.join(os.path.dirname(path), name)) for name in names}


class Types(unittest.TestCase):
    def test_what_the_comments_say_of_types_is_true(self):
        checked = subprocess.run(["tsc", "-p", str(ROOT / "Public/jsconfig.json")], text=True, capture_output=True)
        self.assertEqual(checked.stdout, "")

    def test_the_types_of_the_api_are_those_of_the_server(self):
        program = os.environ.get("WATTS_UP_PROGRAM", str(ROOT / ".build/debug/watts-up"))
        told = subprocess.run([program, "openapi"], env={**os.environ, "WATTS_UP_HOME": str(ROOT)}, text=True, capture_output=True, check=True)
        written = (ROOT / "Public/app/api/openapi.d.ts").read_text()
        again = "out of date: watts-up openapi | Tests/Browser/api_types.py > Public/app/api/openapi.d.ts"
        self.assertTrue(written == api_types.types(json.loads(told.stdout)), again)

    def test_no_line_is_longer_than_120_columns(self):
        # The formatter leaves templates and sentences as they are.
        kinds = ("app/**/*.js", "app/**/*.d.ts", "style/*.css")
        files = [file for kind in kinds for file in (ROOT / "Public").glob(kind)]
        long = [f"{file.relative_to(ROOT)}:{number}" for file in files if file.name != "openapi.d.ts"
                for number, line in enumerate(file.read_text().splitlines(), 1) if len(line) > 120]
        self.assertGreater(len(files), 70)
        self.assertEqual(long, [])

    def test_no_style_or_script_stands_in_the_page(self):
        page = (ROOT / "Public/index.html").read_text()
        self.assertNotIn("style=", page)
        self.assertNotIn("<style", page)
        # The table of screens is data: browsers run nothing of that type.
        self.assertEqual(page.count(TABLE), 1)
        self.assertEqual(page.count("<script") - 1, page.count("<script type=\"module\" src="))

    def test_each_screen_of_the_table_has_its_file_and_its_words(self):
        french, desk = ((ROOT / "Public/app/text" / name).read_text() for name in ("fr/common.js", "desk/fr/console.js"))
        for line in screens():
            with self.subTest(line["path"]):
                file, name = line["screen"].split("#")
                self.assertRegex((ROOT / "Public/app" / file).read_text(), rf"export (function|const) {name}\b")
                self.assertIn(line.get("who"), (None, "driver", "admin"))
                if "tab" in line:
                    self.assertRegex(french.split("tabs: {")[1].split("}")[0], rf"\b{line['tab']}: ")
                if "desk" in line:
                    self.assertRegex(desk.split("pages: {")[1].split("}")[0], rf"\b{line['desk']}: ")

    def test_the_page_names_beforehand_what_the_first_screen_imports(self):
        page = (ROOT / "Public/index.html").read_text()
        wanted, waiting = set(), ["app/main.js"]
        while waiting:
            new = imports(waiting.pop()) - wanted
            wanted |= new
            waiting += new
        self.assertEqual(set(re.findall(r'modulepreload" href="/([^"]+)"', page)), wanted)

    def test_no_file_imports_itself_by_way_of_others(self):
        files = {str(file.relative_to(ROOT / "Public")) for file in (ROOT / "Public/app").rglob("*.js")}
        left = {file: imports(file, later=True) & files for file in files}
        places = [line["screen"] for line in screens()]
        places += re.findall(r"'([\w/]+\.js#\w+)'", (ROOT / "Public/app/screens.js").read_text())
        left["app/screens.js"] |= {"app/" + place.split("#")[0] for place in places}
        # A file that imports nothing that is left is on no way round; what stays in the end leads into one.
        while free := {file for file in left if not left[file] & left.keys()}:
            left = {file: left[file] for file in left.keys() - free}
        self.assertEqual(sorted(left), [])
