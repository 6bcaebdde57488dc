"""Positions become policies that ODRL accepts, and what it cannot say is said."""

import warnings
from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import DCTERMS, RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import ODRL2

from dealgraph import names
from dealgraph.answer import Question
from dealgraph.exports import EXPORTS
from dealgraph.exports.odrl import odrl

ODRL = Namespace("http://www.w3.org/ns/odrl/2/")
ID = Namespace(names.ID)
VOC = Namespace(names.VOC)
POLICY = Namespace(f"{names.BASE}odrl/")
SHAPES = Path(__file__).with_name("odrl-shapes.ttl")
RULES = (ODRL.permission, ODRL.prohibition, ODRL.obligation)


def written(store):
    return Graph().parse(data=EXPORTS["odrl"](store).content, format="turtle")


def faults(graph):
    with warnings.catch_warnings():  # pySHACL uses parts of rdflib that rdflib is about to drop
        warnings.simplefilter("ignore", DeprecationWarning)
        fine, _, text = validate(graph, shacl_graph=str(SHAPES), shacl_graph_format="turtle", advanced=False)
    return "" if fine else text


@pytest.fixture(scope="module")
def policies(store):
    return written(store)


@pytest.fixture(scope="module")
def lost(store):
    return odrl(store).lost


def rule(graph, policy, name):
    return {p: set(graph.objects(POLICY[f"{policy}#{name}"], p)) for p in graph.predicates(POLICY[f"{policy}#{name}"])}


def constraints(graph, policy, name):
    found = set()
    for node in graph.objects(POLICY[f"{policy}#{name}"], ODRL.constraint):
        parts = tuple(graph.value(node, p) for p in (ODRL.leftOperand, ODRL.operator, ODRL.rightOperand))
        if all(parts):
            found.add(parts)
    return found


# The rules of ODRL


def test_the_policies_of_the_article_are_valid(policies):
    assert faults(policies) == ""


def test_the_policies_of_the_invented_deal_are_valid(sample_store):
    assert faults(written(sample_store)) == ""


def test_every_term_of_odrl_exists(policies, sample_store):
    for graph in (policies, written(sample_store)):
        terms = {str(term) for triple in graph for term in triple if str(term).startswith(str(ODRL))}
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert all(ODRL2[term.removeprefix(str(ODRL))] for term in terms)


def test_the_uid_of_a_policy_is_the_policy(policies):
    assert all(policy == uid for policy, uid in policies.subject_objects(ODRL.uid))


def test_the_profile_defines_every_term_that_odrl_does_not(policies):
    profile = Graph().parse(Path(SHAPES).parents[2] / "ontology" / "align" / "odrl.ttl")
    for kind in (ODRL.Action, ODRL.LeftOperand):
        for term in policies.subjects(RDF.type, kind):
            assert (term, RDF.type, kind) in profile
            assert set(policies.objects(term, ODRL.includedIn)) == set(profile.objects(term, ODRL.includedIn))


MUTANTS = {
    "a rule without an action": lambda g: g.remove((POLICY["cooperation#ip-access"], ODRL.action, None)),
    "a rule with two targets": lambda g: g.add((POLICY["cooperation#ip-access"], ODRL.target, ID.azure)),
    "a permission without a target": lambda g: g.remove((POLICY["cooperation#ip-access"], ODRL.target, None)),
    "an agreement whose rule lacks a party": lambda g: g.remove((POLICY["cooperation#ip-access"], ODRL.assigner, None)),
    "a policy without a uid": lambda g: g.remove((POLICY.cooperation, ODRL.uid, None)),
    "a policy without a profile": lambda g: g.remove((POLICY.cooperation, ODRL.profile, None)),
    "a policy without rules": lambda g: g.remove((POLICY["freedom-to-build"], ODRL.permission, None)),
    "a constraint without an operator": lambda g: g.remove(
        (POLICY["cooperation#ip-access.ends-c-2030"], ODRL.operator, None)
    ),
    "a date that is a text": lambda g: g.set(
        (POLICY["cooperation#ip-access.ends-c-2030"], ODRL.rightOperand, Literal("2030"))
    ),
    "an action that nothing includes": lambda g: g.remove((VOC["use-intellectual-property"], ODRL.includedIn, None)),
    "a choice that joins in two ways": lambda g: g.add(
        (POLICY["azure-commitment#azure-duty.purpose"], ODRL["and"], RDF.nil)
    ),
    "a party that is none": lambda g: g.remove((ID.openai, RDF.type, None)),
}


@pytest.mark.parametrize("mutate", MUTANTS.values(), ids=MUTANTS)
def test_the_shapes_of_odrl_notice(mutate, policies):
    mutant = Graph() + policies
    mutate(mutant)
    assert len(mutant ^ policies) > 0
    assert faults(mutant)


# What a position becomes


