"""Parts of pages that desk, portal and public pages have in common, by wing."""
