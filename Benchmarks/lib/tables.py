"""Tables for people and for Markdown files, and the JSON beside them."""

import json


class Table:
    """Columns named with a leading '<' stand on the left, the others on the right."""

    def __init__(self, title, columns):
        self.title = title
        self.left = [name.startswith("<") for name in columns]
        self.columns = [name.lstrip("<") for name in columns]
        self.rows = []

    def add(self, *cells):
        self.rows.append([cell if isinstance(cell, str) else "" if cell is None else str(cell) for cell in cells])

    def text(self):
        rows = [self.columns, *self.rows]
        widths = [max(len(row[column]) for row in rows) for column in range(len(self.columns))]
        lines = [self.title]
        for row in rows:
            cells = [
                cell.ljust(width) if left else cell.rjust(width) for cell, width, left in zip(row, widths, self.left)
            ]
            lines.append("  " + "  ".join(cells).rstrip())
        return "\n".join(lines)

    def markdown(self):
        lines = [self.title + ":", "", "| " + " | ".join(self.columns) + " |"]
        lines.append("| " + " | ".join("---" if left else "---:" for left in self.left) + " |")
        lines += ["| " + " | ".join(row) + " |" for row in self.rows]
        return "\n".join(lines)


def number(value, places=2):
    return "" if value is None else f"{value:,.{places}f}"


def machine_text(machine, versions):
    memory = f", {machine['memoryGiB']} GiB" if machine["memoryGiB"] else ""
    parts = [f"{machine['processor']}, {machine['cores']} cores{memory}; {machine['system']}"]
    concord = versions.get("concord")
    if concord:
        parts.append(f"Concord {concord['version']} on {concord['platform']} ({concord['device']})")
    for name in ("PyTorch", "JAX"):
        if name in versions:
            parts.append(f"{name} {versions[name]}")
    return "; ".join(parts) + f"; {versions['threads']} threads"


def write(arguments, tables, document):
    """Prints the tables and writes what `--json` and `--markdown` ask for."""
    machine = machine_text(document["machine"], document["versions"])
    print("\n\n".join([machine, *(table.text() for table in tables)]))
    if arguments.json:
        with open(arguments.json, "w") as file:
            json.dump(document, file, indent=2, sort_keys=True)
            file.write("\n")
    if arguments.markdown:
        with open(arguments.markdown, "w") as file:
            made = f"Made by `{document['command']}` on {machine}."
            file.write("\n\n".join([*(table.markdown() for table in tables), made]) + "\n")
