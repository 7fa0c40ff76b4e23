"""Writes one file per worker from one template: what a script would do instead of scaleprof.

render.py TEMPLATE WORKERS FOLDER
"""

import os
import sys

from jinja2 import Environment

template, workers, folder = sys.argv[1:]
os.mkdir(folder)
with open(template, encoding="utf-8") as file:
    compiled = Environment(keep_trailing_newline=True).from_string(file.read())
for number in range(int(workers)):
    name = f"worker-{number:06}"
    text = compiled.render(name=name, label=name.replace("-", "_"))
    with open(os.path.join(folder, f"{name}.tf"), "w", encoding="utf-8") as file:
        file.write(text)
