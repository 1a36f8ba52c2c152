package selfcare

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// Manages is the permission to load questionnaires and to write whom to turn to: those who manage
// accounts in the whole programme.
const Manages = access.ManageAccounts

// Pack is a questionnaire that was loaded from a file. It stays as it was loaded, since answers
// refer to it; one that is no longer offered has an end.
type Pack struct {
	ID       string
	Title    string
	Content  string // the file, as it came
	LoadedAt db.Instant
	LoadedBy string
	EndedAt  *db.Instant
	EndedBy  *string
}

// TableName names the table for GORM.
func (Pack) TableName() string { return "selfcare_pack" }

// PackLimit is the most bytes that the file of a pack may have.
const PackLimit = 256 << 10

// The most that a pack may hold: far above any questionnaire that somebody answers in a break.
const (
	mostItems   = 100
	mostOptions = 11
	mostScales  = 10
	longest     = 10000 // characters of one text
)

// ReadPack reads a questionnaire from a file. What is wrong with it is said, one thing at a time.
func ReadPack(content []byte) (q Questionnaire, err error) {
	wrong := func(key string, pairs ...any) (Questionnaire, error) {
		return Questionnaire{}, fault.OnField("pack", key, pairs...)
	}
	switch {
	case len(content) > PackLimit:
		return wrong("selfcare.pack.large", "limit", PackLimit>>10)
	case !utf8.Valid(content) || bytes.ContainsRune(content, 0):
		return wrong("selfcare.pack.form")
	}
	decoder := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(content, []byte("\ufeff"))))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&q); err != nil {
		return wrong("selfcare.pack.form")
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return wrong("selfcare.pack.form")
	}
	for name, text := range map[string]string{"title": q.Title, "language": q.Language, "credit": q.Credit, "licence": q.Licence} {
		if strings.TrimSpace(text) == "" {
			return wrong("selfcare.pack.without", "what", name)
		}
	}
	if len(q.Language) > 3 || len(q.Title) > 200 {
		return wrong("selfcare.pack.form")
	}
	for _, text := range slices.Concat([]string{q.Credit, q.Licence, q.Intro}, q.Items) {
		if len(text) > longest {
			return wrong("selfcare.pack.form")
		}
	}
	if len(q.Items) == 0 || len(q.Items) > mostItems || slices.Contains(q.Items, "") {
		return wrong("selfcare.pack.without", "what", "items")
	}
	if !goodOptions(q.Options) {
		return wrong("selfcare.pack.without", "what", "options")
	}
	if len(q.Scales) == 0 || len(q.Scales) > mostScales {
		return wrong("selfcare.pack.without", "what", "scales")
	}
	for _, s := range q.Scales {
		if !q.goodScale(s) {
			return wrong("selfcare.pack.scale", "name", s.Name)
		}
	}
	return q, nil
}

func goodOptions(options []Option) bool {
	seen := map[int]bool{}
	for _, o := range options {
		if strings.TrimSpace(o.Label) == "" || seen[o.Value] || o.Value < 0 || o.Value > 100 {
			return false
		}
		seen[o.Value] = true
	}
	return len(options) >= 2 && len(options) <= mostOptions
}

// goodScale tells whether a scale adds up items that there are, each once, and has a band for
// each sum.
func (q Questionnaire) goodScale(s Scale) bool {
	low, _ := q.ends()
	counted := map[int]bool{}
	for _, item := range s.Items {
		if item < 1 || item > len(q.Items) || counted[item] {
			return false
		}
		counted[item] = true
	}
	for _, item := range s.Reversed {
		if !counted[item] {
			return false
		}
	}
	if s.Name == "" || len(s.Items) == 0 || len(s.Bands) == 0 || len(s.Bands) > mostOptions || s.Bands[0].From > low*len(s.Items) {
		return false
	}
	for i, band := range s.Bands {
		if band.Title == "" || len(band.Text) > longest || (i > 0 && band.From <= s.Bands[i-1].From) {
			return false
		}
	}
	return true
}

