"""A real Postfix that takes connections, in a network of its own: see :mod:`tests.lab.mail_servers`.

told = probed_postfix()
told["log"]      # "... disconnect from localhost[127.0.0.1] ehlo=2 starttls=1 quit=1 commands=4"
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import trustme

from iacmx.probing import Manner
from iacmx.probing.run import probe
from iacmx.provider import Deadline
from tests.lab.mail_servers import GROUP, PASSWD, Missing, _in_place_of, _loopback_up, _program

MAIN = """
compatibility_level = 3.6
myhostname = mx.d.test
queue_directory = {folder}/queue
data_directory = {folder}/data
daemon_directory = {root}/usr/lib/postfix/sbin
meta_directory = {root}/etc/postfix
shlib_directory = {root}/usr/lib/postfix
inet_interfaces = 127.0.0.1
alias_maps =
local_recipient_maps =
smtpd_tls_security_level = may
smtpd_tls_chain_files = {folder}/tls.pem
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
import_environment = MAIL_CONFIG LD_LIBRARY_PATH
"""
MASTER = """
2525 inet n - n - - smtpd
tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
rewrite unix - - n - - trivial-rewrite
postlog unix-dgram n - n - 1 postlogd
"""
QUEUES = "active bounce corrupt defer deferred flush hold incoming private public maildrop pid saved trace"


def probed_postfix() -> dict[str, str]:
    """What a probe told of it, and the last line that it logged of the connection. Raises Missing."""
    if os.geteuid() != 0 or not shutil.which("unshare"):
        raise Missing("namespaces of their own and leaving root take root and unshare (util-linux)")
    root = Path(_program("posttls-finger")).parents[2]
    alone = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child"]
    with TemporaryDirectory() as folder, open(f"{folder}/said", "w+") as said:
        ran = subprocess.run(
            [*alone, sys.executable, "-m", __name__, folder, str(root)],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            timeout=60,
            check=False,
            cwd=Path(__file__).parents[2],
        )
        said.seek(0)
        text = said.read()
    if "unshare:" in text:
        raise Missing(f"no namespaces of its own: {text.strip()}")
    if ran.returncode:
        raise RuntimeError(text)
    told: dict[str, str] = json.loads(text.splitlines()[-1])
    return told


def _inside(folder: Path, root: Path) -> None:
    folder.chmod(0o755)
    _loopback_up()
    _in_place_of("/etc/passwd", folder, PASSWD)
    _in_place_of("/etc/group", folder, GROUP)
    for place in (folder / "data", *(folder / "queue" / name for name in QUEUES.split())):
        place.mkdir(parents=True)
        if place.name != "pid":
            os.chown(place, 102, 102)  # postfix, as PASSWD has it
    (folder / "main.cf").write_text(MAIN.format(folder=folder, root=root))
    (folder / "master.cf").write_text(MASTER)
    issued = trustme.CA().issue_cert("mx.d.test")
    issued.private_key_and_cert_chain_pem.write_to_path(str(folder / "tls.pem"))
    libraries = f"{root}/usr/lib/postfix:{root}/usr/lib/x86_64-linux-gnu:{root}/usr/lib/aarch64-linux-gnu"
    environment = {"PATH": "/usr/bin:/bin", "LD_LIBRARY_PATH": libraries, "MAIL_CONFIG": str(folder)}
    subprocess.Popen([f"{root}/usr/lib/postfix/sbin/master", "-c", str(folder), "-d"], env=environment)
    manner = Manner("probe.d.test", allow_private=True, port=2525)
    for _ in range(100):  # until it listens
        (session,) = probe([("mx.d.test", ("127.0.0.1",))], manner, Deadline.after(30))
        if session.address:
            break
        time.sleep(0.1)
    log = folder / "log"
    for _ in range(50):
        if log.exists() and "disconnect from" in log.read_text():
            break
        time.sleep(0.1)
    last = next(line for line in log.read_text().splitlines() if "disconnect from" in line)
    told = {"state": session.state, "said": session.said, "starttls": session.starttls, "tls": session.tls, "log": last}
    print(json.dumps(told))


if __name__ == "__main__":
    _inside(Path(sys.argv[1]), Path(sys.argv[2]))
