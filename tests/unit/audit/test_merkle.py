"""The tree and its proofs: known answers, laws, and that nothing else verifies."""

from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.audit.made import entries, tiles_of_leaves

from relto.audit import EMPTY_ROOT, Edge, Tile, TileTree, leaf_hash, node_hash, parse_path, tiles_of, verify_consistency, verify_inclusion
from relto.primitives import Malformed, Unverified

# Known answers of Certificate Transparency's tests of RFC 6962 trees (transparency-dev/merkle, testonly/constants; values alone).
LEAVES = [
    bytes.fromhex(one) for one in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
A, B, C, D, E, F = (
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
)
PATHS = [(0, 1, []), (0, 8, [A, B, C]), (5, 8, [F, E, ROOTS[4]]), (2, 3, [ROOTS[2]])]
CONSISTENCY = [(1, 1, []), (1, 8, [A, B, C]), (6, 8, [D, E, ROOTS[4]]), (2, 5, [B, F])]


@lru_cache
def tree_of(size):
    edge, tiles = tiles_of_leaves(entries(size))
    return edge, TileTree(lambda tile: tiles[tile.path], size)


def known(size):
    edge, tiles = tiles_of_leaves(LEAVES[:size])
    return edge, TileTree(lambda tile: tiles[tile.path], size)


def plain_root(leaves):
    """RFC 6962 section 2.1 as it is written."""
    if len(leaves) < 2:
        return leaf_hash(leaves[0]) if leaves else EMPTY_ROOT
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return node_hash(plain_root(leaves[:half]), plain_root(leaves[half:]))


@pytest.mark.parametrize("size", range(9))
def test_known_roots(size):
    edge, tree = known(size)
    assert edge.root.hex() == tree.root().hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size", "path"), PATHS)
def test_known_proofs_of_inclusion(index, size, path):
    _, tree = known(size)
    assert [one.hex() for one in tree.inclusion(index)] == path
    verify_inclusion(leaf_hash(LEAVES[index]), index, size, tree.inclusion(index), bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("old", "new", "path"), CONSISTENCY)
def test_known_proofs_of_consistency(old, new, path):
    _, tree = known(8)
    assert [one.hex() for one in tree.consistency(old, new)] == path
    verify_consistency(old, bytes.fromhex(ROOTS[old]), new, bytes.fromhex(ROOTS[new]), tree.consistency(old, new))


def test_every_proof_of_small_trees_and_no_other():
    edge, tree = tree_of(40)
    for size in range(1, 41):
        root = tree.root(size)
        assert root == plain_root(entries(size))
        for index in range(size):
            proof = tree.inclusion(index, size)
            assert verify_inclusion(tree.leaf(index), index, size, proof, root) == root
            for other in range(size):
                if other != index:
                    with pytest.raises(Unverified):
                        verify_inclusion(tree.leaf(index), other, size, proof, root)
        for old in range(size + 1):
            proof = tree.consistency(old, size)
            verify_consistency(old, tree.root(old), size, root, proof)
            for wrong in ([*proof, EMPTY_ROOT], proof[:-1], [EMPTY_ROOT, *proof[1:]] if proof else [EMPTY_ROOT]):
                if wrong != proof:
                    with pytest.raises(Unverified):
                        verify_consistency(old, tree.root(old), size, root, wrong)
    assert edge.root == root


SIZES = st.sampled_from((1, 2, 255, 256, 257, 511, 512, 700, 65_535, 65_536, 65_793, 70_000))


@settings(deadline=None)
@given(size=SIZES, data=st.data())
def test_every_proof_of_inclusion_verifies_and_a_flipped_bit_refuses(size, data):
    edge, tree = tree_of(size)
    index = data.draw(st.integers(0, size - 1))
    proof = tree.inclusion(index)
    leaf = leaf_hash(b"entry %d" % index)
    assert verify_inclusion(leaf, index, size, proof, edge.root) == edge.root
    whole = bytearray(b"".join([leaf, edge.root, *proof]))
    bit = data.draw(st.integers(0, len(whole) * 8 - 1))
    whole[bit // 8] ^= 1 << bit % 8
    parts = [bytes(whole[at : at + 32]) for at in range(0, len(whole), 32)]
    with pytest.raises(Unverified, match=f"entry {index} of {size}"):
        verify_inclusion(parts[0], index, size, parts[2:], parts[1])


@settings(deadline=None)
@given(size=SIZES, data=st.data())
def test_every_proof_of_consistency_verifies_and_a_flipped_bit_refuses(size, data):
    edge, tree = tree_of(size)
    old = data.draw(st.integers(1, size))
    proof, before = tree.consistency(old), tree.root(old)
    assert before == tree_of_prefix(old)
    verify_consistency(old, before, size, edge.root, proof)
    whole = bytearray(b"".join([before, edge.root, *proof]))
    bit = data.draw(st.integers(0, len(whole) * 8 - 1))
    whole[bit // 8] ^= 1 << bit % 8
    parts = [bytes(whole[at : at + 32]) for at in range(0, len(whole), 32)]
    with pytest.raises(Unverified):
        verify_consistency(old, parts[0], size, parts[1], parts[2:])


def tree_of_prefix(size):
    return tiles_of_leaves(entries(size))[0].root


@settings(deadline=None)
@given(batches=st.lists(st.integers(0, 700), max_size=8))
def test_a_tree_grown_in_batches_is_the_tree_grown_at_once(batches):
    edge, kept, size = Edge(), {}, 0
    for count in batches:
        edge, made = edge.grow([leaf_hash(one) for one in entries(count, size)])
        kept |= {tile.path: data for tile, data in made}
        size += count
    whole, tiles = tiles_of_leaves(entries(size))
    assert (edge, edge.root) == (whole, whole.root)
    assert {tile.path: kept[tile.path] for tile in tiles_of(size)} == tiles
    assert TileTree(lambda tile: kept[tile.path], size).edge() == edge


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: verify_inclusion(EMPTY_ROOT, 0, 0, [], EMPTY_ROOT), "entry 0 cannot be in a tree of 0 entries"),
        (lambda: verify_inclusion(EMPTY_ROOT, -1, 1, [], EMPTY_ROOT), "entry -1 cannot be in a tree of 1 entries"),
        (lambda: verify_inclusion(EMPTY_ROOT, 0, 2, [], EMPTY_ROOT), "has 0 hashes, fewer than it needs"),
        (lambda: verify_inclusion(EMPTY_ROOT, 0, 1, [EMPTY_ROOT], EMPTY_ROOT), "has 1 hashes, more than it needs"),
        (lambda: verify_consistency(2, EMPTY_ROOT, 1, EMPTY_ROOT, []), "a tree of 1 entries cannot have grown from one of 2"),
        (lambda: verify_consistency(0, EMPTY_ROOT, 1, EMPTY_ROOT, [EMPTY_ROOT]), "has 1 hashes, and needs 0"),
        (lambda: verify_consistency(0, bytes(32), 1, EMPTY_ROOT, []), "the tree of no entries"),
        (lambda: verify_consistency(0, EMPTY_ROOT, 0, bytes(32), []), "the tree of no entries"),
        (lambda: verify_consistency(3, bytes(32), 3, EMPTY_ROOT, []), "two trees of 3 entries"),
        (lambda: verify_consistency(1, EMPTY_ROOT, 2, EMPTY_ROOT, []), "has 0 hashes, and needs 1"),
        (lambda: tree_of(5)[1].inclusion(5), "entry 5 cannot be in a tree of 5 entries"),
        (lambda: tree_of(5)[1].root(6), "never was that large: it has 5 entries, not 6"),
        (lambda: tree_of(5)[1].consistency(4, 3), "cannot have grown"),
    ],
)
def test_the_degenerate_cases_are_decided(call, says):
    with pytest.raises(Unverified, match=says):
        call()


