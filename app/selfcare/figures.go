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
		all := series{kept: kept, made: made, groups: groups}
		for _, start := range sortedDays(groups) {
			if slices.ContainsFunc(made, func(f Figure) bool { return f.HalfYear == start }) {
				continue
			}
			fresh, err := all.figuresOf(tx, start)
			if err != nil {
				return err
			}
			if err := tx.DB.Create(&fresh).Error; err != nil {
				return err
			}
			all.made = append(all.made, fresh...)
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

// series is what there is of all half years when figures are made.
type series struct {
	kept   []Checkin           // all that may be counted or was, oldest first
	made   []Figure            // what was told before
	groups map[db.Date]byGroup // of those who consent now
}

// figuresOf makes the figures of one half year, those that are not told without numbers.
func (s series) figuresOf(tx *db.Tx, start db.Date) (fresh []Figure, err error) {
	groups := s.groups[start]
	var parts []Cell
	for name, cell := range groups {
		if name != "" {
			parts = append(parts, cell)
		}
	}
	var before [][]Earlier
	for earlier := range compared {
		told, err := s.toldIn(tx, start.AddMonths(-6*(earlier+1)))
		if err != nil {
			return nil, err
		}
		before = append(before, told)
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
	return fresh, nil
}

// compared is with how many half years before it one is compared: a year. What is older tells of
// other weeks of people's lives, and is deleted after two years.
const compared = 2

// toldIn gives the groups that were told in an earlier half year, and the remainder, with those of
// their people who are still known: who had consented when the figures were made, and has not
// deleted their check-ins since.
func (s series) toldIn(tx *db.Tx, start db.Date) (told []Earlier, err error) {
	numbers := map[string]int{}
	var made db.Instant
	for _, f := range s.made {
		if f.HalfYear == start && f.People != nil {
			numbers[f.Region], made = int(*f.People), f.PublishedAt
		}
	}
	if len(numbers) == 0 {
		return nil, nil
	}
	consented, err := privacy.ConsentedThenTx(tx, Counting, made)
	if err != nil {
		return nil, err
	}
	of := slices.DeleteFunc(slices.Clone(s.kept), func(c Checkin) bool { return halfYear(c.AnsweredAt.Date()) != start })
	gathered, err := gather(tx, of, consented)
	if err != nil {
		return nil, err
	}
	whole, wholeTold := numbers[""]
	rest := Earlier{People: whole}
	for name, cell := range gathered[start] {
		people, shown := numbers[name]
		if name == "" || (!shown && !wholeTold) {
			continue
		}
		var still []string
		for id := range cell.Heavy {
			still = append(still, id)
		}
		if shown {
			told = append(told, Earlier{People: people, Still: still})
		} else {
			rest.Still = append(rest.Still, still...)
		}
		delete(numbers, name)
		if shown {
			rest.People -= people
		}
	}
	for name, people := range numbers { // of whom nobody is known any more
		if name != "" {
			told = append(told, Earlier{People: people})
			rest.People -= people
		}
	}
	if wholeTold && (rest.People > 0 || len(rest.Still) > 0) {
		told = append(told, rest)
	}
	return told, nil
}
