"""Sites never meet at a port, and one that is taken is told before anything is started."""

import socket
from itertools import combinations

import pytest

from core.errors import InputError
from serving.site.ports import BLOCK, Ports, PortTaken, listening, require_free


def test_every_port_of_a_site_has_one_use() -> None:
    ports = Ports(20000)
    parts = [set(ports.named.values()), set(ports.replicas), set(ports.replicas_rpc), set(ports.workers)]
    assert all(not one & other for one, other in combinations(parts, 2))
    assert set.union(*parts) <= set(ports.block)
    assert len(ports.named) == len(set(ports.named.values()))
    assert not set(ports.block) & set(Ports(20000 + BLOCK).block)


@pytest.mark.parametrize("first", [80, 32700, 60000])
def test_a_block_where_others_live_is_refused(first: int) -> None:
    with pytest.raises(InputError):
        Ports(first)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.77", "0.0.0.0", "::1"])
def test_a_port_on_which_something_listens_is_told(host: str) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as other:
        try:
            other.bind((host, 0))
        except OSError:
            pytest.skip("this machine has no such address")
        other.listen()
        port = other.getsockname()[1]
        assert listening(range(port, port + 1)) == [port]
        with pytest.raises(PortTaken, match=f"{port}, which north needs"):
            require_free([port], of="north")
    require_free([port], of="north")


def test_a_connection_that_lingers_is_in_nobodys_way() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        client = socket.create_connection(("127.0.0.1", port))
        held, _ = server.accept()
    with client, held:
        require_free([port], of="north")
