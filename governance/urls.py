"""The roof's addresses. No name of a person is ever in one."""

from django.urls import path

from governance.views import file_checks, own_data

app_name = "governance"
urlpatterns = [
    path("file-checks/", file_checks.sample_list, name="sample_list"),
    path("file-checks/draw/", file_checks.sample_draw, name="sample_draw"),
    path("file-checks/themes/", file_checks.theme_list, name="theme_list"),
    path("file-checks/own/", file_checks.own_checks, name="own_checks"),
    path("file-checks/<uuid:sample_id>/", file_checks.sample_page, name="sample_page"),
    path("file-checks/files/<uuid:check_id>/", file_checks.check_page, name="check_page"),
    path("file-checks/files/<uuid:check_id>/record/", file_checks.check_record, name="check_record"),
    path("account/own-data/", own_data.own_data, name="own_data"),
    path("account/own-data/own-data.json", own_data.own_data_json, name="own_data_json"),
    path("account/own-data/own-data.txt", own_data.own_data_text, name="own_data_text"),
]
