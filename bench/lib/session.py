"""nginx, the documents and the runs."""

import os
import re
import socket

import documents
import folders
import measure
import works
from nginx import Nginx

LIMIT = 600  # seconds for one run


def servers(root, chain, key):
    def blocks(plain, plain_new, tls, tls_new, status):
        certificate = f"ssl_certificate {chain}; ssl_certificate_key {key}; ssl_protocols TLSv1.3; ssl_session_cache shared:{{}}:4m;"
        return "\n".join([
            f"  server {{ listen 127.0.0.1:{plain} backlog=4096; root {root}; }}",
            f"  server {{ listen 127.0.0.1:{plain_new} backlog=4096; root {root}; keepalive_timeout 0; }}",
            f"  server {{ listen 127.0.0.1:{tls} ssl backlog=4096; root {root}; {certificate.format('kept')} }}",
            f"  server {{ listen 127.0.0.1:{tls_new} ssl backlog=4096; root {root}; keepalive_timeout 0; {certificate.format('new')} }}",
            f"  server {{ listen 127.0.0.1:{status}; location / {{ stub_status; }} }}"])
    return blocks


class Session:
    """`with Session(folder) as session`: nginx runs, in a folder that is there for this alone."""

    def __init__(self, folder, quick):
        self.folder, self.quick = folder, quick
        folders.spread(folder)
        chain, key = documents.certificate(folder)
        self.place = works.Place(folder, chain)
        self.place.root.mkdir()
        self.environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "SSL_CERT_FILE": str(chain)}
        self.nginx = Nginx(folder, 5, servers(self.place.root, chain, key))
        for name, port in zip(("plain", "plain_new", "tls", "tls_new"), self.nginx.ports):
            self.place.urls[name] = f"http{'s' if name.startswith('tls') else ''}://127.0.0.1:{port}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.nginx.stop()

    def count(self, work):
        return work.quick if self.quick else work.count

    def served(self):
        """Requests so far, and connections."""
        with socket.create_connection(("127.0.0.1", self.nginx.ports[-1]), 10) as status:
            status.sendall(b"GET / HTTP/1.0\r\n\r\n")
            text = b"".join(iter(lambda: status.recv(4096), b"")).decode()
        accepted, _, requests = map(int, re.search(r"\n (\d+) (\d+) (\d+)", text).groups())
        return requests, accepted

    def cpus(self, pinned):
        """Those of the clients: nginx has the other one. None: they share all."""
        mine = sorted(os.sched_getaffinity(0))
        apart = pinned and len(mine) > 1
        os.sched_setaffinity(self.nginx.child.pid, {mine[1]} if apart else mine)
        return {mine[0]} if apart else None

    def run(self, peer, work, files, pinned):
        """One run of one program, looked at afterwards. Figures are of one unit; "fault" says what was wrong."""
        cpus = self.cpus(pinned)
        if work.kind == "start":
            return self.starts(peer, work, files, cpus)
        out = folders.fresh(self.folder)
        words = works.command(peer, work, self.place, files, out)
        os.sync()  # or one program pays for what another one has left to the journal of the file system
        requests, connections = self.served()
        took = measure.run(words, self.environment, cpus, LIMIT, cwd=out)
        requests, connections = (after - before - 1 for after, before in zip(self.served(), (requests, connections)))
        units = requests if peer == "wrk" else self.count(work)
        fault = self.fault(took, work, files, out, requests, peer)
        folders.empty(out)
        return {"cpu": 1e6 * took.cpu / max(units, 1), "wall": took.seconds, "resident": took.resident, "requests": requests,
                "connections": connections, "value": 1e6 * took.cpu / max(units, 1), "fault": fault}

    def starts(self, peer, work, files, cpus):
        """The program is started again and again; "value" is when its first byte came, in us."""
        out = folders.fresh(self.folder)
        words = works.command(peer, work, self.place, files, out)
        every = [measure.run(words, self.environment, cpus, LIMIT, first_byte=True, cwd=out) for _ in range(self.count(work))]
        folders.empty(out)
        faults = [took.status for took in every if took.status != 0]
        return {"cpu": 1e6 * sum(took.cpu for took in every) / len(every), "wall": sum(took.seconds for took in every) / len(every),
                "resident": max(took.resident for took in every), "value": 1e6 * sum(took.first_byte for took in every) / len(every),
                "fault": f"exit status {faults[0]}" if faults else None}

    @staticmethod
    def fault(took, work, files, out, requests, peer):
        if took.status is None:
            return f"killed after {LIMIT} s"
        if took.status != 0:
            return f"exit status {took.status}"
        if peer == "wrk":
            return None
        if work.discard:
            return None if requests >= len(files) else f"{requests} requests for {len(files)} files"
        wrong = documents.wrong(files, out / "files")
        return f"{len(wrong)} of {len(files)} files are not what the server has: {wrong[0]}" if wrong else None

    def counted(self, peer, work, how):
        """Instructions or system calls of one unit: of a few, less those of a run of one. {name: calls} for system calls."""
        few, one = (self.counted_run(peer, work, count, how) for count in (work.few, 1))
        if work.few == 1:
            return one
        return {name: (few[name] - one.get(name, 0)) / (work.few - 1) for name in few}

    def counted_run(self, peer, work, count, how):
        self.cpus(False)
        out = folders.fresh(self.folder)
        words = works.command(peer, work, self.place, self.place.prepare(work, count), out)
        if how == "instructions":
            found = {"all": measure.instructions(words, self.environment, out / "callgrind", LIMIT)}
        else:
            found = measure.syscalls(words, self.environment, out / "strace", LIMIT)
        folders.empty(out)
        return found
