// Package web holds the pages of figures: how many people in post can still do
// it, and why that number moved.
//
//	GET /dashboard                      DashboardRoot ViewFigures leads to the dashboard of that place
//	GET /dashboard/:place               Dashboard ViewFigures what who answers for a place looks at first (?competency= sort=)
//	GET /figures                        Root     ViewFigures  leads to the place the actor's figures begin at
//	GET /figures/:place                 Figures  ViewFigures  cascade, months, turnover, the places below (?competency= on= cadre= region= funder=)
//	GET /figures/:place/change          Change   ViewFigures  what changed between two days (?from= to= row= region= funder= …)
//	GET /figures/:place/change/:cause   Behind   ViewNames    the people behind one bar
//	GET /figures/:place/fading          Fading   ViewFigures  how a competency fades, and who is due for a refresher (?competency= cadre= on=)
//	GET /figures/:place/report/:file    ReportFile ViewFigures  the same as pdf, xlsx, csv, json, or the input of `relevo measure` (?since= …; tats asks for ViewNames)
//	GET /figures/:place/learning        Learning ViewFigures  who answered when, and the change (?competency= cadre= region= offering= low=)
//	GET /figures/:place/learning/:file  LearningFile ViewFigures  the same as xlsx, a ?table= of it as csv, or the input of `relevo measure`
//
// :place is an institution or "all". Who does not run a place sees no cell of
// few people and no names there; the service decides that, and what it hides
// arrives here as an undefined number.
//
// A handler asks the service, a builder (…Of) makes the page of the answer, and
// the template shows it. Builders know no request, so that [Samples] can call
// them too.
package web
