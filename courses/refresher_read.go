package courses

import (
	"context"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/measure"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/courses/refresher"
)

// RefresherFigures is how refreshers go, for those who run offerings. Nobody is named, and
// what few people did is not shown.
type RefresherFigures struct {
	Least     int // people needed for anything to be shown
	Trained   int // people who completed a course, in the actor's scope
	Declined  int // of them, who want none
	Answering int // of them, who answered anything within the last year
	Recall    []Recall
}

// Few tells whether a number of people is too small to be shown.
func (f RefresherFigures) Few(n int) bool { return n > 0 && n < f.Least }

// Recall is what was remembered of a competency within the last year.
type Recall struct {
	Competency assessments.Competency
	Shown      bool // enough people answered
	People     int
	Answers    int
	Share      float64 // of the answers that were right, 0 to 1
}

// RefresherFigures gives how refreshers go among the people in the actor's scope.
func (s *Service) RefresherFigures(ctx context.Context, actor access.Actor) (f RefresherFigures, err error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return f, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		f = RefresherFigures{Least: measure.ShownInside}
		persons, err := trainedInScope(tx, actor)
		if err != nil {
			return err
		}
		f.Trained = len(persons)
		wanted, err := refresherWanted(tx, persons)
		if err != nil {
			return err
		}
		for _, id := range persons {
			if !wanted[id] {
				f.Declined++
			}
		}
		answers, err := whereIn[RefresherAnswer](tx, "person_id", persons)
		if err != nil {
			return err
		}
		since := tx.Today() - 365
		answers = slices.DeleteFunc(answers, func(a RefresherAnswer) bool { return a.AnsweredAt.Date() < since })
		competencies, err := assessments.CompetenciesTx(tx)
		f.count(answers, competencies)
		return err
	})
	return f, err
}

// trainedInScope gives the people who completed a course from an institution that the actor
// may run offerings for.
func trainedInScope(tx *db.Tx, actor access.Actor) ([]string, error) {
	var rows []struct {
		PersonID      string
		InstitutionID *string
	}
	if err := tx.DB.Model(&Completion{}).Distinct("person_id", "institution_id").Order("person_id").Scan(&rows).Error; err != nil {
		return nil, err
	}
	var ids []string
	for _, r := range rows {
		if r.InstitutionID != nil {
			ids = append(ids, *r.InstitutionID)
		}
	}
	places, err := people.InstitutionsTx(tx, ids)
	var persons []string
	for _, r := range rows {
		path := ""
		if r.InstitutionID != nil {
			path = places[*r.InstitutionID].Path
		}
		if actor.May(access.RunOfferings, path) {
			persons = append(persons, r.PersonID)
		}
	}
	return slices.Compact(persons), err
}

func (f *RefresherFigures) count(answers []RefresherAnswer, competencies []assessments.Competency) {
	all, right, by := map[string]int{}, map[string]int{}, map[string]map[string]bool{}
	answering := map[string]bool{}
	for _, a := range answers {
		answering[a.PersonID] = true
		if by[a.CompetencyCode] == nil {
			by[a.CompetencyCode] = map[string]bool{}
		}
		by[a.CompetencyCode][a.PersonID] = true
		all[a.CompetencyCode]++
		if a.Grade >= refresher.Good {
			right[a.CompetencyCode]++
		}
	}
	f.Answering = len(answering)
	for _, c := range competencies {
		if all[c.Code] == 0 {
			continue
		}
		row := Recall{Competency: c, Shown: len(by[c.Code]) >= f.Least}
		if row.Shown {
			row.People, row.Answers, row.Share = len(by[c.Code]), all[c.Code], float64(right[c.Code])/float64(all[c.Code])
		}
		f.Recall = append(f.Recall, row)
	}
}
