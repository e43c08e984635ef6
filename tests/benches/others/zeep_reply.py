"""Reads a reply with zeep: zeep_reply.py WSDL OPERATION FILE. Prints MB/s of the best of three runs."""

import sys
import time

import zeep

wsdl, operation, file = sys.argv[1:]
with open(file, "rb") as opened:
    data = opened.read()


class Response:
    status_code = 200
    content = data
    encoding = "utf-8"
    headers = {"Content-Type": "text/xml; charset=utf-8"}


client = zeep.Client(wsdl, settings=zeep.Settings(xml_huge_tree=True))
binding = client.service._binding
seconds = []
for _ in range(3):
    start = time.process_time()
    rows = binding.process_reply(client, binding.get(operation), Response())
    seconds.append(time.process_time() - start)
    assert len(rows) > 100, rows
print(f"{len(data) / 1e6 / min(seconds):.2f}")
