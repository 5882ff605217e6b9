"""For `scrapy runspider -a url=URL [-a folder=DIR]`: every page of a host, one item each; with a folder, the pages are kept there."""

import pathlib

from scrapy.linkextractors import LinkExtractor
from scrapy.spiders import CrawlSpider, Rule


class Everything(CrawlSpider):
    name = "everything"
    allowed_domains = ["127.0.0.1"]
    rules = [Rule(LinkExtractor(), callback="page", follow=True)]
    custom_settings = dict(ROBOTSTXT_OBEY=True, DEPTH_LIMIT=50, LOG_LEVEL="ERROR", TELNETCONSOLE_ENABLED=False)

    def __init__(self, *args, url, folder=None, **more):
        super().__init__(*args, **more)
        self.start_urls, self.folder = [url], folder and pathlib.Path(folder)

    def parse_start_url(self, response):
        return self.page(response)

    def page(self, response):
        if self.folder:
            (self.folder / (response.url.rpartition("/")[2] or "index.html")).write_bytes(response.body)
        yield dict(url=response.url, status=response.status, title=getattr(response, "css", lambda _: [])("title::text").get())
