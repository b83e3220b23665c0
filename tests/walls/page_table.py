"""Who gets what at every address, in one table. A URL without a row fails the wall; so does a row without a URL."""

from __future__ import annotations

COLUMNS = (
    "visitor",
    "board_member",
    "strategic_lead",
    "administrator",
    "volunteer",
    "colleague",
    "caseworker",
    "allocated_volunteer",
    "manager",
)
"""The caseworker and the allocated volunteer have the Khans' case; the volunteer and the colleague have not.

The lead is above the manager, and decides about the manager's own interests.
"""

ANOTHER_CASE_TOO = frozenset({"cases:records_link", "cases:records_tell_apart", "cases:link_undo"})
"""Addresses about two records, of which one stands on another case."""
ALIKE = {
    "covering": "caseworker",
    "in an emergency": "caseworker",
    "in conflict": "colleague",
    "volunteer in conflict": "volunteer",
    "administrator in conflict": "administrator",
    "account ended": "visitor",
}
"""Who else gets what whom gets: a colleague who covers the case or opened it in an emergency is like its worker; the
worker who has an interest in it is like a colleague whose it never was; whoever's account has ended is nobody.
In an emergency that one case opens, and no other of the same family.
A manager who has an interest in it opens no page of it at all (`rows_of_a_manager_in_conflict`).
"""

OPEN, SIGN_IN, REFUSED, NOT_THERE, SIGNED_OUT = "o", "s", "r", "n", "u"
"""Opens (or leads on to where it belongs); led to sign in; 403 with its reason; 404 as if it were not there;
401 for scripts."""

