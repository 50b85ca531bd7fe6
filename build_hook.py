"""While the wheel is built: check and compile the rules, and compile the message catalogues."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):
    """Adds the compiled files to the wheel; an editable install reads the sources instead."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile into a temporary folder and include the results."""
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        from borderrules.loading import compile_folder
        from borderrules.words import compiled_catalogue

        self.folder = tempfile.TemporaryDirectory(prefix="borderrules-build-")
        target = Path(self.folder.name)
        rules = target / "compiled-rules.json"
        rules.write_bytes(compile_folder(root / "rules"))
        build_data["force_include"][str(rules)] = "borderrules/compiled-rules.json"
        for source in (root / "src/borderrules/messages").glob("*.po"):
            compiled = target / f"{source.stem}.mo"
            compiled.write_bytes(compiled_catalogue(source))
            build_data["force_include"][str(compiled)] = f"borderrules/messages/{compiled.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove the temporary folder: the wheel holds its files now."""
        if version != "editable":
            self.folder.cleanup()
