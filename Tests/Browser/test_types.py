import subprocess, unittest

from stage import ROOT


class Types(unittest.TestCase):
    def test_what_the_comments_say_of_types_is_true(self):
        checked = subprocess.run(["tsc", "-p", str(ROOT / "Public/jsconfig.json")], text=True, capture_output=True)
        self.assertEqual(checked.stdout, "")

    def test_no_style_or_script_stands_in_the_page(self):
        page = (ROOT / "Public/index.html").read_text()
        self.assertNotIn("style=", page)
        self.assertNotIn("<style", page)
        self.assertEqual(page.count("<script"), page.count("<script type=\"module\" src="))
