package web

import (
	"relevo/app/access"
	"relevo/app/web"
)

// lessonRoutes are the addresses of what a lesson contains.
func (h *Handlers) lessonRoutes() []web.Route {
	learners, authors := web.Can(access.Learn), web.Can(access.AuthorCourses)
	viewers := web.Can(access.Learn, access.AuthorCourses, access.RunOfferings)
	return []web.Route{
		{Method: "GET", Path: "/media/:file", Handle: h.Media, Allow: viewers, Name: "courses.media"},
		{Method: "GET", Path: "/media/:file/poster", Handle: h.Poster, Allow: viewers, Name: "courses.poster"},
		{Method: "GET", Path: "/learn/:enrolment/notes", Handle: h.Notes, Allow: learners, Name: "courses.notes"},
		{Method: "GET", Path: "/learn/:enrolment/glossary", Handle: h.LearnGlossary, Allow: learners, Name: "courses.learn_glossary"},
		{Method: "POST", Path: "/learn/:enrolment/lessons/:lesson/place", Handle: h.KeepPlace, Allow: learners, Name: "courses.keep_place"},
		{Method: "POST", Path: "/learn/:enrolment/lessons/:lesson/note", Handle: h.KeepNote, Allow: learners, Name: "courses.keep_note"},
		{Method: "POST", Path: "/learn/:enrolment/lessons/:lesson/checks/:item", Handle: h.AnswerCheck, Allow: learners, Name: "courses.answer_check"},
		{Method: "GET", Path: "/learn/:enrolment/offline", Handle: h.TakeAlong, Allow: learners, Name: "courses.take_along"},
		{Method: "GET", Path: "/learn/:enrolment/lessons/:lesson/checks/:item/told", Handle: h.CheckTold, Allow: learners, Name: "courses.check_told"},
		{Method: "GET", Path: "/learn/:enrolment/lessons/:lesson/checks/:item/pictures/:picture", Handle: h.CheckPicture, Allow: learners, Name: "courses.check_picture"},
		{Method: "GET", Path: "/courses/:course/files", Handle: h.CourseFiles, Allow: authors, Name: "courses.files"},
		{Method: "POST", Path: "/courses/:course/files", Handle: h.AddFile, Allow: authors, Name: "courses.add_file"},
		{Method: "POST", Path: "/courses/:course/files/:file/remove", Handle: h.RemoveFile, Allow: authors, Name: "courses.remove_file"},
		{Method: "POST", Path: "/courses/:course/preview", Handle: h.Preview, Allow: authors, Name: "courses.preview"},
		{Method: "GET", Path: "/courses/:course/glossary", Handle: h.Glossary, Allow: authors, Name: "courses.glossary"},
		{Method: "POST", Path: "/courses/:course/glossary", Handle: h.SaveTerm, Allow: authors, Name: "courses.add_term"},
		{Method: "GET", Path: "/courses/:course/glossary/:term", Handle: h.Glossary, Allow: authors, Name: "courses.term"},
		{Method: "POST", Path: "/courses/:course/glossary/:term", Handle: h.SaveTerm, Allow: authors, Name: "courses.save_term"},
		{Method: "POST", Path: "/courses/:course/glossary/:term/remove", Handle: h.RemoveTerm, Allow: authors, Name: "courses.remove_term"},
		{Method: "GET", Path: "/courses/:course/lessons/:lesson/sign", Handle: h.Case, Allow: authors, Name: "courses.case"},
		{Method: "POST", Path: "/courses/:course/lessons/:lesson/sign", Handle: h.SignCase, Allow: authors, Name: "courses.sign_case"},
		{Method: "GET", Path: "/courses/:course/lessons/:lesson/checks", Handle: h.LessonChecks, Allow: authors, Name: "courses.lesson_checks"},
		{Method: "POST", Path: "/courses/:course/lessons/:lesson/checks/add", Handle: h.AddCheck, Allow: authors, Name: "courses.add_check"},
		{Method: "POST", Path: "/courses/:course/lessons/:lesson/checks/remove", Handle: h.RemoveCheck, Allow: authors, Name: "courses.remove_check"},
	}
}
