"""One open page in Debian's browser, and what its console complained of."""

from typing import Any

DESK, PHONE = (1280, 900), (390, 844)
CHART = ".js-plotly-plot .bars path"
# The first futures after a change of the kernels wait for them to be compiled.
TIMEOUT_MS = 300_000
# A page opened by its own address asks for two files of Streamlit's in the wrong place before the right one.
ASKED_TWICE = "Failed to load resource: the server responded with a status of 404 (Not Found)"
IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"
FINDING = "#finding"
# Left of the window's right edge everything must end, except inside frames that scroll by themselves.
BEYOND_THE_EDGE = """() => [...document.querySelectorAll('[data-testid=stMain] *')].filter(each =>
    each.getBoundingClientRect().right > window.innerWidth + 1
    && !each.closest('.al-scroll') && !each.closest('[role=tablist]') && !each.parentElement.closest('pre')
).map(each => each.tagName + ' ' + (each.textContent || '').slice(0, 40))"""


class Tab:
    """One open page; `received` holds what the server sent since it was last cleared."""

    def __init__(self, browser: Any, address: str, size: tuple[int, int], *, until: str = CHART) -> None:
        self.context = browser.new_context(viewport={"width": size[0], "height": size[1]}, accept_downloads=True)
        self.is_phone = size == PHONE
        self.page = self.context.new_page()
        self.page.set_default_timeout(TIMEOUT_MS)
        self.complaints: list[str] = []
        self.received: list[bytes] = []
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("websocket", lambda socket: socket.on("framereceived", self._receive))
        self.page.goto(address)
        self.page.wait_for_selector(until)

    def _listen(self, message: Any) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def _receive(self, payload: Any) -> None:
        self.received.append(payload if isinstance(payload, bytes) else payload.encode())

    def finding(self) -> str:
        return self.page.inner_text(FINDING)

    def wait_for_change(self, before: str, selector: str = FINDING) -> str:
        self.page.wait_for_function(
            "([at, text]) => document.querySelector(at) && document.querySelector(at).innerText !== text",
            arg=[selector, before],
        )
        return self.page.inner_text(selector)

    def open_view(self, name: str) -> None:
        # A page that is still being drawn would put its first view in front again.
        self.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
        self.page.get_by_role("tab", name=name).click()
        self.page.wait_for_function(
            "name => document.querySelector('[role=tab][aria-selected=true]').innerText.includes(name)", arg=name
        )

    def open_page(self, name: str, until: str) -> None:
        """Go to a page by its link, in the drawer on a phone, and wait until it has been drawn."""
        if self.is_phone:
            self.page.get_by_test_id("stExpandSidebarButton").click()
        self.page.get_by_role("link", name=name, exact=True).click()
        self.page.wait_for_selector(until)
        self.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
        if self.is_phone and self.page.get_by_test_id("stSidebarCollapseButton").locator("button").is_visible():
            self.page.get_by_test_id("stSidebarCollapseButton").locator("button").click()

    def beyond_the_edge(self) -> list[str]:
        found: list[str] = self.page.evaluate(BEYOND_THE_EDGE)
        return found
