from .heads import *
from . import bodies
