import unittest

from stage import ScreenTest

MAP_IDLE = "html[data-map=idle]"


class Budget(ScreenTest):
    """Bytes and objects are counted, never seconds: those are for `bench.py`."""

    draws_map = True
    wants_new_page = True

    def test_the_first_view_costs_at_most_400_kilobytes(self):
        page, answers = self.page, []
        page.on("requestfinished", lambda request: answers.append(request))
        page.goto("/")
        page.wait_for_selector(MAP_IDLE)
        # The countries around come last, and count.
        self.wait_for(lambda: any("/abroad-" in request.url for request in answers))
        sizes = {}
        for request in answers:
            path = request.url.removeprefix(self.stage.server.url)
            # Map tiles differ by place and filter; the picture that the worker starts from is no download.
            if not path.startswith(("/tiles/", "blob:", "data:")):
                sizes[path] = request.sizes()["responseBodySize"]
        for path, size in sorted(sizes.items(), key=lambda one: -one[1])[:12]:
            print(f"{size:8} {path}")
        print(f"{sum(sizes.values()):8} bytes of {len(sizes)} files until the map rests, {self.size[0]} x {self.size[1]}")
        self.assertTrue(any(path.startswith("/basemap/") for path in sizes))
        self.assertLessEqual(sum(sizes.values()), 400_000)

    def test_two_hundred_filter_changes_leave_nothing_behind(self):
        page = self.page
        # What is kept does not depend on how much is drawn.
        page.set_viewport_size({"width": 320, "height": 360})
        page.goto("/#9/48.86/2.35")
        page.wait_for_selector(MAP_IDLE)
        devtools = page.context.new_cdp_session(page)
        devtools.send("Performance.enable")
        # Each of four chips an even number of times: the same is shown at both moments.
        self.change_filters(48)
        early = self.kept(devtools)
        self.change_filters(152)
        late = self.kept(devtools)
        print(f"after 48 changes {early}, after 200 {late}")
        for what in early:
            self.assertLess(late[what], early[what] * 1.25, what)

    def wait_for(self, is_so):
        while not is_so():
            with self.page.expect_event("requestfinished"):
                pass

    def change_filters(self, times):
        self.page.evaluate("""times => new Promise((resolve) => {
          const root = document.documentElement
          const chips = document.querySelectorAll('.chip[aria-pressed]')
          const turn = () => { if (times-- > 0) chips[1 + times % 4].click(); else { watch.disconnect(); resolve() } }
          const watch = new MutationObserver(() => { if (root.dataset.map === 'idle') turn() })
          watch.observe(root, { attributeFilter: ['data-map'] })
          turn()
        })""", times)

    def kept(self, devtools):
        # The list of what is in view comes after the map, and on a busy machine much later: until nothing changes any more.
        found, last = None, {}
        while not found or found["Nodes"] != last.get("Nodes"):
            self.page.wait_for_timeout(1500)
            for _ in range(3):
                devtools.send("HeapProfiler.collectGarbage")
            metrics = {one["name"]: one["value"] for one in devtools.send("Performance.getMetrics")["metrics"]}
            last, found = found or {}, {name: metrics[name] for name in ("JSHeapUsedSize", "Nodes", "JSEventListeners")}
        return found


class BudgetAtADesk(Budget):
    size = (1440, 900)
    test_two_hundred_filter_changes_leave_nothing_behind = None
