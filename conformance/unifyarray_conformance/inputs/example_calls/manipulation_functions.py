"""Example calls: manipulation functions."""

from __future__ import annotations

from typing import Final

from .rows import ANY, RETURNS_NO_NUMBERS, ExampleCall, Fixed, Numbers, Row, Shape, call, row


def _of(source: str, *inputs: Shape | Numbers | Fixed, differentiated: str = "y") -> ExampleCall:
    """Return a call that takes arrays of any dtype."""
    return call(source, *inputs, kinds=ANY, differentiated=differentiated)


ROWS: Final[dict[str, Row]] = {
    "broadcast_arrays": row(
        _of("xp.broadcast_arrays(x0, x1)", (3,), (2, 1), differentiated="y[0]"),
        _of("xp.broadcast_arrays(x0, x1)", (3,), (2, 1), differentiated="y[1]"),
    ),
    "broadcast_shapes": row(call("xp.broadcast_shapes((2, 1), (3,))"), no_derivative=RETURNS_NO_NUMBERS),
    "broadcast_to": row(
        _of("xp.broadcast_to(x0, (2, 3))", (3,)),
        _of("xp.broadcast_to(x0, (2, 1, 2))", ()),
    ),
    "concat": row(
        _of("xp.concat([x0, x1])", (2,), (3,)),
        _of("xp.concat([x0, x1, x0], axis=-1)", (2, 3), (2, 1)),
        _of("xp.concat([x0, x1], axis=None)", (2, 3), (2,)),
        many="xp.concat([x, y])",
    ),
    "expand_dims": row(
        _of("xp.expand_dims(x0, axis=0)", (2, 3)),
        _of("xp.expand_dims(x0, axis=-1)", ()),
        others=(_of("xp.expand_dims(x0, (0, 2))", (3,)),),
    ),
    "flip": row(
        _of("xp.flip(x0)", (2, 3)),
        _of("xp.flip(x0, axis=-1)", (2, 3)),
        _of("xp.flip(x0, axis=(0, 2))", (2, 3, 2)),
        many="xp.flip(x)",
    ),
    "moveaxis": row(
        _of("xp.moveaxis(x0, 0, -1)", (2, 3, 2)),
        _of("xp.moveaxis(x0, (0, 1), (2, 0))", (2, 3, 2)),
    ),
    "permute_dims": row(
        _of("xp.permute_dims(x0, (2, 0, 1))", (2, 3, 2)),
        _of("xp.permute_dims(x0, ())", ()),
    ),
    "repeat": row(
        _of("xp.repeat(x0, 2)", (2, 3)),
        _of("xp.repeat(x0, 3, axis=0)", (2, 3)),
        _of("xp.repeat(x0, x1, axis=-1)", (2, 3), Fixed([1, 0, 2])),
        others=(_of("xp.repeat(x0, x1)", (3,), Fixed([1, 0, 2])),),
        many="xp.repeat(x, 2)",
    ),
    "reshape": row(
        _of("xp.reshape(x0, (3, 2))", (2, 3)),
        _of("xp.reshape(x0, (-1,), copy=True)", (2, 3)),
        _of("xp.reshape(x0, (1, 1))", ()),
    ),
    "roll": row(
        _of("xp.roll(x0, 1)", (2, 3)),
        _of("xp.roll(x0, -1, axis=-1)", (2, 3)),
        _of("xp.roll(x0, (1, 2), axis=(0, 1))", (2, 3)),
        many="xp.roll(x, 1)",
    ),
    "squeeze": row(
        _of("xp.squeeze(x0, 0)", (1, 3)),
        _of("xp.squeeze(x0, (0, -1))", (1, 2, 1)),
    ),
    "stack": row(
        _of("xp.stack([x0, x1, x0])", (3,), (3,)),
        _of("xp.stack([x0, x1], axis=-1)", (2, 3), (2, 3)),
        many="xp.stack([x, y])",
    ),
    "tile": row(
        _of("xp.tile(x0, (2,))", (2, 3)),
        _of("xp.tile(x0, (2, 1, 2))", (2, 3)),
        many="xp.tile(x, (2,))",
    ),
    "unstack": row(
        _of("xp.unstack(x0)", (2, 3), differentiated="y[1]"),
        _of("xp.unstack(x0, axis=-1)", (2, 3), differentiated="y[2]"),
    ),
}