def test_a_liberty_becomes_a_permission_of_its_holder(policies):
    found = rule(policies, "cooperation", "ip-access")
    assert found[RDF.type] == {ODRL.Permission}
    assert found[ODRL.assignee] == {ID.microsoft}
    assert found[ODRL.assigner] == {ID.openai}
    assert found[ODRL.target] == {ID["openai-ip"]}
    assert found[ODRL.action] == {VOC["use-intellectual-property"]}
    assert found[DCTERMS.source] == {ID["ip-access"]}


def test_an_exclusivity_becomes_a_duty_of_the_grantor_to_ensure_it(policies):
    found = rule(policies, "cooperation", "api-exclusivity")
    assert found[RDF.type] == {ODRL.Duty}
    assert found[ODRL.action] == {ODRL.ensureExclusivity}
    assert found[ODRL.assignee] == {ID.openai}
    assert found[ODRL.assigner] == {ID.microsoft}


def test_a_prohibition_beside_an_exclusivity_names_those_shut_out(policies):
    found = rule(policies, "exclusive-arrangement", "cloud-prohibition")
    assert found[RDF.type] == {ODRL.Prohibition}
    assert found[ODRL.assignee] == {ID.openai}
    assert found[ODRL.assigner] == {ID.microsoft}
    counterparty = URIRef(f"{names.DEAL}align/odrl#counterparty")
    dealing = (counterparty, ODRL.isPartOf, ID["other-providers"])
    assert dealing in constraints(policies, "exclusive-arrangement", "cloud-prohibition")


def test_a_claim_and_its_duty_become_one_duty_with_the_clauses_of_the_claim(policies):
    assert set(policies.objects(POLICY["azure-commitment"], ODRL.obligation)) == {POLICY["azure-commitment#azure-duty"]}
    begun = (ODRL.event, ODRL.gteq, ID["azure-commitment-made"])
    assert begun in constraints(policies, "azure-commitment", "azure-duty")


def test_several_ends_become_constraints_that_must_all_hold(policies):
    assert constraints(policies, "cooperation", "ip-access") == {
        (ODRL.event, ODRL.gteq, ID["elements-begin"]),
        (ODRL.event, ODRL.lt, ID.agi),
        (ODRL.dateTime, ODRL.lt, Literal("2030-01-01T00:00:00Z", datatype=URIRef(f"{names.XSD}dateTime"))),
        (VOC["earning-capability"], ODRL.lt, Literal("100000000000", datatype=URIRef(f"{names.XSD}decimal"))),
    }


def test_a_condition_of_two_parts_becomes_a_logical_constraint(policies):
    node = POLICY["new-agreement#freedom-to-use-others.requires-c-need-and-decline"]
    parts = Collection(policies, policies.value(node, ODRL["and"]))
    assert {(policies.value(p, ODRL.operator), policies.value(p, ODRL.rightOperand)) for p in parts} == {
        (ODRL.gteq, ID["need-arises"]),
        (ODRL.lt, ID.accept),
    }


def test_an_agreement_that_takes_the_place_of_another_replaces_its_policy(policies):
    assert (POLICY["new-agreement"], DCTERMS.replaces, POLICY["exclusive-arrangement"]) in policies
    assert (POLICY["exclusive-arrangement"], DCTERMS.isReplacedBy, POLICY["new-agreement"]) in policies


def test_rules_that_lack_a_party_stand_in_a_set_beside_the_agreement(policies):
    assert (POLICY["cooperation-open"], RDF.type, ODRL.Set) in policies
    assert set(rule(policies, "cooperation-open", "revenue-duty")).isdisjoint({ODRL.assignee, ODRL.assigner})


def test_a_position_that_no_agreement_confers_has_a_set_of_its_own(policies):
    assert (POLICY["freedom-to-build"], RDF.type, ODRL.Set) in policies
    assert rule(policies, "freedom-to-build", "freedom-to-build")[ODRL.assignee] == {ID.openai}


def test_no_policy_is_nameless_and_no_rule_without_a_label(policies):
    rules = {node for prop in RULES for node in policies.objects(None, prop)}
    assert all(policies.value(node, RDFS.label) for node in rules)
    assert all(policies.value(node, DCTERMS.title) for node in policies.subjects(ODRL.uid))


# What is lost


def test_no_position_is_dropped_in_silence(store, policies, lost):
    query = names.prologue() + "SELECT ?p ?o { ?p a deal:NormativePosition OPTIONAL { ?p deal:hasCorrelative ?o } }"
    told = {str(source) for source in policies.objects(None, DCTERMS.source)} | {finding.subject for finding in lost}
    for position, other in store.ask(Question(query)):
        assert position.value in told or (other is not None and other.value in told)


def test_everything_lost_is_said_inside_the_export(policies, lost):
    inside = {str(text) for prop in (RDFS.comment, DCTERMS.description) for text in policies.objects(None, prop)}
    assert {finding.what for finding in lost} == inside


