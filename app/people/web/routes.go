package web

import (
	"relevo/app/access"
	"relevo/app/web"
)

// Routes are the addresses of this slice. A path with a fixed word stands before
// the one that takes anything in its place.
func (h *Handlers) Routes() []web.Route {
	staff, lists, manages := web.Can(access.ViewStaff), web.Can(access.ImportRoster), web.Can(access.ManageInstitutions)
	return []web.Route{
		{Method: "GET", Path: "/institutions", Handle: h.Institutions, Allow: staff, Name: "institutions"},
		{Method: "GET", Path: "/institutions/new", Handle: h.NewInstitution, Allow: manages, Name: "institutions.new"},
		{Method: "POST", Path: "/institutions", Handle: h.CreateInstitution, Allow: manages, Name: "institutions.create"},
		{Method: "GET", Path: "/institutions/:institution", Handle: h.Institution, Allow: staff, Name: "institution"},
		{Method: "GET", Path: "/institutions/:institution/tenure", Handle: h.Tenure, Allow: staff, Name: "tenure"},
		{Method: "GET", Path: "/institutions/:institution/tenure.csv", Handle: h.TenureCSV, Allow: staff, Name: "tenure.csv", Program: true},
		{Method: "GET", Path: "/institutions/:institution/edit", Handle: h.EditInstitution, Allow: manages, Name: "institution.edit"},
		{Method: "POST", Path: "/institutions/:institution", Handle: h.UpdateInstitution, Allow: manages, Name: "institution.update"},
		{Method: "GET", Path: "/institutions/:institution/close", Handle: h.CloseForm, Allow: manages, Name: "institution.close"},
		{Method: "POST", Path: "/institutions/:institution/close", Handle: h.Close, Allow: manages, Name: "institution.close.confirm"},
		{Method: "GET", Path: "/institutions/:institution/posts", Handle: h.Posts, Allow: manages, Name: "posts"},
		{Method: "POST", Path: "/institutions/:institution/posts", Handle: h.SetPosts, Allow: manages, Name: "posts.set"},
		{Method: "GET", Path: "/institutions/:institution/roster", Handle: h.Roster, Allow: lists, Name: "roster"},
		{Method: "POST", Path: "/institutions/:institution/roster", Handle: h.Upload, Allow: lists, Name: "roster.upload"},
		{Method: "GET", Path: "/rosters/:draft", Handle: h.Preview, Allow: lists, Name: "draft"},
		{Method: "POST", Path: "/rosters/:draft", Handle: h.SetDraft, Allow: lists, Name: "draft.set"},
		{Method: "POST", Path: "/rosters/:draft/choices", Handle: h.Choose, Allow: lists, Name: "draft.choose"},
		{Method: "POST", Path: "/rosters/:draft/confirm", Handle: h.Confirm, Allow: lists, Name: "draft.confirm"},
		{Method: "POST", Path: "/rosters/:draft/discard", Handle: h.Discard, Allow: lists, Name: "draft.discard"},
		{Method: "GET", Path: "/imports/:import", Handle: h.Import, Allow: lists, Name: "import"},
		{Method: "POST", Path: "/imports/:import/undo", Handle: h.Undo, Allow: lists, Name: "import.undo"},
		{Method: "GET", Path: "/people", Handle: h.Persons, Allow: staff, Name: "people"},
		{Method: "GET", Path: "/people/new", Handle: h.NewPerson, Allow: lists, Name: "people.new"},
		{Method: "POST", Path: "/people", Handle: h.AddPerson, Allow: lists, Name: "people.add"},
		{Method: "GET", Path: "/people/duplicates", Handle: h.Duplicates, Allow: lists, Name: "people.duplicates"},
		{Method: "GET", Path: "/people/:person", Handle: h.Person, Allow: staff, Name: "person"},
		{Method: "GET", Path: "/people/:person/edit", Handle: h.EditPerson, Allow: lists, Name: "person.edit"},
		{Method: "POST", Path: "/people/:person", Handle: h.CorrectPerson, Allow: lists, Name: "person.correct"},
		{Method: "GET", Path: "/people/:person/stays/new", Handle: h.NewStay, Allow: lists, Name: "stays.new"},
		{Method: "POST", Path: "/people/:person/stays", Handle: h.AddStay, Allow: lists, Name: "stays.add"},
		{Method: "GET", Path: "/people/:person/merge", Handle: h.ComparePeople, Allow: lists, Name: "person.compare"},
		{Method: "POST", Path: "/people/:person/merge", Handle: h.MergePeople, Allow: lists, Name: "person.merge"},
		{Method: "POST", Path: "/people/:person/apart", Handle: h.KeepApart, Allow: lists, Name: "person.apart"},
		{Method: "POST", Path: "/mergers/:merger/undo", Handle: h.UndoMerger, Allow: lists, Name: "merger.undo"},
		{Method: "GET", Path: "/stays/:posting", Handle: h.EditStay, Allow: lists, Name: "stay.edit"},
		{Method: "POST", Path: "/stays/:posting", Handle: h.CorrectStay, Allow: lists, Name: "stay.correct"},
		{Method: "POST", Path: "/stays/:posting/withdraw", Handle: h.WithdrawStay, Allow: lists, Name: "stay.withdraw"},
		{Method: "GET", Path: "/institutions/:institution/merge", Handle: h.CompareInstitutions, Allow: manages, Name: "institution.compare"},
		{Method: "POST", Path: "/institutions/:institution/merge", Handle: h.MergeInstitutions, Allow: manages, Name: "institution.merge"},
		{Method: "POST", Path: "/institution-mergers/:merger/undo", Handle: h.UndoInstitutionMerger, Allow: manages, Name: "institution.merger.undo"},
	}
}
