"""Names each piece of code of the articles that is not, line by line and at whatever depth, a part of a file that is compiled:
snippets.py CATALOGUE FILE…"""

import pathlib
import re
import sys

catalogue, *files = sys.argv[1:]
sources = ["\n" + pathlib.Path(file).read_text() for file in files]
pieces = 0
wrong = []
for article in sorted(pathlib.Path(catalogue).glob("*.md")):
    for code in re.findall(r"^```(?:swift|c)\n(.*?)^```$", article.read_text(), re.MULTILINE | re.DOTALL):
        pieces += 1
        lines = code.splitlines()
        deeper = ("".join(indent + line + "\n" if line else "\n" for line in lines) for indent in ("", "  ", "    ", "      "))
        if not any("\n" + text in source for text in deeper for source in sources):
            wrong.append(f"{article}: no file that is compiled has these lines:\n{code}")
print("\n".join(wrong + [f"{pieces} pieces of code in articles, {len(wrong)} that nothing compiles"]))
sys.exit(1 if wrong or not pieces else 0)