HEADING = 2
TABLE = """
                                        signed  board  lead  admini-  volun-  col-    | case-   volun- | man-
                                        out     member       strator  teer    league  | worker  teer   | ager

# what anyone may read
home                                    o       o      o     o        o       o       | o       o      | o
privacy                                 o       o      o     o        o       o       | o       o      | o
accessibility                           o       o      o     o        o       o       | o       o      | o
theme                                   o       o      o     o        o       o       | o       o      | o
health:alive                            o       o      o     o        o       o       | o       o      | o
health:ready                            o       o      o     o        o       o       | o       o      | o

# the public form by which families come themselves: anyone's; of what was begun, only a device that knows its code
cases:refer                             o       o      o     o        o       o       | o       o      | o
cases:refer_begin                       o       o      o     o        o       o       | o       o      | o
cases:refer_family_first                o       o      o     o        o       o       | o       o      | o
cases:refer_without_records             o       o      o     o        o       o       | o       o      | o
cases:refer_question                    o       o      o     o        o       o       | o       o      | o
cases:refer_check                       o       o      o     o        o       o       | o       o      | o
cases:refer_sent                        o       o      o     o        o       o       | o       o      | o
cases:refer_saved                       o       o      o     o        o       o       | o       o      | o
cases:refer_return                      o       o      o     o        o       o       | o       o      | o
cases:refer_leave                       o       o      o     o        o       o       | o       o      | o

# an anonymous questionnaire: anyone's who has its code, and it asks nobody who they are
feedback:answer_start                   o       o      o     o        o       o       | o       o      | o
feedback:answer_question                o       o      o     o        o       o       | o       o      | o
feedback:answer_check                   o       o      o     o        o       o       | o       o      | o
feedback:answer_sent                    o       o      o     o        o       o       | o       o      | o
feedback:answer_sheet                   o       o      o     o        o       o       | o       o      | o
# the public form for comments and complaints: anyone's
feedback:comment_send                   o       o      o     o        o       o       | o       o      | o
feedback:comment_sent                   o       o      o     o        o       o       | o       o      | o

# signing in and out: anyone's
account_login                           o       o      o     o        o       o       | o       o      | o
account_logout                          o       o      o     o        o       o       | o       o      | o
account_inactive                        o       o      o     o        o       o       | o       o      | o
account_reset_password                  o       o      o     o        o       o       | o       o      | o
account_reset_password_from_key_done    o       o      o     o        o       o       | o       o      | o
account_reset_password_from_key         o       o      o     o        o       o       | o       o      | o
account_reset_password_done             o       o      o     o        o       o       | o       o      | o
mfa_authenticate                        o       o      o     o        o       o       | o       o      | o
mfa_login_webauthn                      o       o      o     o        o       o       | o       o      | o

# one's own account and second step: everyone signed in (not there: what they have not set up)
accounts:start                          s       o      o     o        o       o       | o       o      | o
accounts:second_factor                  s       o      o     o        o       o       | o       o      | o
account_reauthenticate                  s       o      o     o        o       o       | o       o      | o
account_change_password                 s       o      o     o        o       o       | o       o      | o
mfa_index                               s       o      o     o        o       o       | o       o      | o
mfa_reauthenticate                      s       o      o     o        o       o       | o       o      | o
mfa_activate_totp                       s       o      o     o        o       o       | o       o      | o
mfa_deactivate_totp                     s       n      n     n        n       n       | n       n      | n
mfa_view_recovery_codes                 s       n      n     n        n       n       | n       n      | n
mfa_generate_recovery_codes             s       o      o     o        o       o       | o       o      | o
mfa_download_recovery_codes             s       n      n     n        n       n       | n       n      | n
mfa_list_webauthn                       s       o      o     o        o       o       | o       o      | o
mfa_add_webauthn                        s       o      o     o        o       o       | o       o      | o
mfa_reauthenticate_webauthn             s       o      o     o        o       o       | o       o      | o
mfa_remove_webauthn                     s       o      o     o        o       o       | o       o      | o
mfa_edit_webauthn                       s       o      o     o        o       o       | o       o      | o

# the library's other pages: nobody's
account_signup                          n       n      n     n        n       n       | n       n      | n
account_email                           n       n      n     n        n       n       | n       n      | n
account_email_verification_sent         n       n      n     n        n       n       | n       n      | n
account_set_password                    n       n      n     n        n       n       | n       n      | n
account_confirm_login_code              n       n      n     n        n       n       | n       n      | n
account_confirm_email                   n       n      n     n        n       n       | n       n      | n

# drafts: of forms about a case one works
drafts:draft_token                      u       o      o     o        o       o       | o       o      | o
drafts:draft_save                       u       n      n     n        n       n       | o       o      | o

# the case desk: whoever works cases; of other people's cases nothing is there
cases:today                             s       r      r     r        o       o       | o       o      | o
cases:own_task_add                      s       r      r     r        o       o       | o       o      | o
cases:task_finish                       s       r      r     r        n       n       | o       o      | o
cases:case_list                         s       r      r     r        o       o       | o       o      | o
cases:search                            s       r      r     r        o       o       | o       o      | o
cases:school_find                       u       o      o     o        o       o       | o       o      | o

# intake and the directory: caseworkers, the administrator and the manager
cases:intake                            s       r      r     o        r       o       | o       r      | o
cases:enquiry_take                      s       r      r     o        r       o       | o       r      | o
cases:enquiry_page                      s       r      r     o        r       o       | o       r      | o
cases:agency_list                       s       r      r     o        r       o       | o       r      | o
cases:agency_add                        s       r      r     o        r       o       | o       r      | o
cases:agency_change                     s       r      r     o        r       o       | o       r      | o

# requests from the public form: whoever opens cases; the form is closed by the manager
cases:referral_page                     s       r      r     r        n       o       | o       n      | o
cases:referral_take_up                  s       r      r     r        r       o       | o       r      | o
cases:referral_answer                   s       r      r     r        r       o       | o       r      | o
cases:referral_set_aside                s       r      r     r        r       o       | o       r      | o
cases:intake_pause                      s       r      r     r        r       r       | r       r      | o

# the register of places to meet: the administrator and the manager
cases:venue_list                        s       r      r     o        r       r       | r       r      | o
cases:venue_add                         s       r      r     o        r       r       | r       r      | o
cases:venue_change                      s       r      r     o        r       r       | r       r      | o
# law, guidance and independent sources: read by whoever advises, kept by the manager
cases:legal_list                        s       r      r     r        o       o       | o       o      | o
cases:legal_page                        s       r      r     r        o       o       | o       o      | o
cases:legal_find                        u       r      r     r        o       o       | o       o      | o
cases:legal_add                         s       r      r     r        r       r       | r       r      | o
cases:legal_change                      s       r      r     r        r       r       | r       r      | o
cases:source_list                       s       r      r     r        o       o       | o       o      | o
cases:source_add                        s       r      r     r        r       r       | r       r      | o
cases:source_change                     s       r      r     r        r       r       | r       r      | o
cases:source_retire                     s       r      r     r        r       r       | r       r      | o

# opening a case, and giving it to someone
cases:waiting_list                      s       r      r     r        r       r       | r       r      | o
cases:case_open                         s       r      r     r        r       o       | o       r      | o
cases:allocation_make                   s       r      r     r        r       r       | r       r      | o
cases:allocation_end                    s       r      r     r        r       r       | r       r      | o

# who looked at a family: the manager
cases:readings_page                     s       r      r     r        r       r       | r       r      | o

# somebody else's family on the phone, and what cannot wait: caseworkers; the manager sees every case as it is
cases:duty                              s       r      r     r        r       o       | o       r      | o
cases:duty_message                      s       r      r     r        r       o       | o       r      | o
cases:duty_emergency                    s       r      r     r        r       o       | o       r      | r
cases:emergency_end                     s       r      r     r        n       n       | o       o      | o
cases:emergency_list                    s       r      o     r        r       r       | r       r      | o
cases:emergency_page                    s       r      n     r        r       r       | r       r      | o

# who is away, and who looks after their cases: the manager
cases:cover_list                        s       r      r     r        r       r       | r       r      | o
cases:cover_add                         s       r      r     r        r       r       | r       r      | o
cases:cover_case                        s       r      r     r        r       r       | r       r      | o
cases:cover_end                         s       r      r     r        r       r       | r       r      | o

# one case and its people: whoever has it, and the manager; a correction is for whoever logged it
cases:case_page                         s       r      r     r        n       n       | o       o      | o
cases:intervention_page                 s       r      r     r        n       n       | o       o      | o
cases:intervention_correct              s       r      r     r        n       n       | o       r      | o
cases:options_record                    s       r      r     r        n       n       | o       o      | o
cases:option_choose                     s       r      r     r        n       n       | o       o      | o
cases:signpost_add                      s       r      r     r        n       n       | o       o      | o
cases:first_contact_record              s       r      r     r        n       n       | o       o      | o
cases:aim_record                        s       r      r     r        n       n       | o       o      | o
cases:matter_change                     s       r      r     r        n       n       | o       o      | o
cases:case_close                        s       r      r     r        n       n       | o       o      | o
cases:status_change                     s       r      r     r        n       n       | o       o      | o
cases:key_date_add                      s       r      r     r        n       n       | o       o      | o
cases:key_date_remove                   s       r      r     r        n       n       | o       o      | o
cases:task_add                          s       r      r     r        n       n       | o       o      | o
cases:people_page                       s       r      r     r        n       n       | o       o      | o
cases:person_add                        s       r      r     r        n       n       | o       o      | o
cases:person_change                     s       r      r     r        n       n       | o       o      | o
cases:person_remove                     s       r      r     r        n       n       | o       o      | o
cases:person_acknowledge                s       r      r     r        n       n       | o       o      | o
cases:meetings_page                     s       r      r     r        n       n       | o       o      | o
cases:meeting_plan                      s       r      r     r        n       n       | o       o      | o
cases:meeting_page                      s       r      r     r        n       n       | o       o      | o
cases:meeting_change                    s       r      r     r        n       n       | o       o      | o
cases:meeting_write_up                  s       r      r     r        n       n       | o       o      | o
cases:meeting_cancel                    s       r      r     r        n       n       | o       o      | o
cases:meeting_correct                   s       r      r     r        n       n       | r       r      | r
cases:documents_page                    s       r      r     r        n       n       | o       o      | o
cases:document_page                     s       r      r     r        n       n       | o       o      | o
cases:document_preview                  s       r      r     r        n       n       | o       o      | o
cases:document_download                 s       r      r     r        n       n       | o       o      | o
cases:document_remove                   s       r      r     r        n       n       | o       o      | o
cases:contact_add                       s       r      r     r        n       n       | o       o      | o
cases:contact_change                    s       r      r     r        n       n       | o       o      | o
cases:contact_remove                    s       r      r     r        n       n       | o       o      | o
cases:relationship_set                  s       r      r     r        n       n       | o       o      | o
cases:same_person                       s       r      r     r        n       n       | o       o      | o
cases:records_link                      s       r      r     r        n       n       | o       o      | o
cases:records_tell_apart                s       r      r     r        n       n       | o       o      | o
cases:link_undo                         s       r      r     r        n       n       | o       o      | o

# what a family permits, and what was said: those who have its case
consent:sharing_page                    s       r      r     r        n       n       | o       o      | o
consent:permission_add                  s       r      r     r        n       n       | o       o      | o
consent:capacity_add                    s       r      r     r        n       n       | r       r      | r
consent:signed_form_add                 s       r      r     r        n       n       | o       o      | o
consent:permission_end                  s       r      r     r        n       n       | o       o      | o
consent:disclosure_add                  s       r      r     r        n       n       | o       o      | o
consent:letter_write                    s       r      r     r        n       n       | o       o      | o
consent:letter_preview                  s       r      r     r        n       n       | o       o      | o
consent:letter_preview_pdf              s       r      r     r        n       n       | o       o      | o
consent:letter_page                     s       r      r     r        n       n       | o       o      | o
consent:letter_paper                    s       r      r     r        n       n       | o       o      | o
consent:letter_post                     s       r      r     r        n       n       | o       o      | o
consent:letter_again                    s       r      r     r        n       n       | o       o      | o
consent:letter_came                     s       r      r     r        n       n       | o       o      | o
consent:letter_stop                     s       r      r     r        n       n       | o       o      | o
consent:letter_to_post                  s       r      r     r        n       n       | o       o      | o
consent:permission_ask                  s       r      r     r        n       n       | o       o      | o
consent:approach_add                    s       r      r     r        n       n       | o       o      | o
consent:heard_pass_on                   s       r      r     r        n       n       | o       o      | o
consent:heard_withhold                  s       r      r     r        r       r       | r       r      | o

# shared without permission to keep someone safe: those who have its case; reviewed by the manager, who did not write it down
consent:safeguarding_page               s       r      r     r        n       n       | o       o      | o
consent:safeguarding_add                s       r      r     r        n       n       | o       o      | o
consent:safeguarding_complete           s       r      r     r        n       n       | o       o      | o
consent:safeguarding_review             s       r      r     r        r       r       | r       r      | o
consent:safeguarding_register           s       r      r     r        r       r       | r       r      | o

# what anonymous questionnaires brought: the manager's
feedback:result_list                    s       r      o     o        o       o       | o       o      | o
feedback:result_page                    s       r      o     o        o       o       | o       o      | o
feedback:results_over_time              s       r      o     o        o       o       | o       o      | o
feedback:words_to_read                  s       r      r     r        r       r       | r       r      | o
feedback:words_read                     s       r      r     r        r       r       | r       r      | o
feedback:figures_page                   s       o      o     r        r       r       | r       r      | o
feedback:figures_download               s       o      o     r        r       r       | r       r      | o
feedback:comment_figures                s       r      o     r        r       r       | r       r      | o
feedback:you_said                       o       o      o     o        o       o       | o       o      | o
feedback:item_list                      s       r      o     o        r       r       | r       r      | o
feedback:item_add                       s       r      o     o        r       r       | r       r      | o
feedback:item_add_from                  s       r      o     o        r       r       | r       r      | o
feedback:item_page                      s       r      o     o        r       r       | r       r      | o
feedback:item_step                      s       r      o     o        r       r       | r       r      | o
feedback:round_ask                      s       r      r     r        r       r       | r       r      | o
feedback:asked_list                     s       r      r     o        r       r       | r       r      | o
feedback:asked_paper                    s       r      r     o        r       r       | r       r      | o
feedback:contact_list                   s       r      r     r        r       r       | r       r      | o
feedback:contact_see_to                 s       r      r     r        r       r       | r       r      | o

# what questionnaires ask, in which words, and the board's criteria: worded by the manager, and the criteria seen by the board
feedback:wording_list                   s       r      r      r        r       r       | r       r      | o
feedback:wording_page                   s       r      r      r        r       r       | r       r      | o
feedback:question_edit                  s       r      r      r        r       r       | r       r      | o
feedback:wording_start                  s       r      r      r        r       r       | r       r      | o
feedback:wording_preview                s       r      r      r        r       r       | r       r      | o
feedback:wording_paper                  s       r      r      r        r       r       | r       r      | o
feedback:criteria_agree                 s       r      r      r        r       r       | r       r      | o
feedback:translation_list               s       r      r      r        r       r       | r       r      | o
feedback:translation_page               s       r      r      r        r       r       | r       r      | o
feedback:translation_download           s       r      r      r        r       r       | r       r      | o
feedback:translation_take_in            s       r      r      r        r       r       | r       r      | o
feedback:phrase_edit                    s       r      r      r        r       r       | r       r      | o
feedback:criteria_page                  s       o      o      r        r       r       | r       r      | o

# data breaches: reported by anyone of staff, decided about by the manager
consent:breach_report                   s       r      r     o        o       o       | o       o      | o
consent:breach_enter                    s       r      r     r        r       r       | r       r      | o
consent:breach_register                 s       r      r     r        r       r       | r       r      | o
consent:breach_page                     s       r      r     r        r       r       | r       r      | o
consent:breach_step                     s       r      r     r        r       r       | r       r      | o
consent:interpreter_book                s       r      r     r        n       n       | o       o      | o
consent:interpreter_know                s       r      r     r        n       n       | o       o      | o
consent:interpreter_cancel              s       r      r     r        n       n       | o       o      | o

# talks with the authority: caseworkers, the administrator and the manager; what waits is its writer's and the manager's
consent:liaison_list                    s       r      r     o        r       o       | o       r      | o
consent:liaison_add                     s       r      r     o        r       o       | o       r      | o
consent:liaison_page                    s       r      r     o        r       n       | n       r      | o
consent:liaison_correct                 s       r      r     r        r       n       | n       r      | r
consent:liaison_review                  s       r      r     r        r       r       | r       r      | o

# what the authority asks families: answered by anyone, prepared by the administrator, handed over by the manager
feedback:views_checker                  o       o      o     o        o       o       | o       o      | o
feedback:view_give                      o       o      o     o        o       o       | o       o      | o
feedback:view_receipt                   o       o      o     o        o       o       | o       o      | o
feedback:exercise_list                  s       r      r     o        r       o       | o       r      | o
feedback:exercise_prepare               s       r      r     o        r       r       | r       r      | o
feedback:exercise_edit                  s       r      r     o        r       r       | r       r      | o
feedback:exercise_page                  s       r      r     o        r       o       | o       r      | o
feedback:exercise_step                  s       r      r     r        r       r       | r       r      | o
feedback:view_list                      s       r      r     r        r       o       | o       r      | o
feedback:view_translate                 s       r      r     r        r       o       | o       r      | o
feedback:view_mark                      s       r      r     r        r       o       | o       r      | o
feedback:release_make                   s       r      r     r        r       r       | r       r      | o
feedback:release_download               s       r      r     r        r       r       | r       r      | o
feedback:view_take                      s       r      r     r        n       n       | o       o      | o
# what people say of the service: written down by anyone of staff; complaints are the manager's and the lead's
feedback:comment_add                    s       r      o     o        o       o       | o       o      | o
feedback:comment_list                   s       r      o     o        r       r       | r       r      | o
feedback:comment_page                   s       r      o     o        r       r       | r       r      | o
feedback:comment_settle                 s       r      o     o        r       r       | r       r      | o
feedback:complaint_take_on              s       r      o     r        r       r       | r       r      | o
feedback:complaint_step                 s       r      o     r        r       r       | r       r      | o

# supervision: everyone's own, and what is written of it for the two and the line manager; states are the manager's and the lead's
governance:supervision_list             s       r      o     r        o       o       | o       o      | o
governance:figures_page                 s       o      o     r        r       r       | r       r      | o
governance:group_list                   s       r      o     r        o       o       | o       o      | o
governance:group_add                    s       r      o     r        r       r       | r       r      | o
governance:worker_page                  s       r      o     r        n       n       | o       n      | o
governance:above_set                    s       r      o     r        r       r       | r       r      | o
governance:leave_add                    s       r      o     r        n       n       | n       n      | o
governance:leave_take_back              s       r      o     r        n       n       | n       n      | o
governance:session_book                 s       r      o     r        n       n       | o       n      | o
governance:session_page                 s       r      n     r        n       n       | o       n      | o
governance:session_invitation           s       r      n     r        n       n       | o       n      | o
governance:action_done                  s       r      n     r        n       n       | o       n      | o
governance:session_step                 s       r      n     r        n       n       | o       n      | o

# training: one's own for whoever works cases; the register, and who wants to volunteer, are the manager's
governance:training_own                 s       r      r     r        o       o       | o       o      | o
governance:certificate_download         s       r      r     r        n       n       | n       o      | o
governance:training_list                s       r      r     r        r       r       | r       r      | o
governance:training_mix                 s       r      r     r        r       r       | r       r      | o
governance:training_upload              s       r      r     r        r       r       | r       r      | o
governance:above_list                   s       r      r     r        r       r       | r       r      | o
governance:above_see                    s       r      r     r        r       r       | r       r      | o
governance:training_of                  s       r      r     r        r       r       | r       r      | o
governance:training_record              s       r      r     r        r       r       | r       r      | o
governance:training_take_back           s       r      r     r        r       r       | r       r      | o
governance:joiner_list                  s       r      r     r        r       r       | r       r      | o
governance:drive_add                    s       r      r     r        r       r       | r       r      | o
governance:drive_page                   s       r      r     r        r       r       | r       r      | o
governance:drive_close                  s       r      r     r        r       r       | r       r      | o
governance:applicant_add                s       r      r     r        r       r       | r       r      | o
governance:applicant_page               s       r      r     r        r       r       | r       r      | o
governance:applicant_step               s       r      r     r        r       r       | r       r      | o
governance:applicant_check              s       r      r     r        r       r       | r       r      | o
governance:applicant_join               s       r      r     r        r       r       | r       r      | o
governance:joiner_page                  s       r      r     r        r       r       | r       r      | o
governance:joiner_ready                 s       r      r     r        r       r       | r       r      | o
governance:joiner_leave                 s       r      r     r        r       r       | r       r      | o
governance:joiner_done                  s       r      r     r        r       r       | r       r      | o
governance:joiner_again                 s       r      r     r        r       r       | r       r      | o

# sessions that the service gives: the manager's and the administrator's
governance:given_list                   s       r      r     o        r       r       | r       r      | o
governance:given_add                    s       r      r     o        r       r       | r       r      | o
governance:given_page                   s       r      r     o        r       r       | r       r      | o
governance:given_attendance             s       r      r     o        r       r       | r       r      | o
governance:given_feedback               s       r      r     o        r       r       | r       r      | o

# the board: its members' own pages, kept by the administrator and the manager, who alone lets texts in
governance:board_page                   s       o      r     o        r       r       | r       r      | o
governance:member_list                  s       o      r     o        r       r       | r       r      | o
governance:member_add                   s       r      r     o        r       r       | r       r      | o
governance:member_page                  s       r      r     o        r       r       | r       r      | o
governance:member_change                s       r      r     o        r       r       | r       r      | o
governance:seat_take                    s       r      r     o        r       r       | r       r      | o
governance:seat_end                     s       r      r     o        r       r       | r       r      | o
governance:chair_appoint                s       r      r     o        r       r       | r       r      | o
governance:chair_end                    s       r      r     o        r       r       | r       r      | o
governance:meeting_list                 s       o      r     o        r       r       | r       r      | o
governance:board_plan                   s       r      r     o        r       r       | r       r      | o
governance:board_meeting                s       o      r     o        r       r       | r       r      | o
governance:meeting_invitation           s       o      r     o        r       r       | r       r      | o
governance:board_agenda_pdf             s       o      r     o        r       r       | r       r      | o
governance:board_minutes_pdf            s       n      r     n        r       r       | r       r      | n
governance:board_meeting_change         s       r      r     o        r       r       | r       r      | o
governance:board_call_off               s       r      r     o        r       r       | r       r      | o
governance:standing_put_on              s       r      r     o        r       r       | r       r      | o
governance:role_put_on                  s       r      r     o        r       r       | r       r      | o
governance:agenda_item_add              s       r      r     o        r       r       | r       r      | o
governance:board_attendance             s       r      r     o        r       r       | r       r      | o
governance:board_circulate              s       r      r     o        r       r       | r       r      | o
governance:board_close                  s       r      r     o        r       r       | r       r      | o
governance:agenda_item_take_off         s       r      r     o        r       r       | r       r      | o
governance:minute_write                 s       r      r     o        r       r       | r       r      | o
governance:meeting_action_add           s       r      r     o        r       r       | r       r      | o
governance:recommendation_add           s       r      r     o        r       r       | r       r      | o
governance:meeting_action_done          s       r      r     o        r       r       | r       r      | o
governance:recommendation_list          s       o      r     o        r       r       | r       r      | o
governance:trustee_answer               s       r      r     o        r       r       | r       r      | o
governance:raised_list                  s       o      r     o        r       r       | r       r      | o
governance:item_raise                   s       o      r     o        r       r       | r       r      | o
governance:raised_answer                s       r      r     o        r       r       | r       r      | o
governance:text_list                    s       r      r     r        r       r       | r       r      | o
governance:text_review                  s       r      r     r        r       r       | r       r      | o

# letters and mail: whoever posts them
outbox:letter_list                      s       r      r     o        r       r       | r       r      | o
outbox:letter_pdf                       s       r      r     o        r       r       | r       r      | o
outbox:letter_post                      s       r      r     o        r       r       | r       r      | o
outbox:letter_cancel                    s       r      r     o        r       r       | r       r      | o
outbox:mail_list                        s       r      r     o        r       r       | r       r      | o
outbox:mail_retry                       s       r      r     o        r       r       | r       r      | o
outbox:mail_arrived                     s       r      r     o        r       r       | r       r      | o
outbox:mail_cancel                      s       r      r     o        r       r       | r       r      | o

# interests: everyone's own; conflicts: the manager's to decide, and the manager's own the lead's
# checks of case files: the manager's, and whose work it is reads what was found
governance:sample_list                  s       r      r     r        r       r       | r       r      | o
governance:sample_draw                  s       r      r     r        r       r       | r       r      | o
governance:sample_page                  s       r      r     r        r       r       | r       r      | o
governance:theme_list                   s       r      r     r        r       r       | r       r      | o
governance:own_checks                   s       r      r     r        o       o       | o       o      | o
governance:check_page                   s       r      r     r        n       n       | o       n      | o
governance:check_record                 s       r      r     r        r       r       | r       r      | o
governance:own_data                     s       o      o     o        o       o       | o       o      | o
governance:own_data_json                s       o      o     o        o       o       | o       o      | o
governance:own_data_text                s       o      o     o        o       o       | o       o      | o
cases:policy_read                       s       o      o     o        o       o       | o       o      | o
cases:policy_version                    s       o      o     o        o       o       | o       o      | o
cases:policy_keep                       s       r      r     r        r       r       | r       r      | o
cases:policy_waive                      s       r      r     r        r       r       | r       r      | o

# the policy clause by clause: anyone's once it is adopted; a draft is worded by the manager, and seen by those who agree it
governance:policy_page                  o       o      o     o        o       o       | o       o      | o
governance:policy_paper                 o       o      o     o        o       o       | o       o      | o
governance:policy_changes               o       o      o     o        o       o       | o       o      | o
governance:board_policy                 s       o      o     o        r       r       | r       r      | o
governance:review_page                  s       r      r     r        r       r       | r       r      | o
governance:review_record                s       r      r     r        r       r       | r       r      | o
governance:amendment_agree              s       r      r     r        r       r       | r       r      | o
governance:draft_page                   s       r      r     r        r       r       | r       r      | o
governance:draft_begin                  s       r      r     r        r       r       | r       r      | o
governance:draft_adopt                  s       r      r     r        r       r       | r       r      | o
governance:clause_add                   s       r      r     r        r       r       | r       r      | o
governance:clause_word                  s       r      r     r        r       r       | r       r      | o
governance:clause_leave_out             s       r      r     r        r       r       | r       r      | o
cases:interest_list                     s       o      o     o        o       o       | o       o      | o
cases:interest_add                      s       o      o     o        o       o       | o       o      | o
cases:interest_end                      s       n      n     n        n       n       | o       n      | n
cases:conflict_list                     s       r      o     r        r       r       | r       r      | o
cases:conflict_page                     s       r      n     r        r       r       | r       r      | o
cases:kept_page                         s       r      n     r        r       r       | r       r      | o
cases:conflict_enough                   s       r      n     r        r       r       | r       r      | o
cases:conflict_allocate                 s       r      n     r        r       r       | r       r      | r
cases:conflict_hand_over                s       r      n     r        r       r       | r       r      | r
cases:conflict_judge                    s       r      r     r        r       r       | r       r      | o
cases:case_hand_over                    s       r      r     r        r       r       | r       r      | o
cases:languages_say                     s       r      r     r        o       o       | o       o      | o
cases:declaration_list                  s       r      r     r        r       r       | r       r      | o
cases:declaration_waive                 s       r      r     r        r       r       | r       r      | o
cases:person_readings                   s       r      r     r        r       r       | r       r      | o
cases:worker_readings                   s       r      r     r        r       r       | r       r      | o

# unusual reading: the manager, and the administrator of what a manager read; the finding is a caseworker's
cases:unusual_list                      s       r      r     o        r       r       | r       r      | o
cases:unusual_page                      s       r      r     n        r       r       | r       r      | o

# accounts: proposed by the manager, confirmed by a second person
accounts:settings                       s       o      o     o        o       o       | o       o      | o
accounts:roles                          s       o      o     o        o       o       | o       o      | o
accounts:account_list                   s       r      r     o        r       r       | r       r      | o
accounts:account_propose                s       r      r     r        r       r       | r       r      | o
accounts:account_page                   s       r      r     o        r       r       | r       r      | o
accounts:account_deactivate             s       r      r     r        r       r       | r       r      | o
accounts:role_propose                   s       r      r     r        r       r       | r       r      | o
accounts:reactivation_propose           s       r      r     r        r       r       | r       r      | o
accounts:second_factor_reset_propose    s       r      r     r        r       r       | r       r      | o
accounts:clearance_list                 s       r      r     r        r       r       | r       r      | o
accounts:clearance_give                 s       r      r     r        r       r       | r       r      | o
accounts:clearance_withdraw             s       r      r     r        r       r       | r       r      | o
accounts:proposal_page                  s       r      r     o        r       r       | r       r      | o
accounts:proposal_confirm               s       r      r     o        r       r       | r       r      | r
accounts:proposal_decline               s       r      r     o        r       r       | r       r      | o
"""


