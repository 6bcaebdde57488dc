"""Every test of the W3C for protocols, service description and result formats stands in one of our tables."""

import pytest
from w3c import test_query_protocol, test_result_formats, test_service_description
from writes import test_graphstore, test_update_protocol

PROTOCOL = """
query_post_form query_dataset_default_graphs_get query_dataset_default_graphs_post query_dataset_named_graphs_post
query_dataset_named_graphs_get query_dataset_full query_multiple_dataset query_get query_content_type_select
query_content_type_ask query_content_type_describe query_content_type_construct update_dataset_default_graph
update_dataset_default_graphs update_dataset_named_graphs update_dataset_full update_post_form update_post_direct
update_base_uri query_post_direct bad_query_method bad_multiple_queries bad_query_wrong_media_type
bad_query_missing_form_type bad_query_missing_direct_type bad_query_non_utf8 bad_query_syntax bad_update_get
bad_multiple_updates bad_update_wrong_media_type bad_update_missing_form_type bad_update_non_utf8 bad_update_syntax
bad_update_dataset_conflict
"""
GRAPH_STORE = """
put__initial_state get_of_put__initial_state put__graph_already_in_store get_of_put__graph_already_in_store
put__default_graph get_of_put__default_graph put__mismatched_payload delete__existing_graph
get_of_delete__existing_graph delete__nonexistent_graph post__existing_graph get_of_post__existing_graph
post__multipart_formdata get_of_post__multipart_formdata post__create__new_graph get_of_post__create__new_graph
get_of_post__after_noop head_on_an_existing_graph head_on_a_nonexisting_graph
"""
SUITES = {
    "protocol": (PROTOCOL, 34, {*test_query_protocol.CASES, *test_update_protocol.CASES}),
    "http-rdf-update": (GRAPH_STORE, 19, {step.name for step in test_graphstore.STEPS}),
    "service-description": (
        "has-endpoint-triple returns-rdf conforms-to-schema",
        3,
        set(test_service_description.CASES),
    ),
    "csv-tsv-res": ("csv01 tsv01 csv02 tsv02 csv03 tsv03", 6, set(test_result_formats.CASES)),
    "json-res": ("jsonres01 jsonres02 jsonres03 jsonres04", 4, set(test_result_formats.CASES)),
}
"""By the name of the suite: the names of its manifest, how many they are, and the names in our tables."""


@pytest.mark.parametrize("suite", SUITES)
def test_every_test_of_a_suite_is_in_a_table(suite):
    listed, count, held = SUITES[suite]
    names = set(listed.split())
    assert len(names) == count
    assert names - held == set()
