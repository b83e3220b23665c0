"""Addresses of the roof."""

from django.urls import path

from governance.views import groups, people, sessions

app_name = "governance"

urlpatterns = [
    path("supervision/", people.supervision_list, name="supervision_list"),
    path("supervision/figures/", people.figures_page, name="figures_page"),
    path("supervision/group/", groups.group_list, name="group_list"),
    path("supervision/group/add/", groups.group_add, name="group_add"),
    path("supervision/workers/<uuid:worker_id>/", people.worker_page, name="worker_page"),
    path("supervision/workers/<uuid:worker_id>/above/", people.above_set, name="above_set"),
    path("supervision/workers/<uuid:worker_id>/leave/", people.leave_add, name="leave_add"),
    path("supervision/leave/<uuid:leave_id>/take-back/", people.leave_take_back, name="leave_take_back"),
    path("supervision/workers/<uuid:worker_id>/book/", sessions.session_book, name="session_book"),
    path("supervision/<uuid:session_id>/", sessions.session_page, name="session_page"),
    path(
        "supervision/<uuid:session_id>/invitation.ics", sessions.session_invitation, name="session_invitation"
    ),
    path("supervision/<uuid:session_id>/actions/<uuid:action_id>/", sessions.action_done, name="action_done"),
    path("supervision/<uuid:session_id>/<str:step>/", sessions.session_step, name="session_step"),
]
