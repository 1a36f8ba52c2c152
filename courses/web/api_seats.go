package web

import (
	"relevo/app/db"
	"relevo/app/people"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/courses"
)

type runSeats struct {
	Seats    *int            `json:"seats" doc:"null: as many as come."`
	Enrolled int             `json:"enrolled" doc:"Everybody, in the owner's scope or not."`
	Line     []waitingPerson `json:"line" doc:"Who waits for a seat, the next first."`
	Moved    int             `json:"moved" doc:"How many have got a seat from the line."`
	Entry    *enrolCode      `json:"entry" doc:"The code with which people enrol themselves; null: there is none."`
}

type waitingPerson struct {
	ID          string     `json:"id" doc:"Of the place in the line."`
	Place       int        `json:"place" doc:"1: the next."`
	Name        string     `json:"name" doc:"Empty for who is outside the owner's scope."`
	Institution string     `json:"institution"`
	AskedAt     db.Instant `json:"asked_at"`
	InPost      bool       `json:"in_post"`
}

type enrolCode struct {
	Code         string       `json:"code"`
	LastOn       db.Date      `json:"last_on"`
	Cadres       []string     `json:"cadres" doc:"[]: all."`
	Institutions []namedPlace `json:"institutions" doc:"[]: those of the offering."`
}

func runSeatsOf(s courses.SeatsPage) runSeats {
	out := runSeats{Seats: s.Seats, Enrolled: s.Enrolled, Moved: s.Moved, Line: api.Each(s.Line, func(r courses.LineRow) waitingPerson {
		return waitingPerson{r.ID, r.Place, r.Name, r.Institution, r.AskedAt, r.InPost}
	})}
	if s.Entry != nil {
		out.Entry = &enrolCode{s.Entry.Code, s.Entry.LastOn, wordsOf(s.Entry.Cadres), api.Each(s.EntryPlaces, namedPlaceOf)}
	}
	return out
}

type setSeats struct {
	oneOffering
	Body struct {
		Seats *int `json:"seats" doc:"null: as many as come."`
	}
}

type letEnter struct {
	oneOffering
	Body struct {
		LastOn       db.Date        `json:"last_on" doc:"Last day on which the code works."`
		Cadres       []people.Cadre `json:"cadres,omitempty" doc:"Left out: all."`
		Institutions []string       `json:"institutions,omitempty" doc:"Left out: those of the offering."`
	}
}

type onePlaceInLine struct {
	oneOffering
	Place string `path:"place"`
}

// seatsAPI is for how many fit into an offering, who waits, and the code to enrol with.
func (h *Handlers) seatsAPI() []web.Route {
	return []web.Route{
		api.Op[oneOffering, runSeats]{
			Method: "GET", Path: "/offerings/:offering/seats", Name: "seats", Summary: "Seats of an offering, who waits for one, and the code to enrol with", Needs: apiRunners, Stands: []string{"courses.seats"}, Do: h.apiSeats,
		}.Route(),
		api.Op[setSeats, runSeats]{
			Method: "PUT", Path: "/offerings/:offering/seats", Name: "seats.set", Summary: "Say how many fit in; seats that become free go to those who wait", Needs: apiRunners, Stands: []string{"courses.set_seats"},
			Do: func(c *web.Ctx, in setSeats) (runSeats, error) {
				if err := h.Courses.SetSeats(c.Context(), c.Actor, in.ID, in.Body.Seats); err != nil {
					return runSeats{}, err
				}
				return h.apiSeats(c, in.oneOffering)
			},
		}.Route(),
		api.Op[letEnter, runSeats]{
			Method: "POST", Path: "/offerings/:offering/seats/entry", Name: "seats.entry.open", Summary: "Make a code with which people enrol themselves; the one there was works no more", Needs: apiRunners, Status: 201,
			Stands: []string{"courses.open_entry"},
			Do: func(c *web.Ctx, in letEnter) (runSeats, error) {
				_, err := h.Courses.OpenEntry(c.Context(), c.Actor, in.ID, courses.EntryInput{LastOn: in.Body.LastOn, Cadres: in.Body.Cadres, InstitutionIDs: in.Body.Institutions})
				if err != nil {
					return runSeats{}, err
				}
				return h.apiSeats(c, in.oneOffering)
			},
		}.Route(),
		api.Op[oneOffering, runSeats]{
			Method: "POST", Path: "/offerings/:offering/seats/entry/close", Name: "seats.entry.close", Summary: "End enrolling by code at once", Needs: apiRunners, Stands: []string{"courses.close_entry"},
			Do: func(c *web.Ctx, in oneOffering) (runSeats, error) {
				if err := h.Courses.CloseEntry(c.Context(), c.Actor, in.ID); err != nil {
					return runSeats{}, err
				}
				return h.apiSeats(c, in)
			},
		}.Route(),
		api.Op[onePlaceInLine, runSeats]{
			Method: "POST", Path: "/offerings/:offering/seats/line/:place/take-out", Name: "seats.take_out", Summary: "Take somebody out of the line", Needs: apiRunners, Stands: []string{"courses.take_out_of_line"},
			Do: func(c *web.Ctx, in onePlaceInLine) (runSeats, error) {
				if err := h.Courses.TakeOutOfLine(c.Context(), c.Actor, in.ID, in.Place); err != nil {
					return runSeats{}, err
				}
				return h.apiSeats(c, in.oneOffering)
			},
		}.Route(),
	}
}

func (h *Handlers) apiSeats(c *web.Ctx, in oneOffering) (runSeats, error) {
	seats, err := h.Courses.Seats(c.Context(), c.Actor, in.ID)
	return runSeatsOf(seats), err
}