def rows() -> dict[str, str]:
    """The table by URL name: a letter for each column."""
    lines = [line for line in TABLE.strip("\n").splitlines()[HEADING:] if line and not line.startswith("#")]
    return {name: "".join(letters).replace("|", "") for name, *letters in map(str.split, lines)}


ONE_MESSAGE = frozenset(
    {
        "outbox:letter_pdf",
        "outbox:letter_post",
        "outbox:letter_cancel",
        "outbox:mail_retry",
        "outbox:mail_arrived",
        "outbox:mail_cancel",
    }
)
"""Addresses of one letter or email, here to the family of the case."""
ABOUT_THE_CASE = ONE_MESSAGE | frozenset(
    {
        "governance:check_page",
        "governance:check_record",
        "cases:conflict_enough",
        "cases:conflict_page",
        "cases:kept_page",
        "cases:emergency_page",
        "cases:unusual_page",
        "cases:person_readings",
        "consent:breach_page",
        "consent:breach_step",
        "feedback:complaint_step",
    }
)
"""Addresses that do not name the case, and are about it all the same."""
NAMES_THE_SCHOOL = frozenset(
    {"cases:referral_answer", "cases:referral_page", "cases:referral_set_aside", "cases:referral_take_up"}
)
"""A request from the public form that names the school of which the worker in conflict is governor: not theirs either."""

