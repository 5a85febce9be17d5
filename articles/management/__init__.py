"""What commands share; the commands themselves are in ``commands``."""
