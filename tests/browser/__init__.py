"""A real browser that reads the pages: Chromium, driven by Selenium, with axe-core's eyes."""
