"""Policies held against requests: which rules are set off, which premises fail, and what cannot be known."""

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from dealgraph.names import PREFIXES
from dealgraph.odrl import evaluate
from dealgraph.odrl.reading import ODRL, Statements, odrl
from dealgraph.problems import UsageProblem
from dealservice.cli import run

REPORT = "https://w3id.org/force/compliance-report#"
HEAD = """
@prefix odrl: <http://www.w3.org/ns/odrl/2/> . @prefix ex: <http://example.org/> .
@prefix temp: <http://example.com/request/> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix report: <https://w3id.org/force/compliance-report#> .
@prefix sotw: <https://w3id.org/force/sotw#> . @prefix id: <https://w3id.org/dealgraph/id/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
"""
REQUEST = """ex:ask a odrl:Request ; odrl:permission ex:try .
ex:try odrl:assignee ex:alba ; odrl:action odrl:read ; odrl:target ex:ledger ; odrl:constraint [
  odrl:leftOperand odrl:purpose ; odrl:operator odrl:eq ; odrl:rightOperand ex:audit ], [
  odrl:leftOperand odrl:count ; odrl:operator odrl:eq ; odrl:rightOperand 3 ] .
"""
NOW = 'temp:currentTime dct:issued "2030-06-01T12:00:00Z"^^xsd:dateTime .'
RULE = "ex:policy a odrl:Set ; odrl:permission ex:rule . ex:rule odrl:assignee ex:alba ; odrl:action odrl:read ; "
RULE += "odrl:target ex:ledger ."


def triples(text):
    return [q.triple for q in parse((HEAD + text).encode(), RdfFormat.TURTLE, rename_blank_nodes=True)]


def report_of(policy, request=REQUEST, world=NOW, duties="unless-violated"):
    return Statements(evaluate(triples(policy), triples(request), triples(world), duties))


def word(found, node, name):
    return found.values(node, REPORT + name)[0].value.removeprefix(REPORT)


def rule_of(found, rule="http://example.org/rule"):
    (node,) = found.who(f"{REPORT}rule", NamedNode(rule))
    return node


def activation(*given, **more):
    found = report_of(*given, **more)
    return word(found, rule_of(found), "activationState")


def premise(found, kind):
    node = next(n for n in found.nodes(rule_of(found), f"{REPORT}premiseReport")
                if NamedNode(REPORT + kind) in found.values(n, f"{PREFIXES['rdf']}type"))  # fmt: skip
    return word(found, node, "satisfactionState")


def constrained(turtle):
    return f"{RULE} ex:rule odrl:constraint ex:c . {turtle}"


def compare(left, operator, right):
    return f"odrl:leftOperand {left} ; odrl:operator odrl:{operator} ; odrl:rightOperand {right} ."


def test_a_rule_that_fits_is_active_and_says_by_which_premises():
    found = report_of(RULE)
    node = rule_of(found)
    assert NamedNode(f"{REPORT}PermissionReport") in found.values(node, f"{PREFIXES['rdf']}type")
    assert (word(found, node, "attemptState"), word(found, node, "activationState")) == ("Attempted", "Active")
    assert [premise(found, kind) for kind in ("TargetReport", "PartyReport", "ActionReport")] == ["Satisfied"] * 3
    (policy,) = found.who(f"{REPORT}ruleReport", node)
    assert found.values(policy, f"{PREFIXES['dcterms']}created")[0].value == "2030-06-01T12:00:00Z"
    assert found.values(policy, f"{REPORT}policy") == [NamedNode("http://example.org/policy")]


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        ("odrl:assignee ex:birch ; odrl:action odrl:read ; odrl:target ex:ledger", "PartyReport"),
        ("odrl:assignee ex:alba ; odrl:action odrl:print ; odrl:target ex:ledger", "ActionReport"),
        ("odrl:assignee ex:alba ; odrl:action odrl:read ; odrl:target ex:letter", "TargetReport"),
    ],
)
def test_a_premise_that_fails_leaves_the_rule_inactive_and_is_named(rule, kind):
    found = report_of(f"ex:policy a odrl:Agreement ; odrl:prohibition ex:rule . ex:rule {rule} .")
    node = rule_of(found)
    assert (word(found, node, "attemptState"), word(found, node, "activationState")) == ("NotAttempted", "Inactive")
    assert premise(found, kind) == "Unsatisfied"
    kinds = {k: premise(found, k) for k in ("TargetReport", "PartyReport", "ActionReport")}
    assert list(kinds.values()).count("Satisfied") == 2


