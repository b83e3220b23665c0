"""Addresses of what families say, and of what became of it."""

from django.urls import path

from feedback.views import answering, results

app_name = "feedback"
urlpatterns = [
    path("q/sent/", answering.answer_sent, name="answer_sent"),
    path("q/<slug:code>/", answering.answer_start, name="answer_start"),
    path("q/<slug:code>/check/", answering.answer_check, name="answer_check"),
    path("q/<slug:code>/<int:number>/", answering.answer_question, name="answer_question"),
    path("feedback/questionnaires/", results.result_list, name="result_list"),
    path("feedback/questionnaires/<uuid:batch_id>/", results.result_page, name="result_page"),
]
