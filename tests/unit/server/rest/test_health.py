"""What a doctor finds of a whole node, in whatever it is kept."""

from datetime import UTC, datetime

from attrs import evolve

from relto.adapters.objects.s3 import S3Objects, S3Place
from relto.bootstrap.health import looked_over

NOW = datetime(2026, 12, 1, tzinfo=UTC)


def found(node):
    return {one.kind: (one.state, dict(one.facts)) for one in looked_over(node, NOW, thorough=True)}


def test_a_node_is_well_on_what_it_is_kept_in(node):
    some = found(node.node)
    assert some["database"] == ("well", {})
    assert some["ciphertexts"] == ("well", {"missing": "0"})


def test_a_store_that_does_not_answer_is_ill_though_nothing_lies_in_it(node):
    nowhere = S3Objects(S3Place("http://127.0.0.1:9", "relto", "us-east-1", "key", "secret"))
    state, facts = found(evolve(node.node, surroundings=evolve(node.node.surroundings, objects=nowhere)))["ciphertexts"]
    assert (state, "cannot be reached" in facts["damage"]) == ("ill", True)


def test_a_bucket_that_is_not_there_is_ill(node, kept):
    if kept == "servers":
        there = node.node.surroundings.objects
        elsewhere = type(there).__new__(type(there))
        elsewhere.__dict__.update(there.__dict__, _bucket="elsewhere")
        state, facts = found(evolve(node.node, surroundings=evolve(node.node.surroundings, objects=elsewhere)))["ciphertexts"]
        assert (state, "NoSuchBucket" in facts["damage"]) == ("ill", True)
