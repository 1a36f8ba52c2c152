package digest

import (
	"context"
	"slices"

	"relevo/app/access"
	"relevo/app/analytics"
	"relevo/app/db"
	"relevo/app/i18n"
	"relevo/app/mail"
	"relevo/app/measure"
	"relevo/app/notifications"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/courses"
)

const (
	// Most is how many people in post a digest is made of.
	Most = 5000
	// week is how many days are looked back for who joined, and ahead for what ends.
	week = 7
	// overdueDays is how long a follow-up that was not answered is told of.
	overdueDays = 31
)

// Member is somebody who needs something.
type Member struct {
	Person people.Person
	Cadre  people.Cadre // empty where it is not known
	On     db.Date      // the day they came, were to answer by, or the last on which the assessment is or was valid
	What   i18n.Text    // the competency; nothing where it is about none
}

// Row is one institution where somebody needs something.
type Row struct {
	Institution              people.Institution
	Joined, Overdue, Refresh []Member // the longest waiting first
}

// Digest is the week of those that somebody answers for.
type Digest struct {
	From, To db.Date // the days, To itself excluded
	Rows     []Row   // in the order of the tree
	TooMany  bool    // more people than are read
}

// Counts are the totals: who joined, who is overdue, whose refresher is due.
func (d Digest) Counts() (joined, overdue, refresh int) {
	for _, r := range d.Rows {
		joined, overdue, refresh = joined+len(r.Joined), overdue+len(r.Overdue), refresh+len(r.Refresh)
	}
	return joined, overdue, refresh
}

// Service makes digests.
type Service struct {
	db        *db.DB
	analytics *analytics.Service
	notices   *notifications.Service
	mail      *mail.Service
}

// NewService makes the service.
func NewService(d *db.DB, figures *analytics.Service, notices *notifications.Service, letters *mail.Service) *Service {
	return &Service{db: d, analytics: figures, notices: notices, mail: letters}
}

// Digest gives the week until today of those whom the actor may see by name.
func (s *Service) Digest(ctx context.Context, actor access.Actor) (out Digest, err error) {
	if err := actor.NeedSomewhere(access.ViewNames); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out, err = s.digestTx(tx, actor)
		return err
	})
	return out, err
}

func (s *Service) digestTx(tx *db.Tx, actor access.Actor) (Digest, error) {
	today := tx.Today()
	out := Digest{From: today - week, To: today}
	places, err := people.InstitutionsInScopeTx(tx, actor, access.ViewNames)
	if err != nil || len(places) == 0 {
		return out, err
	}
	ids := make([]string, len(places))
	rows := map[string]*Row{}
	for i, p := range places {
		ids[i], rows[p.ID] = p.ID, &Row{Institution: p}
	}
	n, err := people.CountInPostTx(tx, actor.Scopes(access.ViewNames), today)
	if err != nil || n > Most {
		out.TooMany = n > Most
		return out, err
	}
	stays, err := people.StaysAtAllTx(tx, ids)
	if err != nil {
		return out, err
	}
	if err := s.staffTx(tx, rows, inPost(stays, today), stays, today); err != nil {
		return out, err
	}
	if err := overdueTx(tx, rows, today); err != nil {
		return out, err
	}
	for _, p := range places {
		if r := rows[p.ID]; len(r.Joined)+len(r.Overdue)+len(r.Refresh) > 0 {
			out.Rows = append(out.Rows, *r)
		}
	}
	return out, nameTx(tx, out.Rows)
}

// inPost gives, by person, the stay that they are in on a day: the one begun last.
func inPost(stays []people.Posting, on db.Date) map[string]people.Posting {
	posts := map[string]people.Posting{}
	for _, stay := range stays {
		if before, seen := posts[stay.PersonID]; stay.Stay().Covers(measure.Day(on)) && (!seen || stay.StartsOn > before.StartsOn) {
			posts[stay.PersonID] = stay
		}
	}
	return posts
}

// staffTx finds who joined in the week and was never trained, and whose assessment ends.
func (s *Service) staffTx(tx *db.Tx, rows map[string]*Row, posts map[string]people.Posting, stays []people.Posting, today db.Date) error {
	ids := make([]string, 0, len(posts))
	for id := range posts {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	trained, err := courses.CompletionDaysTx(tx, ids)
	if err != nil {
		return err
	}
	due, err := s.analytics.DueTx(tx, ids, today)
	if err != nil {
		return err
	}
	own := map[string][]people.Posting{}
	for _, stay := range stays {
		own[stay.PersonID] = append(own[stay.PersonID], stay)
	}
	for _, id := range ids {
		row, one := rows[posts[id].InstitutionID], Member{Person: people.Person{ID: id}, Cadre: posts[id].Cadre}
		if row == nil {
			continue
		}
		if one.On = cameOn(own[id], posts[id]); one.On >= today-week && len(trained[id]) == 0 {
			row.Joined = append(row.Joined, one)
		}
		list := slices.DeleteFunc(due[id], func(d people.Due) bool {
			return d.Why != people.Lapsed && (d.Why != people.Lapsing || d.On > today+week)
		})
		if len(list) > 0 {
			first := slices.MinFunc(list, people.ByUrgency)
			one.On, one.What = first.On, first.Competency
			row.Refresh = append(row.Refresh, one)
		}
	}
	return nil
}

// cameOn is the first day of the unbroken stay that a posting belongs to: a renewed contract is no new hiring.
func cameOn(own []people.Posting, p people.Posting) db.Date {
	at := slices.IndexFunc(own, func(s people.Posting) bool { return s.ID == p.ID })
	return db.Date(measure.CameOn(people.StaysOf(own), at, measure.DefaultTurnoverRules()))
}

// overdueTx finds whose follow-up was not answered in time.
func overdueTx(tx *db.Tx, rows map[string]*Row, today db.Date) error {
	list, err := assessments.DueTx(tx, today-overdueDays, today-1)
	for _, a := range list {
		if a.InstitutionID != nil && rows[*a.InstitutionID] != nil {
			row := rows[*a.InstitutionID]
			row.Overdue = append(row.Overdue, Member{Person: people.Person{ID: a.PersonID}, Cadre: a.Cadre, On: *a.DueOn})
		}
	}
	return err
}

func nameTx(tx *db.Tx, rows []Row) error {
	var ids []string
	each := func(fn func(*Member)) {
		for i := range rows {
			for _, list := range [][]Member{rows[i].Joined, rows[i].Overdue, rows[i].Refresh} {
				for k := range list {
					fn(&list[k])
				}
				slices.SortStableFunc(list, func(a, b Member) int { return int(a.On - b.On) })
			}
		}
	}
	each(func(m *Member) { ids = append(ids, m.Person.ID) })
	slices.Sort(ids)
	persons, err := people.PeopleTx(tx, slices.Compact(ids))
	each(func(m *Member) { m.Person = persons[m.Person.ID] })
	return err
}
