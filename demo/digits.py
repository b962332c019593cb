"""The data of the demo: drawn digits in the shape of MNIST (one channel, 28x28, ten classes).

Every picture is one of ten glyphs, moved about, at a brightness of its own and under noise, so
that a small network has something to learn. Nothing is downloaded and only torch is needed.
"""

import torch
from torch.utils.data import TensorDataset

GLYPHS = """
.###. ..#.. .###. .###. ...#. ##### .###. ##### .###. .###.
#...# .##.. #...# #...# ..##. #.... #.... ....# #...# #...#
#..## ..#.. ....# ....# .#.#. ####. #.... ...#. #...# #...#
#.#.# ..#.. ...#. ..##. #..#. ....# ####. ..#.. .###. .####
##..# ..#.. ..#.. ....# ##### ....# #...# ..#.. #...# ....#
#...# ..#.. .#... #...# ...#. #...# #...# ..#.. #...# ....#
.###. .###. ##### .###. ...#. .###. .###. ..#.. .###. .###.
"""

SCALE = 3
SIZE = 28
MOVES = 3
NOISE = 0.5


def glyphs():
    """The ten digits, drawn large: a tensor of 10 pictures of 21x15 pixels."""
    rows = [line.split() for line in GLYPHS.strip().splitlines()]
    small = torch.tensor([[[pixel == "#" for pixel in row[digit]] for row in rows] for digit in range(10)])
    return small.float().repeat_interleave(SCALE, dim=1).repeat_interleave(SCALE, dim=2)


def draw_digits(count, seed):
    """Draws `count` pictures with their labels; the same seed gives the same pictures."""
    generator = torch.Generator().manual_seed(seed)
    shapes = glyphs()
    _, height, width = shapes.shape
    labels = torch.randint(0, 10, (count,), generator=generator)
    brightness = 0.5 + torch.rand(count, generator=generator)
    moves = torch.randint(-MOVES, MOVES + 1, (count, 2), generator=generator)
    images = NOISE * torch.randn(count, 1, SIZE, SIZE, generator=generator)
    for image, label, light, move in zip(images, labels, brightness, moves.tolist(), strict=True):
        top = (SIZE - height) // 2 + move[0]
        left = (SIZE - width) // 2 + move[1]
        image[0, top : top + height, left : left + width] += light * shapes[label]
    return TensorDataset(images, labels)
