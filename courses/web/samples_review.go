package web

import (
	"github.com/a-h/templ"

	"relevo/app/web"
	"relevo/courses"
)

// sampleReview is a version in which a little of everything changed.
func sampleReview(state courses.ReviewState) courses.ReviewPage {
	at := sampleDay.Start()
	kept := courses.DiffLine{Kind: courses.Unchanged, Spans: []courses.DiffSpan{{Kind: courses.Unchanged, Text: "Llega de noche."}}}
	reworded := courses.DiffLine{Kind: courses.Reworded, Spans: []courses.DiffSpan{
		{Kind: courses.Unchanged, Text: "Salude por su nombre "}, {Kind: courses.Removed, Text: "y pregunte"}, {Kind: courses.Added, Text: "y espere, <b>Ñ</b>"}}}
	added := courses.DiffLine{Kind: courses.Added, Spans: []courses.DiffSpan{{Kind: courses.Added, Text: "> **Para su turno**"}}}
	return courses.ReviewPage{
		Course: courses.Course{ID: "k1", Code: "car-mentores"}, Version: courses.CourseVersion{ID: "v2", Version: 2, State: courses.Draft, Title: "Acompañar sin dañar", Language: "es"},
		Against: &courses.CourseVersion{Version: 1}, State: state, Digest: "d1", Ready: true,
		Names: map[string]string{"a1": "Rosa", "a2": "Inés <b>Ñ</b>"}, Headings: map[string]string{"l1": "La primera hora"},
		Changes: courses.Changes{
			Fields: []courses.FieldChange{{Name: "hours", Was: "8", Is: "10"}, {Name: "summary", Is: "Para quienes acompañan."}},
			Lessons: []courses.LessonChange{
				{Origin: "l1", Title: "La primera hora", Kind: courses.LessonChanged, Share: 0.08, Fields: []courses.FieldChange{{Name: "title", Place: "quz", Was: "Ñawpaq", Is: "Ñawpaq hora"}},
					Texts: []courses.TextChange{{Kind: courses.LessonChanged, Lines: []courses.DiffLine{kept, kept, kept, reworded, kept, kept, added}}, {Place: "es 16", Kind: courses.LessonNew, Lines: []courses.DiffLine{added}}}},
				{Origin: "l2", Title: "Escuchar", Kind: courses.LessonSame}, {Origin: "l4", Title: "Una lección nueva", Kind: courses.LessonNew, Texts: []courses.TextChange{{Kind: courses.LessonNew, Lines: []courses.DiffLine{added}}}},
				{Origin: "l3", Title: "Una que se quitó", Kind: courses.LessonGone},
			},
		},
		Facts: []courses.Review{
			{Kind: courses.HandedIn, RecordedAt: at, RecordedBy: "a1", Text: "Miren la primera lección."},
			{Kind: courses.Commented, LessonOrigin: "l1", RecordedAt: at, RecordedBy: "a2", Text: "¿Y si llega con un <b>bebé</b>?"},
			{Kind: courses.Returned, RecordedAt: at, RecordedBy: "a2", Text: "Falta un ejemplo."},
		},
	}
}

func addReviews(page func(string) web.Page, add func(string, templ.Component)) {
	show := func(name string, r courses.ReviewPage) {
		add("courses-review-"+name, showReview(newReviewPage(page("Revisión de «Acompañar sin dañar»"), r)))
	}
	for _, state := range []courses.ReviewState{courses.Writing, courses.Waiting, courses.Improving, courses.ReadyToGo} {
		show(string(state), sampleReview(state))
	}
	mine := sampleReview(courses.Waiting)
	mine.Mine = true
	show("mine", mine)
	first := sampleReview(courses.PublishedOnce)
	first.Against, first.Version.State, first.Facts = nil, courses.Published, nil
	show("published", first)
}

func addMoves(page func(string) web.Page, add func(string, templ.Component)) {
	review := sampleReview(courses.Writing)
	plan := courses.MovePlan{Offering: courses.Offering{ID: "o1", Code: "LOR-2026-05"}, CourseTitle: "Acompañar sin dañar", Open: 12, Kept: 5, MayMove: true,
		From: courses.CourseVersion{ID: "v1", Version: 1}, To: courses.CourseVersion{ID: "v2", Version: 2, Language: "es"}}
	for i, change := range review.Changes.Lessons {
		plan.Lessons = append(plan.Lessons, courses.MovedLesson{LessonChange: change, Readers: 9 - i, Suggested: i == 0})
	}
	add("offering-version", showMove(newMovePage(page("Pasar a la versión nueva"), plan)))
	plan.OtherTest = true
	add("offering-version-other-test", showMove(newMovePage(page("Pasar a la versión nueva"), plan)))
}

func addPortable(page func(string) web.Page, add func(string, templ.Component)) {
	form := newImportPage(page("Traer un curso de un archivo"))
	add("courses-import", showImport(form))
	form.Problem, form.Where = form.T("parcel.wrong_hash"), "lessons/01-01/<b>Ñ</b>.md"
	add("courses-import-refused", showImport(form))
	changes := sampleReview(courses.Writing).Changes
	sent := courses.CourseImport{ID: "i1", FileName: "car-mentores-v2 <b>Ñ</b>.zip"}
	brings := courses.Brings{Code: "car-mentores", Title: "Acompañar", Language: "es", Version: 2, Lessons: 11, Translations: 3, Variants: 2, Questions: 21, Competencies: 1, Renamed: true, Changes: &changes,
		Left: []courses.LeftOut{{Key: "parcel.left_institution", Pairs: []any{"lesson", "La primera hora", "code", "CAR-9"}}, {Key: "parcel.left_course", Pairs: []any{"code", "otro"}}}}
	add("courses-import-look", showBrings(newBringsPage(page("Lo que trae"), sent, brings)))
	brings.Version, brings.Changes, brings.Left, brings.Renamed = 1, nil, nil, false
	add("courses-import-new", showBrings(newBringsPage(page("Lo que trae"), sent, brings)))
}