@pytest.mark.parametrize(
    ("code", "subject"),
    [
        ("odrl-evidence", ""),
        ("odrl-power", "first-refusal"),
        ("odrl-power", "consent-right"),
        ("odrl-outcome", "first-refusal"),
        ("odrl-negation", "freedom-to-use-others"),
        ("odrl-party", "revenue-duty"),
        ("odrl-date", "ip-access"),
        ("odrl-may-end", "api-exclusivity"),
        ("odrl-measured", "ip-access"),
        ("odrl-status", "cloud-exclusivity"),
        ("odrl-purpose", "azure-duty"),
        ("odrl-policy", "oracle-deal"),
    ],
)
def test_a_loss_is_found(code, subject, lost):
    assert (code, f"{names.ID}{subject}" if subject else "") in {(finding.code, finding.subject) for finding in lost}


def test_a_power_has_no_rule(policies):
    sources = {policies.value(node, DCTERMS.source) for prop in RULES for node in policies.objects(None, prop)}
    assert ID["first-refusal"] not in sources
    assert ID["consent-right"] not in sources


# Rare cases, invented

DEAL = """
id:a a deal:Company ; rdfs:label "A"@en .
id:b a deal:Company ; rdfs:label "B"@en .
id:c a deal:Company ; rdfs:label "C"@en .
id:x a deal:Asset ; rdfs:label "X"@en .
id:deal a deal:Agreement ; rdfs:label "The deal"@en ; deal:confers id:right .
"""


LIBERTY = "id:right a deal:Liberty ; deal:heldBy id:a ; deal:grantedBy id:b "


def lost_of(store):
    return {(finding.code, names.local(finding.subject)) for finding in odrl(store).lost}


def test_several_holders_have_a_rule_each(store_of):
    store = store_of(f"{DEAL} {LIBERTY} ; deal:heldBy id:c ; deal:concernsAsset id:x .")
    graph = written(store)
    assert faults(graph) == ""
    assert set(graph.objects(None, ODRL.assignee)) == {ID.a, ID.c}
    assert ("odrl-joint", "right") in lost_of(store)


def test_a_permission_without_an_asset_is_left_out_and_told(store_of):
    store = store_of(f"{DEAL} {LIBERTY} .")
    assert list(written(store).subjects(ODRL.uid)) == []
    assert lost_of(store) == {("odrl-evidence", ""), ("odrl-target", "right"), ("odrl-policy", "deal")}


def test_a_position_without_an_action_is_about_use(store_of):
    store = store_of(f"{DEAL} {LIBERTY} ; deal:concernsAsset id:x .")
    assert set(written(store).objects(None, ODRL.action)) == {ODRL.use}
    assert ("odrl-action", "right") in lost_of(store)


def test_a_claim_whose_duty_nobody_wrote_down_is_still_a_duty_of_the_grantor(store_of):
    claim = LIBERTY.replace("Liberty", "RevenueShare")
    graph = written(store_of(f"{DEAL} {claim} ; deal:regulatesAction voc:share-revenue ."))
    assert faults(graph) == ""
    assert rule(graph, "deal", "right")[ODRL.assignee] == {ID.b}
    assert rule(graph, "deal", "right")[ODRL.assigner] == {ID.a}


def test_an_exclusivity_that_names_nobody_shuts_out_everybody_else(store_of):
    exclusive = (
        LIBERTY.replace("Liberty", "ExclusiveRight") + "; deal:concernsAsset id:x ; deal:hasCorrelative id:ban ."
    )
    ban = "id:ban a deal:Prohibition ; deal:heldBy id:b ; deal:regulatesAction voc:procure-capacity ."
    graph = written(store_of(f"{DEAL} {exclusive} {ban}"))
    assert faults(graph) == ""
    assert {parts[1:] for parts in constraints(graph, "deal", "ban")} == {(ODRL.neq, ID.a)}


def test_a_position_of_no_known_kind_is_told(store_of):
    assert ("odrl-kind", "right") in lost_of(store_of(f"{DEAL} id:right a deal:NormativePosition ."))


def test_a_condition_without_a_date_is_left_out_and_told(store_of):
    june = "id:june a deal:TemporalCondition ; deal:referenceTime id:t . id:t a deal:TimeSpan ; deal:monthOfYear 6 ."
    store = store_of(f"{DEAL} {LIBERTY} ; deal:concernsAsset id:x ; deal:hasEndCondition id:june . {june}")
    assert ("odrl-condition", "right") in lost_of(store)
    assert constraints(written(store), "deal", "right") == set()


def test_a_term_of_no_agreement_has_a_set_of_its_own(store_of):
    term = 'id:term a deal:Term ; rdfs:label "T"@en ; deal:confers id:right .'
    graph = written(store_of(f"{DEAL.partition('id:deal')[0]} {term} {LIBERTY} ; deal:concernsAsset id:x ."))
    assert faults(graph) == ""
    assert set(graph.subjects(ODRL.uid)) == {POLICY["term"]}


def test_an_empty_graph_gives_an_export_without_policies(store_of):
    graph = written(store_of(""))
    assert list(graph.subjects(ODRL.uid)) == []
    assert faults(graph) == ""
