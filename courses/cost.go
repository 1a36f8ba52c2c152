package courses

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
)

// CostKind says what money was spent on.
type CostKind string

// The kinds of cost.
const (
	CostInstruction  CostKind = "instruction"  // those who teach, what they need
	CostParticipants CostKind = "participants" // the time of those who learn
	CostTravel       CostKind = "travel"       // going there, sleeping and eating there
	CostOther        CostKind = "other"
)

// CostKinds lists the kinds in the order in which people are shown them.
func CostKinds() []CostKind {
	return []CostKind{CostInstruction, CostParticipants, CostTravel, CostOther}
}

// Soles is an amount of money in hundredths of a sol.
type Soles int64

// Amount is the amount in soles.
func (s Soles) Amount() float64 { return float64(s) / 100 }

// ParseSoles reads an amount as people write it: "1200", "S/ 1,200.50", "1 200,5".
func ParseSoles(text string) (Soles, bool) {
	text = strings.ToUpper(strings.TrimSpace(text))
	text = strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(text, "S/."), "S/"))
	text = strings.Map(func(r rune) rune {
		if r == ' ' || r == '\u00a0' || r == '\u202f' || r == '\'' {
			return -1
		}
		return r
	}, text)
	if at := strings.LastIndexAny(text, ".,"); at >= 0 && len(text)-at-1 == 3 {
		text += ".00" // "1,200" and "1.200" are thousands: nobody writes thousandths of a sol
	}
	whole, cents := text, "00"
	if at := strings.LastIndexAny(text, ".,"); at >= 0 {
		whole, cents = text[:at], text[at+1:]
	}
	whole = strings.NewReplacer(",", "", ".", "").Replace(whole)
	if len(cents) == 1 {
		cents += "0"
	}
	n, err := strconv.ParseUint(whole+cents, 10, 64)
	if err != nil || whole == "" || len(cents) != 2 || n > math.MaxInt32*100 {
		return 0, false
	}
	return Soles(n), true
}

// Cost is the fact that something was spent on an offering. A correction is a new fact.
type Cost struct {
	ID           string
	OfferingID   string
	Kind         CostKind
	Centimos     Soles
	Note         string
	CorrectsID   *string // the fact in whose place it stands
	RecordedAt   db.Instant
	RecordedBy   string
	SupersededAt *db.Instant
}

// TableName names the table for GORM.
func (Cost) TableName() string { return "offering_cost" }

// CostInput is what is needed to note a cost.
type CostInput struct {
	Kind     CostKind
	Amount   string // as [ParseSoles] reads it
	Note     string
	Corrects string // the fact in whose place it stands; empty for a new one
}

// RecordCost notes what something cost, or corrects what was noted: with an amount of 0 it
// counts no more.
func (s *Service) RecordCost(ctx context.Context, actor access.Actor, offeringID string, in CostInput) error {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return err
	}
	var check fault.Check
	amount, ok := ParseSoles(in.Amount)
	note := strings.Join(strings.Fields(in.Note), " ")
	check.That(ok, "amount", "seats.cost.amount_shape")
	check.That(!ok || amount > 0 || in.Corrects != "", "amount", "seats.cost.amount_zero")
	check.That(slices.Contains(CostKinds(), in.Kind), "kind", "courses.choose_one")
	check.That(note != "", "note", "seats.cost.note_needed")
	check.That(len([]rune(note)) <= 300, "note", "courses.too_long", "max", 300)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, _, err := wholeOffering(tx, actor, offeringID, "seats.cost.not_yours"); err != nil {
			return err
		}
		if err := check.Err(); err != nil {
			return err
		}
		if err := lock(tx, offeringID); err != nil {
			return err
		}
		cost := Cost{ID: tx.NewID(), OfferingID: offeringID, Kind: in.Kind, Centimos: amount, Note: note, RecordedAt: tx.Now, RecordedBy: actor.AccountID}
		if in.Corrects != "" {
			old, err := take[Cost](tx, in.Corrects, "noun.cost")
			if err != nil {
				return err
			}
			if old.OfferingID != offeringID {
				return fault.Missing("noun.cost")
			}
			if old.SupersededAt != nil {
				return fault.New(fault.Conflict, "seats.cost.corrected_already")
			}
			if err := tx.DB.Model(&Cost{}).Where("id = ?", old.ID).Update("superseded_at", tx.Now).Error; err != nil {
				return err
			}
			cost.CorrectsID = &old.ID
		}
		if err := tx.DB.Create(&cost).Error; err != nil {
			return err
		}
		return access.Record(tx, actor, "courses.cost.record", "offering", offeringID, map[string]any{"kind": in.Kind, "corrects": in.Corrects != ""})
	})
}

