"""Requests made from the description of the interface: one for each operation, with a body that its schema takes."""

import re

from attrs import frozen

_SAMPLES = ("JPN", "0" * 64, "text/plain")


@frozen
class Operation:
    """One method of one path.

    Args:
        method: the method.
        path: the path, with the names of its parameters in braces.
        query: the queries that it asks for.
        body: a body that it takes; ``None`` for none.
        is_open: whether anybody may call it.
        headers: headers that let it overwrite whatever is there.
    """

    method: str
    path: str
    query: dict
    body: dict | None
    is_open: bool
    headers: dict

    @property
    def parameters(self):
        """The names of the path's parameters."""
        return re.findall(r"{(\w+)}", self.path)

    def url(self, values):
        """The address with values for its parameters."""
        return self.path.format(**values).removeprefix("/api")


def operations(description):
    """Every operation of a description."""
    return [
        Operation(
            method.upper(),
            path,
            {
                one["name"]: sample(one["schema"], description)
                for one in said.get("parameters", ())
                if one["in"] == "query" and one.get("required")
            },
            _body(said, description),
            said.get("security") == [{}],
            {"if-match": "*"} if any(one["name"].lower() == "if-match" for one in said.get("parameters", ())) else {},
        )
        for path, methods in sorted(description["paths"].items())
        for method, said in sorted(methods.items())
    ]


def _body(said, description):
    content = said.get("requestBody", {}).get("content", {}).get("application/json")
    return None if content is None else sample(content["schema"], description)


def sample(schema, description):
    """The smallest value that a schema takes."""
    if "$ref" in schema:
        return sample(description["components"]["schemas"][schema["$ref"].rpartition("/")[2]], description)
    for key in ("oneOf", "anyOf"):
        if key in schema:
            some = [one for one in schema[key] if one.get("type") != "null"]
            return sample(some[0], description)
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    kind = next(one for one in kind if one != "null") if isinstance(kind, list) else kind
    if kind == "object":
        return {name: sample(schema["properties"][name], description) for name in schema.get("required", ())}
    if kind == "array":
        return [sample(schema["items"], description)] * schema.get("minItems", 0)
    return {"string": _text, "integer": lambda _: 1, "number": lambda _: 1, "boolean": lambda _: True}[kind](schema)


def _text(schema):
    if "pattern" in schema:
        return next(one for one in _SAMPLES if re.search(schema["pattern"], one))
    return {"date-time": "2027-01-01T00:00:00Z", "date": "2027-01-01"}.get(schema.get("format"), "something")
