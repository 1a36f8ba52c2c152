package app

import (
	"relevo/app/analytics"
	"relevo/app/jobs"
	"relevo/app/notifications"
	"relevo/app/once"
	"relevo/app/privacy"
	"relevo/app/selfcare"
	"relevo/assessments"
	"relevo/certificates"
	"relevo/courses"
)

// listen says who hears what. An event reaches those above the noun that it
// happened in; what lies below is called directly.
func (a *App) listen() {
	a.jobs.Handle(assessments.EventSubmitted, jobs.Hear(a.assessments.HearSubmitted))
	a.jobs.Handle(assessments.EventTimeUp, jobs.Hear(a.assessments.HearTimeUp))
	a.jobs.Handle(assessments.EventRuled, jobs.Hear(a.assessments.HearRuled))
	a.jobs.Handle(assessments.EventRubricApplied, jobs.Hear(a.assessments.HearRubricApplied))
	a.jobs.Handle(assessments.EventScored, jobs.Hear(a.courses.HearScored))
	a.jobs.Handle(assessments.EventScored, jobs.Hear(a.assessments.HearScored))
	a.jobs.Handle(assessments.EventAnalysisDue, jobs.Hear(a.assessments.HearAnalysisDue))
	a.jobs.Handle(assessments.EventAnalyses, jobs.Hear(a.assessments.HearAnalyses))
	a.jobs.Handle(assessments.EventAnalysisDue, jobs.Hear(a.analytics.HearAnalysisDue))
	a.jobs.Handle(assessments.EventAnalyses, jobs.Hear(a.analytics.HearAnalyses))
	a.jobs.Handle(courses.CompletedEvent, jobs.Hear(a.certificates.HearCompleted))
	a.jobs.Handle(courses.CompletedEvent, jobs.Hear(a.courses.HearCompleted))
	a.jobs.Handle(courses.RefreshJob, jobs.Hear(a.courses.HearRefresh))
	a.jobs.Handle(courses.MeetingOverEvent, jobs.Hear(a.courses.HearMeetingOver))
	a.jobs.Handle(certificates.BatchEvent, jobs.Hear(a.certificates.HearBatch))
	a.jobs.GiveUp(certificates.BatchEvent, certificates.BatchTries, jobs.Told(a.certificates.HearBatchGivenUp))
	a.jobs.Handle(certificates.RemindJob, jobs.Hear(a.certificates.HearRemind))
	a.jobs.Handle(privacy.SweepJob, jobs.Hear(a.privacy.HearSweep))
	a.jobs.Handle(once.ForgetJob, jobs.Hear(a.once.HearForget))
	a.jobs.Handle(analytics.KeepJob, jobs.Hear(a.analytics.HearKeep))
	a.jobs.Handle(analytics.DecideJob, jobs.Hear(a.analytics.HearDecide))
	a.jobs.Handle(selfcare.PublishJob, jobs.Hear(a.selfcare.HearPublish))
	a.jobs.Handle(notifications.FindJob, jobs.Hear(a.courses.HearFind))
	a.jobs.Handle(notifications.FindJob, jobs.Hear(a.assessments.HearFind))
	a.jobs.Handle(notifications.FindJob, jobs.Hear(a.digest.HearWeek))
	a.certificates.Jobs = a.jobs
}
