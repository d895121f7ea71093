"""The application `make run` serves; portal/wsgi.py is the same for another server."""

from portal.launch.door import Door
from portal.launch.server import threads
from portal.wsgi import application as django

application = Door(django, threads=threads())