@pytest.mark.parametrize(
    ("ruled", "asked", "state"),
    [
        ("odrl:use", "odrl:read", "Active"),
        ("odrl:use", "odrl:display", "Active"),  # display is included in present, and that in use
        ("odrl:read", "odrl:use", "Inactive"),
        ("odrl:modify", "odrl:write", "Active"),  # an old name of modify
        ("odrl:write", "odrl:modify", "Active"),
        ("odrl:reproduce", "odrl:extract", "Active"),
        ("odrl:transfer", "odrl:sell", "Active"),
        ("odrl:use", "odrl:sell", "Inactive"),
        ("[ rdf:value odrl:read ]", "odrl:read", "Active"),
        ("odrl:use", "ex:skim", "Active"),  # an action that the policy itself includes in use
    ],
)
def test_an_action_takes_in_what_the_vocabulary_includes_in_it(ruled, asked, state):
    policy = RULE.replace("odrl:read", ruled) + " ex:skim odrl:includedIn odrl:read ."
    assert activation(policy, REQUEST.replace("odrl:read", asked)) == state


def test_a_part_belongs_to_what_it_is_part_of_however_deep():
    policy = RULE.replace("odrl:target ex:ledger", "odrl:target ex:archive").replace("ex:alba", "ex:staff")
    assert activation(policy) == "Inactive"
    parts = "ex:ledger odrl:partOf ex:room . ex:room odrl:partOf ex:archive . ex:alba odrl:partOf ex:staff ."
    assert activation(policy, world=f"{NOW} {parts}") == "Active"


def test_a_rule_without_party_or_target_is_about_all_and_a_policy_speaks_for_its_rules():
    assert activation("ex:policy a odrl:Set ; odrl:permission ex:rule . ex:rule odrl:action odrl:use .") == "Active"
    compact = "ex:policy a odrl:Set ; odrl:action odrl:use ; odrl:target {} ; odrl:permission ex:rule ."
    assert activation(compact.format("ex:ledger")) == "Active"
    assert activation(compact.format("ex:letter")) == "Inactive"


@pytest.mark.parametrize(
    ("operator", "right", "state"),
    [
        ("gt", '"2030-06-01T11:59:59Z"', "Satisfied"),
        ("gt", '"2030-06-01T12:00:00Z"', "Unsatisfied"),
        ("gteq", '"2030-06-01T14:00:00+02:00"', "Satisfied"),
        ("eq", '"2030-06-01T14:00:00+02:00"', "Satisfied"),
        ("neq", '"2030-06-01T12:00:00Z"', "Unsatisfied"),
        ("lt", '"2030-06-01T12:00:00.001Z"', "Satisfied"),
        ("lteq", '"2030-06-01T12:00:00Z"', "Satisfied"),
        ("lt", '"2030-06-01T12:30:00"', "Unknown"),  # no zone
        ("lt", '"2030-06-03T12:30:00"', "Satisfied"),
        ("near", '"2030-06-01T12:00:00Z"', "Unknown"),
        ("gt", '"soon"', "Unknown"),
    ],
)
def test_times_are_compared_to_the_second_and_across_zones(operator, right, state):
    moment = f"{right}^^xsd:dateTime"
    found = report_of(constrained(f"ex:c {compare('odrl:dateTime', operator, moment)}"))
    assert premise(found, "ConstraintReport") == state
    assert word(found, rule_of(found), "activationState") == ("Active" if state == "Satisfied" else "Inactive")
    assert word(found, rule_of(found), "attemptState") == "Attempted"


@pytest.mark.parametrize(
    ("operator", "day", "state"),
    [
        ("lteq", "2030-06-01Z", "Satisfied"),
        ("lt", "2030-06-01Z", "Unsatisfied"),
        ("gt", "2030-06-01Z", "Unsatisfied"),
        ("gteq", "2030-06-01Z", "Satisfied"),
        ("eq", "2030-06-01Z", "Satisfied"),
        ("neq", "2030-06-01Z", "Unsatisfied"),
        ("eq", "2030-06-02Z", "Unsatisfied"),
        ("gt", "2030-05-31Z", "Satisfied"),
        ("lteq", "2030-06-01", "Unknown"),
        ("lteq", "2030-06-09", "Satisfied"),
    ],
)
def test_a_day_is_met_from_its_first_to_its_last_second(operator, day, state):
    right = f'"{day}"^^xsd:date'
    found = report_of(constrained(f"ex:c {compare('odrl:dateTime', operator, right)}"))
    assert premise(found, "ConstraintReport") == state


