package translation

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
)

// Service answers for what relevo says in the languages that are still growing.
type Service struct{ db *db.DB }

// NewService makes the service.
func NewService(d *db.DB) *Service { return &Service{db: d} }

// List gives the sentences of a growing locale with what is written for them.
func (s *Service) List(ctx context.Context, actor access.Actor, locale i18n.Locale, f Filter) (list List, err error) {
	if err := may(actor, locale); err != nil {
		return list, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list = List{Counts: map[State]int{}}
		newest, err := newestTx(tx, locale)
		if err != nil {
			return err
		}
		names, err := namesTx(tx, newest)
		if err != nil {
			return err
		}
		for _, entry := range i18n.Entries(locale) {
			line := lineOf(entry, newest[entry.Key], names, actor)
			list.Counts[line.State]++
			if !slices.Contains(list.Parts, entry.Part) {
				list.Parts = append(list.Parts, entry.Part)
			}
			if f.takes(line) {
				list.Lines = append(list.Lines, line)
			}
		}
		return nil
	})
	return list, err
}

// Line gives one sentence with what is written for it.
func (s *Service) Line(ctx context.Context, actor access.Actor, locale i18n.Locale, key string) (line Line, err error) {
	if err := may(actor, locale); err != nil {
		return line, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		entry, last, err := lineTx(tx, locale, key)
		if err != nil {
			return err
		}
		names, err := namesTx(tx, map[string]Translation{key: last})
		line = lineOf(entry, last, names, actor)
		return err
	})
	return line, err
}

// lineOf puts what was written beside its sentence. What the locale's own files say was reviewed before it came there.
func lineOf(entry i18n.Entry, t Translation, names map[string]string, actor access.Actor) Line {
	line := Line{Entry: entry, Text: t.text(), State: t.state(entry.Spanish), WrittenAt: t.WrittenAt, By: names[t.WrittenBy], Mine: t.WrittenBy == actor.AccountID}
	if line.State == Missing && !entry.Spoken.IsZero() {
		line.Text, line.State = entry.Spoken, Reviewed
	}
	return line
}

// Write appends a draft; the same words as before change nothing.
func (s *Service) Write(ctx context.Context, actor access.Actor, locale i18n.Locale, key string, text i18n.Sentence) error {
	if err := may(actor, locale); err != nil {
		return err
	}
	text.One, text.Other = tidy(text.One), tidy(text.Other)
	if err := i18n.Fits(key, text); err != nil {
		return err
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		entry, before, err := lineTx(tx, locale, key)
		if err != nil {
			return err
		}
		if before.text() == text && before.state(entry.Spanish) != Outdated {
			return nil
		}
		t := Translation{ID: tx.NewID(), Locale: locale, Sentence: key, One: text.One, Other: text.Other,
			OfOne: entry.Spanish.One, OfOther: entry.Spanish.Other, WrittenAt: tx.Now, WrittenBy: actor.AccountID}
		return appendTx(tx, actor, "translation.write", before, t)
	})
	if err != nil {
		return err
	}
	return s.Load(ctx)
}

// Approve finds the draft of a sentence right. It must be these words, and somebody else's.
func (s *Service) Approve(ctx context.Context, actor access.Actor, locale i18n.Locale, key string, text i18n.Sentence) error {
	if err := may(actor, locale); err != nil {
		return err
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		entry, draft, err := lineTx(tx, locale, key)
		if err != nil {
			return err
		}
		switch state := draft.state(entry.Spanish); {
		case state == Reviewed && draft.text() == text:
			return nil
		case state != Draft:
			return fault.New(fault.Conflict, "translation.no_draft")
		case draft.text() != text:
			return fault.New(fault.Conflict, "translation.changed")
		case draft.WrittenBy == actor.AccountID:
			return fault.New(fault.Conflict, "translation.own")
		}
		t := draft
		t.ID, t.Draft, t.WrittenAt, t.WrittenBy = tx.NewID(), draft.ID, tx.Now, actor.AccountID
		return appendTx(tx, actor, "translation.approve", draft, t)
	})
	if err != nil {
		return err
	}
	return s.Load(ctx)
}

