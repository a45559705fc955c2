"""The shipped table declarations say exactly what the design's contract says."""

import duckdb
import pytest

from loaders.table import SQL_TYPES, Table, load_tables
from metrics.model import ConfigError
from metrics.settings import load_settings

# `*` required, `(x)` default, as the contract has them.
CONTRACT = {
    "tickets": """ticket_id* created_at* updated_at status* priority channel category subcategory
        team assignee_id customer_id product_id order_id region subject first_response_at
        resolved_at closed_at due_at merged_into void_reason exempt_reason exempt_approver
        reopen_count handoff_count escalation_level service sla_met""",
    "ticket_events": """event_id ticket_id* event_at* event_seq kind* old_value new_value actor_id
        actor_role public""",
    "complaints": """complaint_id* reported_at* product_id* order_id ticket_id customer_id
        defect_code* severity verdict verdict_at lot units(1) shipped_at region service
        description""",
    "refunds": """refund_id* requested_at* order_id* units(1) order_line_id ticket_id complaint_id
        product_id customer_id reason amount* currency* entitled_amount order_currency decided_at
        decision decided_by requested_by paid_at return_required return_received_at inspected_at
        inspection_result return_freight handling_cost method region service""",
    "shipments": """shipped_on* product_id* units* lot vendor_id region service customers amount
        currency""",
    "andons": """andon_id* product_id* defect_code defect_family triggered_at* suspended_at
        cause_found_at fixed_at verified_at resumed_at closed_at trigger_complaint_id scope lot
        region owner_id verdict fix_type""",
    "rcas": """rca_id* andon_id* opened_at* completed_at cause_category cause evidence method
        owner_id effect_metric effect_threshold effect_window_days""",
    "actions": """action_id* rca_id* kind* opened_at* due_at done_at verified_at owner_id
        description""",
    "audits": """audit_id* audited_at* ticket_id agent_id* auditor_id* score* max_score* passed
        critical_error topic""",
    "products": """product_id* name category vendor_id vendor price currency launched_on
        opportunities""",
    "staff": "staff_id* name team manager_id region role valid_from valid_to",
    "fx_rates": "on_date* currency* rate_to_base*",
}
KEYS = {
    "tickets": ("ticket_id",),
    "ticket_events": ("event_id",),
    "complaints": ("complaint_id",),
    "refunds": ("refund_id",),
    "shipments": ("shipped_on", "product_id", "lot", "region", "service"),
    "andons": ("andon_id",),
    "rcas": ("rca_id",),
    "actions": ("action_id",),
    "audits": ("audit_id",),
    "products": ("product_id",),
    "staff": ("staff_id", "valid_from"),
    "fx_rates": ("on_date", "currency"),
}
VALUES = {
    ("tickets", "status"): {"new", "open", "pending", "on_hold", "solved", "closed"},
    ("ticket_events", "kind"): {
        "created",
        "status",
        "priority",
        "assigned",
        "team",
        "category",
        "escalated",
        "customer_message",
        "agent_message",
        "bot_message",
        "internal_note",
        "merged",
    },
    ("complaints", "verdict"): {"pending", "confirmed", "rejected"},
    ("andons", "scope"): {"product", "lot", "vendor"},
    ("actions", "kind"): {"containment", "corrective", "preventive"},
}


@pytest.fixture(scope="module")
def tables() -> dict[str, Table]:
    return load_tables(load_settings())


def test_the_tables_are_those_of_the_contract(tables):
    assert set(tables) == set(CONTRACT)


@pytest.mark.parametrize("name", CONTRACT)
def test_columns_requirements_and_defaults(tables, name):
    said = [
        column
        + ("*" if body.required else "")
        + (f"({body.default})" if body.default is not None else "")
        for column, body in tables[name].columns.items()
    ]
    assert said == CONTRACT[name].split()


@pytest.mark.parametrize("name", KEYS)
def test_keys(tables, name):
    assert tables[name].key == KEYS[name]
    assert tables[name].hash_key is (name == "ticket_events")


@pytest.mark.parametrize(("name", "column"), VALUES)
def test_words_allowed(tables, name, column):
    assert set(tables[name].columns[column].values) == VALUES[name, column]


def test_only_status_kind_and_verdict_send_a_row_away(tables):
    """Every other rule warns: a negative amount or a late date is news, not a lost row."""
    strict = {
        f"{table.name}.{column}"
        for table in tables.values()
        for column, body in table.columns.items()
        if body.level != "warn"
        and (body.values is not None or body.minimum is not None or body.maximum is not None)
    } | {
        f"{table.name}:{rule}"
        for table in tables.values()
        for rule, body in table.rules.items()
        if body.level != "warn"
    }
    assert strict == {
        "tickets.status",
        "ticket_events.kind",
        "ticket_events:unknown_new_status",
        "complaints.verdict",
        "actions.kind",
    }


