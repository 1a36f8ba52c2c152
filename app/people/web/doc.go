// Package web holds the pages about institutions, their staff lists and the
// people in them.
//
//	GET  /institutions                        Institutions       view_staff          the institutions in scope as a tree, with a search
//	GET  /institutions/new                    NewInstitution     manage_institutions form
//	POST /institutions                        CreateInstitution  manage_institutions
//	GET  /institutions/:institution           Institution        view_staff          staff now, who came and left, turnover, charts
//	GET  /institutions/:institution/tenure    Tenure             view_staff          how staff come, stay, go and are trained, compared by cadre, contract, place or quarter; tenure.csv?table= its numbers
//	GET  /institutions/:institution/edit      EditInstitution    manage_institutions form
//	POST /institutions/:institution           UpdateInstitution  manage_institutions
//	GET  /institutions/:institution/close     CloseForm          manage_institutions what closing would mean, and the form
//	POST /institutions/:institution/close     Close              manage_institutions
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
//	GET  /people/new                          NewPerson          import_roster       somebody who is on no list
//	POST /people                              AddPerson          import_roster
//	GET  /people/duplicates                   Duplicates         import_roster       records that may be of one person
//	GET  /people/:person                      Person             view_staff          every posting as a fact, with its source
//	GET  /people/:person/edit                 EditPerson         import_roster       names, document, contact
//	POST /people/:person                      CorrectPerson      import_roster
//	GET  /people/:person/stays/new            NewStay            import_roster       a stay that no list names
//	POST /people/:person/stays                AddStay            import_roster
//	GET  /people/:person/merge                ComparePeople      import_roster       find the other record; ?with= compares
//	POST /people/:person/merge                MergePeople        import_roster
//	POST /people/:person/apart                KeepApart          import_roster       they are two people
//	POST /mergers/:merger/undo                UndoMerger         import_roster
//	GET  /stays/:posting                      EditStay           import_roster       correct a stay
//	POST /stays/:posting                      CorrectStay        import_roster
//	POST /stays/:posting/withdraw             WithdrawStay       import_roster       there was no such stay
//	GET  /institutions/:institution/merge     CompareInstitutions manage_institutions two records of one institution
//	POST /institutions/:institution/merge     MergeInstitutions  manage_institutions
//	POST /institution-mergers/:merger/undo    UndoInstitutionMerger manage_institutions
//
// "new" comes before ":institution" when routes are mounted. Names appear
// only here; every page answers "not found" outside the actor's scope.
//
// A handler asks the service, a builder (…Of) makes the page of the answer,
// and the template shows it. Builders know no request, so that [Samples] can
// call them too.
package web

//go:generate go tool templ generate -path .
