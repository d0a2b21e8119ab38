"""One program out of many functions: all are translated into one module, which is optimised and emitted once.

Numba makes a library of its own of every function: it links, optimises and emits each together with all that it calls,
which in a tree of calls as deep as that of the theory is most of the work, done many times over. Here the parts share
one module, and only the outermost function turns it into code. The parts also skip those of Numba's steps that serve
what rules never do: closures, arrays made or given back, exceptions, counts of references.

All that leans on the inside of Numba is here and in `bundle_pointer`, and `numba_door` is the way in.
"""

from __future__ import annotations

import hashlib
import logging
import pickle
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import llvmlite.binding
import numba
from numba.core import itanium_mangler, serialize, typed_passes, types, untyped_passes
from numba.core.base import BaseContext
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, CompileResult, DefaultPassBuilder
from numba.core.compiler_machinery import LoweringPass, PassManager, register_pass
from numba.core.runtime.nrt import rtsys
from numba.core.types.functions import BaseFunction

from sim.engine.compiled.bundle_pointer import by_pointer
from sim.engine.compiled.cache import CODE, read_code, write_code

log = logging.getLogger("sim")

LONGEST_NAME = 200
CALLED_BY_PYTHON = "_ZN7cpython"  # how the names of wrappers begin that take and give Python objects
INTERNAL = "internal"  # seen by nobody outside the program, so that it may be inlined and dropped

njit: Any = numba.njit  # whose types know less than it can
settings: Any = numba.config
_asking = threading.Lock()


class ProgramTextTaken(Exception):  # noqa: N818 - that the text has been taken is no error
    """The text of a program has been taken, and nothing is to be made of it for this machine."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__("the text of the program has been taken")


class Program:
    """A program in the making.

    Attributes
    ----------
    module : what its functions are translated into, made with the first of them.
    libraries : what they need of Numba's own libraries.
    text_only : whether its LLVM text is all that is wanted: it is handed out by `ProgramTextTaken`.
    """

    def __init__(self, text_only: bool = False) -> None:
        self.module: Any = None
        self.libraries: list[Any] = []
        self.text_only = text_only
        self._compiler_of_parts = type("PartCompiler", (PartCompiler,), {"program": self})
        self._compiler_of_whole = type("WholeCompiler", (WholeCompiler,), {"program": self})

    def part(self, function: Callable[..., Any]) -> Any:
        """Return a function made part of this program; in place of `by_pointer` comes what Numba makes of it."""
        if function.__name__ == "by_pointer":
            return by_pointer
        # The error model is floating point's own: x/0 is infinite. Nothing here is fast mathematics.
        return njit(
            function,
            pipeline_class=self._compiler_of_parts,
            no_cpython_wrapper=True,
            no_cfunc_wrapper=True,
            error_model="numpy",
        )

    def whole(self, function: Callable[..., Any]) -> Any:
        """Return the outermost function of this program, which Python can call while other threads go on."""
        return njit(
            function,
            pipeline_class=self._compiler_of_whole,
            no_cfunc_wrapper=True,
            nogil=True,
            error_model="numpy",
        )


class _Library(JITCodeLibrary):
    """A library whose functions are translated into the module of a program."""

    program: Program

    def create_ir_module(self, name: str) -> Any:
        """Return the module of the program, whatever is translated."""
        if self.program.module is None:
            self.program.module = super().create_ir_module(name)
        return self.program.module

    def add_ir_module(self, module: Any) -> None:
        """Take note of nothing: it is in the module of the program already."""

    def add_linking_library(self, library: Any) -> None:
        """Take note of a library of Numba's own that a function calls."""
        if not isinstance(library, _Library):
            self.program.libraries.append(library)


class _Codegen:
    """The code generator as a part sees it: there is no emitted code whose environment could be set."""

    def __init__(self, generator: Any) -> None:
        self._generator = generator

    def __getattr__(self, name: str) -> Any:
        return getattr(self._generator, name)

    def set_env(self, name: str, environment: Any) -> None:
        """Set no environment: rules neither raise nor print, which is what it is for."""


