package selfcare

import (
	"context"
	"slices"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/people"
	"relevo/app/privacy"
)

// PublishJob is the daily job that makes the figures of half years that are over.
const PublishJob = "selfcare.publish"

// Figure is what is told of one group and half year. It is made once and never changes:
// what somebody deletes later, or withdraws, would show in the difference.
type Figure struct {
	ID          string
	HalfYear    db.Date // its first day
	Region      string  // a department's code; empty: the whole programme
	People      *int64  // nil: not told
	Heavy       *int64  // of them, whose check-in weighs heavily
	PublishedAt db.Instant
}

// TableName names the table for GORM.
func (Figure) TableName() string { return "selfcare_figure" }

// NeedFigures is nil for whoever sees the figures of the whole programme. Whoever answers for one
// institution sees none: they would know who is meant.
func NeedFigures(actor access.Actor) error { return actor.Need(access.ViewFigures, "") }

// Figures gives what was told, the newest half year first, the whole programme before its regions.
func (s *Service) Figures(ctx context.Context, actor access.Actor) (all []Figure, err error) {
	if err := NeedFigures(actor); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		return tx.DB.Order("half_year DESC, region").Find(&all).Error
	})
	return all, err
}

// halfYear is the first day of the half year in which a day lies.
func halfYear(day db.Date) db.Date {
	t := day.Time()
	if t.Month() < time.July {
		return db.NewDate(t.Year(), time.January, 1)
	}
	return db.NewDate(t.Year(), time.July, 1)
}

// HearPublish is the job.
func (s *Service) HearPublish(ctx context.Context, _ struct{}) error { return s.Publish(ctx) }

// Publish makes the figures of all half years that are over and have none yet.
func (s *Service) Publish(ctx context.Context) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		present := halfYear(tx.Now.Date())
		var kept []Checkin
		err := tx.DB.Where("questionnaire = ? AND answered_at < ?", OwnName, present.Start()).Order("answered_at, id").Find(&kept).Error
		if err != nil || len(kept) == 0 {
			return err
		}
		consented, err := privacy.ConsentedTx(tx, Counting)
		if err != nil {
			return err
		}
		var made []Figure
		if err := tx.DB.Find(&made).Error; err != nil {
			return err
		}
		groups, err := gather(tx, kept, consented)
		if err != nil {
			return err
		}
		for _, start := range sortedDays(groups) {
			if slices.ContainsFunc(made, func(f Figure) bool { return f.HalfYear == start }) {
				continue
			}
			fresh := figuresOf(tx, start, groups, made)
			if err := tx.DB.Create(&fresh).Error; err != nil {
				return err
			}
			made = append(made, fresh...)
		}
		return nil
	})
}

// byGroup has, by region, the cell of those who answered; "" is the whole programme, and
// nowhere those who worked in no known region.
type byGroup map[string]Cell

const nowhere = "-"

// gather sorts check-ins, oldest first, into half years and groups. Somebody counts once in a half
// year, with their newest.
func gather(tx *db.Tx, kept []Checkin, consented map[string]bool) (map[db.Date]byGroup, error) {
	own := Own()
	heavy := map[db.Date]map[string]bool{}
	for _, c := range kept {
		if !consented[c.PersonID] {
			continue
		}
		values, err := c.values()
		if err != nil {
			return nil, err
		}
		start := halfYear(c.AnsweredAt.Date())
		if heavy[start] == nil {
			heavy[start] = map[string]bool{}
		}
		heavy[start][c.PersonID] = own.Outcomes(values)[0].Band.Heavy
	}
	all := map[db.Date]byGroup{}
	for start, here := range heavy {
		groups, err := groupsOf(tx, here, start.AddMonths(6)-1)
		if err != nil {
			return nil, err
		}
		all[start] = groups
	}
	return all, nil
}

// groupsOf puts people where they worked on the last day of the half year.
func groupsOf(tx *db.Tx, heavy map[string]bool, day db.Date) (byGroup, error) {
	ids := make([]string, 0, len(heavy))
	for id := range heavy {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	where, err := people.SnapshotsTx(tx, ids, day)
	if err != nil {
		return nil, err
	}
	groups := byGroup{"": {Heavy: heavy}}
	for _, id := range ids {
		region := where[id].Region
		if region == "" {
			region = nowhere
		}
		if _, there := groups[region]; !there {
			groups[region] = Cell{Group: region, Heavy: map[string]bool{}}
		}
		groups[region].Heavy[id] = heavy[id]
	}
	return groups, nil
}

func sortedDays(groups map[db.Date]byGroup) (days []db.Date) {
	for day := range groups {
		days = append(days, day)
	}
	slices.Sort(days)
	return days
}

// figuresOf makes the figures of one half year, those that are not told without numbers.
func figuresOf(tx *db.Tx, start db.Date, all map[db.Date]byGroup, made []Figure) (fresh []Figure) {
	groups := all[start]
	var parts []Cell
	before := map[string][]string{}
	for name, cell := range groups {
		if name != "" {
			parts = append(parts, cell)
		}
		before[name] = toldBefore(name, start, all, made)
	}
	told := Suppress(groups[""], parts, before)
	for name, cell := range groups {
		if name == nowhere {
			continue // said of nobody; it only keeps the others from being subtracted
		}
		f := Figure{ID: tx.NewID(), HalfYear: start, Region: name, PublishedAt: tx.Now}
		if told[name] {
			people, heavy := int64(len(cell.Heavy)), int64(cell.heavy())
			f.People, f.Heavy = &people, &heavy
		}
		fresh = append(fresh, f)
	}
	slices.SortFunc(fresh, func(a, b Figure) int {
		if a.Region < b.Region {
			return -1
		}
		return 1
	})
	return fresh
}

// toldBefore are the people of a group in the last half year before start whose figure was told,
// as far as their check-ins are still there.
func toldBefore(group string, start db.Date, all map[db.Date]byGroup, made []Figure) (ids []string) {
	var last db.Date
	for _, f := range made {
		if f.Region == group && f.People != nil && f.HalfYear < start {
			last = max(last, f.HalfYear)
		}
	}
	for id := range all[last][group].Heavy {
		ids = append(ids, id)
	}
	return ids
}
