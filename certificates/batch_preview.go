package certificates

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/courses"
)

// previewPeople is how many people a preview names.
const previewPeople = 100

// order is the order in which standings are shown.
var order = []Standing{Entitled, Has, Unmastered, Untested, Ongoing, FewHours}

// Choice says whose certificates of which kind: those of an offering or of an
// institution and those below it.
type Choice struct {
	OfferingID    string
	InstitutionID string
	Kind          Kind
}

// Preview is what a choice would do, and what there is to choose from.
type Preview struct {
	Choice
	Title        string // what was chosen; empty when nothing was yet
	Standings    []StandingCount
	People       []Somebody // the first of them, those entitled before the others
	More         int        // people who are not among them
	Offerings    []Place
	Institutions []Place
}

// Entitled is how many would get a certificate.
func (p Preview) Entitled() int {
	for _, s := range p.Standings {
		if s.Standing == Entitled {
			return s.Count
		}
	}
	return 0
}

// StandingCount is how many enrolments stand alike.
type StandingCount struct {
	Standing
	Count int
}

// Somebody is one enrolment as the preview shows it.
type Somebody struct {
	EnrolmentID string
	Name        string
	Course      string
	CompletedOn db.Date // 0: attended without completing
	Standing    Standing
}

// Preview tells what issuing by a choice would do; an empty choice gives only
// what there is to choose from.
func (s *Service) Preview(ctx context.Context, actor access.Actor, choice Choice) (Preview, error) {
	if err := actor.NeedSomewhere(access.IssueCertificates); err != nil {
		return Preview{}, err
	}
	out := Preview{Choice: choice}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		places, err := people.InstitutionsInScopeTx(tx, actor, access.IssueCertificates)
		if err != nil {
			return err
		}
		for _, p := range places {
			out.Institutions = append(out.Institutions, Place{p.ID, p.Name})
		}
		if out.Offerings, err = offeringsOf(tx, places); err != nil {
			return err
		}
		if choice.OfferingID == "" && choice.InstitutionID == "" {
			return nil
		}
		var ids []string
		if out.Title, ids, err = chosen(tx, actor, choice); err != nil {
			return err
		}
		standings, err := standingsOf(tx, ids, choice.Kind)
		if err != nil {
			return err
		}
		return out.fill(tx, ids, standings)
	})
	return out, err
}

// offeringsOf names the offerings held for one of the institutions, the newest first.
func offeringsOf(tx *db.Tx, places []people.Institution) ([]Place, error) {
	here := map[string]bool{}
	for _, p := range places {
		here[p.ID] = true
	}
	titles, err := courses.OfferingTitlesTx(tx)
	var list []Place
	for _, o := range titles {
		if slices.ContainsFunc(o.At, func(id string) bool { return here[id] }) {
			list = append(list, Place{o.ID, o.Code + " · " + o.Title})
		}
	}
	return list, err
}

// chosen gives the enrolments that a choice means, as far as the actor issues
// certificates for them, and what was chosen in words.
func chosen(tx *db.Tx, actor access.Actor, choice Choice) (title string, ids []string, err error) {
	var check fault.Check
	check.That(choice.Kind.known(), "kind", "fault.required")
	check.That((choice.OfferingID == "") != (choice.InstitutionID == ""), "offering", "batches.one_of_two")
	if err := check.Err(); err != nil {
		return "", nil, err
	}
	where := courses.EnrolmentWhere{OfferingID: choice.OfferingID, Attended: choice.Kind == Attendance, Paths: actor.Scopes(access.IssueCertificates)}
	if choice.InstitutionID != "" {
		place, err := people.InstitutionTx(tx, choice.InstitutionID)
		if err != nil {
			return "", nil, err
		}
		if !actor.May(access.IssueCertificates, place.Path) {
			return "", nil, fault.Missing("noun.institution")
		}
		title, where.Paths = place.Name, []string{place.Path}
	} else if title, err = offeringTitle(tx, choice.OfferingID); err != nil {
		return "", nil, err
	}
	ids, err = courses.EnrolmentIDsTx(tx, where)
	return title, ids, err
}

func offeringTitle(tx *db.Tx, id string) (string, error) {
	titles, err := courses.OfferingTitlesTx(tx)
	if err != nil {
		return "", err
	}
	for _, o := range titles {
		if o.ID == id {
			return o.Code + " · " + o.Title, nil
		}
	}
	return "", fault.Missing("noun.offering")
}

func (p *Preview) fill(tx *db.Tx, ids []string, standings map[string]Standing) error {
	counts := map[Standing]int{}
	for _, s := range standings {
		counts[s]++
	}
	for _, s := range order {
		if counts[s] > 0 {
			p.Standings = append(p.Standings, StandingCount{s, counts[s]})
		}
	}
	ids = slices.Clone(ids)
	slices.SortStableFunc(ids, func(a, b string) int {
		return cmp.Compare(slices.Index(order, standings[a]), slices.Index(order, standings[b]))
	})
	named := ids[:min(len(ids), previewPeople)]
	p.More = len(ids) - len(named)
	records, err := courses.RecordsTx(tx, named)
	if err != nil {
		return err
	}
	var personIDs []string
	for _, r := range records {
		personIDs = append(personIDs, r.PersonID)
	}
	holders, err := people.PeopleTx(tx, personIDs)
	for _, r := range records {
		p.People = append(p.People, Somebody{r.EnrolmentID, holders[r.PersonID].FullName(), r.CourseTitle, r.CompletedOn, standings[r.EnrolmentID]})
	}
	slices.SortStableFunc(p.People, func(a, b Somebody) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.Standing), slices.Index(order, b.Standing)), strings.Compare(a.Name, b.Name))
	})
	return err
}
