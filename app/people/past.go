package people

import (
	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people/roster"
)

// PastFact is something that a person learned or showed before relevo, brought in from
// a file.
type PastFact struct {
	On     db.Date
	Says   []roster.Message
	Score  bool // it says a score: for those alone who may see names behind figures
	Source Source
}

// PastOf gives what files brought in of a person, the oldest first: trainings and
// scores lie above us, so we are given it. See [Service].
type PastOf func(tx *db.Tx, personID string) ([]PastFact, error)

// past adds what files brought in, as far as the actor may see it.
func (h *History) past(tx *db.Tx, actor access.Actor, of PastOf) error {
	if of == nil || !h.Now {
		return nil
	}
	facts, err := of(tx, h.Person.ID)
	if err != nil {
		return err
	}
	names := actor.May(access.ViewNames, "")
	for _, stay := range h.Stays {
		names = names || actor.May(access.ViewNames, stay.Institution.Path)
	}
	for _, f := range facts {
		if !f.Score || names {
			h.Past = append(h.Past, f)
		}
	}
	return nil
}
