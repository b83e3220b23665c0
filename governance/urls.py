"""Addresses of the roof."""

from django.urls import path

from governance.views import (
    board,
    file_checks,
    given_sessions,
    groups,
    joining,
    meetings,
    own_data,
    people,
    sessions,
    training,
)

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
    path("training/", training.training_list, name="training_list"),
    path("training/own/", training.training_own, name="training_own"),
    path("training/mix/", training.training_mix, name="training_mix"),
    path("training/upload/", training.training_upload, name="training_upload"),
    path("training/beyond/", training.above_list, name="above_list"),
    path("training/beyond/<uuid:above_id>/", training.above_see, name="above_see"),
    path("training/sessions/", given_sessions.given_list, name="given_list"),
    path("training/sessions/add/", given_sessions.given_add, name="given_add"),
    path("training/sessions/<uuid:given_id>/", given_sessions.given_page, name="given_page"),
    path("training/sessions/<uuid:given_id>/came/", given_sessions.given_attendance, name="given_attendance"),
    path("training/sessions/<uuid:given_id>/said/", given_sessions.given_feedback, name="given_feedback"),
    path(
        "training/records/<uuid:record_id>/take-back/", training.training_take_back, name="training_take_back"
    ),
    path(
        "training/records/<uuid:record_id>/certificate/",
        training.certificate_download,
        name="certificate_download",
    ),
    path("training/<uuid:account>/", training.training_of, name="training_of"),
    path("training/<uuid:account>/add/", training.training_record, name="training_record"),
    path("volunteers/", joining.joiner_list, name="joiner_list"),
    path("volunteers/drives/add/", joining.drive_add, name="drive_add"),
    path("volunteers/drives/<uuid:drive_id>/", joining.drive_page, name="drive_page"),
    path("volunteers/drives/<uuid:drive_id>/close/", joining.drive_close, name="drive_close"),
    path("volunteers/drives/<uuid:drive_id>/add/", joining.applicant_add, name="applicant_add"),
    path("volunteers/applicants/<uuid:applicant_id>/", joining.applicant_page, name="applicant_page"),
    path("volunteers/applicants/<uuid:applicant_id>/step/", joining.applicant_step, name="applicant_step"),
    path("volunteers/applicants/<uuid:applicant_id>/check/", joining.applicant_check, name="applicant_check"),
    path("volunteers/applicants/<uuid:applicant_id>/account/", joining.applicant_join, name="applicant_join"),
    path("volunteers/<uuid:account>/", joining.joiner_page, name="joiner_page"),
    path("volunteers/<uuid:account>/ready/", joining.joiner_ready, name="joiner_ready"),
    path("volunteers/<uuid:account>/leave/", joining.joiner_leave, name="joiner_leave"),
    path("volunteers/<uuid:account>/<str:item>/done/", joining.joiner_done, name="joiner_done"),
    path("volunteers/<uuid:account>/<str:item>/again/", joining.joiner_again, name="joiner_again"),
    path("file-checks/", file_checks.sample_list, name="sample_list"),
    path("file-checks/draw/", file_checks.sample_draw, name="sample_draw"),
    path("file-checks/themes/", file_checks.theme_list, name="theme_list"),
    path("file-checks/own/", file_checks.own_checks, name="own_checks"),
    path("file-checks/<uuid:sample_id>/", file_checks.sample_page, name="sample_page"),
    path("file-checks/files/<uuid:check_id>/", file_checks.check_page, name="check_page"),
    path("file-checks/files/<uuid:check_id>/record/", file_checks.check_record, name="check_record"),
    path("board/", meetings.board_page, name="board_page"),
    path("board/members/", board.member_list, name="member_list"),
    path("board/members/add/", board.member_add, name="member_add"),
    path("board/members/<uuid:member_id>/", board.member_page, name="member_page"),
    path("board/members/<uuid:member_id>/change/", board.member_change, name="member_change"),
    path("board/members/<uuid:member_id>/seat/", board.seat_take, name="seat_take"),
    path("board/members/<uuid:member_id>/leave/", board.seat_end, name="seat_end"),
    path("board/members/<uuid:member_id>/chair/", board.chair_appoint, name="chair_appoint"),
    path("board/members/<uuid:member_id>/chair/end/", board.chair_end, name="chair_end"),
    path("board/meetings/", meetings.meeting_list, name="meeting_list"),
    path("board/meetings/plan/", meetings.board_plan, name="board_plan"),
    path("board/meetings/<uuid:meeting_id>/", meetings.board_meeting, name="board_meeting"),
    path(
        "board/meetings/<uuid:meeting_id>/meeting.ics", meetings.meeting_invitation, name="meeting_invitation"
    ),
    path("board/meetings/<uuid:meeting_id>/agenda.pdf", meetings.board_agenda_pdf, name="board_agenda_pdf"),
    path(
        "board/meetings/<uuid:meeting_id>/minutes.pdf", meetings.board_minutes_pdf, name="board_minutes_pdf"
    ),
    path(
        "board/meetings/<uuid:meeting_id>/change/", meetings.board_meeting_change, name="board_meeting_change"
    ),
    path("board/meetings/<uuid:meeting_id>/call-off/", meetings.board_call_off, name="board_call_off"),
    path("board/meetings/<uuid:meeting_id>/standing/", meetings.standing_put_on, name="standing_put_on"),
    path("board/meetings/<uuid:meeting_id>/role/", meetings.role_put_on, name="role_put_on"),
    path("board/meetings/<uuid:meeting_id>/add/", meetings.agenda_item_add, name="agenda_item_add"),
    path("board/meetings/<uuid:meeting_id>/came/", meetings.board_attendance, name="board_attendance"),
    path(
        "board/meetings/<uuid:meeting_id>/tell/<str:what>/", meetings.board_circulate, name="board_circulate"
    ),
    path("board/meetings/<uuid:meeting_id>/close/", meetings.board_close, name="board_close"),
    path("board/items/<uuid:item_id>/off/", meetings.agenda_item_take_off, name="agenda_item_take_off"),
    path("board/items/<uuid:item_id>/minute/", meetings.minute_write, name="minute_write"),
    path("board/items/<uuid:item_id>/to-do/", meetings.meeting_action_add, name="meeting_action_add"),
    path("board/items/<uuid:item_id>/recommend/", meetings.recommendation_add, name="recommendation_add"),
    path("board/to-do/<uuid:action_id>/", meetings.meeting_action_done, name="meeting_action_done"),
    path("board/recommendations/", meetings.recommendation_list, name="recommendation_list"),
    path("board/recommendations/<uuid:recommendation_id>/", meetings.trustee_answer, name="trustee_answer"),
    path("board/agenda/", meetings.raised_list, name="raised_list"),
    path("board/agenda/raise/", meetings.item_raise, name="item_raise"),
    path("board/agenda/<uuid:raised_id>/", meetings.raised_answer, name="raised_answer"),
    path("board/review/", meetings.text_list, name="text_list"),
    path("board/review/<str:kind>/<uuid:text_id>/", meetings.text_review, name="text_review"),
    path("account/own-data/", own_data.own_data, name="own_data"),
    path("account/own-data/own-data.json", own_data.own_data_json, name="own_data_json"),
    path("account/own-data/own-data.txt", own_data.own_data_text, name="own_data_text"),
]
