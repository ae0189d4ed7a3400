"""Somebody who reads pages and sends their forms with no browser and no script.

A form is sent as the page has it, with what they fill in.
"""

from urllib.parse import urlsplit

import lxml.html


class Reader:
    """A person at an HTTP client, page by page."""

    def __init__(self, client):
        self.client, self.answer = client, None

    def go(self, path):
        self.answer = self.client.get(path)
        assert self.answer.status_code == 200, (path, self.answer.status_code, self.text)
        return self

    @property
    def page(self):
        return lxml.html.fromstring(self.answer.text)

    @property
    def text(self):
        """The words of the page's main part."""
        main = self.page.find(".//main")
        return " ".join((main if main is not None else self.page).text_content().split())

    @property
    def path(self):
        return urlsplit(str(self.answer.url)).path

    def forms(self, ending):
        """The forms of the page that change something and whose address ends so."""
        return [one for one in self.page.forms if (one.get("action") or "").endswith(ending) and one.method == "POST"]

    def form(self, ending):
        """The first of them."""
        found = self.forms(ending)
        assert found, (ending, [one.get("action") for one in self.page.forms])
        return found[0]

    def send(self, ending, files=None, button=None, status=200, **filled):
        """Send a form of the page, filled in; what the page's form does not have cannot be filled in."""
        form = self.form(ending)
        names = {one.get("name") for one in form.inputs}
        assert set(filled) | set(files or {}) <= names, (set(filled), names)
        data = {}
        for name, value in [*form.form_values(), *filled.items(), *([button] if button else [])]:
            data[name] = value.removeprefix("\n") if name not in filled and "\n" in value else value
        action = form.get("action")
        self.answer = self.client.post(action, data=data, files=files or None, follow_redirects=True)
        assert self.answer.status_code == status, (action, self.answer.status_code, self.text)
        return self

    def sure(self):
        """Press the button of the page of confirmation."""
        form = next(one for one in self.page.forms if "sure" in one.fields)
        return self.send(form.get("action"))

    def sure_refused(self, status):
        """Press it where that is refused."""
        form = next(one for one in self.page.forms if "sure" in one.fields)
        return self.send(form.get("action"), status=status)
