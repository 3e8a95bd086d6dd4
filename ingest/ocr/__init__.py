"""Text recognition: pictures of pages to words with boxes."""
