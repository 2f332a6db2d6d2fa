"""A worker process of Swarm.Messaging in Python: handlers by task type, one task at a time. docs/worker-protocol.md has the messages.

    swarm up --set "Workers:Command=python3 examples/python/worker.py"

A handler gets (payload, task, cancelled, progress) and returns the result; it should look at cancelled.is_set() from time to time.
"""
import json, os, resource, signal, struct, sys, threading, time, traceback

WORKER = os.environ.get("SWARM_WORKER_ID", f"worker-{os.getpid()}")
HEARTBEAT = int(os.environ.get("SWARM_WORKER_HEARTBEAT_MS", "5000")) / 1000


class Worker:
    def __init__(self, handlers):
        self.handlers, self.began, self.executed = handlers, time.monotonic(), 0
        self.current, self.cancelled, self.stopping = None, threading.Event(), False
        self.lock = threading.Lock()
        self.out = os.fdopen(os.dup(1), "wb", buffering=0)
        os.dup2(2, 1)  # standard output belongs to the protocol: what else is printed goes to the log

    def send(self, type, **fields):
        body = json.dumps({"type": type, "workerId": WORKER, **fields, "timestamp": int(time.time() * 1000)}).encode()
        with self.lock:
            data = memoryview(struct.pack(">I", len(body)) + body)
            while data:
                data = data[self.out.write(data):]

    def state(self):
        usage = resource.getrusage(resource.RUSAGE_SELF)
        with open("/proc/self/statm") as statm:
            rss = int(statm.read().split()[1]) * resource.getpagesize()
        return {
            "pid": os.getpid(), "state": "busy" if self.current else "ready", "tasksExecuted": self.executed, "currentTask": self.current,
            "uptime": int((time.monotonic() - self.began) * 1000), "memoryUsage": {"rss": rss},
            "cpuUsage": {"user": int(usage.ru_utime * 1e6), "system": int(usage.ru_stime * 1e6)},
        }

    def execute(self, task):
        began = time.monotonic()
        try:
            if task["type"] not in self.handlers:
                raise LookupError(f"No handler for the type '{task['type']}' here.")
            progress = lambda fraction, text=None: self.send(
                "task-progress", taskId=task["id"], leaseToken=task["leaseToken"], fraction=fraction, text=text)
            last = "task-complete", {"result": self.handlers[task["type"]](task["payload"], task, self.cancelled, progress)}
        except Exception as e:
            unknown = task["type"] not in self.handlers
            code = "cancelled" if self.cancelled.is_set() else "unknown_type" if unknown else type(e).__name__
            last = "task-failed", {"error": {"message": str(e), "stack": traceback.format_exc(), "code": code}}
        self.executed, self.current = self.executed + 1, None  # free before it is said: the next task may come at once
        self.send(last[0], taskId=task["id"], leaseToken=task["leaseToken"], duration=(time.monotonic() - began) * 1000, **last[1])
        if self.stopping:
            self.leave()

    def leave(self):
        self.send("worker-shutdown", tasksExecuted=self.executed, uptime=int((time.monotonic() - self.began) * 1000))
        os._exit(0)

    def stop(self, *_):
        self.stopping = True
        if self.current is None:
            self.leave()

    def beat(self):
        while True:
            time.sleep(HEARTBEAT)
            self.send("heartbeat", **self.state())

    def act(self, message):
        kind = message["type"]
        if kind == "execute-task":
            self.current = message["task"]["id"]
            self.cancelled.clear()
            threading.Thread(target=self.execute, args=(message["task"],), daemon=True).start()
        elif kind == "cancel-task" and self.current == message["taskId"]:
            self.cancelled.set()
        elif kind == "shutdown":
            self.stop()
        elif kind == "health-check":
            self.send("health-status", healthy=True, **self.state())

    def run(self):
        signal.signal(signal.SIGTERM, self.stop)
        self.send("worker-ready", pid=os.getpid(), types=list(self.handlers))
        threading.Thread(target=self.beat, daemon=True).start()
        while (head := sys.stdin.buffer.read(4)) and len(head) == 4:
            self.act(json.loads(sys.stdin.buffer.read(struct.unpack(">I", head)[0])))
        os._exit(0)  # the host is gone


if __name__ == "__main__":
    Worker({"echo": lambda payload, *_: payload, "sum": lambda payload, *_: sum(payload["numbers"])}).run()
