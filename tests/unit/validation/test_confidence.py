from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.finding import Signal
from validation.confidence import WEIGHTS, confidence, reasons, shown

TARGET = 0.98


def signals(**strengths):
    return [Signal(name=name, strength=strength, says=name) for name, strength in strengths.items()]


def test_what_is_good_enough_alone_and_what_is_not():
    assert confidence(signals(structured=1)) >= TARGET
    assert confidence(signals(quote=1)) < TARGET
    assert TARGET <= confidence(signals(quote=1, label_in_quote=1)) < 0.995
    assert confidence(signals(quote=1, label_in_quote=1, other_label=-1)) < TARGET
    assert confidence(signals(quote=1, label_in_quote=1, inferred=-1)) < TARGET
    assert confidence(signals(quote=-0.5)) < 0.3
    assert TARGET <= confidence(signals(beside_label=1, only_hit=1)) < 0.995
    assert confidence(signals(beside_label=1, only_hit=-1, rivals=-0.9)) < 0.9
    assert confidence(signals(type_pattern=1, only_hit=1)) < 0.9


def test_what_is_good_enough_together():
    assert confidence(signals(quote=1, agrees=0.9)) >= TARGET
    assert confidence(signals(quote=1, unseen=-1, agrees=0.9)) >= TARGET
    assert confidence(signals(quote=1, second_model=0.88)) < TARGET
    assert confidence(signals(quote=1, check_passed=1)) >= TARGET
    assert confidence(signals(type_pattern=1, only_hit=1, type_check=1)) >= TARGET
    assert confidence(signals(quote=1, row_passed=1)) >= TARGET
    assert confidence(signals(quote=1, same_row=1)) >= TARGET


def test_doubt_outweighs_a_label():
    assert confidence(signals(beside_label=1, only_hit=1, disagrees=-0.94)) < 0.9
    assert confidence(signals(quote=1, same_row=-1)) < 0.8


def test_reasons_are_the_strongest_first_and_at_most_three():
    strongest = reasons(signals(quote=1, agrees=1, only_hit=1, check_passed=1))
    assert [one.name for one in strongest] == ["agrees", "check_passed", "quote"]


def test_the_same_evidence_twice_counts_once():
    assert confidence(signals(quote=1) * 2) == confidence(signals(quote=1))


def test_unknown_signals_weigh_nothing():
    assert confidence(signals(quote=1, horoscope=1)) == confidence(signals(quote=1))


@given(st.dictionaries(st.sampled_from(sorted(WEIGHTS)), st.floats(-1, 1)), st.sampled_from(sorted(WEIGHTS)))
def test_more_support_never_makes_less_sure(strengths, name):
    weaker = confidence(signals(**(strengths | {name: 0.2})))
    stronger = confidence(signals(**(strengths | {name: 0.9})))
    assert 0 < weaker <= stronger < 1


@pytest.mark.parametrize(("sure", "read"), [(0.9999, 0.99), (1.0, 0.99), (0.98, 0.98), (0.97999, 0.97), (0.29, 0.29), (0.0001, 0.0)])
def test_a_person_never_reads_more_than_was_reached_and_never_certainty(sure, read):
    assert shown(sure) == read
    assert shown(sure, 3) < 1
