"""Rates of accounts over HTTP: by account, not by address or session."""

import httpx

from relto.server.limits import Limits
from relto.server.node import application
from tests.unit.server.serving import served


def test_brute_force_an_account_has_one_rate_whatever_session_it_comes_by(node):
    limits = Limits(account_burst=4, account_rate=0.001)
    with served(lambda _: application(node.node, limits)) as url, httpx.Client(base_url=f"{url}/api", trust_env=False) as client:

        def ask(token):
            return client.get("/me", headers={"authorization": f"Bearer {token}"})

        first, second = node.session("drafter"), node.session("drafter")
        assert [ask(token).status_code for token in (first, second, first, second)] == [200] * 4
        for token in (first, second, node.session("drafter")):
            refused = ask(token)
            assert (refused.status_code, refused.json()["type"]) == (429, "urn:relto:problem:too-many")
            assert int(refused.headers["retry-after"]) > 1
        assert ask(node.token("analyst")).status_code == 200, "another account from the same address is not held up"
        assert ask("nobody's").status_code == 401
        address = url + "/policy.kasregistry.KeyAccessServerRegistryService/ListKeyAccessServers"
        for name, status in (("drafter", 429), ("second", 200)):
            answer = client.post(address, json={}, headers={"authorization": f"Bearer {node.session(name)}"})
            assert answer.status_code == status, "key access is no second route past the rate"
            page = client.get(url + "/", headers={"cookie": f"relto-session-nzl={node.session(name)}"})
            assert page.status_code == status, "the pages are no second route past the rate"
