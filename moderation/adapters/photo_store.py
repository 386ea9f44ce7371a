"""Photos at rest: encrypted files under the instance. A photo may belong to what is sealed later,
so none is ever written in clear.
"""

from datetime import datetime

from moderation.adapters.files import FileStore
from moderation.adapters.seal import Seal


class PhotoStore:
    """A `FileStore` behind the seal."""

    def __init__(self, files: FileStore, seal: Seal) -> None:
        self._files = files
        self._seal = seal

    def put(self, content: bytes) -> str:
        """The name under which `read` finds it; on disk when this returns."""
        return self._files.put(self._seal.close_bytes(content))

    def read(self, name: str) -> bytes:
        """Raises NotFound, ValueError when no key opens it."""
        return self._seal.open_bytes(self._files.read(name))

    def delete(self, name: str) -> None:
        """Gone for good; missing is fine."""
        self._files.delete(name)

    def older_than(self, moment: datetime) -> list[str]:
        """Names of files written before `moment`."""
        return self._files.older_than(moment)
