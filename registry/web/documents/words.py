"""What is said of a document that is not taken (拒收说明)."""

from __future__ import annotations

DISGUISED = "文件里藏着另一种文件，为安全起见没有接收；请用原来的程序另存后再上传。"
DAMAGED = "文件已损坏或没有传完整，打不开；请重新保存后再上传。"
LOCKED = "文件设有密码，无法检查，没有接收；请取消密码，保存后再上传。"
MACROS = "文件里有宏（自动运行的程序），没有接收；请另存为不带宏的文件后再上传。"
MISMATCH = "文件内容与扩展名“{kind}”不符，请用原来的程序另存后再上传。"


class Unwanted(ValueError):
    """A document that is not taken, with the sentence for whoever handed it in."""
