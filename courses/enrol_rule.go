package courses

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
	"relevo/assessments"
)

// Lack says what people must lack to be enrolled by a rule.
type Lack string

// The lacks.
const (
	LackNothing    Lack = ""             // all are meant
	NotVerified    Lack = "not_verified" // in a competency, as the figures count it
	NeverAssessed  Lack = "never_assessed"
	NeverCompleted Lack = "never_completed" // the course of the offering
)

// Lacks lists them in the order in which people are shown them.
func Lacks() []Lack { return []Lack{LackNothing, NotVerified, NeverAssessed, NeverCompleted} }

// needsCompetency tells whether the lack is one of a competency.
func (l Lack) needsCompetency() bool { return l == NotVerified || l == NeverAssessed }

// Whom says whom to enrol: everybody in post today to whom all of it applies.
type Whom struct {
	Cadres         []people.Cadre `json:"cadres,omitempty"`       // empty: all
	Region         string         `json:"region,omitempty"`       // department; empty: all
	InstitutionIDs []string       `json:"institutions,omitempty"` // with those below them; empty: all of the offering
	Lack           Lack           `json:"lack,omitempty"`
	Competency     string         `json:"competency,omitempty"` // its code
}

// Value stores the rule.
func (r Whom) Value() (driver.Value, error) {
	body, err := json.Marshal(r)
	return string(body), err
}

// Scan reads the rule from either database.
func (r *Whom) Scan(src any) error { return scanJSON(src, r) }

// GormDataType names the column type for GORM's schema.
func (Whom) GormDataType() string { return "json" }

// EnrolmentRule is the fact that people were enrolled by a rule.
type EnrolmentRule struct {
	ID         string
	OfferingID string
	Rule       Whom
	Added      int
	Waiting    int
	AppliedAt  db.Instant
	AppliedBy  string
}

// TableName names the table for GORM.
func (EnrolmentRule) TableName() string { return "enrolment_rule" }

// Verified tells which of these people are verified in a competency on a day. The figures
// know; package app brings them together.
type Verified func(tx *db.Tx, competency string, personIDs []string, on db.Date) (map[string]bool, error)

// RulePage is a rule with whom it means.
type RulePage struct {
	Offering
	Rule         Whom
	Institutions []people.Institution     // to choose from
	Regions      []string                 // of them
	Competencies []assessments.Competency // to choose from
	Fits         []Candidate              // whom it means; who is enrolled or waits is left out
	Lacking      []Candidate              // meant, but they have not completed what the course requires: enrolled by hand, with a reason
	Already      int                      // meant, and enrolled or waiting
	Free         int                      // seats; -1: as many as come
	Applied      []AppliedRule            // those of before, the newest first
}

// AppliedRule is a rule by which people were enrolled, with who did it.
type AppliedRule struct {
	EnrolmentRule
	Author string
}

// ByRule shows whom a rule means, before anybody is enrolled.
func (s *Service) ByRule(ctx context.Context, actor access.Actor, offeringID string, rule Whom) (page RulePage, err error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return page, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		page = RulePage{Rule: rule, Free: -1}
		var tops []people.Institution
		if page.Offering, tops, err = scopeOf(tx, actor, offeringID); err != nil {
			return err
		}
		if page.Institutions, err = institutionsToRun(tx, actor, tops); err != nil {
			return err
		}
		for _, i := range page.Institutions {
			if r := i.Region(); r != "" && !slices.Contains(page.Regions, r) {
				page.Regions = append(page.Regions, r)
			}
		}
		slices.Sort(page.Regions)
		if page.Competencies, err = assessments.CompetenciesTx(tx); err != nil {
			return err
		}
		free, err := freeSeats(tx, page.Offering)
		if err != nil {
			return err
		}
		if free != unlimited {
			page.Free = free
		}
		if page.Applied, err = appliedRules(tx, offeringID); err != nil {
			return err
		}
		all, err := s.meant(tx, actor, page.Offering, tops, rule)
		if err != nil {
			return err
		}
		line, err := lineOf(tx, offeringID)
		if err != nil {
			return err
		}
		for _, c := range all {
			if c.Enrolled || slices.ContainsFunc(line, func(w WaitingPlace) bool { return w.PersonID == c.PersonID }) {
				page.Already++
				continue
			}
			page.Fits = append(page.Fits, c)
		}
		page.Fits, page.Lacking, err = prepared(tx, page.Offering, page.Fits)
		return err
	})
	return page, err
}

func appliedRules(tx *db.Tx, offeringID string) ([]AppliedRule, error) {
	var rows []EnrolmentRule
	if err := tx.DB.Where("offering_id = ?", offeringID).Order("applied_at DESC, id DESC").Find(&rows).Error; err != nil {
		return nil, err
	}
	var ids []string
	for _, r := range rows {
		ids = append(ids, r.AppliedBy)
	}
	names, err := accountNames(tx, ids)
	out := make([]AppliedRule, len(rows))
	for i, r := range rows {
		out[i] = AppliedRule{r, names[r.AppliedBy]}
	}
	return out, err
}

