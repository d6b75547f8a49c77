"""A Dask cluster: reached, found fit or refused in a sentence, and asked how much of it is there."""

from __future__ import annotations

import logging
import re
import socket
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from dangjian_xl.errors import CannotRunError
from dangjian_xl.returns.edition import difference, edition

if TYPE_CHECKING:  # an optional extra
    from distributed import Client

#: Seconds: until the scheduler answers, until a first worker is there, for which nobody speaks who waits for a cipher.
ANSWER, APPEAR, SILENCE = 10.0, 10.0, 1.0
_ADDRESS = re.compile(r"(tcp|tls)://([^\s/]+):(\d{1,5})")
#: No greeting of a scheduler is longer; the letters of one of another kind make a far larger number.
_LONGEST = 1 << 20
#: Those of Dask's loggers that have a level of their own.
_LOGGERS = ("distributed", "distributed.client", "tornado.application")


_UNREACHED = "连不上集群“{address}”，没有开始读取；请核对地址，看看调度程序（dask scheduler）是不是开着、防火墙是不是放行。"
_STRANGER = "“{address}”那里应答的不是集群的调度程序，没有开始读取；dask scheduler 启动时显示两个地址，请写“Scheduler at”后面的那个，不要写网页（dashboard）的。"
_PLAIN = "“{address}”那里的集群没有加密，没有开始读取；请把 tls:// 改成 tcp://，或者给集群配好证书。"


def check_address(address: str) -> None:
    """CannotRunError for what is no address of a scheduler."""
    if not _ADDRESS.fullmatch(address):
        raise CannotRunError(
            f"“{address}”不是集群的地址；请写调度程序启动时显示的那一行，如 tcp://192.168.1.10:8786。"
        )


@contextmanager
def connected(address: str) -> Iterator[Client]:
    """The cluster of this scheduler, with workers that run this program; CannotRunError where it is not to be had."""
    check_address(address)
    try:
        from distributed import Client
    except ImportError as error:
        raise CannotRunError(
            "这台计算机没有装集群组件，不能用 --scheduler；请先运行 pip install 'dangjian-xl[cluster]'，或者去掉 --scheduler 在本机读取。"
        ) from error
    with _quiet():
        _greeted(address)
        try:
            client = Client(address, timeout=ANSWER, set_as_default=False)
        except (OSError, ValueError, TypeError, RuntimeError, MemoryError) as error:
            _hush()
            raise CannotRunError(_UNREACHED.format(address=address)) from error
        try:
            _check(client, address)
            yield client
        finally:
            client.close(timeout=ANSWER)


def _greeted(address: str) -> None:
    """CannotRunError where nobody is, or somebody else: a scheduler speaks first, and Dask would wait for ever for one that does not."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise AssertionError(address)
    scheme, host, port = found.groups()
    try:
        with socket.create_connection((host.strip("[]"), int(port)), ANSWER) as line:
            line.settimeout(ANSWER if scheme == "tcp" else SILENCE)
            try:
                said = line.recv(8)
            except TimeoutError:
                said = b""
    except (OSError, OverflowError) as error:
        raise CannotRunError(_UNREACHED.format(address=address)) from error
    if scheme == "tcp" and not 0 < int.from_bytes(said, "little") < _LONGEST:
        raise CannotRunError(_STRANGER.format(address=address))
    if scheme == "tls" and said:
        raise CannotRunError(_PLAIN.format(address=address))


def _hush() -> None:
    """Keep what a client that never came about says when it is cleared away off the screen."""
    before = sys.unraisablehook

    def hook(unraisable: sys.UnraisableHookArgs) -> None:
        if getattr(unraisable.object, "__qualname__", "") != "Client.__del__":
            before(unraisable)

    sys.unraisablehook = hook


def threads(client: Client) -> int:
    """How many batches it reads at once: 0 where no worker is there, or the scheduler does not answer."""
    try:
        there = client.nthreads(callback_timeout=ANSWER)
    except Exception:  # noqa: BLE001 - of several libraries; all mean that nobody answers
        return 0
    return sum(there.values())


def _check(client: Client, address: str) -> None:
    """CannotRunError where there is no worker, or not every part runs the program that runs here."""
    try:
        client.wait_for_workers(1, timeout=APPEAR)
    except TimeoutError as error:
        raise CannotRunError(
            f"还没有计算机接入集群“{address}”，没有开始读取；请在各台上运行 dask worker {address} 后再试。"
        ) from error
    there: dict[str, Any] = client.run(edition, on_error="return")
    try:
        there[address] = client.run_on_scheduler(edition)
    except Exception as error:  # noqa: BLE001 - whatever keeps it from telling
        there[address] = error
    for place, other in sorted(there.items()):
        differs = "那边没有这个版本的 dangjian-xl"
        if not isinstance(other, Exception):
            differs = difference(other, edition())
        if differs:
            raise CannotRunError(
                f"集群里“{place}”装的程序和这台不一样，没有开始读取（{differs}）；请给集群里的每台计算机装同一版本，重新启动 dask scheduler 和 dask worker 后再试。"
            )


@contextmanager
def _quiet() -> Iterator[None]:
    """Dask's own words, English and meant for programmers, kept off the screen: what matters of them is told in ours."""
    from distributed.versions import VersionMismatchWarning

    loggers = [logging.getLogger(name) for name in _LOGGERS]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", VersionMismatchWarning)
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
