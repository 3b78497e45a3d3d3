"""The results of a function to differentiate: value, aux and gradients, converted to the caller's arrays."""

from __future__ import annotations

from .._array import protection
from .._array.array import Array
from .._array.transfer import converter, gradient_error
from .._core import tracing
from .._core.errors import message
from .._core.pytree import leaves, parts, tree_map
from .._runtime import selection as _selection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from .argnums import Key
    from .arguments import Arguments, Source
    from .routing import Route
    from .transformation import Transformation


class Results:
    """Run the function of one call, and return its results to the caller.

    Attributes
    ----------
    value : object
        The value that the function returned.
    is_tracked : bool
        Whether results may carry a gradient of an array outside the function.
    """

    __slots__ = ("_arguments", "_aux", "_route", "_transformation", "is_tracked", "value")

    value: Any
    _aux: Any

    def __init__(self, transformation: Transformation, arguments: Arguments, route: Route) -> None:
        self._transformation = transformation
        self._arguments = arguments
        self._route = route
        self.is_tracked = True

    def run(self, natives: Sequence[Any]) -> tuple[list[Any], list[Any]]:
        """Run the function with these data in its variables; return the native arrays of its value and of its aux.

        A backend calls this once, from ``Hooks.vjp`` and the like.
        """
        transformation, route = self._transformation, self._route
        xp = route.xp
        for i, array in enumerate(self._arguments.variables):
            array._native = natives[i]
        if tracing.probe():
            outputs = _selection.call(route.selection, self._outputs)
        else:
            protected = protection.Protected(route.origin, xp.hooks, route.primals)
            running = protection.running
            try:  # a KeyboardInterrupt can come after each call, so `append` is inside
                running.append(protected)
                outputs = _selection.call(route.selection, self._outputs)
            finally:
                running.remove(protected)
        if transformation.needs_real_number and (
            type(self.value) is not Array or outputs[0].shape or xp.hooks.dtype(outputs[0]).rank != 2
        ):
            self._check_real_number(outputs)
        if not transformation.has_aux:
            return outputs, []
        return outputs, [leaf._native for leaf in leaves(self._aux) if type(leaf) is Array and leaf._xp is xp]

    def _outputs(self) -> list[Any]:
        """Call the function, and return the native arrays of its value."""
        transformation, arguments, route = self._transformation, self._arguments, self._route
        result = transformation.function(*arguments.args, **arguments.kwargs)
        if transformation.has_aux:
            result, self._aux = _value_and_aux(transformation.origin, result)
        self.value = result
        if type(result) is Array:
            return [result._native if result._xp is route.xp else route.join(result)]
        return [route.join(leaf) for leaf in leaves(result) if leaf is not None]

    def _check_real_number(self, outputs: list[Any]) -> None:
        """Raise if the value of the function is not one real number."""
        returned = f"{self._transformation.origin}: the function returned"
        if len(outputs) != 1 or not (type(self.value) is Array or parts(self.value) is None):
            fact = f"{returned} a {type(self.value).__name__}, not one number"
            raise TypeError(message(fact, "has_aux=True for (value, aux), or ua.jacobian(function), or ua.vjp"))
        hooks = self._route.xp.hooks
        shape, dtype = hooks.shape(outputs[0]), hooks.dtype(outputs[0])
        if shape:
            fact = f"{returned} an array of shape {shape}, not one number"
            raise ValueError(message(fact, "return ua.sum(y), or use ua.jacobian(function), or ua.vjp"))
        if dtype.rank != 2:
            hint = "return ua.real(y), or ua.abs(y)" if dtype.rank == 3 else "return a floating-point number: ua.astype"
            raise TypeError(message(f"{returned} {dtype}, not a real number", hint))

    def to_caller(self, native: Any, source: Source | None = None) -> Any:
        """Return a native array with the type, backend and device of the caller's arrays.

        Parameters
        ----------
        native : native array
            An array of the namespace that differentiates.
        source : (NativeNamespace, bool), optional
            Namespace of the result, and whether it is a native array. Default: those of the first variable.
        """
        route = self._route
        xp, is_native = source or route.caller
        there, convert = route.xp, route.to_caller
        if convert is None:
            if xp is there:
                return native if is_native else Array(native, there)
            convert = converter(there, xp)
        if self.is_tracked and there.hooks.requires_grad(native):
            # An array outside the function is tracked, and the caller's backend cannot carry its gradient.
            if is_native:
                conversion = f"{route.origin} from {there.hooks.backend.name} to {xp.hooks.backend.name}"
                raise gradient_error(conversion, "pass ua.asarray(x), or use ua.stop_gradient on the constants")
            return Array(native, there)
        native = convert(native, None)
        return native if is_native else Array(native, xp)

    def value_of(self, natives: Sequence[Any]) -> Any:
        """Return the function's value for the caller, with these native arrays in it."""
        if type(self.value) is Array:
            return self.to_caller(natives[0])
        return self.in_value([self.to_caller(native) for native in natives])

    def in_value(self, items: Sequence[Any]) -> Any:
        """Return the containers of the function's value with these items in place of its arrays."""
        following = iter(items)
        return tree_map(lambda leaf: None if leaf is None else next(following), self.value)

    def aux_of(self, natives: Sequence[Any]) -> Any:
        """Return the function's aux for the caller, with these native arrays in place of the ones that ``run`` gave."""
        following, xp = iter(natives), self._route.xp

        def replace(leaf: Any) -> Any:
            return self.to_caller(next(following)) if type(leaf) is Array and leaf._xp is xp else leaf

        return tree_map(replace, self._aux)

    def gradients_of(self, key: Key, natives: Sequence[Any]) -> Any:
        """Return the gradient of an argument in the argument's containers, with None in place of constants."""
        arguments = self._arguments
        form = arguments.forms[key]
        if type(form) is int:
            return self.to_caller(natives[form], arguments.sources[form])
        return self._gradients_in(form, natives)

    def _gradients_in(self, form: Any, natives: Sequence[Any]) -> Any:
        kind, sources = type(form), self._arguments.sources
        if kind is int:
            return self.to_caller(natives[form], sources[form])
        if kind is dict:
            found = {}
            convert = None if self.is_tracked else self._route.to_caller
            for key, item in form.items():
                if convert is not None and type(item) is int and (source := sources[item]) is not None and source[1]:
                    found[key] = convert(natives[item], None)  # the frequent case needs no further call
                else:
                    found[key] = self._gradients_in(item, natives)
            return found
        if form is None or parts(form) is None:
            return None
        return tree_map(lambda index: self._gradients_in(index, natives), form)


def _value_and_aux(origin: str, result: Any) -> tuple[Any, Any]:
    """Return the two parts of a result of a function with aux."""
    if not isinstance(result, tuple) or len(result) != 2:
        fact = f"{origin} with has_aux=True: the function returned {type(result).__name__}, not a pair"
        raise TypeError(message(fact, "return (value, aux)"))
    return result
