package web

import (
	"relevo/app/db"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/api"
)

type person struct {
	ID             string   `json:"id"`
	DocumentType   string   `json:"document_type" enum:"dni,ce,passport,ptp,other,none"`
	DocumentNumber string   `json:"document_number"`
	FirstSurname   string   `json:"first_surname"`
	SecondSurname  string   `json:"second_surname"`
	GivenNames     string   `json:"given_names"`
	Sex            string   `json:"sex" doc:"F, M, X, or empty when not known."`
	BirthYear      *int     `json:"birth_year"`
	Languages      []string `json:"languages"`
	Email          string   `json:"email"`
	Phone          string   `json:"phone"`
}

func personOf(p people.Person) person {
	return person{ID: p.ID, DocumentType: p.DocumentType, DocumentNumber: p.Document(), FirstSurname: p.FirstSurname, SecondSurname: p.SecondSurname, GivenNames: p.GivenNames,
		Sex: p.Sex, BirthYear: p.BirthYear, Languages: append([]string{}, p.Languages...), Email: p.Email, Phone: p.Phone}
}

type personBody struct {
	DocumentType   string   `json:"document_type" enum:"dni,ce,passport,ptp,other,none"`
	DocumentNumber string   `json:"document_number,omitempty"`
	FirstSurname   string   `json:"first_surname"`
	SecondSurname  string   `json:"second_surname,omitempty"`
	GivenNames     string   `json:"given_names"`
	Sex            string   `json:"sex,omitempty" doc:"F, M or X."`
	BirthYear      *int     `json:"birth_year,omitempty"`
	Languages      []string `json:"languages,omitempty"`
	Email          string   `json:"email,omitempty"`
	Phone          string   `json:"phone,omitempty"`
}

func (in personBody) service() people.PersonInput {
	return people.PersonInput{DocumentType: in.DocumentType, DocumentNumber: in.DocumentNumber, FirstSurname: in.FirstSurname, SecondSurname: in.SecondSurname, GivenNames: in.GivenNames,
		Sex: in.Sex, BirthYear: in.BirthYear, Languages: in.Languages, Email: in.Email, Phone: in.Phone}
}

type stay struct {
	ID            string   `json:"id" doc:"Of the fact that is believed; a correction is a new fact with another."`
	StayID        string   `json:"stay_id"`
	InstitutionID string   `json:"institution_id"`
	Cadre         string   `json:"cadre"`
	Position      string   `json:"position"`
	Contract      string   `json:"contract"`
	StartsOn      db.Date  `json:"starts_on"`
	EndsOn        *db.Date `json:"ends_on" doc:"First day not in post; null while it lasts."`
	EndsAfter     *db.Date `json:"ends_after" doc:"Set when the end is only known to lie after this day, up to ends_on."`
	EndReason     string   `json:"end_reason"`
	LastSeenOn    *db.Date `json:"last_seen_on" doc:"Day of the newest list that names the person in post."`
}

func stayOf(p people.Posting) stay {
	return stay{ID: p.ID, StayID: p.StayID, InstitutionID: p.InstitutionID, Cadre: string(p.Cadre), Position: p.Position, Contract: p.Contract, StartsOn: p.StartsOn,
		EndsOn: p.EndsOn, EndsAfter: p.EndsAfter, EndReason: p.EndReason, LastSeenOn: p.LastSeenOn}
}

func placeOf(p people.Place) stay { return stayOf(p.Posting) }

type stayBody struct {
	InstitutionID string   `json:"institution_id"`
	Cadre         string   `json:"cadre"`
	Position      string   `json:"position,omitempty"`
	Contract      string   `json:"contract,omitempty"`
	StartsOn      db.Date  `json:"starts_on"`
	End           string   `json:"end" enum:"open,known,uncertain" doc:"open: it lasts. known: ends_on says when it ended. uncertain: as the lists leave it, between two of them."`
	EndsOn        *db.Date `json:"ends_on,omitempty" doc:"First day not in post."`
	EndReason     string   `json:"end_reason,omitempty"`
}

func (in stayBody) service() people.PostingInput {
	return people.PostingInput{InstitutionID: in.InstitutionID, Cadre: people.Cadre(in.Cadre), Position: in.Position, Contract: in.Contract, StartsOn: in.StartsOn,
		End: in.End, EndsOn: in.EndsOn, EndReason: in.EndReason}
}

// listedPerson is a person as a list shows them: whoever wants all that is known opens the person, and that is noted
// for them to see.
type listedPerson struct {
	ID             string `json:"id"`
	DocumentType   string `json:"document_type"`
	DocumentNumber string `json:"document_number"`
	FirstSurname   string `json:"first_surname"`
	SecondSurname  string `json:"second_surname"`
	GivenNames     string `json:"given_names"`

	Now []stay `json:"now" doc:"Stays in force today within the reader's scope, the newest first."`
}

type personHistory struct {
	person
	version    string
	Stays      []stay     `json:"stays" doc:"As believed, the oldest start first."`
	Hidden     int        `json:"hidden" doc:"Believed stays outside the reader's scope."`
	KnownAt    db.Instant `json:"known_at"`
	OtherFiles []string   `json:"joined_records" doc:"Identifiers of other records that were found to be of the same person."`
}

// Version is what If-Match is compared with: the person's own data, stays aside.
func (h personHistory) Version() string { return h.version }

type peopleQuery struct {
	Query       string `form:"q" doc:"Parts of a name, or the beginning of a document's number. Empty: those in post today."`
	Institution string `form:"institution" doc:"There and below."`
	api.Paging
}

