"""Checks inputs of an AWS API operation against the service model in botocore: names, types, enums, patterns, lengths.

Arguments: service and operation. Reads a JSON list of inputs, writes a JSON list of findings for each.
"""

import json
import re
import sys

from botocore.loaders import Loader
from botocore.model import ServiceModel


def findings(shape, value, path):
    kind = shape.type_name
    if kind == "structure":
        if not isinstance(value, dict):
            return [f"{path}: no object"]
        found = [f"{path}.{name}: unknown" for name in value if name not in shape.members]
        found += [f"{path}.{name}: missing" for name in shape.required_members if name not in value]
        for name, member in value.items():
            if name in shape.members:
                found += findings(shape.members[name], member, f"{path}.{name}")
        return found
    if kind == "list":
        if not isinstance(value, list):
            return [f"{path}: no list"]
        found = length(shape, len(value), path)
        for i, member in enumerate(value):
            found += findings(shape.member, member, f"{path}[{i}]")
        return found
    if kind == "map":
        found = []
        for name, member in value.items():
            found += findings(shape.key, name, f"{path} key {name}")
            found += findings(shape.value, member, f"{path}.{name}")
        return found
    if kind == "boolean":
        return [] if isinstance(value, bool) else [f"{path}: no boolean"]
    if kind in ("integer", "long"):
        if not isinstance(value, int) or isinstance(value, bool):
            return [f"{path}: no whole number"]
        return length(shape, value, path)
    if not isinstance(value, str):
        return [f"{path}: no text"]
    found = length(shape, len(value), path)
    enum = shape.metadata.get("enum")
    if enum and value not in enum:
        found.append(f"{path}: {value} is none of {enum}")
    pattern = shape.metadata.get("pattern")
    if pattern and not re.search(pattern.replace("\\p{L}\\p{Z}\\p{N}", "\\w\\s"), value):
        found.append(f"{path}: {value} does not match {pattern}")
    return found


def length(shape, size, path):
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if (low is not None and size < low) or (high is not None and size > high):
        return [f"{path}: {size} is not from {low} to {high}"]
    return []


service, operation = sys.argv[1:]
model = ServiceModel(Loader().load_service_model(service, "service-2"), service)
shape = model.operation_model(operation).input_shape
json.dump([findings(shape, value, operation) for value in json.load(sys.stdin)], sys.stdout)
