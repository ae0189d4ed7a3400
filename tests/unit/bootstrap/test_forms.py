"""Forms that several threads decode into for the first time at once: in a process of its own, since what is looked for is its end."""

import subprocess
import sys

TRIED = """
import sys, threading, types
import msgspec
from relto.bootstrap.forms import make_forms_ready

sys.setswitchinterval(1e-6)

def forms(number, head, base):
    source = "import attrs\\nimport msgspec\\n"
    for one in range(30):
        inner = f"Form{one - 1}" if one else "int"
        source += f"{head}class Form{one}{base}:\\n    a: int\\n    b: 'str'\\n    c: {inner} | None = None\\n"
    module = types.ModuleType(f"relto.tried_{number}")  # a module of Relto, as far as anybody can see
    sys.modules[module.__name__] = module
    exec(source, vars(module))
    return module.Form29

def decode(form, together):
    together.wait()
    for _ in range(3):
        msgspec.json.decode(b'{"a": 1, "b": "x", "c": {"a": 1, "b": "y"}}', type=form)

kinds = [("", "(msgspec.Struct)"), ("@attrs.frozen\\n", "")]
for number in range(200):
    form = forms(number, *kinds[number % 2])
    make_forms_ready()
    together = threading.Barrier(4)
    threads = [threading.Thread(target=decode, args=(form, together)) for _ in range(4)]
    [one.start() for one in threads]
    [one.join() for one in threads]
    del sys.modules[form.__module__]
print("all decoded")
"""


def test_threads_that_decode_into_a_form_for_the_first_time_at_once_do_not_end_the_process():
    done = subprocess.run([sys.executable, "-c", TRIED], capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stdout) == (0, "all decoded\n"), done.stderr
