"""What oversight counts."""

from governance.reports.supervision import (
    LATELY,
    RoleFigures,
    SupervisionFigures,
    supervision_figures,
    workload,
)

__all__ = [
    "LATELY",
    "RoleFigures",
    "SupervisionFigures",
    "supervision_figures",
    "workload",
]
