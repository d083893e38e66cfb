"""Names each public symbol without a doc comment, from the symbol graphs in a folder: undocumented.py FOLDER ROOT.

What the compiler made has no place in a file and needs no words; a member that fulfils a protocol's requirement inherits them, where
the protocol's author wrote some.
"""

import json
import pathlib
import sys

folder, root = sys.argv[1:]
symbols, origins = {}, {}
for file in sorted(pathlib.Path(folder).glob("*.json")):
    graph = json.loads(file.read_text())
    for symbol in graph["symbols"]:
        symbols[symbol["identifier"]["precise"]] = symbol
    for relationship in graph["relationships"]:
        if "sourceOrigin" in relationship:
            origins[relationship["source"]] = relationship["sourceOrigin"]["identifier"]


def has_words(identifier):
    symbol = symbols.get(identifier)
    if symbol is None:  # of a module of another package, such as Swift's own
        return True
    text = "".join(line["text"] for line in symbol.get("docComment", {}).get("lines", []))
    return bool(text.strip()) or identifier in origins and has_words(origins[identifier])


if not symbols:
    sys.exit("There are no symbols at all, so nothing was checked.")
silent = []
for identifier, symbol in symbols.items():
    if "location" in symbol and not has_words(identifier):
        path = symbol["location"]["uri"].removeprefix("file://").removeprefix(root + "/")
        silent.append((path, symbol["location"]["position"]["line"] + 1, ".".join(symbol["pathComponents"])))
for path, line, name in sorted(silent):
    print(f"{path}:{line}: {name} is public and has no doc comment. Write what it is, or make it package or internal.")
print(f"{len(symbols)} public symbols, {len(silent)} without words")
sys.exit(1 if silent else 0)