// Export gives what is written of a locale, for the file of the project or for a table.
func (s *Service) Export(ctx context.Context, actor access.Actor, locale i18n.Locale) ([]Line, error) {
	list, err := s.List(ctx, actor, locale, Filter{})
	return slices.DeleteFunc(list.Lines, func(l Line) bool { return l.State == Missing }), err
}

// Load has pages say what was found right.
func (s *Service) Load(ctx context.Context) error {
	for _, locale := range i18n.Growing() {
		var newest map[string]Translation
		if err := s.db.Read(ctx, func(tx *db.Tx) (err error) { newest, err = newestTx(tx, locale); return err }); err != nil {
			return err
		}
		right := map[string]i18n.Sentence{}
		for _, entry := range i18n.Entries(locale) {
			if t := newest[entry.Key]; t.state(entry.Spanish) == Reviewed {
				right[entry.Key] = t.text()
			}
		}
		i18n.Use(locale, right)
	}
	return nil
}

// Follow loads every so often what other processes have written, until ctx ends.
func (s *Service) Follow(ctx context.Context, every time.Duration, log *slog.Logger) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if err := s.Load(ctx); err != nil && ctx.Err() == nil {
				log.WarnContext(ctx, "translations are not read anew", "err", err)
			}
		}
	}
}

func may(actor access.Actor, locale i18n.Locale) error {
	if err := actor.NeedSomewhere(Writes); err != nil {
		return err
	}
	if !slices.Contains(i18n.Growing(), locale) {
		return fault.Missing("noun.language")
	}
	return nil
}

// tidy takes away what nobody sees: blanks around, and the ends of lines as a browser sends them.
func tidy(text string) string { return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")) }

// newestTx gives what was written last, by key.
func newestTx(tx *db.Tx, locale i18n.Locale) (map[string]Translation, error) {
	var rows []Translation
	err := tx.DB.Where("locale = ? AND superseded_at IS NULL", locale).Find(&rows).Error
	newest := make(map[string]Translation, len(rows))
	for _, t := range rows {
		newest[t.Sentence] = t
	}
	return newest, err
}

func namesTx(tx *db.Tx, newest map[string]Translation) (map[string]string, error) {
	var ids []string
	for _, t := range newest {
		ids = append(ids, t.WrittenBy)
	}
	return access.AccountNamesTx(tx, ids)
}

// lineTx gives a sentence with what was written last.
func lineTx(tx *db.Tx, locale i18n.Locale, key string) (i18n.Entry, Translation, error) {
	entry, ok := i18n.EntryOf(locale, key)
	if !ok {
		return entry, Translation{}, fault.Missing("noun.sentence")
	}
	var rows []Translation
	err := tx.DB.Where("locale = ? AND sentence = ? AND superseded_at IS NULL", locale, key).Find(&rows).Error
	if len(rows) == 0 {
		return entry, Translation{}, err
	}
	return entry, rows[0], err
}

// appendTx puts a row in the place of the one before. Whoever comes second at the same moment is told: an index lets one
// row of a sentence be the newest.
func appendTx(tx *db.Tx, actor access.Actor, action string, before, t Translation) error {
	if before.ID != "" {
		done := tx.DB.Model(&Translation{}).Where("id = ? AND superseded_at IS NULL", before.ID).Update("superseded_at", tx.Now)
		if done.Error != nil {
			return done.Error
		}
		if done.RowsAffected == 0 {
			return fault.New(fault.Conflict, "translation.changed")
		}
	}
	if err := tx.DB.Create(&t).Error; err != nil {
		if db.IsDuplicate(err) {
			return fault.New(fault.Conflict, "translation.changed")
		}
		return err
	}
	return access.Record(tx, actor, action, "translation", t.ID, map[string]string{"locale": string(t.Locale), "sentence": t.Sentence})
}
