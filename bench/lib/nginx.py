"""An nginx on 127.0.0.1 with a folder, a configuration and free ports of its own."""

import itertools
import random
import socket
import subprocess
import time

CONFIGURATION = """
daemon off; master_process off; pid nginx.pid; error_log error.log warn;
worker_rlimit_nofile 20000;
events {{ worker_connections 16384; }}
http {{
  access_log off; keepalive_requests 1000000000; keepalive_timeout 300s; sendfile on; tcp_nopush on;
  client_body_temp_path t; proxy_temp_path t; fastcgi_temp_path t; uwsgi_temp_path t; scgi_temp_path t;
{servers}
}}
"""


class PortTaken(Exception):
    """Somebody else was faster."""


def free_ports(count):
    """Below those that connections are given, so that none of these takes one of them."""
    ports = []
    while len(ports) < count:
        port = random.randrange(20000, 30000)
        with socket.socket() as free:
            try:
                free.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in ports:
            ports.append(port)
    return ports


class Nginx:
    """Serves from the constructor's end to `stop`. `servers` makes the `server` blocks, given so many ports."""

    def __init__(self, place, count, servers, cpus=None):
        self.place, self.cpus = place, cpus
        for left in itertools.count(4, -1):
            self.ports = free_ports(count)
            try:
                self._start(servers(*self.ports))
                return
            except PortTaken:
                if left == 0:
                    raise

    def _start(self, servers):
        (self.place / "nginx.conf").write_text(CONFIGURATION.format(servers=servers))
        (self.place / "error.log").unlink(missing_ok=True)
        self.child = subprocess.Popen(["nginx", "-p", self.place, "-c", "nginx.conf", "-e", "error.log"],
                                      stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for port in self.ports:
            self._wait_for(port)

    def _wait_for(self, port):
        for _ in range(1000):
            if self.child.poll() is not None:
                raise PortTaken("nginx does not start: " + (self.place / "error.log").read_text())
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return
            except OSError:
                time.sleep(0.01)
        self.stop()
        raise PortTaken(f"nginx does not listen at port {port}")

    def stop(self):
        self.child.terminate()
        try:
            self.child.wait(5)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
