"""Addresses of what families say, and of what became of it."""

from django.urls import path, re_path

from feedback.views import (
    answering,
    commenting,
    comments,
    complaints,
    contacts,
    exercises,
    figures,
    giving,
    papers,
    results,
    taking,
    words_read,
    you_said,
)

app_name = "feedback"
CODE, LANGUAGE = "(?P<code>[-a-zA-Z0-9_]+)", "(?:(?P<language>ur|gu|pl|so|pa)/)?"
"""English needs no language in the address, which is short enough for a letter."""

urlpatterns = [
    re_path(rf"^q/sent/{LANGUAGE}$", answering.answer_sent, name="answer_sent"),
    re_path(rf"^q/{CODE}/{LANGUAGE}$", answering.answer_start, name="answer_start"),
    path("q/<slug:code>/sheet/", answering.answer_sheet, name="answer_sheet"),
    re_path(rf"^q/{CODE}/{LANGUAGE}check/$", answering.answer_check, name="answer_check"),
    re_path(
        rf"^q/{CODE}/{LANGUAGE}(?P<number>[0-9]{{1,3}})/$", answering.answer_question, name="answer_question"
    ),
    path("feedback/questionnaires/", results.result_list, name="result_list"),
    path("feedback/questionnaires/paper/", papers.asked_list, name="asked_list"),
    path(
        "feedback/questionnaires/paper/<uuid:batch_id>/<str:paper_in>/",
        papers.asked_paper,
        name="asked_paper",
    ),
    path("feedback/questionnaires/known/", contacts.contact_list, name="contact_list"),
    path("feedback/questionnaires/known/<uuid:request_id>/", contacts.contact_see_to, name="contact_see_to"),
    path("feedback/questionnaires/<uuid:batch_id>/", results.result_page, name="result_page"),
    path("feedback/questionnaires/over-time/", results.results_over_time, name="results_over_time"),
    path("feedback/questionnaires/<uuid:batch_id>/words/", words_read.words_to_read, name="words_to_read"),
    path("feedback/words/<uuid:answer_id>/", words_read.words_read, name="words_read"),
    path("feedback/figures/", figures.figures_page, name="figures_page"),
    path("feedback/figures/download/", figures.figures_download, name="figures_download"),
    path("feedback/figures/comments/", figures.comment_figures_page, name="comment_figures"),
    path("you-said/", you_said.you_said, name="you_said"),
    path("feedback/you-said/", you_said.item_list, name="item_list"),
    path("feedback/you-said/add/", you_said.item_add, name="item_add"),
    path("feedback/you-said/add/<str:came_from>/<uuid:key>/", you_said.item_add_from, name="item_add_from"),
    path("feedback/you-said/<uuid:item_id>/", you_said.item_page, name="item_page"),
    path("feedback/you-said/<uuid:item_id>/<str:step>/", you_said.item_step, name="item_step"),
    path("views/check_views.py", giving.views_checker, name="views_checker"),
    path("views/<slug:slug>/", giving.view_give, name="view_give"),
    path("views/<slug:slug>/receipt/", giving.view_receipt, name="view_receipt"),
    path("feedback/views/", exercises.exercise_list, name="exercise_list"),
    path("feedback/views/add/", exercises.exercise_prepare, name="exercise_prepare"),
    path("feedback/views/<slug:slug>/", exercises.exercise_page, name="exercise_page"),
    path("feedback/views/<slug:slug>/read/", exercises.view_list, name="view_list"),
    path(
        "feedback/views/<slug:slug>/read/<uuid:view_id>/translate/",
        exercises.view_translate,
        name="view_translate",
    ),
    path("feedback/views/<slug:slug>/read/<uuid:view_id>/mark/", exercises.view_mark, name="view_mark"),
    path("feedback/views/<slug:slug>/hand-over/", exercises.release_make, name="release_make"),
    path(
        "feedback/views/<slug:slug>/releases/<int:number>/",
        exercises.release_download,
        name="release_download",
    ),
    path("feedback/views/<slug:slug>/edit/", exercises.exercise_edit, name="exercise_edit"),
    path("feedback/views/<slug:slug>/<str:step>/", exercises.exercise_step, name="exercise_step"),
    path("cases/<str:reference>/views/take/", taking.view_take, name="view_take"),
    path("comments/", commenting.comment_send, name="comment_send"),
    path("comments/sent/", commenting.comment_sent, name="comment_sent"),
    path("feedback/", comments.comment_list, name="comment_list"),
    path("feedback/add/", comments.comment_add, name="comment_add"),
    path("feedback/<uuid:comment_id>/", comments.comment_page, name="comment_page"),
    path("feedback/<uuid:comment_id>/settle/", comments.comment_settle, name="comment_settle"),
    path("feedback/<uuid:comment_id>/take-on/", complaints.complaint_take_on, name="complaint_take_on"),
    path("feedback/<uuid:comment_id>/steps/<str:step>/", complaints.complaint_step, name="complaint_step"),
]