class _Part(_Library):
    """What one function is to the program: never optimised or emitted by itself."""

    @property
    def codegen(self) -> Any:
        """Return the code generator."""
        return _Codegen(self._codegen)

    def finalize(self) -> None:
        """Finish: there is nothing to do."""
        self._finalized = True

    def get_pointer_to_function(self, name: str) -> int:
        """Return no address: there is no code yet."""
        return 0


class _Whole(_Library):
    """The code of the outermost function with all its parts."""

    def add_ir_module(self, module: Any) -> None:
        """Take in the program, and what Python calls it by."""
        JITCodeLibrary.add_ir_module(self, module)

    def finalize(self) -> None:
        """Turn the program into code."""
        for library in self.program.libraries:
            JITCodeLibrary.add_linking_library(self, library)
        super().finalize()
        self.program.module = None  # its text is a book, and nobody reads it again

    def _optimize_functions(self, module: Any) -> None:
        module.data_layout = self._codegen._data_layout

    def _optimize_final_module(self) -> None:
        if self.program.text_only:
            raise ProgramTextTaken(str(self._final_module))
        for function in self._final_module.functions:
            if not function.is_declaration and not function.name.startswith(CALLED_BY_PYTHON):
                function.linkage = INTERNAL
        # Level 1, with loops in vectors, gives code as quick as level 3 in half the time. Numba's own way goes over the
        # program twice, first for the counts of references, of which there are none.
        options = llvmlite.binding.create_pipeline_tuning_options(speed_level=1)
        options.loop_vectorization = bool(settings.LOOP_VECTORIZE)
        builder = llvmlite.binding.create_pass_builder(self._codegen._tm, options)
        builder.getModulePassManager().run(self._final_module, builder)


class _TakeLibrary(LoweringPass):
    """Let the code of a function go into a library of a kind of ours."""

    kind: type[_Library]

    def __init__(self) -> None:
        super().__init__()

    def run_pass(self, state: Any) -> bool:
        library = self.kind(state.targetctx.codegen(), state.func_id.func_qualname)
        library.program = state.pipeline.program
        library.enable_object_caching()
        state.library = library
        state.targetctx.enable_nrt = False
        return False


@register_pass(mutates_CFG=False, analysis_only=True)
class _BePart(_TakeLibrary):
    _name = "be_part_of_a_whole"
    kind = _Part


@register_pass(mutates_CFG=False, analysis_only=True)
class _BeWhole(_TakeLibrary):
    _name = "be_a_whole"
    kind = _Whole


class PartCompiler(CompilerBase):
    """Those of Numba's steps that the functions of the theory need, which are plain loops and branches over records."""

    program: Program
    steps = (
        untyped_passes.TranslateByteCode,
        untyped_passes.FixupArgs,
        untyped_passes.IRProcessing,
        untyped_passes.GenericRewrites,
        untyped_passes.ReconstructSSA,
        typed_passes.NopythonTypeInference,
        typed_passes.PreLowerStripPhis,
        _BePart,
        typed_passes.NativeLowering,
        typed_passes.NoPythonBackend,
    )

    def define_pipelines(self) -> list[Any]:
        """Return the steps."""
        manager = PassManager("part")
        for step in self.steps:
            manager.add_pass(step, step.__name__)
        manager.finalize()
        return [manager]


class WholeCompiler(CompilerBase):
    """Numba's usual steps for the outermost function."""

    program: Program

    def define_pipelines(self) -> list[Any]:
        """Return the steps."""
        manager = DefaultPassBuilder.define_nopython_pipeline(self.state)
        manager.add_pass_after(_BeWhole, typed_passes.AnnotateTypes)
        manager.finalize()
        return [manager]


def compile_for(made: Any, arguments: tuple[Any, ...]) -> None:
    """Compile a function for the types of some arguments, or read what was compiled for them from the cache."""
    with patched_numba():
        made.compile(tuple(map(numba.typeof, arguments)))


def keep_in(made: Any, folder: Path) -> None:
    """Let a compiled function be read from, and written to, a folder for one version of all sources.

    Numba's own cache keeps code by the place and time of the source file as well, so that a second installation of the
    same version would compile anew, and runs what it reads unchecked.
    """
    made._cache = _CheckedCache(folder)


