"""The preview: the same site made page by page on request, with the problems on the pages they concern. Publishes nothing."""
