"""Judges the signed requests that a client wrote. usage: judge_requests.py FOLDER KEYS WSS4J_URL
Each FOLDER/signed-*.xml is one, as it was sent. libxmlsec1 must find its signature right. Then WSS4J, which has
not seen these bytes, must take the control (white space between headers), and refuse each attack upon them. Each FOLDER/replay-*.xml
has a digest: WSS4J must take it once. A row each: `ok` or `FAIL`.
needs: pip install lxml xmlsec cryptography requests"""
import os, sys
import kit

folder, keys, wss4j = sys.argv[1:4]
key = lambda name: os.path.join(keys, name + ".cert.pem")
known = [key("client"), key("client-ec")]
bad = 0


def row(what, good, note=""):
    global bad
    bad += not good
    print("%s judge    %s (%s)" % ("ok   " if good else "FAIL ", what, str(note)[:150]))


names = sorted(name for name in os.listdir(folder) if name.endswith(".xml"))
if not names:
    row("requests to judge", False, "none in " + folder)
for name in names:
    data = open(os.path.join(folder, name), "rb").read()
    soap = kit.S12 if kit.S12.encode() in data else kit.S11
    if name.startswith("replay"):
        first, second = [kit.outcome(kit.post(wss4j + "/digest+ts", data, soap)) for _ in range(2)]
        row("%s: WSS4J takes it" % name, first[0] == "ok", first)
        row("%s: WSS4J refuses the same bytes again" % name, second[0] == "fault", second)
        continue
    try:
        signed, who = kit.judge(data, key("ca"), known=known)
        row("%s: libxmlsec1 finds the signature right" % name, True, "%s signed %s" % (who, ", ".join(signed)))
    except ValueError as error:
        row("%s: libxmlsec1 finds the signature right" % name, False, error)
    # A UsernameToken that the server has seen would be refused for its nonce.
    if b"UsernameToken" in data:
        continue
    url = wss4j + "/sign"
    got = kit.outcome(kit.post(url, kit.xpointer_ws(data), soap))
    row("%s: WSS4J takes it with white space between headers" % name, got[0] == "ok", got)
    for attack, change in kit.ATTACKS.items():
        got = kit.outcome(kit.post(url, change(data), soap))
        row("%s: WSS4J refuses it with %s" % (name, attack), got[0] == "fault", got)
sys.exit(min(bad, 100))
