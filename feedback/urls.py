"""Addresses of what families say, and of what became of it."""

from django.urls import path

from feedback.views import commenting, comments, complaints

app_name = "feedback"
urlpatterns = [
    path("comments/", commenting.comment_send, name="comment_send"),
    path("comments/sent/", commenting.comment_sent, name="comment_sent"),
    path("feedback/", comments.comment_list, name="comment_list"),
    path("feedback/add/", comments.comment_add, name="comment_add"),
    path("feedback/<uuid:comment_id>/", comments.comment_page, name="comment_page"),
    path("feedback/<uuid:comment_id>/settle/", comments.comment_settle, name="comment_settle"),
    path("feedback/<uuid:comment_id>/take-on/", complaints.complaint_take_on, name="complaint_take_on"),
    path("feedback/<uuid:comment_id>/steps/<str:step>/", complaints.complaint_step, name="complaint_step"),
]