def test_types_follow_the_names(tables):
    for table in tables.values():
        for name, column in table.columns.items():
            if name.endswith("_at") or name in ("valid_from", "valid_to"):
                assert column.type == "time", (table.name, name)
            elif name.endswith("_on") or name == "on_date":
                assert column.type == "date", (table.name, name)
            elif name in ("amount", "price", "entitled_amount", "return_freight", "handling_cost"):
                assert column.type == "money", (table.name, name)
            elif name.endswith("_id"):
                assert column.type == "text", (table.name, name)


def test_what_may_lie_ahead(tables):
    ahead = {f"{t.name}.{n}" for t in tables.values() for n, c in t.columns.items() if c.future}
    assert ahead == {
        "tickets.due_at",
        "actions.due_at",
        "products.launched_on",
        "staff.valid_from",
        "staff.valid_to",
    }


def test_references_name_columns_that_exist(tables):
    for table in tables.values():
        for name, column in table.columns.items():
            if column.references:
                other, _, key = column.references.partition(".")
                assert key in tables[other].columns, (table.name, name)
                assert tables[other].columns[key].type == column.type


def test_every_rule_is_sql_over_its_own_table(tables):
    con = duckdb.connect()
    for table in tables.values():
        columns = ", ".join(f'"{n}" {SQL_TYPES[c.type]}' for n, c in table.columns.items())
        con.execute(f'create table "{table.name}" ({columns})')
        for rule in table.rules.values():
            con.execute(f'select count(*) from "{table.name}" where not ({rule.holds})')
    con.close()


def test_a_rule_without_its_values_is_not_broken(tables):
    """An empty optional column is unknown: no rule may call it a fault."""
    con = duckdb.connect()
    for table in tables.values():
        columns = ", ".join(f'"{n}" {SQL_TYPES[c.type]}' for n, c in table.columns.items())
        con.execute(f'create table "{table.name}" ({columns})')
        con.execute(f'insert into "{table.name}" default values')
        for name, rule in table.rules.items():
            found = con.execute(f'select count(*) from "{table.name}" where not ({rule.holds})')
            assert found.fetchall() == [(0,)], (table.name, name)
    con.close()


@pytest.mark.parametrize(
    ("table", "rule", "row"),
    [
        (
            "tickets",
            "solved_before_created",
            "resolved_at = '2026-01-01', created_at = '2026-02-01'",
        ),
        ("tickets", "merged_into_itself", "ticket_id = 'a', merged_into = 'a'"),
        ("tickets", "exempt_without_approver", "exempt_reason = 'storm'"),
        ("ticket_events", "unknown_new_status", "kind = 'status', new_value = 'half done'"),
        ("ticket_events", "change_without_value", "kind = 'status'"),
        ("complaints", "verdict_time_without_verdict", "verdict_at = '2026-01-01'"),
        ("refunds", "paid_though_rejected", "paid_at = '2026-01-01', decision = 'rejected'"),
        ("andons", "lot_not_named", "scope = 'lot'"),
        ("audits", "more_points_than_possible", "score = 11, max_score = 10"),
        ("fx_rates", "rate_not_positive", "rate_to_base = 0"),
        ("staff", "ends_before_it_starts", "valid_from = '2026-01-02', valid_to = '2026-01-01'"),
    ],
)
def test_rules_find_what_they_say(tables, table, rule, row):
    con = duckdb.connect()
    columns = ", ".join(f'"{n}" {SQL_TYPES[c.type]}' for n, c in tables[table].columns.items())
    con.execute(f'create table "{table}" ({columns})')
    con.execute(f'insert into "{table}" default values')
    con.execute(f'update "{table}" set {row}')
    broken = f'select count(*) from "{table}" where not ({tables[table].rules[rule].holds})'
    assert con.execute(broken).fetchall() == [(1,)]
    con.close()


def test_a_table_of_ones_own_stands_beside_the_shipped(tmp_path):
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "visits.yaml").write_text(
        "visits:\n  meaning: A visit\n  key: [visit_id]\n"
        "  columns:\n    visit_id: {type: text, required: true, meaning: Its number}\n"
    )
    tables = load_tables(load_settings(config=tmp_path))
    assert set(tables) == {*CONTRACT, "visits"}


def test_a_mistake_is_told_with_its_line_and_the_nearest_match(tmp_path):
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "visits.yaml").write_text(
        "visits:\n  meaning: A visit\n  key: [visit]\n"
        "  columns:\n    visit_id: {type: text, meaning: Its number}\n"
    )
    with pytest.raises(ConfigError, match=r"visits\.yaml, line 1.*did you mean 'visit_id'"):
        load_tables(load_settings(config=tmp_path))
