"""What each event changes, as the other verifier has it (“What the pages show”)."""

# NAME is set, NAME=FIELD set to that field, NAME:JSON set to that, NAME~PART set to a sealed part, NAME?PART the same
# but goes where there is none, NAME- goes, NAME+ is 1 more, NAME|FIELD set if it is null, NAME@JSON set to that if it
# isn't there, NAME^FIELD set to that field or goes where the event has none, NAME!FIELD set to a weight or answer,
# NAME*FIELDS set to an object of these, NAME#PART set to a comment or statement; MAP[FIELD] is an entry.
CHANGES = {topic: line.split()[1:] for line in """
measurement.measurement-started collaboration instrument instrument_version instrument_sha256 mode practice attendance \
started_at=at place~place note~note status:"open" weights:{} answers:{} reasons:{} comments:{} figures:null \
scoring_version:null closed_at:null first_closed_at:null status_reason:null
measurement.attendance-noted attendance
measurement.mode-switched mode
measurement.answers-revealed tallies@{} tallies[question]=tally
measurement.dissent-noted,measurement.dissent-reworded dissents@{} dissents[question]#text
measurement.dissent-withdrawn dissents@{} dissents[question]-
measurement.value-weighed,measurement.weighting-revised weights[ambition]!weight reasons[ambition]?reason
measurement.question-answered,measurement.answer-revised answers[question]!answer reasons[question]?reason \
adopted@{} adopted[question]-
measurement.answer-withdrawn answers[question]- reasons[question]- adopted@{} adopted[question]-
measurement.answer-adopted answers[question]!answer adopted@{} adopted[question]=at
measurement.comment-noted,measurement.comment-reworded comments[question]#text
measurement.comment-withdrawn comments[question]-
measurement.own-question-added own_questions@{} own_answers@{} own_added@0 own_added+ own_questions[question]#statement
measurement.own-question-reworded own_questions[question]#statement
measurement.own-question-removed own_questions[question]-
measurement.own-question-answered,measurement.own-answer-revised own_answers[question]!answer
measurement.own-answer-withdrawn own_answers[question]-
measurement.measurement-paused status:"paused"
measurement.measurement-resumed status:"open"
measurement.measurement-closed status:"closed" figures scoring_version closed_at=at \
first_closed_at|at status_reason:null spreads^spreads
measurement.measurement-not-completed status:"not_completed" closed_at=at status_reason:null spreads
measurement.measurement-reopened status:"open" figures:null closed_at:null status_reason~reason spreads-
measurement.measurement-voided status:"voided" status_reason~reason
measurement.measurement-marked-as-practice practice:true
measurement.practice-mark-lifted practice:false
campaign.campaign-planned name plan in_force_since=at on_behalf_of=by standing:"running" standing_reason:null \
opened:{} skipped:{} skip_reasons:{} parts:{} closes:{} outcomes:{}
campaign.campaign-renamed name
campaign.plan-revised plan in_force_since=at on_behalf_of=by
campaign.round-skipped skipped[round]=cause skip_reasons[round]?reason
campaign.skip-lifted skipped[round]- skip_reasons[round]-
campaign.round-opened opened[round]*at,due_at
campaign.measurement-opened parts[measurement]*collaboration,round closes[measurement]=closes_at
campaign.closing-postponed closes[measurement]=closes_at
campaign.measurement-ended outcomes[measurement]=outcome
campaign.campaign-paused standing:"paused" standing_reason~reason
campaign.campaign-resumed standing:"running" standing_reason:null
campaign.campaign-cancelled standing:"cancelled" standing_reason~reason
invitation.person-invited id=invitation campaign round collaboration measurement person side invited_at=at by asked:1 \
sent:0 sent_at:null link:1 returned_at:null permanent:null code:null revoked_at:null cause:null reason:null
invitation.letter-sent sent=number sent_at=at returned_at:null permanent:null code:null
invitation.letter-returned returned_at=at permanent code
invitation.letter-repeated by asked+
invitation.invitation-revoked revoked_at=at cause reason~reason
invitation.person-invited-again revoked_at:null cause:null reason:null side by asked+ link+
collaboration.collaboration-formed name theme purpose~purpose target_group~target_group partners:{} participants:{}
collaboration.collaboration-renamed name
collaboration.purpose-reworded theme purpose~purpose target_group~target_group
collaboration.partner-joined partners[partner]*name,sector
collaboration.partner-left partners[partner]-
collaboration.participant-joined participants[participant]=partner
collaboration.participant-left participants[participant]-
action-plan.action-suggested id=action collaboration measurement question text~text revision:1 status:"suggested" \
cell:null phase:null agreed_in:null owner:null due:null drop_reason:null
action-plan.action-reworded text~text revision+
action-plan.suggestion-withdrawn
action-plan.action-placed cell phase
action-plan.action-agreed status:"agreed" agreed_in=measurement owner due
action-plan.agreement-revised owner due
action-plan.agreement-withdrawn status:"suggested" agreed_in:null owner:null due:null
action-plan.action-started status:"started"
action-plan.action-done status:"done"
action-plan.action-dropped status:"dropped" drop_reason~reason
action-plan.action-taken-up status:"started" drop_reason:null
action-plan.action-judged verdicts@{} verdict_words@{} judgings@0 judgings+ verdicts[measurement]=verdict \
verdict_words[measurement]?words
action-plan.verdict-revised verdicts[measurement]=verdict verdict_words[measurement]?words judgings+
action-plan.verdict-withdrawn verdicts[measurement]- verdict_words[measurement]- judgings+
erasure.erasure-requested what reason~reason requested_by=by requested_at=at status:"waiting" confirmed_by:null \
ended_at:null
erasure.erasure-confirmed status:"confirmed" confirmed_by=by
erasure.erasure-withdrawn status:"withdrawn" ended_at=at
erasure.erasure-carried-out status:"carried_out" ended_at=at
audit-access.audit-access-granted auditor until purpose~purpose granted_at=at granted_by=by name:null email:null \
accepted_at:null ended_at:null ended_by:null reason:null
audit-access.auditor-invited name~name email~email
audit-access.audit-access-accepted accepted_at=at
audit-access.audit-access-ended ended_at=at ended_by=by reason~reason
workspace.member-invited subject_id=member role standing:"invited" email~email name~name invited_at=at
workspace.member-joined standing:"joined"
workspace.member-left,workspace.invitation-withdrawn standing:"gone"
workspace.role-granted role
""".strip().splitlines() for topic in line.split()[0].split(",")}  # fmt: skip
FIRST = ("measurement.measurement-started", "collaboration.collaboration-formed", "action-plan.action-suggested",
         "workspace.member-invited", "erasure.erasure-requested", "audit-access.audit-access-granted",
         "campaign.campaign-planned", "invitation.person-invited")  # fmt: skip
KEYS = {"accesses": ["auditor_id"], "actions": ["action_id"], "belonging": ["subject_id", "collaboration_id"],
        "campaigns": ["campaign_id"], "collaborations": ["collaboration_id"],
        "contributed_actions": ["action_id"], "contributed_collaborations": ["collaboration_id"],
        "contributed_measurements": ["measurement_id"], "contributors": ["workspace_id"], "erasures": ["erasure_id"],
        "invitations": ["invitation_id"], "measurements": ["measurement_id"],
        "people": ["subject_id"]}  # fmt: skip