// CostSummary is what an offering cost, and for whom.
type CostSummary struct {
	Total     Soles
	ByKind    map[CostKind]Soles
	Trained   int // attended an hour at least, or read a lesson
	Completed int
}

// PerTrained is the cost per person trained in soles; NaN when nobody was.
func (c CostSummary) PerTrained() float64 { return c.Total.per(c.Trained) }

// PerCompletion is the cost per completion in soles; NaN when there is none.
func (c CostSummary) PerCompletion() float64 { return c.Total.per(c.Completed) }

func (s Soles) per(n int) float64 {
	if n == 0 {
		return math.NaN()
	}
	return s.Amount() / float64(n)
}

// Part is a funder's part of an amount.
func (s Soles) Part(share float64) Soles { return Soles(math.Round(float64(s) * share)) }

const trainedSQL = `
SELECT e.offering_id, e.person_id, c.id IS NOT NULL AS completed FROM enrolment e LEFT JOIN completion c ON c.enrolment_id = e.id
WHERE e.offering_id IN ? AND (c.id IS NOT NULL
   OR EXISTS (SELECT 1 FROM attendance a WHERE a.enrolment_id = e.id AND a.superseded_at IS NULL)
   OR EXISTS (SELECT 1 FROM lesson_read r WHERE r.enrolment_id = e.id))
ORDER BY e.offering_id, e.person_id`

// trainedRow is somebody trained in an offering.
type trainedRow struct {
	OfferingID string
	PersonID   string
	Completed  bool
}

// trainedIn gives who was trained in offerings: who attended or read anything of it, whether
// or not they withdrew later.
func trainedIn(tx *db.Tx, offeringIDs []string) ([]trainedRow, error) {
	var all []trainedRow
	err := inChunks(offeringIDs, func(part []string) error {
		var rows []trainedRow
		err := tx.DB.Raw(trainedSQL, part).Scan(&rows).Error
		all = append(all, rows...)
		return err
	})
	return all, err
}

// CostsOfTx gives what each of the offerings cost and for whom. It costs the same number of
// statements for any number of offerings.
func CostsOfTx(tx *db.Tx, offeringIDs []string) (map[string]CostSummary, error) {
	rows, err := whereIn[Cost](tx, "superseded_at IS NULL AND offering_id", offeringIDs)
	if err != nil {
		return nil, err
	}
	trained, err := trainedIn(tx, offeringIDs)
	if err != nil {
		return nil, err
	}
	out := map[string]CostSummary{}
	for _, id := range offeringIDs {
		out[id] = CostSummary{ByKind: map[CostKind]Soles{}}
	}
	for _, r := range rows {
		one := out[r.OfferingID]
		one.Total += r.Centimos
		one.ByKind[r.Kind] += r.Centimos
		out[r.OfferingID] = one
	}
	for _, t := range trained {
		one := out[t.OfferingID]
		one.Trained++
		if t.Completed {
			one.Completed++
		}
		out[t.OfferingID] = one
	}
	return out, err
}

// CostLine is a cost with who noted it.
type CostLine struct {
	Cost
	Author string
}

// CostPage is what an offering cost.
type CostPage struct {
	Offering
	CourseTitle string
	Summary     CostSummary
	Funders     []FunderPart
	Lines       []CostLine // those that count, then those that were corrected, the newest first
	MayRecord   bool
}

// Costs gives what an offering cost.
func (s *Service) Costs(ctx context.Context, actor access.Actor, offeringID string) (page CostPage, err error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return page, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		page = CostPage{}
		var institutions []people.Institution
		if page.Offering, institutions, err = scopeOf(tx, actor, offeringID); err != nil {
			return err
		}
		page.MayRecord = runsAll(actor, institutions)
		version, err := take[CourseVersion](tx, page.CourseVersionID, "noun.course")
		if err != nil {
			return err
		}
		page.CourseTitle = version.Title
		sums, err := CostsOfTx(tx, []string{offeringID})
		if err != nil {
			return err
		}
		page.Summary = sums[offeringID]
		funders, err := fundersOf(tx, []string{offeringID})
		if err != nil {
			return err
		}
		page.Funders = funders[offeringID]
		var rows []Cost
		if err := tx.DB.Where("offering_id = ?", offeringID).Order("CASE WHEN superseded_at IS NULL THEN 0 ELSE 1 END, recorded_at DESC, id DESC").Find(&rows).Error; err != nil {
			return err
		}
		var ids []string
		for _, r := range rows {
			ids = append(ids, r.RecordedBy)
		}
		names, err := accountNames(tx, ids)
		for _, r := range rows {
			page.Lines = append(page.Lines, CostLine{r, names[r.RecordedBy]})
		}
		return err
	})
	return page, err
}
