package privacy

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"sort"
	"strconv"

	"relevo/app/access"
	"relevo/app/db"
)

// smallest is how few people may share what is said of them: where fewer than this
// share a region, a cadre, a sex and an age, some of it is left out.
const smallest = 5

// ageBand is how many years of birth are told as one.
const ageBand = 10

// Line is one result without a name.
type Line struct {
	Pseudonym  string // the same for a person in every export, and no way back
	Cadre      string // empty where it would tell who
	Region     string
	Sex        string
	Born       string // "1980-1989"
	Competency string
	Occasion   string
	Month      string // "2026-03"
	Months     *int   // after the completion, of a follow-up
	Score, Cut float64
}

// Export is what those get who evaluate from outside.
type Export struct {
	Lines   []Line
	People  int // whose results are in it
	Without int // people with results who did not consent
}

// Export gives the results of those who consented, without names, to whoever sees
// the figures of the whole programme. That it was taken is noted.
func (s *Service) Export(ctx context.Context, actor access.Actor) (out Export, err error) {
	if err := NeedExport(actor); err != nil {
		return Export{}, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		results, err := s.Results(tx)
		if err != nil {
			return err
		}
		consented, err := ConsentedTx(tx, Evaluation)
		if err != nil {
			return err
		}
		out = s.pseudonymous(results, consented)
		return record(tx, actor, "export", "results", "", map[string]int{"people": out.People, "lines": len(out.Lines)})
	})
	return out, err
}

// known is what is said of a person, from what says most about them to what says least.
type known struct{ born, sex, cadre, region string }

func (s *Service) pseudonymous(results []Result, consented map[string]bool) (out Export) {
	of, without := map[string]known{}, map[string]bool{}
	for _, r := range results { // of several, the newest result says where somebody is
		if !consented[r.PersonID] {
			without[r.PersonID] = true
			continue
		}
		k := known{sex: r.Sex, cadre: r.Cadre, region: r.Region}
		if r.BirthYear != nil {
			from := *r.BirthYear / ageBand * ageBand
			k.born = strconv.Itoa(from) + "-" + strconv.Itoa(from+ageBand-1)
		}
		of[r.PersonID] = k
	}
	coarsen(of)
	out.People, out.Without = len(of), len(without)
	for _, r := range results {
		k, ok := of[r.PersonID]
		if !ok {
			continue
		}
		out.Lines = append(out.Lines, Line{
			Pseudonym: s.pseudonym(r.PersonID), Cadre: k.cadre, Region: k.region, Sex: k.sex, Born: k.born,
			Competency: r.Competency, Occasion: r.Occasion, Month: r.AssessedOn.String()[:len("2026-01")], Months: r.Months, Score: r.Score, Cut: r.CutScore,
		})
	}
	// In an order that says nothing of when somebody came into the record.
	sort.SliceStable(out.Lines, func(i, j int) bool { return out.Lines[i].Pseudonym < out.Lines[j].Pseudonym })
	return out
}

// coarsen leaves out, step by step, what fewer than smallest people share.
func coarsen(of map[string]known) {
	for _, less := range []func(*known){
		func(k *known) { k.born = "" }, func(k *known) { k.sex = "" }, func(k *known) { k.region = "" }, func(k *known) { k.cadre = "" },
	} {
		sharing := map[known]int{}
		for _, k := range of {
			sharing[k]++
		}
		for id, k := range of {
			if sharing[k] < smallest {
				less(&k)
				of[id] = k
			}
		}
	}
}

// pseudonymLength is how many hexadecimal digits a pseudonym has: 64 bits.
const pseudonymLength = 16

func (s *Service) pseudonym(personID string) string {
	mac := hmac.New(sha256.New, s.secret)
	mac.Write([]byte("relevo pseudonym " + personID))
	return hex.EncodeToString(mac.Sum(nil))[:pseudonymLength]
}

// NeedExport is nil for whoever sees the figures of the whole programme.
func NeedExport(actor access.Actor) error { return actor.Need(access.ViewFigures, "") }
