"""The processes of a comparison: an environment with the peers, and one run measured.

Responsible for installing and starting. Not responsible for what a peer is asked to do (`peers.py`) or what comes of it.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

# What the published figures are of. Another version is another comparison.
PINNED = {"datasketch": "2.0.0", "rensa": "0.5.0", "gaoya": "0.2.2"}
HERE = Path(__file__).resolve().parent


class Unmeasurable(Exception):
    """A program did not run to its end; says which, and what it said."""


def measured(command: list[str], out: Path, err: Path, threads: int = 1) -> dict:
    """Runs `command` with `threads` threads for whoever asks the environment; its figures as `measure.py` gives them."""
    several = ("RAYON_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    told = os.environ | {name: str(threads) for name in several} | {"PYTHONHASHSEED": "0"}
    # newsprint's own settings are flags here, and nobody's environment.
    told = {name: value for name, value in told.items() if not name.startswith("NEWSPRINT_")}
    launcher = [sys.executable, "-I", "-S", str(HERE / "measure.py"), str(out), str(err), *command]
    return json.loads(subprocess.run(launcher, env=told, check=True, capture_output=True, text=True).stdout)


def run(command: list[str], out: Path, err: Path, threads: int = 1) -> dict:
    """`measured`, for a command that must end well."""
    figures = measured(command, out, err, threads)
    if figures["exit"] != 0:
        said = err.read_text(errors="replace").strip()[-1500:]
        raise Unmeasurable(f"{Path(command[0]).name} ended with {figures['exit']}:\n{said}")
    return figures


def environment(work: Path, wanted: list[str]) -> tuple[Path, dict[str, str], list[str]]:
    """An environment with the wanted packages at their pinned versions: its Python, what is installed, and why what is not."""
    folder = work / "env"
    python = folder / "bin" / "python"
    try:
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as e:
        return python, {}, [f"all peers: no environment could be made ({_last_line(e)})."]
    have, missing = _installed(python), []
    for name in wanted:
        if have.get(name) == PINNED[name]:
            continue
        print(f"installing {name} {PINNED[name]}", file=sys.stderr)
        try:
            subprocess.run([str(python), "-m", "pip", "install", "--disable-pip-version-check", "-q", f"{name}=={PINNED[name]}"],
                           check=True, capture_output=True, text=True, timeout=900)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as e:
            missing.append(f"{name} {PINNED[name]}, which could not be installed ({_last_line(e)}).")
    have = _installed(python)
    return python, {name: have[name] for name in wanted if have.get(name) == PINNED[name]}, missing


def _installed(python: Path) -> dict[str, str]:
    listed = subprocess.run([str(python), "-m", "pip", "list", "--disable-pip-version-check", "--format", "json"],
                            capture_output=True, text=True)
    return {row["name"].lower(): row["version"] for row in json.loads(listed.stdout or "[]")}


def _last_line(error: Exception) -> str:
    """What the error said last; it goes into the record, so addresses do not."""
    said = (getattr(error, "stderr", None) or str(error)).strip()
    return re.sub(r"\w+://\S+", "an address", said.splitlines()[-1]) if said else type(error).__name__
