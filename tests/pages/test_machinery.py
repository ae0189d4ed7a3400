"""The keys and the health of a node by its pages: never content, and nothing for who has no part in it."""

from tests.pages.reading import Reader


def test_a_key_is_followed_by_another_and_revoked_after_a_second_look(place):
    with place.client("admin") as client:
        admin = Reader(client).go("/administration/keys")
        assert "nzl-sign-1" in admin.text
        admin.send("nzl-sign-1/revoke", says="a trial").sure_refused(422)
        assert "the last key that signs" in admin.text
        admin.go("/administration/keys").send("nzl-sign-1/rotate")
        assert "signs nothing new" in admin.text
        assert len(place.node.surroundings.keys.records()) == 2
        admin.sure()
        assert "nzl-sign-2" in admin.text
        admin.send("nzl-sign-1/revoke", says="it was seen elsewhere").sure()
        assert "revoked" in admin.text
        assert {one.kid for one in place.node.surroundings.keys.records() if one.revoked} == {"nzl-sign-1"}


def test_health_is_told_without_content_to_who_minds_the_node(place):
    with place.client("admin") as client, place.client("overseer") as other, place.client("drafter") as third:
        admin = Reader(client).go("/administration/health?thorough=1")
        assert "all are there" in admin.text
        assert "all documents are indexed by portion" in admin.text
        assert "Key to sign" in admin.text
        assert "Tonga" not in admin.answer.text
        Reader(other).go("/administration/health")
        assert not Reader(other).go("/administration/keys").forms("/rotate")
        assert other.post("/administration/keys/nzl-open-1/revoke", data={"says": "x", "sure": "yes"}).status_code == 403
        for path in ("/administration/health", "/administration/keys"):
            assert third.get(path).status_code == 403