class _CheckedCache:
    """Code in files with digests, in the place of Numba's cache: what is not sound is compiled again."""

    def __init__(self, folder: Path) -> None:
        self.cache_path = str(folder)
        self._folder = folder

    def _file(self, signature: Any, codegen: Any) -> Path:
        """Return the file of the code for some types of arguments on this kind of processor."""
        key = hashlib.sha256(repr((signature, codegen.magic_tuple())).encode()).hexdigest()[:16]
        return self._folder / f"kernel-{key}{CODE}"

    def load_overload(self, signature: Any, target: Any) -> Any:
        """Return the code for some types, or nothing if there is none that can be used."""
        rtsys.initialize(target)
        path = self._file(signature, target.codegen())
        try:
            return CompileResult._rebuild(target, *pickle.loads(read_code(path)))
        except FileNotFoundError:
            return None
        except Exception as error:  # a fault of the cache, or whatever making code of a file may lead to
            log.warning("%s cannot be used (%s): the model is compiled again, in about 15 seconds.", path, error)
            return None

    def save_overload(self, signature: Any, compiled: Any) -> None:
        """Keep the code for some types."""
        path = self._file(signature, compiled.codegen)
        try:
            write_code(path, serialize.dumps(compiled._reduce()))
        except OSError as error:
            log.warning("%s cannot be written (%s): the model is compiled anew next time.", path, error.strerror)


@contextmanager
def patched_numba() -> Iterator[None]:
    """Let Numba, while it compiles a program, remember what it finds out again and again, and give short names.

    For every sum of two numbers it works out anew which of some dozen ways to add is meant, and how large a type is. It
    also spells out every field of every record in the name of a function, which for a world of a dozen tables makes a
    book of each name; a number of their own distinguishes names anyway. One thread at a time may ask for it, since each
    puts back what it found.
    """
    with _asking, ExitStack() as put_back:
        for holder, name, ours in numba_shortcuts():
            put_back.callback(setattr, holder, name, getattr(holder, name))
            setattr(holder, name, ours)
        yield


def numba_shortcuts() -> tuple[tuple[Any, str, Callable[..., Any]], ...]:
    """Return what takes the place of which function of Numba: where it is, its name, and what comes there."""
    spell = itanium_mangler.mangle_args

    def brief(arguments: Any) -> str:
        if any(len(str(item)) > LONGEST_NAME for item in arguments):
            return f"{len(arguments)}v"
        spelled: str = spell(arguments)
        return spelled

    return (
        (itanium_mangler, "mangle_args", brief),
        (types.Record, "__repr__", remembered_call(types.Record.__repr__)),
        (BaseFunction, "get_call_type", remembered_calls(BaseFunction.get_call_type)),
        (BaseContext, "get_abi_sizeof", remembered_call(BaseContext.get_abi_sizeof)),
        (types.Dispatcher, "get_call_type", called_plainly(types.Dispatcher.get_call_type)),
    )


def called_plainly(ask: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that asks for a part with plain types: one for all numbers, flags, and members of choices.

    Numba would translate a part anew for every constant that it is called with.
    """

    def answer(function: Any, context: Any, arguments: Any, named: Any) -> Any:
        if issubclass(function.dispatcher._compiler.pipeline_class, PartCompiler):
            arguments = [plain_call(argument) for argument in arguments]
        return ask(function, context, arguments, named)

    return answer


def plain_call(argument: Any) -> Any:
    """Return the type of a number or flag for that of a constant, and that of a number for a member of a choice."""
    known = types.unliteral(argument)
    return known.dtype if isinstance(known, types.IntEnumMember) else known


def remembered_call(ask: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that asks only once for the same arguments."""
    answers: dict[Any, Any] = {}

    def answer(*arguments: Any) -> Any:
        if arguments not in answers:
            answers[arguments] = ask(*arguments)
        return answers[arguments]

    return answer


def remembered_calls(ask: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that asks only once what calling a function with some types means."""
    answers: dict[Any, Any] = {}

    def answer(function: Any, context: Any, arguments: Any, named: Any) -> Any:
        key = (function, tuple(arguments), tuple(named.items()))
        if key not in answers:
            answers[key] = ask(function, context, arguments, named)
        return answers[key]

    return answer
