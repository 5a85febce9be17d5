"""What keeps a backup from being made, checked or restored."""


class BackupError(Exception):
    """The message says what is wrong, where, and what to do; nothing was written or restored."""
