"""How long mails take is said honestly."""

from api.domain.delays import Delays, summarise


def test_without_mail_there_is_nothing_to_say():
    assert summarise([]) == Delays(0, None, None, None, 0)


def test_delays_are_ranked_and_the_late_are_counted():
    seconds = [float(each) for each in range(100, 0, -1)] + [1801.0]
    assert summarise(seconds) == Delays(101, 51.0, 96.0, 1801.0, 1)


def test_half_an_hour_is_not_yet_late_and_a_clock_that_runs_back_is_no_delay():
    assert summarise([1800.0, -3.0]) == Delays(2, 0.0, 1800.0, 1800.0, 0)
