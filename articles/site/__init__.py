"""All that readers get: views, lists, filters, paging, feeds, sitemaps, the API and the page cache.

In: requests, mostly anonymous. Out: pages and documents of what readers may see now. Imports
everything below but nothing of admin.
"""
