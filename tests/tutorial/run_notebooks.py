"""Run notebooks in one kernel and write them into a folder: in a process of its own, whose sockets end with it."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient


async def run(place: Path, paths: list[Path]) -> None:
    """Run notebooks one after the other; a cell that fails ends it."""
    manager = AsyncKernelManager(kernel_name="python3")
    await manager.start_kernel(cwd=str(place))
    try:
        for path in paths:
            notebook = nbformat.read(path, as_version=4)
            client = NotebookClient(notebook, km=manager, timeout=300, resources={"metadata": {"path": str(place)}})
            await client.async_execute(cleanup_kc=False)
            nbformat.write(notebook, place / path.name)
    finally:
        await manager.shutdown_kernel(now=True)


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]]))
