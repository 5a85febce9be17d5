"""The web from here: an HTTP client within limits, and feeds that are polled.

In: URLs that editors entered. Out: bytes within limits, and drafts by way of importing.
"""
