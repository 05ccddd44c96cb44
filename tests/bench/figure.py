"""One measured figure beside its reference."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured of ours and of the reference, in the same unit and the same run."""

    name: str
    ours: float
    reference: float
    unit: str

    @property
    def ratio(self) -> float:
        """Ours over the reference: higher is better for rates, lower for times."""
        return self.ours / self.reference if self.reference else 0.0
