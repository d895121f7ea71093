"""Views that join the apps: home, search, texts about the site, and what machines ask for."""
