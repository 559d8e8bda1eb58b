import json


def run(rounds):
    """Writes and reads small JSON texts and cuts strings."""
    length = 0
    for each in range(rounds):
        text = json.dumps({"round": each, "names": ["ada", "grace", "edsger"], "nested": {"list": [1, 2, 3, each]}})
        value = json.loads(text)
        length += len("-".join(value["names"]).upper().split("-")) + len(value["nested"]["list"]) + text.index("edsger")
    return length
