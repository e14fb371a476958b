"""Intervals cover what they promise, over synthetic studies with known truth."""

import pytest
import synthetic


@pytest.mark.slow
@pytest.mark.parametrize("name", synthetic.CHECKS)
def test_intervals_cover_what_they_promise(name: str) -> None:
    """Over 1,000 studies: level and paired intervals 92–98 %, simultaneous and sequential ones 92 % or more."""
    check, low, high = synthetic.CHECKS[name]
    assert low <= synthetic.covered(check) <= high


def test_the_truth_of_synthetic_studies_is_known() -> None:
    """With 100,000 replications the means are 20 h less the gains, and the shares those put in."""
    study = synthetic.synthetic(1, 100_000)
    means = study.total[:, :, 0].sum(axis=1) / study.count[:, :, 0].sum(axis=1)
    shares = study.total[:, :, 1].sum(axis=1) / study.count[:, :, 1].sum(axis=1)
    # The shared luck has a standard deviation of about 5 h: 4 standard errors are 4 × 5 / √100,000 = 0.06 h.
    assert means.tolist() == pytest.approx([20 - gain for gain in synthetic.GAINS_H], abs=0.06)
    assert shares.tolist() == pytest.approx(synthetic.SHARES, abs=0.002)
