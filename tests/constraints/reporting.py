"""Population and the orders of reports."""

from functools import partial

from tests.constraints.case import Case, once
from tests.factories.reporting import PopulationFactory, ReportRunFactory

READY = {
    "status": "ready",
    "figures": {"children": 1604},
    "lists": {"children": [1]},
    "file": "reports/1.pdf",
}

CASES = {
    "population_once_a_year": once(
        PopulationFactory,
        "municipality",
        "year",
        "age_from",
        "age_to",
        other={"year": 2027, "age_from": 6, "age_to": 18},
    ),
    "population_ages_in_order": Case(
        partial(PopulationFactory, age_from=5), accepts=[{"age_to": 5}], rejects=[{"age_to": 4}]
    ),
    "population_positive": Case(
        PopulationFactory, accepts=[{"children": 1}], rejects=[{"children": 0}]
    ),
    "report_one_unfinished_order": once(
        ReportRunFactory,
        "kind",
        "municipality",
        "year",
        "quarter",
        other={"kind": "yearly", "year": 2027, "quarter": 4},
        held=[{"status": "building"}],
        freed=[READY, {"status": "failed", "failure": "error"}],
    ),
    "report_failed_says_why": Case(
        ReportRunFactory,
        accepts=[{"status": "failed", "failure": "error"}, {"status": "queued", "failure": ""}],
        rejects=[{"status": "failed", "failure": ""}],
    ),
    "report_quarter_is_one_of_four": Case(
        ReportRunFactory,
        accepts=[{"quarter": 1}, {"quarter": 4}],
        rejects=[{"quarter": 0}, {"quarter": 5}],
    ),
    "report_ready_has_figures_and_file": Case(
        ReportRunFactory,
        accepts=[READY, {"status": "building", "figures": None, "lists": None, "file": ""}],
        rejects=[READY | {"figures": None}, READY | {"lists": None}, READY | {"file": ""}],
    ),
}
