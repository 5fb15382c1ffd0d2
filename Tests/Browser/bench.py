"""Run by hand: how long the first map takes and a filter, on this machine, in a browser that has nothing stored and is up
already. The middle one of some runs.

    WATTS_UP_URL=http://127.0.0.1:8080 /usr/bin/python3 Tests/Browser/bench.py
"""
import os, statistics, sys

from stage import FLAGS, Server, sync_playwright

SIZES = {"390x844": (390, 844), "768x1024": (768, 1024), "1440x900": (1440, 900)}
CHANGE = """number => new Promise((resolve) => {
  const chip = document.querySelectorAll('.chip[aria-pressed]')[number], root = document.documentElement
  const started = performance.now()
  const watch = new MutationObserver(() => {
    if (root.dataset.map === 'idle') { watch.disconnect(); resolve(performance.now() - started) }
  })
  chip.click()
  watch.observe(root, { attributeFilter: ['data-map'] })
})"""


def measure(browser, url, size):
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="fr-FR", timezone_id="Europe/Paris")
    page = context.new_page()
    # A browser that is just starting draws its own windows first.
    page.wait_for_timeout(1500)
    page.goto(url)
    page.wait_for_selector("html[data-map=idle]")
    times = {"first paint": page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"),
             "map at rest": page.evaluate("performance.getEntriesByName('map at rest')[0].startTime")}
    page.wait_for_timeout(2000)
    changes = []
    for number in (1, 1, 3, 3):
        changes.append(page.evaluate(CHANGE, number))
        page.wait_for_timeout(1000)
    times["new filter"], times["known filter"] = max(changes[0], changes[2]), statistics.median([changes[1], changes[3]])
    context.close()
    return times


def main(runs):
    url = os.environ.get("WATTS_UP_URL") or Server().url
    with sync_playwright() as playwright:
        for name, size in SIZES.items():
            seen = []
            for _ in range(runs):
                browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", chromium_sandbox=False, args=FLAGS)
                seen.append(measure(browser, url, size))
                browser.close()
            print(name, ", ".join(f"{what} {statistics.median(one[what] for one in seen):.0f} ms" for what in seen[0]),
                  f"(load {os.getloadavg()[0]:.1f})", flush=True)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