@pytest.mark.parametrize(
    ("how", "parts", "state"),
    [
        ("and", "ex:yes ex:yes2", "Satisfied"),
        ("and", "ex:yes ex:no", "Unsatisfied"),
        ("and", "ex:yes ex:open", "Unknown"),
        ("and", "ex:no ex:open", "Unsatisfied"),
        ("or", "ex:no ex:yes", "Satisfied"),
        ("or", "ex:no ex:open", "Unknown"),
        ("or", "ex:open ex:yes", "Satisfied"),
        ("or", "ex:no ex:no2", "Unsatisfied"),
        ("xone", "ex:yes ex:no", "Satisfied"),
        ("xone", "ex:yes ex:yes2", "Unsatisfied"),
        ("xone", "ex:yes ex:open", "Unknown"),
        ("xone", "ex:yes ex:yes2 ex:open", "Unsatisfied"),
        ("andSequence", "ex:yes ex:yes2", "Satisfied"),
        ("andSequence", "ex:yes ex:no", "Unsatisfied"),
        ("and", "ex:yes ex:nested", "Satisfied"),
        ("or", "ex:no ex:c", "Unknown"),
    ],
)
def test_constraints_are_joined_by_the_algebra_of_three_values(how, parts, state):
    leaves = {"yes": "audit", "yes2": "audit", "no": "sport", "no2": "sport"}
    text = "".join(f"ex:{name} {compare('odrl:purpose', 'eq', f'ex:{value}')} " for name, value in leaves.items())
    text += f"ex:open {compare('odrl:spatial', 'eq', 'ex:here')} ex:nested odrl:or ( ex:no ex:yes ) . "
    found = report_of(constrained(f"{text} ex:c odrl:{how} ( {parts} ) ."))
    assert premise(found, "ConstraintReport") == state


@pytest.mark.parametrize(
    ("left", "operator", "right", "state"),
    [
        ("odrl:count", "lteq", "5", "Satisfied"),
        ("odrl:count", "lt", "3", "Unsatisfied"),
        ("odrl:count", "eq", "3.0", "Satisfied"),
        ("odrl:purpose", "neq", "ex:sport", "Satisfied"),
        ("odrl:purpose", "isAnyOf", "ex:audit, ex:sport", "Satisfied"),
        ("odrl:purpose", "isNoneOf", "ex:audit, ex:sport", "Unsatisfied"),
        ("odrl:purpose", "isA", "ex:control", "Satisfied"),
        ("odrl:purpose", "isPartOf", "ex:year-end", "Satisfied"),
        ("odrl:purpose", "hasPart", "ex:check", "Satisfied"),
        ("odrl:purpose", "isAllOf", "ex:audit, ex:sport", "Unsatisfied"),
        ("odrl:industry", "eq", "ex:steel", "Unknown"),
    ],
)
def test_what_the_request_says_is_compared_and_what_it_does_not_say_is_unknown(left, operator, right, state):
    world = f"{NOW} ex:audit a ex:control ; odrl:partOf ex:year-end . ex:check odrl:partOf ex:audit ."
    found = report_of(constrained(f"ex:c {compare(left, operator, right)}"), world=world)
    assert premise(found, "ConstraintReport") == state


def test_without_a_time_whatever_turns_on_time_is_unknown():
    right = '"2040-01-01Z"^^xsd:date'
    text = constrained(f"ex:c {compare('odrl:dateTime', 'lt', right)}")
    assert premise(report_of(text), "ConstraintReport") == "Satisfied"
    assert premise(report_of(text, world=""), "ConstraintReport") == "Unknown"


@pytest.mark.parametrize(("state", "unless", "when"), [
    ("Violated", "Inactive", "Inactive"), ("Fulfilled", "Active", "Active"), ("NonSet", "Active", "Inactive"),
    ("", "Active", "Inactive"),
])  # fmt: skip
def test_duties_hold_a_permission_back_once_violated_or_until_fulfilled(state, unless, when):
    policy = f"{RULE} ex:rule odrl:duty ex:pay . ex:pay a odrl:Duty ; odrl:action odrl:compensate ."
    told = f"[] a report:DutyReport ; report:rule ex:pay ; report:deonticState report:{state} ." if state else ""
    for duties, expected in (("unless-violated", unless), ("when-fulfilled", when)):
        found = report_of(policy, world=f"{NOW} {told}", duties=duties)
        assert word(found, rule_of(found), "activationState") == expected
        (duty,) = found.nodes(rule_of(found), f"{REPORT}conditionReport")
        assert word(found, duty, "deonticState") == (state or "NonSet")


