"""Makes calls of AWS APIs by botocore, which checks each input against AWS's own service model before it is sent.

Arguments: URL of the stand-in and Region. Reads a call a line, {"service", "operation", "input"}, and writes an answer a line:
{"output"} or {"error"}.
"""

import json
import sys

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError
from botocore.session import Session

url, region = sys.argv[1:]
session = Session()
session.set_credentials("AKIDEXAMPLE", "example-not-a-secret")
clients = {}

for line in sys.stdin:
    call = json.loads(line)
    service = call["service"]
    if service not in clients:
        clients[service] = session.create_client(service, region_name=region, endpoint_url=url)
    try:
        output = clients[service]._make_api_call(call["operation"], call["input"])
        output.pop("ResponseMetadata", None)
        answer = {"output": output}
    except (BotoCoreError, ClientError, ResponseParserError) as error:
        answer = {"error": str(error)}
    print(json.dumps(answer, default=str), flush=True)
