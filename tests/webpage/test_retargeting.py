"""The text of the engine for WebAssembly is the same on every machine."""

from __future__ import annotations

import hashlib

from sim.webpage.retargeting import retargeted


def engine_text(home: str) -> str:
    """Return a small text as Numba writes it, with an exception that names a file of Numba's in some folder."""
    told = f"ValueError {home}/numba/np/arrayobj.py"
    name = hashlib.sha1(told.encode()).hexdigest()
    simulate = "_ZN3sim6engine8compiled6kernel8simulateB2v1"
    return f"""target datalayout = "e-m:e"
target triple = "x86_64-unknown-linux-gnu"
@.const.pickledata.{name} = internal constant [{len(told)} x i8] c"{told}"
@.const.pickledata.{name}.sha1 = internal constant [20 x i8] c"{name[:20]}"
@.const.picklebuf.{name} = internal constant {{ ptr, i32, ptr, ptr, i32 }} {{ ptr @.const.pickledata.{name}, i32 {len(told)}, ptr @.const.pickledata.{name}.sha1, ptr null, i32 0 }}
define i32 @{simulate}(ptr %.1, ptr %.2, ptr %arg.a, i64 %arg.b) {{
  store ptr @.const.picklebuf.{name}, ptr %.2
  ret i32 0
}}
"""  # noqa: E501


def test_folders_of_this_machine_leave_no_trace_in_the_engine_of_the_page() -> None:
    texts = {retargeted(engine_text(home)) for home in ("/home/ann/venv", "/opt/analysis/environment")}
    assert len(texts) == 1
    (text,) = texts
    assert "numba/np" not in text
    assert "@.const.picklebuf.n0, ptr %.2" in text
