package certificates

import (
	"context"
	"crypto/sha256"
	"database/sql/driver"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
)

// Link lets whoever has its address see a person's transcript until a moment.
// The address itself is kept nowhere, only its digest: it is shown once.
type Link struct {
	ID        string
	TokenHash string
	PersonID  string
	Purpose   Purpose
	CreatedAt db.Instant
	CreatedBy string
	ExpiresAt db.Instant
	RevokedAt *db.Instant // nil while its person lets it work
}

// TableName names the table for GORM.
func (Link) TableName() string { return "transcript_link" }

// Works tells whether the link opens the transcript at a moment.
func (l Link) Works(now db.Instant) bool { return l.RevokedAt == nil && now.Before(l.ExpiresAt) }

// Purpose is what a link was made for and what it shows, stored as JSON.
type Purpose struct {
	Text   string `json:"text"`   // for whom and what, in the person's words
	Scores bool   `json:"scores"` // the results are shown too
}

// Value stores the purpose.
func (p Purpose) Value() (driver.Value, error) {
	body, err := json.Marshal(p)
	return string(body), err
}

// Scan reads the purpose from either database.
func (p *Purpose) Scan(src any) error {
	switch v := src.(type) {
	case string:
		return json.Unmarshal([]byte(v), p)
	case []byte:
		return json.Unmarshal(v, p)
	}
	return fmt.Errorf("cannot read the purpose of a link from %T", src)
}

// GormDataType names the column type for GORM's schema.
func (Purpose) GormDataType() string { return "json" }

// NewLink is what a person says when sharing their transcript.
type NewLink struct {
	Purpose string
	Days    int // for which it works
	Scores  bool
}

// What a link may say.
const (
	maxPurpose  = 200
	maxLinkDays = 90
	maxLinks    = 20 // of a person that work at once
)

func (in NewLink) validate() error {
	var check fault.Check
	check.That(strings.TrimSpace(in.Purpose) != "", "purpose", "fault.required")
	check.That(len([]rune(in.Purpose)) <= maxPurpose, "purpose", "transcripts.purpose_long", "max", maxPurpose)
	check.That(in.Days >= 1 && in.Days <= maxLinkDays, "days", "transcripts.days_range", "max", maxLinkDays)
	return check.Err()
}

// Share makes a link to the actor's own transcript and gives its address, this
// once.
func (s *Service) Share(ctx context.Context, actor access.Actor, in NewLink) (address string, err error) {
	if err := ownTranscript(actor); err != nil {
		return "", err
	}
	if err := in.validate(); err != nil {
		return "", err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		var working int64
		if err := tx.DB.Model(&Link{}).Where("person_id = ? AND revoked_at IS NULL AND expires_at > ?", actor.PersonID, tx.Now).Count(&working).Error; err != nil {
			return err
		}
		if working >= maxLinks {
			return fault.New(fault.Conflict, "transcripts.many_links", "max", maxLinks)
		}
		token := tx.NewSecret() + tx.NewSecret() // 256 bits
		link := Link{
			ID: tx.NewID(), TokenHash: digest(token), PersonID: actor.PersonID, Purpose: Purpose{strings.TrimSpace(in.Purpose), in.Scores},
			CreatedAt: tx.Now, CreatedBy: actor.AccountID, ExpiresAt: tx.Now.Add(time.Duration(in.Days) * 24 * time.Hour),
		}
		if err := tx.DB.Create(&link).Error; err != nil {
			return err
		}
		address = s.base + "/t/" + token
		return access.Record(tx, actor, "certificates.transcript.share", "transcript_link", link.ID, map[string]any{"days": in.Days, "scores": in.Scores})
	})
	return address, err
}

func ownTranscript(actor access.Actor) error {
	switch {
	case !actor.LoggedIn():
		return fault.New(fault.Unauthenticated, "fault.unauthenticated")
	case actor.PersonID == "":
		return fault.New(fault.NotFound, "transcripts.nobody")
	}
	return nil
}

// digest is what is kept of a token. It has 256 random bits, so a plain digest
// cannot be turned back.
func digest(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// OwnLink is a link as its person sees it.
type OwnLink struct {
	Link
	Open bool // it works now
}

// Links gives the actor's own links, the newest first.
func (s *Service) Links(ctx context.Context, actor access.Actor) ([]OwnLink, error) {
	if err := ownTranscript(actor); err != nil {
		return nil, err
	}
	var out []OwnLink
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		var list []Link
		err := tx.DB.Where("person_id = ?", actor.PersonID).Order("id DESC").Limit(100).Find(&list).Error
		out = make([]OwnLink, len(list))
		for i, l := range list {
			out[i] = OwnLink{l, l.Works(tx.Now)}
		}
		return err
	})
	return out, err
}

// EndLink makes one of the actor's own links stop working. One that does not
// work any more is left as it is.
func (s *Service) EndLink(ctx context.Context, actor access.Actor, id string) error {
	if err := ownTranscript(actor); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var link Link
		err := tx.DB.Where("id = ? AND person_id = ?", id, actor.PersonID).Take(&link).Error
		if db.IsNone(err) {
			return fault.Missing("noun.transcript_link")
		}
		if err != nil || !link.Works(tx.Now) {
			return err
		}
		if err := tx.DB.Model(&Link{}).Where("id = ?", id).Update("revoked_at", tx.Now).Error; err != nil {
			return err
		}
		return access.Record(tx, actor, "certificates.transcript.end", "transcript_link", id, nil)
	})
}

// SharedTranscript is a transcript as somebody with a link sees it.
type SharedTranscript struct {
	Transcript
	Purpose   string
	ExpiresAt db.Instant
}

// Shared gives the transcript behind a link, as its person chose to show it,
// and notes in the audit that it was looked at. A link that was ended, has
// expired or never was leads to the same nothing. from is the address of who
// asks: one that asks very often is told to wait.
func (s *Service) Shared(ctx context.Context, actor access.Actor, from, token string, language i18n.Locale) (SharedTranscript, error) {
	if !s.limiter.allow(from, s.db.Now()) {
		return SharedTranscript{}, fault.New(fault.TooMany, "certificates.verify.too_many")
	}
	var out SharedTranscript
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		var link Link
		err := tx.DB.Where("token_hash = ?", digest(token)).Take(&link).Error
		if db.IsNone(err) || (err == nil && !link.Works(tx.Now)) {
			return fault.Missing("noun.transcript_link")
		}
		if err != nil {
			return err
		}
		out = SharedTranscript{Purpose: link.Purpose.Text, ExpiresAt: link.ExpiresAt}
		if out.Transcript, err = transcriptOf(tx, link.PersonID, link.Purpose.Scores, language); err != nil {
			return err
		}
		if !actor.LoggedIn() {
			actor.AccountID = access.VisitorID // an audit entry names somebody; this one has no account
		}
		return access.Record(tx, actor, "certificates.transcript.view", "transcript_link", link.ID, nil)
	})
	return out, err
}
