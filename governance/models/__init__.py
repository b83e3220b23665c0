"""The shape of oversight."""

from governance.models.file_checks import FileCheck, FileCheckOutcome, FileCheckReply, FileFinding, FileSample

__all__ = ["FileCheck", "FileCheckOutcome", "FileCheckReply", "FileFinding", "FileSample"]
