from stage import ScreenTest

MAP_IDLE = "html[data-map=idle]"


class Budget(ScreenTest):
    """Bytes and objects are counted, never seconds: those are for `bench.py`."""

    def test_the_first_view_costs_at_most_400_kilobytes(self):
        page, answers = self.page, []
        page.on("requestfinished", lambda request: answers.append(request))
        page.goto("/")
        page.wait_for_selector(MAP_IDLE)
        sizes = {}
        for request in answers:
            path = request.url.removeprefix(self.stage.server.url)
            # Map tiles differ by place and filter; the picture that the worker starts from is no download.
            if not path.startswith(("/tiles/", "blob:", "data:")):
                sizes[path] = request.sizes()["responseBodySize"]
        for path, size in sorted(sizes.items(), key=lambda one: -one[1])[:12]:
            print(f"{size:8} {path}")
        print(f"{sum(sizes.values()):8} bytes of {len(sizes)} files before the map rests, {self.size[0]} x {self.size[1]}")
        self.assertTrue(any(path.startswith("/basemap/") for path in sizes))
        self.assertLessEqual(sum(sizes.values()), 400_000)


class BudgetAtADesk(Budget):
    size = (1440, 900)
