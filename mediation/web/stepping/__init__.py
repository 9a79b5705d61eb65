"""What takes a step for any surface: desk, portal, and what comes later. It knows no page of any of them."""
