"""The ground floor's addresses. No name of a person is ever in one."""

from django.urls import path

from cases.views import (
    advice,
    case_lists,
    case_page,
    directory,
    documents,
    first_contact,
    intake,
    library,
    opening,
    people,
    reaching,
    readings_page,
    running,
    same_person,
    searching,
    today,
)

app_name = "cases"
urlpatterns = [
    path("today/", today.today, name="today"),
    path("tasks/add/", today.own_task_add, name="own_task_add"),
    path("tasks/<uuid:task_id>/done/", today.task_finish, name="task_finish"),
    path("cases/", case_lists.case_list, name="case_list"),
    path("cases/waiting/", case_lists.waiting_list, name="waiting_list"),
    path("cases/new/", opening.case_open, name="case_open"),
    path("cases/<str:reference>/", case_page.case_page, name="case_page"),
    path(
        "cases/<str:reference>/interventions/<uuid:intervention_id>/",
        case_page.intervention_page,
        name="intervention_page",
    ),
    path(
        "cases/<str:reference>/interventions/<uuid:intervention_id>/correct/",
        case_page.intervention_correct,
        name="intervention_correct",
    ),
    path(
        "cases/<str:reference>/interventions/<uuid:intervention_id>/options/",
        advice.options_record,
        name="options_record",
    ),
    path(
        "cases/<str:reference>/interventions/<uuid:intervention_id>/options/chosen/",
        advice.option_choose,
        name="option_choose",
    ),
    path("cases/<str:reference>/signposting/add/", advice.signpost_add, name="signpost_add"),
    path(
        "cases/<str:reference>/first-contact/",
        first_contact.first_contact_record,
        name="first_contact_record",
    ),
    path("cases/<str:reference>/aim/", first_contact.aim_record, name="aim_record"),
    path("cases/<str:reference>/matter/", running.matter_change, name="matter_change"),
    path("cases/<str:reference>/status/", running.status_change, name="status_change"),
    path("cases/<str:reference>/allocate/", running.allocation_make, name="allocation_make"),
    path(
        "cases/<str:reference>/allocations/<uuid:allocation_id>/end/",
        running.allocation_end,
        name="allocation_end",
    ),
    path("cases/<str:reference>/dates/add/", running.key_date_add, name="key_date_add"),
    path(
        "cases/<str:reference>/dates/<uuid:key_date_id>/remove/",
        running.key_date_remove,
        name="key_date_remove",
    ),
    path("cases/<str:reference>/tasks/add/", running.task_add, name="task_add"),
    path("cases/<str:reference>/people/", people.people_page, name="people_page"),
    path("cases/<str:reference>/people/add/", people.person_add, name="person_add"),
    path("cases/<str:reference>/people/<uuid:person_id>/", people.person_change, name="person_change"),
    path("cases/<str:reference>/people/<uuid:person_id>/remove/", people.person_remove, name="person_remove"),
    path(
        "cases/<str:reference>/people/<uuid:person_id>/acknowledge/",
        reaching.person_acknowledge,
        name="person_acknowledge",
    ),
    path(
        "cases/<str:reference>/people/<uuid:person_id>/contact/add/", reaching.contact_add, name="contact_add"
    ),
    path(
        "cases/<str:reference>/people/<uuid:person_id>/contact/<uuid:contact_id>/",
        reaching.contact_change,
        name="contact_change",
    ),
    path(
        "cases/<str:reference>/people/<uuid:person_id>/contact/<uuid:contact_id>/remove/",
        reaching.contact_remove,
        name="contact_remove",
    ),
    path(
        "cases/<str:reference>/people/<uuid:person_id>/relationship/",
        people.relationship_set,
        name="relationship_set",
    ),
    path("cases/<str:reference>/people/<uuid:person_id>/same/", same_person.same_person, name="same_person"),
    path(
        "cases/<str:reference>/people/<uuid:person_id>/same/<uuid:other_id>/",
        same_person.records_link,
        name="records_link",
    ),
    path(
        "cases/<str:reference>/people/<uuid:person_id>/same/<uuid:other_id>/different/",
        same_person.records_tell_apart,
        name="records_tell_apart",
    ),
    path(
        "cases/<str:reference>/people/<uuid:person_id>/links/<uuid:link_id>/undo/",
        same_person.link_undo,
        name="link_undo",
    ),
    path("cases/<str:reference>/documents/", documents.documents_page, name="documents_page"),
    path(
        "cases/<str:reference>/documents/<uuid:document_id>/", documents.document_page, name="document_page"
    ),
    path(
        "cases/<str:reference>/documents/<uuid:document_id>/preview/",
        documents.document_preview,
        name="document_preview",
    ),
    path(
        "cases/<str:reference>/documents/<uuid:document_id>/download/",
        documents.document_download,
        name="document_download",
    ),
    path(
        "cases/<str:reference>/documents/<uuid:document_id>/remove/",
        documents.document_remove,
        name="document_remove",
    ),
    path("cases/<str:reference>/readings/", readings_page.readings_page, name="readings_page"),
    path("intake/", intake.intake, name="intake"),
    path("intake/new/", intake.enquiry_take, name="enquiry_take"),
    path("intake/<str:reference>/", intake.enquiry_page, name="enquiry_page"),
    path("search/", searching.search, name="search"),
    path("library/", library.legal_list, name="legal_list"),
    path("library/add/", library.legal_add, name="legal_add"),
    path("library/find/", library.legal_find, name="legal_find"),
    path("library/<uuid:reference_id>/", library.legal_page, name="legal_page"),
    path("library/<uuid:reference_id>/change/", library.legal_change, name="legal_change"),
    path("sources/", library.source_list, name="source_list"),
    path("sources/add/", library.source_add, name="source_add"),
    path("sources/<uuid:source_id>/", library.source_change, name="source_change"),
    path("sources/<uuid:source_id>/retire/", library.source_retire, name="source_retire"),
    path("schools/find/", directory.school_find, name="school_find"),
    path("settings/directory/", directory.agency_list, name="agency_list"),
    path("settings/directory/add/", directory.agency_add, name="agency_add"),
    path("settings/directory/<uuid:agency_id>/", directory.agency_change, name="agency_change"),
]
