"""Compares Depot.wsdl with what the running host publishes, type by type and operation by operation.

usage: published.py URL?wsdl Depot.wsdl

Exits 1 unless they differ in what is listed here and in nothing else.
"""

import sys
import urllib.request
from xml.etree import ElementTree

XS = "{http://www.w3.org/2001/XMLSchema}"
WSDL = "{http://schemas.xmlsoap.org/wsdl/}"
SOAP = "{http://schemas.xmlsoap.org/wsdl/soap/}"
OURS = "http://depot.example/"

# The server is newer than our contract, and in Pallet older.
THEIRS_ONLY = {
    "fleet Duty: Foreign", "fleet Truck: Maker",
    "partners Place", "partners Tram", "partners element Place", "partners element Tram",
    "service Crate: Origin", "service Crate: Fragile", "service Crate: Void", "service Crate: Remark",
    "service Crate: Seal", "service Crate: Courier", "service Crate: Note",
    "service Item: Lot", "service Item: Expires",
}
OURS_ONLY = {
    "service Owner", "service element Owner", "service Pallet: Layers", "service Pallet: Owner",
    # Mono publishes no output parameters, though it sends them.
    *("service %sResponse: seen" % name for name in (
        "GetFleet", "EchoVehicles", "EchoConvoy", "EchoSign", "EchoDuties", "GetLabels", "EchoLabels", "GetCrate",
        "EchoPallet")),
}
# Not compared: `abstract`, and `nillable` of a wrapper's parts. Mono publishes neither; .NET writes both.


def load(source, read):
    """The root element of a document, every QName in it resolved to {namespace}local."""
    scopes, stack = {}, [{}]
    declared = {}
    root = None
    for event, item in ElementTree.iterparse(read(source), ("start-ns", "start", "end")):
        if event == "start-ns":
            declared[item[0]] = item[1]
        elif event == "start":
            root = item if root is None else root
            stack.append({**stack[-1], **declared})
            declared = {}
            for name in ("type", "base", "element", "binding"):
                if name in item.attrib:
                    prefix, _, local = item.attrib[name].rpartition(":")
                    item.set(name, "{%s}%s" % (stack[-1].get(prefix, ""), local))
        else:
            stack.pop()
    return root


def documents(source, read):
    """A document and all that it imports by location."""
    seen, waiting = set(), [source]
    while waiting:
        source = waiting.pop()
        if source in seen:
            continue
        seen.add(source)
        root = load(source, read)
        yield root
        imports = [i.get("location") for i in root.iter(WSDL + "import")]
        imports += [i.get("schemaLocation") for i in root.iter(XS + "import")]
        # Mono imports XML Schema itself from an address without a name.
        waiting += [i for i in imports if i and not i.endswith("xsd=")]


def facts(roots):
    """Name to fact, for each type, member and operation."""
    found = {}
    for root in roots:
        for schema in root.iter(XS + "schema"):
            space = schema.get("targetNamespace")
            if space.startswith(OURS) and not space.endswith("/Imports"):
                for child in schema:
                    declaration(child, space.removeprefix(OURS), found)
        for operation in root.iter(WSDL + "operation"):
            for soap in operation.iter(SOAP + "operation"):
                uses = sorted({body.get("use") for body in operation.iter(SOAP + "body")})
                found["operation " + operation.get("name")] = (soap.get("soapAction"), soap.get("style"), uses)
    return found


def declaration(node, space, found):
    kind = node.tag.removeprefix(XS)
    if kind == "import":
        return
    wrapper = kind == "element" and "type" not in node.attrib
    name = "%s %s%s" % (space, "" if wrapper or kind != "element" else "element ", node.get("name"))
    bases = [extension.get("base") for extension in node.iter(XS + "extension")]
    dictionary = any(part.tag.endswith("}IsDictionary") for part in node.iter())
    members = [m for m in node.iter(XS + "element") if m is not node]
    values = [value.get("value") for value in node.iter(XS + "enumeration")]
    found[name] = (kind, node.get("type"), bases, dictionary, node.get("nillable"))
    for member in members:
        occurs = (member.get("minOccurs", "1"), member.get("maxOccurs", "1"))
        nillable = None if wrapper else member.get("nillable", "false")
        found["%s: %s" % (name, member.get("name"))] = (member.get("type"), occurs, nillable)
    for value in values:
        found["%s: %s" % (name, value)] = ()
    found["order of " + name] = [member.get("name") for member in members] + values


def main(url, path):
    ours = facts(documents(path, lambda file: file))
    theirs = facts(documents(url, urllib.request.urlopen))
    wrong = []
    for what, left, right, listed in (
        ("published only", theirs, ours, THEIRS_ONLY), ("in our contract only", ours, theirs, OURS_ONLY)):
        only = {name for name in left if name not in right and not name.startswith("order of ")}
        only = {name for name in only if name in listed or not any(name.startswith(one + ": ") for one in listed)}
        wrong += ["%s, not listed: %s" % (what, name) for name in sorted(only - listed)]
        wrong += ["listed as %s, yet it is not: %s" % (what, name) for name in sorted(listed - only)]
    common = [name for name in ours if name in theirs]
    for name in common:
        left, right = ours[name], theirs[name]
        if name.startswith("order of "):
            shared = set(left) & set(right)
            left, right = ([member for member in side if member in shared] for side in (left, right))
        if left != right:
            wrong.append("%s: ours %s, published %s" % (name, left, right))
    for line in wrong:
        print("FAILED " + line)
    if wrong:
        return 1
    print("ok %d facts are the same, %d differ as listed" % (len(common), len(THEIRS_ONLY) + len(OURS_ONLY)))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
