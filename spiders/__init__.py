"""Community profiles with Scrapy: one file in spiders/sites is one site. No site is read yet."""