WHILE_OPEN = frozenset(
    {
        "feedback:view_take",
        "cases:aim_record",
        "cases:allocation_make",
        "cases:document_remove",
        "cases:key_date_add",
        "cases:matter_change",
        "cases:meeting_change",
        "cases:meeting_plan",
        "cases:meeting_write_up",
        "cases:option_choose",
        "cases:person_acknowledge",
        "cases:person_add",
        "cases:person_change",
        "cases:person_remove",
        "cases:signpost_add",
        "cases:task_add",
        "consent:approach_add",
        "consent:interpreter_book",
        "consent:letter_preview",
        "consent:letter_preview_pdf",
        "consent:letter_write",
        "consent:permission_add",
        "consent:permission_ask",
        "consent:signed_form_add",
    }
)
"""What is done on a case only until it is closed: refused from then on to whoever had it, with the reason."""


def rows_of_a_closed_case(column: str) -> dict[str, str]:
    """What somebody gets of a case that is closed: what they had, but what is done only while it is open is refused."""
    at = COLUMNS.index(column)
    return {
        name: REFUSED if name in WHILE_OPEN and letters[at] == OPEN else letters[at]
        for name, letters in rows().items()
    }


def rows_of_a_manager_in_conflict(addresses_of_the_case: set[str]) -> dict[str, str]:
    """What a manager gets who has an interest in the case: as a manager, but of the case and what is in it nothing."""
    colleague, manager = COLUMNS.index("colleague"), COLUMNS.index("manager")
    of_no_case = {name for name in rows() if name.startswith(("consent:liaison", "governance:", "mfa_"))}
    hidden = {name for name, letters in rows().items() if letters[colleague] == NOT_THERE} - of_no_case
    hidden |= addresses_of_the_case | ABOUT_THE_CASE | NAMES_THE_SCHOOL
    return {name: NOT_THERE if name in hidden else letters[manager] for name, letters in rows().items()}
