"""Somebody at a browser who has a keyboard alone."""

FARTHEST = 150


def focused(page, of="className"):
    """What has the focus; nothing where only the page has it."""
    return page.evaluate(f"document.activeElement === document.body ? '' : document.activeElement.{of}")


def tab_to(page, wanted, of="textContent"):
    """Press the tabulator until something has the focus."""
    for _ in range(FARTHEST):
        page.keyboard.press("Tab")
        if wanted in str(focused(page, of)):
            return
    raise AssertionError(f"{wanted}: not reached by the tabulator")


def press(page, *keys):
    """Press keys one after another."""
    for key in keys:
        page.keyboard.press(key)


def line_of(page, *wanted):
    """Press the key of the next line until it says all that is wanted."""
    for _ in range(FARTHEST):
        page.keyboard.press("j")
        if all(one in str(focused(page, "closest('[data-line]')?.textContent")) for one in wanted):
            return
    raise AssertionError(f"{wanted}: not reached from line to line")


def enter(page, wanted, of="textContent"):
    """Go to something by the tabulator and press Enter on it."""
    tab_to(page, wanted, of)
    page.keyboard.press("Enter")


def type_day(page, day):
    """A day of ISO 8601 into a field of days that has the focus, as an English browser takes it."""
    year, month, date = day.split("-")
    page.keyboard.type(f"{month}{date}{year}")
