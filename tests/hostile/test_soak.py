"""The short form of the soak: some seconds of good and hostile queries at once, without an unexpected answer."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.alone
SOAK = Path(__file__).resolve().parents[2] / "bench" / "soak.py"


def test_good_and_hostile_queries_at_once_are_all_answered_as_expected(built_store):
    command = [sys.executable, str(SOAK), "--seconds", "10", "--growth", "2", "--store", str(built_store)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "unexpected: 0" in done.stdout
    assert "| good: 200 |" in done.stdout
    assert "| hostile: " in done.stdout
