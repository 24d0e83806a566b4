"""The conversation with Python's websockets as the client. Arguments: URL; then what to say, as JSON. Prints what it saw."""

import asyncio
import json
import sys

import websockets


async def closed(socket):
    try:
        while True:
            await socket.recv()
    except websockets.ConnectionClosed:
        return {"code": socket.close_code, "reason": socket.close_reason}


async def ask(socket, data):
    await socket.send(data)
    return await socket.recv()


async def converse(url, words, data, message_bytes):
    seen = {}
    async with websockets.connect(url, subprotocols=["chat.v1", "chat.v2"]) as one:
        seen["protocol"] = one.subprotocol
        seen["text"] = await ask(one, words)
        seen["binary"] = list(await ask(one, data))
        big = "x" * message_bytes
        seen["biggestText"] = await ask(one, big) == big
        big = bytes(index % 251 for index in range(message_bytes))
        seen["biggestBinary"] = await ask(one, big) == big
        seen["answersPing"] = await ask(one, "ping")
        pong = await one.ping("hi")
        await pong
        # The library hands out a pong only to the ping with the same payload.
        seen["ping"] = {"pong": "hi", "told": await one.recv()}
        text = await ask(one, [words[0], words[1:3], words[3:]])
        seen["fragments"] = {"text": text, "binary": list(await ask(one, [data[:1], data[1:2], data[2:]]))}
        await one.send("close 4001 enough, thank you")
        seen["closedByHandler"] = await closed(one)
    two = await websockets.connect(url)
    await two.close(4002, "bye")
    async with websockets.connect(url) as three:
        seen["closedByClient"] = await ask(three, "last")
        await three.send("x" * (message_bytes + 1))
        seen["tooBig"] = await closed(three)
    return seen


said = json.loads(sys.argv[2])
talk = converse(sys.argv[1], said["words"], bytes(said["bytes"]), said["messageBytes"])
print(json.dumps(asyncio.run(asyncio.wait_for(talk, 20))))