def test_a_tile_cut_short_is_refused_with_its_name():
    _, tiles = tiles_of_leaves(entries(300))
    tree = TileTree(lambda tile: tiles[tile.path][:-1], 300)
    with pytest.raises(Malformed, match=r"^tile/0/001\.p/44: a tile is not of the length it must have: found `1407 bytes`; expected 1408$"):
        tree.inclusion(270)


@pytest.mark.parametrize(
    ("path", "tile"),
    [
        ("tile/0/000", Tile(0, 0)),
        ("tile/63/x001/x234/067.p/255", Tile(63, 1234067, 255)),
        ("tile/entries/x001/000.p/1", Tile(-1, 1000, 1)),
    ],
)
def test_paths(path, tile):
    assert tile.path == path
    assert parse_path(path) == tile


BAD_PATHS = ["", "tile/0/0", "tile/00/000", "tile/64/000", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/x000/001"]
BAD_PATHS += [
    "tile/0/001/002",
    "tile/0/x001",
    "tile/-1/000",
    "tile/0/../000",
    "/tile/0/000",
    "tile/0/000\n",
    "tile/0/٠٠٠",
    "tile/entries/0000",
]


@pytest.mark.parametrize("path", [*BAD_PATHS, "tile/0/" + "x999/" * 6 + "999"])
def test_other_paths_are_refused(path):
    with pytest.raises(Malformed, match="not the path of a tile"):
        parse_path(path)


def test_the_tiles_of_a_tree_as_the_specification_counts_them():
    found = tiles_of(70_000)  # the example of C2SP tlog-tiles, section "Partial Tiles"
    assert len([one for one in found if one.level == 0 and one.width == 256]) == 273
    assert [one for one in found if one.level == 0 and one.width < 256] == [Tile(0, 273, 112)]
    assert [one for one in found if one.level > 0] == [Tile(1, 0), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert tiles_of(256) == [Tile(0, 0), Tile(1, 0, 1)]
