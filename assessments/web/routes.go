package web

import (
	"relevo/app/access"
	"relevo/app/web"
)

// Routes are the addresses of this slice. A path with a fixed word stands before
// the one that takes anything in its place.
func (h *Handlers) Routes() []web.Route {
	authors, readers := web.Can(access.AuthorItems), web.Can(access.AuthorItems, access.RunOfferings)
	runners, raters, learners := web.Can(access.RunOfferings), web.Can(access.ScoreResponses), web.Can(access.Learn)
	markers := web.Can(access.ScoreResponses, access.AuthorItems)
	askers := web.Can(access.AuthorItems, access.ScoreResponses, access.Learn)
	anyStaff := web.Can(access.AuthorItems, access.RunOfferings, access.ScoreResponses, access.ViewFigures)
	return []web.Route{
		{Method: "GET", Path: "/competencies", Handle: h.Competencies, Allow: anyStaff, Name: "competencies"},
		{Method: "GET", Path: "/competencies/new", Handle: h.NewCompetency, Allow: authors, Name: "competencies.new"},
		{Method: "POST", Path: "/competencies", Handle: h.CreateCompetency, Allow: authors, Name: "competencies.create"},
		{Method: "GET", Path: "/items", Handle: h.Items, Allow: authors, Name: "items"},
		{Method: "GET", Path: "/items/new", Handle: h.NewItem, Allow: authors, Name: "items.new"},
		{Method: "POST", Path: "/items", Handle: h.CreateItem, Allow: authors, Name: "items.create"},
		{Method: "GET", Path: "/items/import", Handle: h.ImportForm, Allow: authors, Name: "items.import"},
		{Method: "POST", Path: "/items/import", Handle: h.Import, Allow: authors, Name: "items.import.do"},
		{Method: "GET", Path: "/items/imports/:import", Handle: h.Imported, Allow: authors, Name: "items.imported"},
		{Method: "GET", Path: "/items/template/:kind", Handle: h.Template, Allow: authors, Name: "items.template"},
		{Method: "GET", Path: "/items/export/:format", Handle: h.Export, Allow: authors, Name: "items.export"},
		{Method: "GET", Path: "/items/:item", Handle: h.Item, Allow: authors, Name: "item"},
		{Method: "GET", Path: "/items/:item/edit", Handle: h.EditItem, Allow: authors, Name: "item.edit"},
		{Method: "POST", Path: "/items/:item", Handle: h.UpdateItem, Allow: authors, Name: "item.update"},
		{Method: "POST", Path: "/items/:item/archive", Handle: h.ArchiveItem, Allow: authors, Name: "item.archive"},
		{Method: "GET", Path: "/pictures/:version/:picture", Handle: h.Picture, Allow: askers, Name: "picture"},
		{Method: "GET", Path: "/rubrics", Handle: h.Rubrics, Allow: authors, Name: "rubrics"},
		{Method: "GET", Path: "/rubrics/new", Handle: h.NewRubric, Allow: authors, Name: "rubrics.new"},
		{Method: "POST", Path: "/rubrics", Handle: h.CreateRubric, Allow: authors, Name: "rubrics.create"},
		{Method: "GET", Path: "/rubrics/:rubric", Handle: h.Rubric, Allow: authors, Name: "rubric"},
		{Method: "POST", Path: "/rubrics/:rubric/apply", Handle: h.ApplyRubric, Allow: authors, Name: "rubric.apply"},
		{Method: "GET", Path: "/assessments", Handle: h.AssessmentList, Allow: readers, Name: "assessments"},
		{Method: "GET", Path: "/assessments/new", Handle: h.NewAssessment, Allow: authors, Name: "assessments.new"},
		{Method: "POST", Path: "/assessments", Handle: h.CreateAssessment, Allow: authors, Name: "assessments.create"},
		{Method: "GET", Path: "/assessments/:assessment", Handle: h.Assessment, Allow: readers, Name: "assessment"},
		{Method: "POST", Path: "/assessments/:assessment", Handle: h.UpdateAssessment, Allow: authors, Name: "assessment.update"},
		{Method: "GET", Path: "/assessments/:assessment/analysis", Handle: h.Analysis, Allow: web.Can(access.AuthorItems, access.ViewFigures), Name: "assessment.analysis"},
		{Method: "GET", Path: "/assessments/:assessment/analysis/:format", Handle: h.AnalysisFile, Allow: web.Can(access.AuthorItems, access.ViewFigures), Name: "assessment.analysis.file"},
		{Method: "POST", Path: "/assessments/:assessment/forms/:label", Handle: h.SetForm, Allow: authors, Name: "assessment.form"},
		{Method: "POST", Path: "/assessments/:assessment/third-form", Handle: h.AddForm, Allow: authors, Name: "assessment.third_form"},
		{Method: "POST", Path: "/assessments/:assessment/third-form/drop", Handle: h.DropForm, Allow: authors, Name: "assessment.third_form.drop"},
		{Method: "GET", Path: "/administrations/:administration/attempts/:attempt", Handle: h.Sitting, Allow: runners, Name: "sitting"},
		{Method: "POST", Path: "/administrations/:administration/attempts/:attempt/time", Handle: h.GiveTime, Allow: runners, Name: "sitting.time"},
		{Method: "POST", Path: "/administrations/:administration/attempts/:attempt/late", Handle: h.AdmitLate, Allow: runners, Name: "sitting.late"},
		{Method: "POST", Path: "/administrations/:administration/attempts/:attempt/aside", Handle: h.DecideAside, Allow: runners, Name: "sitting.aside"},
		{Method: "POST", Path: "/administrations/:administration/attempts/:attempt/withdraw", Handle: h.Withdraw, Allow: runners, Name: "sitting.withdraw"},
		{Method: "POST", Path: "/administrations/:administration/attempts/:attempt/observe/:version", Handle: h.Observe, Allow: raters, Name: "sitting.observe"},
		{Method: "GET", Path: "/administrations/:administration", Handle: h.Administration, Allow: runners, Name: "administration"},
		{Method: "POST", Path: "/administrations/:administration/close-leavers", Handle: h.CloseLeavers, Allow: runners, Name: "administration.close"},
		{Method: "GET", Path: "/scoring", Handle: h.Scoring, Allow: raters, Name: "scoring"},
		{Method: "POST", Path: "/scoring/next", Handle: h.NextTask, Allow: raters, Name: "scoring.next"},
		{Method: "POST", Path: "/scoring/undo", Handle: h.UndoRating, Allow: raters, Name: "scoring.undo"},
		{Method: "GET", Path: "/scoring/agreement", Handle: h.Agreement, Allow: markers, Name: "scoring.agreement"},
		{Method: "GET", Path: "/scoring/agreement/input", Handle: h.AgreementInput, Allow: markers, Name: "scoring.agreement.input"},
		{Method: "GET", Path: "/scoring/trails/:version", Handle: h.Trails, Allow: authors, Name: "scoring.trails"},
		{Method: "GET", Path: "/scoring/answers", Handle: h.ShortAnswerQueue, Allow: raters, Name: "scoring.answers"},
		{Method: "GET", Path: "/scoring/answers/:version", Handle: h.ShortAnswers, Allow: raters, Name: "scoring.answers.version"},
		{Method: "POST", Path: "/scoring/answers/:version", Handle: h.RuleShortAnswers, Allow: raters, Name: "scoring.answers.rule"},
		{Method: "GET", Path: "/scoring/calibration/:item", Handle: h.Calibration, Allow: markers, Name: "scoring.calibration"},
		{Method: "POST", Path: "/scoring/calibration/:item/practise/:response", Handle: h.Practise, Allow: raters, Name: "scoring.calibration.practise"},
		{Method: "POST", Path: "/scoring/calibration/:item/rule", Handle: h.SetRatingRule, Allow: authors, Name: "scoring.calibration.rule"},
		{Method: "POST", Path: "/scoring/calibration/:item/responses", Handle: h.AddCalibration, Allow: authors, Name: "scoring.calibration.add"},
		{Method: "POST", Path: "/scoring/calibration/:item/responses/:response/withdraw", Handle: h.WithdrawCalibration, Allow: authors, Name: "scoring.calibration.withdraw"},
		{Method: "GET", Path: "/scoring/:task", Handle: h.Task, Allow: raters, Name: "scoring.task"},
		{Method: "POST", Path: "/scoring/:task", Handle: h.Rate, Allow: raters, Name: "scoring.rate"},
		{Method: "GET", Path: "/attempts/:attempt", Handle: h.Attempt, Allow: learners, Name: "attempt"},
		{Method: "POST", Path: "/attempts/:attempt/start", Handle: h.Start, Allow: learners, Name: "attempt.start"},
		{Method: "GET", Path: "/attempts/:attempt/questions/:n", Handle: h.Question, Allow: learners, Name: "attempt.question"},
		{Method: "POST", Path: "/attempts/:attempt/questions/:n", Handle: h.SaveQuestion, Allow: learners, Name: "attempt.question.save"},
		{Method: "POST", Path: "/attempts/:attempt/answers", Handle: h.SaveAnswers, Allow: learners, Name: "attempt.answers"},
		{Method: "GET", Path: "/attempts/:attempt/review", Handle: h.Review, Allow: learners, Name: "attempt.review"},
		{Method: "POST", Path: "/attempts/:attempt/submit", Handle: h.Submit, Allow: learners, Name: "attempt.submit"},
		{Method: "GET", Path: "/attempts/:attempt/receipt", Handle: h.Receipt, Allow: learners, Name: "attempt.receipt"},
		{Method: "GET", Path: "/attempts/:attempt/self", Handle: h.OwnLevels, Allow: learners, Name: "attempt.self"},
		{Method: "POST", Path: "/attempts/:attempt/self", Handle: h.SayLevels, Allow: learners, Name: "attempt.self.say"},
		{Method: "GET", Path: "/attempts/:attempt/result", Handle: h.Result, Allow: learners, Name: "attempt.result"},
	}
}
