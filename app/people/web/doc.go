// Package web holds the pages about institutions, their staff lists and the
// people in them.
//
//	GET  /institutions                        Institutions       view_staff          the institutions in scope as a tree, with a search
//	GET  /institutions/new                    NewInstitution     manage_institutions form
//	POST /institutions                        CreateInstitution  manage_institutions
//	GET  /institutions/:institution           Institution        view_staff          staff now, who came and left, turnover, charts
//	GET  /institutions/:institution/tenure    Tenure             view_staff          how long staff stay, by cadre, and why they leave; tenure.csv its numbers
//	GET  /institutions/:institution/edit      EditInstitution    manage_institutions form
//	POST /institutions/:institution           UpdateInstitution  manage_institutions
//	GET  /institutions/:institution/posts     Posts              manage_institutions approved posts by cadre
//	POST /institutions/:institution/posts     SetPosts           manage_institutions
//	GET  /institutions/:institution/roster    Roster             import_roster       upload lists; drafts and earlier lists
//	POST /institutions/:institution/roster    Upload             import_roster
//	GET  /rosters/:draft                      Preview            import_roster       what the list would change
//	POST /rosters/:draft                      SetDraft           import_roster       day, institution, columns
//	POST /rosters/:draft/choices              Choose             import_roster       doubtful rows
//	POST /rosters/:draft/confirm              Confirm            import_roster
//	POST /rosters/:draft/discard              Discard            import_roster
//	GET  /imports/:import                     Import             import_roster       what a list did
//	POST /imports/:import/undo                Undo               import_roster
//	GET  /people                              People             view_staff          search
//	GET  /people/:person                      Person             view_staff          every posting as a fact, with its source
//
// "new" comes before ":institution" when routes are mounted. Names appear
// only here; every page answers "not found" outside the actor's scope.
//
// A handler asks the service, a builder (…Of) makes the page of the answer,
// and the template shows it. Builders know no request, so that [Samples] can
// call them too.
package web

//go:generate go tool templ generate -path .
