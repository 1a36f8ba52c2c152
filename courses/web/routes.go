package web

import (
	"slices"

	"relevo/app/access"
	"relevo/app/web"
)

// Routes are the addresses of this slice. A path with a fixed word stands before
// the one that takes anything in its place.
func (h *Handlers) Routes() []web.Route {
	learners, runners, authors := web.Can(access.Learn), web.Can(access.RunOfferings), web.Can(access.AuthorCourses)
	readers, results := web.Can(access.AuthorCourses, access.RunOfferings), web.Can(access.RunOfferings, access.ViewFigures)
	return append(slices.Concat(h.pastTrainings().Routes(), h.lessonRoutes(), h.meetingRoutes()), []web.Route{
		{Method: "POST", Path: "/trainings/files/:file/titles", Handle: h.SetPastTitles, Allow: web.Can(access.ImportRoster), Name: "trainings.files.titles"},
		{Method: "GET", Path: "/learn", Handle: h.Learn, Allow: learners, Name: "courses.learn"},
		{Method: "GET", Path: "/learn/refresher", Handle: h.Refresher, Allow: learners, Name: "courses.refresher"},
		{Method: "POST", Path: "/learn/refresher", Handle: h.AnswerRefresher, Allow: learners, Name: "courses.answer_refresher"},
		{Method: "POST", Path: "/learn/refresher/choice", Handle: h.ChooseRefreshers, Allow: learners, Name: "courses.choose_refreshers"},
		{Method: "GET", Path: "/refresher/:token", Handle: h.RefresherBy, Allow: web.Anyone, Name: "courses.refresher_by"},
		{Method: "POST", Path: "/refresher/:token", Handle: h.AnswerRefresherBy, Allow: web.Anyone, Name: "courses.answer_refresher_by"},
		{Method: "POST", Path: "/refresher/:token/choice", Handle: h.ChooseRefreshersBy, Allow: web.Anyone, Name: "courses.choose_refreshers_by"},
		{Method: "GET", Path: "/refreshers", Handle: h.RefresherFigures, Allow: runners, Name: "courses.refresher_figures"},
		{Method: "GET", Path: "/learn/:enrolment", Handle: h.LearnCourse, Allow: learners, Name: "courses.learn_course"},
		{Method: "GET", Path: "/learn/:enrolment/lessons/:lesson", Handle: h.Lesson, Allow: learners, Name: "courses.lesson"},
		{Method: "POST", Path: "/learn/:enrolment/lessons/:lesson/read", Handle: h.MarkRead, Allow: learners, Name: "courses.mark_read"},
		{Method: "GET", Path: "/learn/:enrolment/survey", Handle: h.Survey, Allow: learners, Name: "courses.survey"},
		{Method: "POST", Path: "/learn/:enrolment/survey", Handle: h.AnswerSurvey, Allow: learners, Name: "courses.answer_survey"},
		{Method: "GET", Path: "/survey", Handle: h.SurveyCode, Allow: web.Anyone, Name: "courses.survey_code"},
		{Method: "GET", Path: "/survey/:code", Handle: h.RoomSurvey, Allow: web.Anyone, Name: "courses.room_survey"},
		{Method: "POST", Path: "/survey/:code", Handle: h.AnswerInRoom, Allow: web.Anyone, Name: "courses.answer_in_room"},
		{Method: "GET", Path: "/surveys", Handle: h.Surveys, Allow: results, Name: "courses.surveys"},
		{Method: "GET", Path: "/offerings/:offering/survey", Handle: h.SurveyResults, Allow: results, Name: "courses.survey_results"},
		{Method: "GET", Path: "/offerings/:offering/survey.csv", Handle: h.SurveyCSV, Allow: results, Name: "courses.survey_csv", Program: true},
		{Method: "GET", Path: "/offerings/:offering/survey/room", Handle: h.SurveyRoom, Allow: runners, Name: "courses.survey_room"},
		{Method: "POST", Path: "/offerings/:offering/survey/room", Handle: h.OpenSurveyRoom, Allow: runners, Name: "courses.open_survey_room"},
		{Method: "POST", Path: "/offerings/:offering/survey/room/close", Handle: h.CloseSurveyRoom, Allow: runners, Name: "courses.close_survey_room"},
		{Method: "GET", Path: "/courses", Handle: h.CourseList, Allow: readers, Name: "courses.course_list"},
		{Method: "GET", Path: "/courses/new", Handle: h.NewCourse, Allow: authors, Name: "courses.new_course"},
		{Method: "POST", Path: "/courses", Handle: h.CreateCourse, Allow: authors, Name: "courses.create_course"},
		{Method: "GET", Path: "/courses/:course", Handle: h.Course, Allow: readers, Name: "courses.course"},
		{Method: "GET", Path: "/courses/:course/edit", Handle: h.EditCourse, Allow: authors, Name: "courses.edit_course"},
		{Method: "POST", Path: "/courses/:course/edit", Handle: h.UpdateCourse, Allow: authors, Name: "courses.update_course"},
		{Method: "POST", Path: "/courses/:course/publish", Handle: h.Publish, Allow: authors, Name: "courses.publish"},
		{Method: "POST", Path: "/courses/:course/draft", Handle: h.NewDraft, Allow: authors, Name: "courses.new_draft"},
		{Method: "POST", Path: "/courses/:course/modules", Handle: h.AddModule, Allow: authors, Name: "courses.add_module"},
		{Method: "GET", Path: "/courses/:course/modules/:module", Handle: h.EditModule, Allow: authors, Name: "courses.edit_module"},
		{Method: "POST", Path: "/courses/:course/modules/:module", Handle: h.UpdateModule, Allow: authors, Name: "courses.update_module"},
		{Method: "POST", Path: "/courses/:course/modules/:module/move", Handle: h.MoveModule, Allow: authors, Name: "courses.move_module"},
		{Method: "POST", Path: "/courses/:course/modules/:module/delete", Handle: h.DeleteModule, Allow: authors, Name: "courses.delete_module"},
		{Method: "GET", Path: "/courses/:course/modules/:module/lessons/new", Handle: h.NewLesson, Allow: authors, Name: "courses.new_lesson"},
		{Method: "POST", Path: "/courses/:course/modules/:module/lessons/new", Handle: h.AddLesson, Allow: authors, Name: "courses.add_lesson"},
		{Method: "GET", Path: "/courses/:course/modules/:module/package", Handle: h.NewPackage, Allow: authors, Name: "courses.new_package"},
		{Method: "POST", Path: "/courses/:course/modules/:module/package", Handle: h.AddPackage, Allow: authors, Name: "courses.add_package"},
		{Method: "POST", Path: "/courses/:course/lessons/:lesson/package", Handle: h.ReplacePackage, Allow: authors, Name: "courses.replace_package"},
		{Method: "GET", Path: "/courses/:course/lessons/:lesson/try", Handle: h.TryPackage, Allow: authors, Name: "courses.try_package"},
		{Method: "GET", Path: "/courses/:course/lessons/:lesson", Handle: h.EditLesson, Allow: authors, Name: "courses.edit_lesson"},
		{Method: "POST", Path: "/courses/:course/lessons/:lesson", Handle: h.UpdateLesson, Allow: authors, Name: "courses.update_lesson"},
		{Method: "POST", Path: "/courses/:course/lessons/:lesson/move", Handle: h.MoveLesson, Allow: authors, Name: "courses.move_lesson"},
		{Method: "POST", Path: "/courses/:course/lessons/:lesson/delete", Handle: h.DeleteLesson, Allow: authors, Name: "courses.delete_lesson"},
		{Method: "GET", Path: "/offerings", Handle: h.OfferingList, Allow: runners, Name: "courses.offering_list"},
		{Method: "GET", Path: "/offerings/new", Handle: h.NewOffering, Allow: runners, Name: "courses.new_offering"},
		{Method: "POST", Path: "/offerings", Handle: h.CreateOffering, Allow: runners, Name: "courses.create_offering"},
		{Method: "GET", Path: "/offerings/:offering", Handle: h.Offering, Allow: runners, Name: "courses.offering"},
		{Method: "GET", Path: "/offerings/:offering/enrol", Handle: h.EnrolForm, Allow: runners, Name: "courses.enrol_form"},
		{Method: "POST", Path: "/offerings/:offering/enrol", Handle: h.Enrol, Allow: runners, Name: "courses.enrol"},
		{Method: "GET", Path: "/offerings/:offering/enrolments/:enrolment", Handle: h.WithdrawForm, Allow: runners, Name: "courses.withdraw_form"},
		{Method: "POST", Path: "/offerings/:offering/enrolments/:enrolment", Handle: h.Withdraw, Allow: runners, Name: "courses.withdraw"},
		{Method: "GET", Path: "/offerings/:offering/attendance", Handle: h.Attendance, Allow: runners, Name: "courses.attendance"},
		{Method: "POST", Path: "/offerings/:offering/attendance", Handle: h.RecordAttendance, Allow: runners, Name: "courses.record_attendance"},
		{Method: "GET", Path: "/offerings/:offering/packages", Handle: h.PackageReports, Allow: runners, Name: "courses.package_reports"},
		{Method: "GET", Path: "/funders", Handle: h.Funders, Allow: runners, Name: "courses.funders"},
		{Method: "POST", Path: "/funders", Handle: h.AddFunder, Allow: runners, Name: "courses.add_funder"},
	}...)
}