// LoadPack offers a questionnaire from a file to everybody. Whoever loads it has read under what
// licence it may be used and says that they keep to it.
func (s *Service) LoadPack(ctx context.Context, actor access.Actor, content []byte, licenceRead bool) (pack Pack, err error) {
	if err := actor.Need(Manages, ""); err != nil {
		return Pack{}, err
	}
	q, err := ReadPack(content)
	if err != nil {
		return Pack{}, err
	}
	if !licenceRead {
		return Pack{}, fault.OnField("licence_read", "selfcare.pack.licence_read")
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		pack = Pack{ID: tx.NewID(), Title: q.Title, Content: string(content), LoadedAt: tx.Now, LoadedBy: actor.AccountID}
		return errors.Join(tx.DB.Create(&pack).Error, access.Record(tx, actor, "selfcare.pack.load", "selfcare_pack", pack.ID, nil))
	})
	return pack, err
}

// EndPack offers a questionnaire no longer. What was answered stays with those who answered.
func (s *Service) EndPack(ctx context.Context, actor access.Actor, id string) error {
	if err := actor.Need(Manages, ""); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		done := tx.DB.Model(&Pack{}).Where("id = ? AND ended_at IS NULL", id).Updates(map[string]any{"ended_at": tx.Now, "ended_by": actor.AccountID})
		if done.Error != nil || done.RowsAffected == 0 {
			return errors.Join(done.Error, fault.Missing("noun.page"))
		}
		return access.Record(tx, actor, "selfcare.pack.end", "selfcare_pack", id, nil)
	})
}

// Offered is a questionnaire that can be answered.
type Offered struct {
	Name string // OwnName or the pack's identifier
	Questionnaire
}

// offeredTx lists what can be answered, the default first.
func offeredTx(tx *db.Tx) ([]Offered, error) {
	all := []Offered{{OwnName, Own()}}
	var packs []Pack
	if err := tx.DB.Where("ended_at IS NULL").Order("loaded_at, id").Find(&packs).Error; err != nil {
		return nil, err
	}
	for _, p := range packs {
		q, err := ReadPack([]byte(p.Content))
		if err != nil {
			return nil, err
		}
		all = append(all, Offered{p.ID, q})
	}
	return all, nil
}

// questionnaireTx gives a questionnaire by its name, offered or not.
func questionnaireTx(tx *db.Tx, name string) (Questionnaire, error) {
	if name == OwnName {
		return Own(), nil
	}
	var p Pack
	err := tx.DB.Where("id = ?", name).Take(&p).Error
	if db.IsNone(err) {
		return Questionnaire{}, fault.Missing("noun.page")
	}
	if err != nil {
		return Questionnaire{}, err
	}
	return ReadPack([]byte(p.Content))
}

// Help is whom people can turn to, as those write it who know. The newest holds.
type Help struct {
	ID         string
	Wording    string
	RecordedAt db.Instant
	RecordedBy string
}

// TableName names the table for GORM.
func (Help) TableName() string { return "selfcare_help" }

// helpTx is whom people can turn to; empty when nobody has written it.
func helpTx(tx *db.Tx) (string, error) {
	var found []Help
	err := tx.DB.Order("recorded_at DESC, id DESC").Limit(1).Find(&found).Error
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0].Wording, nil
}

// SetHelp writes whom people can turn to.
func (s *Service) SetHelp(ctx context.Context, actor access.Actor, wording string) error {
	if err := actor.Need(Manages, ""); err != nil {
		return err
	}
	if wording = strings.TrimSpace(wording); len([]rune(wording)) > 2000 {
		return fault.OnField("help", "selfcare.help.long", "max", 2000)
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		return errors.Join(tx.DB.Create(&Help{ID: tx.NewID(), Wording: wording, RecordedAt: tx.Now, RecordedBy: actor.AccountID}).Error,
			access.Record(tx, actor, "selfcare.help.set", "selfcare_help", "", nil))
	})
}

// Managed is what those see who load questionnaires.
type Managed struct {
	Offered []Offered // the default first
	Help    string
}

// Managed gives what is offered, to those who look after it.
func (s *Service) Managed(ctx context.Context, actor access.Actor) (m Managed, err error) {
	if err := actor.Need(Manages, ""); err != nil {
		return m, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if m.Offered, err = offeredTx(tx); err != nil {
			return err
		}
		m.Help, err = helpTx(tx)
		return err
	})
	return m, err
}
