package analytics

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"sync"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/measure"
	"relevo/assessments"
)

// changes keeps what was computed of pairs of scores: the exact test of many pairs takes a second, and the pairs of a country
// seldom change. The key is the scores themselves, so that what is kept cannot be out of date.
type changes struct {
	mu   sync.Mutex
	kept map[[sha256.Size]byte]measure.PairedChange
}

// changesKept bounds the memory, fewestKept spares what is computed at once.
const (
	changesKept = 2000
	fewestKept  = 100
)

// paired is measure.Paired, computed once for the same scores.
func (c *changes) paired(pre, post []float64) measure.PairedChange {
	if len(pre) < fewestKept {
		return measure.Paired(pre, post, 100)
	}
	text := make([]byte, 0, 16*len(pre))
	for i := range pre {
		text = binary.LittleEndian.AppendUint64(text, math.Float64bits(pre[i]))
		text = binary.LittleEndian.AppendUint64(text, math.Float64bits(post[i]))
	}
	key := sha256.Sum256(text)
	c.mu.Lock()
	change, ok := c.kept[key]
	c.mu.Unlock()
	if ok {
		return change
	}
	change = measure.Paired(pre, post, 100)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil || len(c.kept) >= changesKept {
		c.kept = map[[sha256.Size]byte]measure.PairedChange{}
	}
	c.kept[key] = change
	return change
}

// reaches are what so few pairs can show, by their number: it takes some hundredths of a second, and never changes.
var reaches = func() (out [FewPairs]func() measure.Reach) {
	for n := range out {
		out[n] = sync.OnceValue(func() measure.Reach { return measure.ReachOf(n) })
	}
	return out
}()

// HearAnalysisDue computes in the background what a page of the whole country would have to wait for, in the competencies that an
// assessment measures.
func (s *Service) HearAnalysisDue(ctx context.Context, event assessments.AnalysisDue) error {
	var codes []string
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		codes, err = assessments.TestsTx(tx, event.AssessmentID)
		return err
	})
	return s.prepare(ctx, codes, err)
}

// HearAnalyses does so for every competency, once a day.
func (s *Service) HearAnalyses(ctx context.Context, _ struct{}) error {
	var codes []string
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		codes = nil
		stamps, err := assessments.StampsTx(tx, nil)
		for code := range stamps {
			codes = append(codes, code)
		}
		return err
	})
	return s.prepare(ctx, codes, err)
}

func (s *Service) prepare(ctx context.Context, codes []string, err error) error {
	for _, code := range codes {
		if err == nil {
			_, err = s.Learning(ctx, access.System(), LearningQuery{PlaceID: Everything, Competency: code})
		}
	}
	return err
}
