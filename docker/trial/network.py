"""A bridge and an address for each container, as an engine makes them for a project."""

from collections.abc import Sequence
from pathlib import Path

from docker.trial.kernel import run


def gateway(number: int) -> str:
    """Where a request of the host itself comes from, as its containers see it."""
    return f"10.77.{number}.1"


class Network:
    """The names of a project's services, at addresses that only this trial can reach."""

    def __init__(self, number: int, names: Sequence[str], work: Path) -> None:
        self._bridge = f"try{number}"
        self._prefix = gateway(number).rpartition(".")[0]
        self._addresses = {name: f"{self._prefix}.{host}" for host, name in enumerate(names, 2)}
        self._hosts = work / f"hosts-{number}"
        self._number = number
        self._joined = 0
        lines = [f"{address} {name}" for name, address in self._addresses.items()]
        self._hosts.write_text("\n".join(("127.0.0.1 localhost", *lines, "")))
        run("ip", "link", "add", self._bridge, "type", "bridge")
        run("ip", "address", "add", f"{gateway(number)}/24", "dev", self._bridge)
        run("ip", "link", "set", self._bridge, "up")

    @property
    def hosts(self) -> Path:
        """The file by which containers know each other's names."""
        return self._hosts

    def address(self, service: str) -> str:
        return self._addresses[service]

    def join(self, container: str, service: str = "") -> str:
        """Make the network side of a container; its address is the service's, or a free one."""
        self._joined += 1
        address = self._addresses.get(service, f"{self._prefix}.{100 + self._joined}")
        ours, inside = f"try{self._number}-{self._joined}", ("ip", "-n", container)
        run("ip", "netns", "add", container)
        run("ip", "link", "add", ours, "type", "veth", "peer", "name", "eth0", "netns", container)
        run("ip", "link", "set", ours, "master", self._bridge, "up")
        run(*inside, "address", "add", f"{address}/24", "dev", "eth0")
        run(*inside, "link", "set", "eth0", "up")
        run(*inside, "link", "set", "lo", "up")
        return address

    def leave(self, container: str) -> None:
        run("ip", "netns", "delete", container)
