"""A model provider that keeps its own list: a streamed answer to each question, computed from the question alone."""

import http.server
import json
import threading
import time


def answer_to(question):
    return f"the answer to {question}"


class ModelServer:

    def __init__(self, pause=0.02):
        self.asked = []  # every question that arrived, in order
        self.answered = []  # those whose answer was written to its end
        model = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                question = body["messages"][-1]["content"]
                model.asked.append(question)
                self.send_response(200)
                self.send_header("content-type", "text/event-stream")
                self.send_header("connection", "close")
                self.end_headers()
                try:
                    for word in answer_to(question).split(" "):
                        self.event({"choices": [{"index": 0, "delta": {"content": word + " "}}]})
                        time.sleep(pause)
                    self.event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}],
                                "usage": {"prompt_tokens": 3, "completion_tokens": 5, "total_tokens": 8}})
                    self.wfile.write(b"data: [DONE]\n\n")
                except OSError:
                    return  # the program that asked was killed
                model.answered.append(question)

            def event(self, chunk):
                self.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}/v1"

    def close(self):
        self.server.shutdown()
        self.server.server_close()
