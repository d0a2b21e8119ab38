"""The figures of any results folder: of a run, a sweep, an appraisal, a search, a calibration and more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.config.naming import nearest
from sim.results.checked_files import MANIFEST, MEND, ResultsError
from sim.results.folder_kinds import REACH, WAYS, kind_in_manifest

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Figures = dict[str, Callable[[], "Figure"]]


@dataclass(frozen=True)
class FolderFigures:
    """What draws each figure of a folder, by name, and the place below it where figures stand."""

    draw: Figures
    place: str = "figures"

    def chosen(self, names: Sequence[str]) -> Figures:
        """Return the figures that are asked for; all where none is.

        Raises
        ------
        ValueError : the folder has no such figure.
        """
        for name in names:
            if name not in self.draw:
                raise nearest(name, list(self.draw), "figure of this folder")
        return {name: self.draw[name] for name in names or self.draw}


def figures_of_folder(folder: Path, names: Sequence[str], options: Mapping[str, Any]) -> FolderFigures:
    """Return the figures of a results folder.

    Parameters
    ----------
    folder : of a run, a sweep, a comparison, an appraisal, a search over levers, a calibration or an assessment.
    names : figures that are asked for; none: all.
    options : what only figures of runs accept, such as `trust`.

    Raises
    ------
    ResultsError : it is no such folder, or has nothing to draw.
    ValueError : an option that its figures do not have.
    """
    kind = kind_of(folder)
    if kind == "run":
        return _of_run(folder, names, options)
    foreign = [option for option in options if not (kind == "sweep" and option == "trust")]
    if foreign:
        raise ValueError(f"{folder}: holds a {kind}, whose figures have no option {foreign[0]}")
    return KINDS[kind](folder, options)


def kind_of(folder: Path) -> str:
    """Return what a folder holds, as far as its files say; a run where they say nothing."""
    from sim.evidence.evidence_files import EVIDENCE

    if not (folder / MANIFEST).is_file():
        return "assessment" if (folder / EVIDENCE).is_file() else "run"
    kind = kind_in_manifest(folder)  # a manifest that cannot be read is refused where it is read for its figures
    return kind if kind in KINDS else "run"


def _of_run(folder: Path, names: Sequence[str], options: Mapping[str, Any]) -> FolderFigures:
    from sim.plots import accepted_options, draw, figures_with_content
    from sim.results.run import open_run

    opened = open_run(folder)
    asked = names or figures_with_content(opened)
    accepted = {name: accepted_options(name, dict(options), strict=bool(names)) for name in asked}
    return FolderFigures({name: partial(draw, opened, name, **accepted[name]) for name in asked})


def _of_sweep(folder: Path, options: Mapping[str, Any]) -> FolderFigures:
    from sim.experiments.sweep_answer import answer

    found = answer(folder, trust=options.get("trust"))
    return FolderFigures({name: partial(found.plot, name) for name in found.figures})


def _of_comparison(folder: Path, options: Mapping[str, Any]) -> FolderFigures:
    from sim.comparison.drawn_comparison import open_comparison
    from sim.plots.figures.difference_figure import difference

    opened = open_comparison(folder)
    return FolderFigures({"difference": lambda: difference(opened)}, place=".")


def _of_calibration(folder: Path, options: Mapping[str, Any]) -> FolderFigures:
    from sim.calibration.calibration_files import calibration_figures, read_calibration_tables

    return FolderFigures(guarded(folder, lambda: calibration_figures(*read_calibration_tables(folder))))


def _of_assessment(folder: Path, options: Mapping[str, Any]) -> FolderFigures:
    from sim.evidence.evidence_files import evidence_figures, notes_of, read_evidence

    return FolderFigures(guarded(folder, lambda: evidence_figures(read_evidence(folder), notes_of(folder))), place=".")


def _of_appraisal(folder: Path, options: Mapping[str, Any]) -> FolderFigures:
    from sim.appraisal.appraised_folder import read_appraised

    appraised = read_appraised(folder)
    return FolderFigures({"benefit_and_cost": appraised.plot}, place=".")


def _of_search(kind: str) -> Callable[[Path, Mapping[str, Any]], FolderFigures]:
    """Return what reads the figure of a search over levers, which has the name of its kind."""

    def read(folder: Path, options: Mapping[str, Any]) -> FolderFigures:
        from sim.lever_search.searched_folder import read_found

        return FolderFigures(guarded(folder, lambda: {kind: read_found(folder).plot}), place=".")

    return read


def guarded(folder: Path, read: Callable[[], Figures]) -> Figures:
    """Return figures that refuse tables which are not as they were written, since nothing says what they were."""

    def refusing(draw: Callable[[], Any]) -> Callable[[], Any]:
        def drawn() -> Any:
            try:
                return draw()
            except (KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
                raise ResultsError(f"{folder}: a table has been changed or damaged ({error}); {MEND}") from None

        return drawn

    return {name: refusing(draw) for name, draw in refusing(read)().items()}


KINDS: dict[str, Callable[[Path, Mapping[str, Any]], FolderFigures]] = {
    "sweep": _of_sweep,
    "comparison": _of_comparison,
    "calibration": _of_calibration,
    "assessment": _of_assessment,
    "appraisal": _of_appraisal,
    WAYS: _of_search(WAYS),
    REACH: _of_search(REACH),
}
"""What reads the figures of each kind of folder but a run, whose figures have options of their own."""
