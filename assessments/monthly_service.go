package assessments

import (
	"context"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/measure"
	"relevo/app/people"
)

// countsOfTx gives the believed counts of an institution, the oldest month first.
func countsOfTx(tx *db.Tx, institutionIDs ...string) ([]MonthlyCount, error) {
	return whereIn[MonthlyCount](tx, "superseded_at IS NULL AND institution_id", institutionIDs, "month, institution_id")
}

// CountInMonth keeps what an institution counted in a month. Where there is a count
// of that month already, this one corrects it and the other stays on record.
func (s *Service) CountInMonth(ctx context.Context, actor access.Actor, in MonthlyCount) error {
	if err := actor.NeedSomewhere(access.AssessCapacity); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		in.Source = SourceForm
		return CountInMonthTx(tx, actor, in)
	})
}

// CountInMonthTx is CountInMonth within a transaction, with a source.
func CountInMonthTx(tx *db.Tx, actor access.Actor, in MonthlyCount) error {
	at, err := people.InstitutionTx(tx, in.InstitutionID)
	if err != nil {
		return err
	}
	if err := actor.Need(access.AssessCapacity, at.Path); err != nil {
		return fault.Missing("noun.institution")
	}
	in.Month, in.Note = firstOf(in.Month), strings.TrimSpace(in.Note)
	if err := in.validate(tx.Today()); err != nil {
		return err
	}
	if !at.Open(in.Month) {
		return fault.OnField("month", "capacity.month.closed")
	}
	if err := lockInstitution(tx, at.ID); err != nil {
		return err
	}
	return countTx(tx, actor, in)
}

// countTx appends a count that was found to be right; the institution is locked.
func countTx(tx *db.Tx, actor access.Actor, in MonthlyCount) error {
	var before []MonthlyCount
	if err := tx.DB.Where("institution_id = ? AND month = ? AND superseded_at IS NULL", in.InstitutionID, in.Month).Find(&before).Error; err != nil {
		return err
	}
	if len(before) > 0 {
		if in.says(&before[0]) {
			return nil
		}
		if err := tx.DB.Model(&MonthlyCount{}).Where("id = ?", before[0].ID).Update("superseded_at", tx.Now).Error; err != nil {
			return err
		}
	}
	in.ID, in.RecordedAt, in.RecordedBy, in.SupersededAt = tx.NewID(), tx.Now, actor.AccountID, nil
	if err := tx.DB.Create(&in).Error; err != nil {
		return err
	}
	return record(tx, actor, "counts.record", "institution", in.InstitutionID, map[string]any{"month": in.Month, "corrects": len(before) > 0})
}

// MonthDetail is a count with who gave it.
type MonthDetail struct {
	MonthlyCount
	Author string
}

// InstitutionCounts are the counts of an institution.
type InstitutionCounts struct {
	Institution people.Institution
	Months      []MonthDetail // believed, the newest month first
	Corrected   []MonthDetail // superseded, the newest first
	MayCount    bool
	Today       db.Date
}

// Counts gives the counts of an institution, for those who see it by name.
func (s *Service) Counts(ctx context.Context, actor access.Actor, institutionID string) (out InstitutionCounts, err error) {
	if err := needCapacity(actor); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out = InstitutionCounts{Today: tx.Today()}
		if out.Institution, err = institutionSeen(tx, actor, institutionID); err != nil {
			return err
		}
		out.MayCount = actor.May(access.AssessCapacity, out.Institution.Path)
		var all []MonthlyCount
		if err := tx.DB.Where("institution_id = ?", institutionID).Order("month DESC, recorded_at DESC").Find(&all).Error; err != nil {
			return err
		}
		var authors []string
		for _, m := range all {
			authors = append(authors, m.RecordedBy)
		}
		names, err := accountNames(tx, authors)
		if err != nil {
			return err
		}
		for _, m := range all {
			if m.SupersededAt == nil {
				out.Months = append(out.Months, MonthDetail{m, names[m.RecordedBy]})
			} else {
				out.Corrected = append(out.Corrected, MonthDetail{m, names[m.RecordedBy]})
			}
		}
		return nil
	})
	return out, err
}

// MonthlyTogether are the counts of several institutions, added up by month.
type MonthlyTogether struct{ Months []MonthTogether }

// MonthTogether is a month of several institutions.
type MonthTogether struct {
	Month     db.Date
	Reporting int              // institutions with a count of the month
	Hidden    bool             // too few of them
	Counts    map[string]Count // by field; a field that nobody counted is absent
}

// countsTogether adds the counts up by month. For whoever does not know all the
// institutions by name, months are hidden in which fewer than five of the others
// report, and counts of 1 to 4 cases, or that leave 1 to 4 of their whole.
func countsTogether(tx *db.Tx, institutions []people.Institution, named func(people.Institution) bool) (*MonthlyTogether, error) {
	ids, known := make([]string, len(institutions)), map[string]bool{}
	for i, at := range institutions {
		ids[i], known[at.ID] = at.ID, named(at)
	}
	all, err := countsOfTx(tx, ids...)
	if err != nil {
		return nil, err
	}
	months, unnamed := map[db.Date]*MonthTogether{}, map[db.Date]map[string]int{}
	others := map[db.Date]int{}
	for _, m := range all {
		month := months[m.Month]
		if month == nil {
			month = &MonthTogether{Month: m.Month, Counts: map[string]Count{}}
			months[m.Month], unnamed[m.Month] = month, map[string]int{}
		}
		month.Reporting++
		if !known[m.InstitutionID] {
			others[m.Month]++
		}
		for _, field := range CountFields() {
			if n := m.Number(field); n != nil {
				month.Counts[field] = Count{N: month.Counts[field].N + *n}
				if !known[m.InstitutionID] {
					unnamed[m.Month][field] += *n
				}
			}
		}
	}
	out := &MonthlyTogether{}
	for day, month := range months {
		month.veil(others[day], unnamed[day])
		out.Months = append(out.Months, *month)
	}
	slices.SortFunc(out.Months, func(a, b MonthTogether) int { return int(a.Month - b.Month) })
	return out, nil
}

// veil hides what would tell of few institutions or of few cases. others is how many
// institutions report that the actor does not know by name, unnamed what they count.
func (m *MonthTogether) veil(others int, unnamed map[string]int) {
	few := func(n int) bool { return n > 0 && n < measure.ShownInside }
	if few(others) {
		m.Hidden, m.Reporting, m.Counts = true, 0, nil
		return
	}
	hide := func(field string) {
		if _, there := m.Counts[field]; there {
			m.Counts[field] = Count{Hidden: true}
		}
	}
	for _, pair := range [][2]string{{"referrals_made", "referrals_acknowledged"}, {"proceedings", "proceedings_deserted"}} {
		whole, part := unnamed[pair[0]], unnamed[pair[1]]
		if few(whole) {
			hide(pair[0])
		}
		if few(whole) || few(part) || few(whole-part) {
			hide(pair[1])
		}
	}
}