def test_an_obligation_is_reported_as_a_duty_whoever_asks_for_what():
    policy = (
        "ex:policy a odrl:Set ; odrl:obligation ex:rule . ex:rule odrl:assignee ex:alba ; odrl:action odrl:inform ."
    )
    found = report_of(policy)
    node = rule_of(found)
    assert NamedNode(f"{REPORT}DutyReport") in found.values(node, f"{PREFIXES['rdf']}type")
    assert (word(found, node, "attemptState"), word(found, node, "activationState")) == ("NotAttempted", "Active")
    assert (word(found, node, "performanceState"), word(found, node, "deonticState")) == ("Unknown", "NonSet")


def test_the_newer_form_of_a_request_is_read_too():
    request = "ex:ask a sotw:EvaluationRequest ; sotw:requestedAction odrl:read ; sotw:requestingParty ex:alba ; "
    assert activation(RULE, f"{request} sotw:requestedTarget ex:ledger .") == "Active"
    assert activation(RULE, f"{request} sotw:requestedTarget ex:letter .") == "Inactive"


@pytest.mark.parametrize(
    ("day", "world", "state"),
    [
        ("2028-01-01", "id:elements-begin", "Active"),
        ("2028-01-01", "", "Inactive"),
        ("2031-06-01", "id:elements-begin", "Inactive"),
    ],
)
def test_our_own_policies_can_be_judged(store, day, world, state):
    from dealgraph.exports.odrl import odrl as exported

    policy = list(exported(store).triples)
    request = "ex:ask a odrl:Request ; odrl:permission [ odrl:assignee id:microsoft ; "
    request += "odrl:action <https://w3id.org/dealgraph/voc/use-intellectual-property> ; odrl:target id:openai-ip ] ."
    begun = f'{world} dct:issued "2025-01-21T00:00:00Z"^^xsd:dateTime .' if world else ""
    later = "".join(f'id:{e} dct:issued "2099-01-01T00:00:00Z"^^xsd:dateTime . ' for e in ("agi", "earning-systems"))
    measured = "odrl:constraint [ odrl:leftOperand <https://w3id.org/dealgraph/voc/earning-capability> ; "
    measured += "odrl:operator odrl:eq ; odrl:rightOperand 5 ] ; odrl:assignee"
    asked = triples(request.replace("odrl:assignee", measured, 1))
    told = triples(f'temp:currentTime dct:issued "{day}T00:00:00Z"^^xsd:dateTime . {begun} {later}')
    found = Statements(evaluate(policy, asked, told))
    node = rule_of(found, "https://w3id.org/dealgraph/odrl/cooperation#ip-access")
    assert word(found, node, "activationState") == state


@pytest.mark.parametrize(
    ("policy", "request_", "world", "says"),
    [
        ("", REQUEST, NOW, "no policy"),
        (RULE, "", NOW, "no request"),
        (RULE, REQUEST, 'temp:currentTime dct:issued "soon" .', "one time"),
    ],
)
def test_what_is_missing_is_named(policy, request_, world, says):
    with pytest.raises(UsageProblem, match=says) as raised:
        report_of(policy, request_, world)
    assert raised.value.code == "odrl-invalid"


def test_a_report_comes_out_the_same_each_time():
    assert set(evaluate(triples(RULE), triples("ex:a a odrl:Request ; odrl:action odrl:read ."), triples(NOW))) == set(
        evaluate(triples(RULE), triples("ex:a a odrl:Request ; odrl:action odrl:read ."), triples(NOW))
    )


def test_the_command_reads_three_files_and_writes_a_report(tmp_path, capsys):
    files = []
    for name, text in (("policy", RULE), ("request", REQUEST), ("world", NOW)):
        files.append(tmp_path / f"{name}.ttl")
        files[-1].write_text(HEAD + text)
    words = [str(file) for file in files]
    assert run(["odrl", *words]) == 0
    out = capsys.readouterr().out
    assert "report:activationState report:Active" in out
    assert run(["odrl", *words, "--format", "nt", "--duties", "when-fulfilled"]) == 0
    assert list(parse(capsys.readouterr().out.encode(), RdfFormat.N_TRIPLES))
    files[0].write_text("not turtle")
    assert run(["odrl", *words]) == 2
    assert "[odrl-invalid]" in capsys.readouterr().err
    assert run(["odrl", "nothing.ttl", *words[1:]]) == 2
    assert run(["odrl", "nothing.txt", *words[1:]]) == 2


def test_every_action_of_the_vocabulary_leads_up_to_use_or_transfer():
    known = Statements()
    top = {odrl("use"), odrl("transfer")}
    actions = known.who(f"{ODRL}includedIn", odrl("use"))
    assert len(actions) > 40
    for name in ("display", "extract", "sell", "write", "copy", "pay", "license", "export"):
        assert known.upwards(odrl(name), f"{ODRL}includedIn", f"{PREFIXES['skos']}exactMatch") & top