// institutionsToRun gives the institutions of an offering and those below them at which the
// actor runs offerings, in the order of the tree.
func institutionsToRun(tx *db.Tx, actor access.Actor, tops []people.Institution) ([]people.Institution, error) {
	var list []people.Institution
	seen := map[string]bool{}
	for _, top := range tops {
		under, err := people.InstitutionsUnderTx(tx, top.Path)
		if err != nil {
			return nil, err
		}
		for _, i := range under {
			if actor.May(access.RunOfferings, i.Path) && !seen[i.ID] {
				seen[i.ID] = true
				list = append(list, i)
			}
		}
	}
	return list, nil
}

// check refuses a rule that says nothing sensible.
func (r Whom) check(framework []assessments.Competency) error {
	var check fault.Check
	check.That(slices.Contains(Lacks(), r.Lack), "lack", "courses.choose_one")
	for _, c := range r.Cadres {
		check.That(slices.Contains(people.Cadres(), c), "cadres", "courses.choose_one")
	}
	known := slices.ContainsFunc(framework, func(c assessments.Competency) bool { return c.Code == r.Competency })
	check.That(!r.Lack.needsCompetency() || known, "competency", "seats.rule.competency_needed")
	return check.Err()
}

// meant gives everybody in post today whom the rule means, by institution and name.
func (s *Service) meant(tx *db.Tx, actor access.Actor, offering Offering, tops []people.Institution, rule Whom) ([]Candidate, error) {
	framework, err := assessments.CompetenciesTx(tx)
	if err != nil {
		return nil, err
	}
	if err := rule.check(framework); err != nil {
		return nil, err
	}
	all, err := candidatesTx(tx, actor, offering.ID, tops)
	if err != nil {
		return nil, err
	}
	if all, err = rule.where(tx, all); err != nil {
		return nil, err
	}
	ids := make([]string, len(all))
	for i, c := range all {
		ids[i] = c.PersonID
	}
	has, err := s.has(tx, offering, rule, ids)
	if err != nil {
		return nil, err
	}
	if Blind(actor) { // who is meant does not change when somebody is scored
		err = hasHandedIn(tx, offering, rule, ids, has)
	}
	return slices.DeleteFunc(all, func(c Candidate) bool { return has[c.PersonID] }), err
}

// where keeps who is in one of the cadres, the region and the institutions.
func (r Whom) where(tx *db.Tx, all []Candidate) ([]Candidate, error) {
	ids := slices.Clone(r.InstitutionIDs)
	for _, c := range all {
		ids = append(ids, c.InstitutionID)
	}
	places, err := people.InstitutionsTx(tx, ids)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(c Candidate) bool {
		at := places[c.InstitutionID]
		inside := len(r.InstitutionIDs) == 0 || slices.ContainsFunc(r.InstitutionIDs, func(id string) bool {
			top, known := places[id]
			return known && len(at.Path) >= len(top.Path) && at.Path[:len(top.Path)] == top.Path
		})
		return !inside || r.Region != "" && at.Region() != r.Region || len(r.Cadres) > 0 && !slices.Contains(r.Cadres, c.Cadre)
	}), nil
}

// has tells who has what the rule wants people to lack.
func (s *Service) has(tx *db.Tx, offering Offering, rule Whom, personIDs []string) (map[string]bool, error) {
	has := map[string]bool{}
	switch rule.Lack {
	case NotVerified:
		if s.Verified == nil {
			return nil, fault.OnField("lack", "seats.rule.no_figures")
		}
		return s.Verified(tx, rule.Competency, personIDs, tx.Today())
	case NeverAssessed:
		results, err := assessments.ResultsForTx(tx, personIDs, rule.Competency)
		for _, r := range results {
			has[r.PersonID] = true
		}
		return has, err
	case NeverCompleted:
		version, err := take[CourseVersion](tx, offering.CourseVersionID, "noun.course")
		if err != nil {
			return nil, err
		}
		list, err := whereIn[Completion](tx, "person_id", personIDs)
		for _, c := range list {
			has[c.PersonID] = has[c.PersonID] || c.CourseID == version.CourseID
		}
		return has, err
	}
	return has, nil
}

// EnrolByRule enrols everybody whom a rule means, in one transaction, and keeps the rule as
// the reason. Whom there is no seat for waits.
func (s *Service) EnrolByRule(ctx context.Context, actor access.Actor, offeringID string, rule Whom) (out Enrolled, err error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		offering, tops, err := scopeOf(tx, actor, offeringID)
		if err != nil {
			return err
		}
		if err := lock(tx, offering.ID); err != nil {
			return err
		}
		chosen, err := s.meant(tx, actor, offering, tops, rule)
		if err != nil {
			return err
		}
		if chosen, _, err = prepared(tx, offering, chosen); err != nil {
			return err
		}
		if len(chosen) == 0 {
			return fault.OnField("lack", "seats.rule.nobody")
		}
		row := EnrolmentRule{ID: tx.NewID(), OfferingID: offering.ID, Rule: rule, AppliedAt: tx.Now, AppliedBy: actor.AccountID}
		if err := tx.DB.Create(&row).Error; err != nil {
			return err
		}
		if out, err = seat(tx, actor, offering, chosen, &row.ID); err != nil {
			return err
		}
		if err := tx.DB.Model(&EnrolmentRule{}).Where("id = ?", row.ID).Updates(map[string]any{"added": out.Added, "waiting": out.Waiting}).Error; err != nil {
			return err
		}
		return access.Record(tx, actor, "courses.enrol.rule", "offering", offering.ID, map[string]any{"rule": row.ID, "added": out.Added, "waiting": out.Waiting})
	})
	return out, err
}