type historyQuery struct {
	ID      string  `path:"person"`
	KnownAt db.Date `form:"known" doc:"What was known at the end of this day; left out: what is known now."`
}

type addPerson struct {
	Body struct {
		Person personBody `json:"person"`
		Stay   stayBody   `json:"stay" doc:"Their first."`
	}
}

type correctPerson struct {
	ID   string `path:"person"`
	Seen string `header:"If-Match" doc:"The ETag of what the correction is written upon: 412 when it is no longer current."`
	Body personBody
}

type addStay struct {
	ID   string `path:"person"`
	Body stayBody
}

type correctStay struct {
	ID   string `path:"stay"`
	Body stayBody
}

type oneStay struct {
	ID string `path:"stay"`
}

func (h *Handlers) peopleAPI() []web.Route {
	return []web.Route{
		api.Op[peopleQuery, api.Page[listedPerson]]{
			Method: "GET", Path: "/people", Name: "people", Summary: "People who work or worked in the reader's scope", Needs: apiStaff, Stands: []string{"people"},
			Do: func(c *web.Ctx, in peopleQuery) (api.Page[listedPerson], error) {
				most, err := in.Most()
				if err != nil {
					return api.Page[listedPerson]{}, err
				}
				list, err := h.People.ListPeople(c.Context(), c.Actor, people.PeopleQuery{Text: in.Query, InstitutionID: in.Institution, After: in.After, Limit: most})
				return api.First(list, most, func(f people.Found) string { return f.ID }, func(f people.Found) listedPerson {
					return listedPerson{ID: f.ID, DocumentType: f.DocumentType, DocumentNumber: f.Document(), FirstSurname: f.FirstSurname, SecondSurname: f.SecondSurname,
						GivenNames: f.GivenNames, Now: api.Each(f.Now, placeOf)}
				}), err
			},
		}.Route(),
		api.Op[addPerson, person]{
			Method: "POST", Path: "/people", Name: "people.add", Summary: "Bring in somebody who is on no list, with their first stay", Needs: apiLists, Status: 201,
			Stands: []string{"people.add", "people.new"},
			Do: func(c *web.Ctx, in addPerson) (person, error) {
				made, err := h.People.AddPerson(c.Context(), c.Actor, in.Body.Person.service(), in.Body.Stay.service())
				return personOf(made), err
			},
		}.Route(),
		api.Op[historyQuery, personHistory]{
			Method: "GET", Path: "/people/:person", Name: "person", Summary: "One person and their stays; that it was looked at is noted for them to see", Needs: apiStaff,
			Stands: []string{"person", "person.edit"},
			Do:     h.apiPerson,
		}.Route(),
		api.Op[correctPerson, person]{
			Method: "PUT", Path: "/people/:person", Name: "person.correct", Summary: "Correct what is said of a person; what was said before is kept", Needs: apiLists, Stands: []string{"person.correct"},
			Do: func(c *web.Ctx, in correctPerson) (person, error) {
				corrected, err := h.People.CorrectPerson(c.Context(), c.Actor, in.ID, in.Seen, in.Body.service())
				return personOf(corrected), err
			},
		}.Route(),
		api.Op[addStay, stay]{
			Method: "POST", Path: "/people/:person/stays", Name: "stays.add", Summary: "Record a stay that no list names", Needs: apiLists, Status: 201, Stands: []string{"stays.add", "stays.new"},
			Do: func(c *web.Ctx, in addStay) (stay, error) {
				made, err := h.People.AddPosting(c.Context(), c.Actor, in.ID, in.Body.service())
				return stayOf(made), err
			},
		}.Route(),
		api.Op[oneStay, stay]{
			Method: "GET", Path: "/stays/:stay", Name: "stay", Summary: "A stay that may be corrected", Needs: apiLists, Stands: []string{"stay.edit"},
			Do: func(c *web.Ctx, in oneStay) (stay, error) {
				place, _, err := h.People.StayToCorrect(c.Context(), c.Actor, in.ID)
				return placeOf(place), err
			},
		}.Route(),
		api.Op[correctStay, stay]{
			Method: "PUT", Path: "/stays/:stay", Name: "stay.correct", Summary: "Correct a stay: a new fact takes the place of the one named", Needs: apiLists, Stands: []string{"stay.correct"},
			Do: func(c *web.Ctx, in correctStay) (stay, error) {
				made, err := h.People.CorrectPosting(c.Context(), c.Actor, in.ID, in.Body.service())
				return stayOf(made), err
			},
		}.Route(),
		api.Op[oneStay, api.None]{
			Method: "POST", Path: "/stays/:stay/withdraw", Name: "stay.withdraw", Summary: "Say that there was no such stay", Needs: apiLists, Stands: []string{"stay.withdraw"},
			Do: func(c *web.Ctx, in oneStay) (api.None, error) {
				_, err := h.People.WithdrawPosting(c.Context(), c.Actor, in.ID)
				return api.None{}, err
			},
		}.Route(),
	}
}

func (h *Handlers) apiPerson(c *web.Ctx, in historyQuery) (personHistory, error) {
	var at *db.Instant
	if in.KnownAt != 0 {
		end := (in.KnownAt + 1).Start()
		at = &end
	}
	history, err := h.People.PersonHistory(c.Context(), c.Actor, in.ID, at)
	if err != nil {
		return personHistory{}, err
	}
	return personHistory{
		person: personOf(history.Person), version: history.Person.Version(), Stays: api.Each(history.Stays, placeOf), Hidden: history.Hidden, KnownAt: history.AsOf,
		OtherFiles: api.Each(history.Joined, func(j people.Joined) string { return j.MergedID }),
	}, nil
}
