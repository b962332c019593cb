from .convolutional import *
from .plain import *
