#!/usr/bin/python3
"""The server's OpenAPI document as TypeScript: `watts-up openapi | Tests/Browser/api_types.py > Public/app/api/openapi.d.ts`."""
import json, sys

HEAD = """// Made from what the server says of itself: `watts-up openapi | Tests/Browser/api_types.py`. A test holds the two together.
// What is asked of the server may be left out or null where it says `?`; what it answers is always there, though it may be null.
"""
WIDTH = 140


def type_of(schema, margin="  "):
    if schema is True or not schema:
        return "unknown"
    if "$ref" in schema:
        return schema["$ref"].rsplit("/", 1)[1]
    if "allOf" in schema:
        return " & ".join(type_of(one, margin) for one in schema["allOf"])
    if "anyOf" in schema:
        return " | ".join(type_of(one, margin) for one in schema["anyOf"])
    if "enum" in schema:
        return " | ".join("null" if word is None else json.dumps(word).replace('"', "'") for word in schema["enum"])
    kinds = schema.get("type")
    if isinstance(kinds, list):
        return " | ".join(type_of({**schema, "type": kind}, margin) for kind in kinds)
    if kinds == "array":
        item = type_of(schema.get("items"), margin)
        return f"({item})[]" if " | " in item and not item.startswith("{") else f"{item}[]"
    if kinds == "object":
        return members_of(schema, margin)
    return {"string": "string", "number": "number", "integer": "number", "boolean": "boolean", "null": "null"}.get(kinds, "unknown")


def members_of(schema, margin):
    if "properties" not in schema:
        return f"Record<string, {type_of(schema.get('additionalProperties'), margin)}>"
    needed = schema.get("required", [])
    members = [
        f"{name}{'' if name in needed else '?'}: {type_of(member, margin + '  ')}" for name, member in schema["properties"].items()]
    line = "{ " + "; ".join(members) + " }"
    if len(line) + len(margin) <= WIDTH and "\n" not in line:
        return line if members else "{}"
    return "{\n" + "".join(f"{margin}{member}\n" for member in members) + margin[:-2] + "}"


def operation(document, method, path, what):
    parts = []
    query = [one for one in what.get("parameters", []) if one["in"] == "query"]
    if query:
        parts.append(("query", {"type": "object", "properties": {one["name"]: one["schema"] for one in query}, "required": [one["name"] for one in query if one["required"]]}))
    for content in what.get("requestBody", {}).get("content", {}).values():
        parts.append(("body", content.get("schema")))
    for status, answer in what["responses"].items():
        for kind, content in answer.get("content", {}).items():
            if "json" in kind and status != "default":
                parts.append(("answer" if status < "300" else "refusal", content.get("schema")))
    parts += [(name[2:], what[name]) for name in ("x-sends", "x-hears") if name in what]
    verb = "WS" if what.get("x-websocket") else method.upper()
    shape = {"type": "object", "properties": dict(parts), "required": [name for name, _ in parts]}
    return f"  '{verb} {path}': {type_of(shape, '    ')}\n"


def types(document):
    text = HEAD
    for name, schema in document["components"]["schemas"].items():
        if schema.get("type") == "object" and "properties" in schema:
            text += f"\nexport interface {name} {type_of(schema)}\n"
        else:
            text += f"\nexport type {name} = {type_of(schema)}\n"
    text += "\n/** What each address takes and answers. */\nexport interface Operations {\n"
    for path, methods in document["paths"].items():
        for method, what in methods.items():
            text += operation(document, method, path, what)
    return text + "}\n"


if __name__ == "__main__":
    sys.stdout.write(types(json.load(sys.stdin)))
