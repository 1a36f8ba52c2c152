package access

import (
	"context"
	"errors"
	"net/mail"
	"strings"
	"time"

	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
)

// LinkKind says why somebody was sent a link to choose a passphrase.
type LinkKind string

// The kinds of links.
const (
	Invitation LinkKind = "invitation" // to an account that was opened for them
	Reset      LinkKind = "reset"      // in place of a forgotten passphrase
)

// lasts is how long a link may be used: an invitation waits for somebody on
// leave, a reset was asked for a moment ago.
func (k LinkKind) lasts() time.Duration {
	if k == Invitation {
		return 7 * 24 * time.Hour
	}
	return time.Hour
}

// Link lets whoever has it choose the passphrase of an account, once. Only the
// hash of what stands in its address is kept.
type Link struct {
	TokenHash string `gorm:"primaryKey"`
	AccountID string
	Kind      LinkKind
	CreatedAt db.Instant
	CreatedBy string
	ExpiresAt db.Instant
	UsedAt    *db.Instant
	EndedAt   *db.Instant // a newer one took its place, or another way in was found
}

// TableName names the table for GORM.
func (Link) TableName() string { return "account_link" }

// Letter is what somebody is told by mail.
type Letter struct {
	To, Key   string // one address; nothing with the same key is sent again
	Language  i18n.Locale
	Subject   string
	Text      []string
	LinkLabel string
	LinkPath  string // of a page here; empty for none
}

// noPassphrase is what stands where nobody has chosen a passphrase yet; none fits.
const noPassphrase = "-"

// emailOf gives a text if it is one address to which mail can be sent.
func emailOf(text string) string {
	text = strings.TrimSpace(text)
	parsed, err := mail.ParseAddress(text)
	if err != nil || parsed.Address != text || strings.ContainsAny(text, "\r\n") {
		return ""
	}
	return text
}

// CanMail tells whether links are sent by mail from here.
func (s *Service) CanMail() bool { return s.Post != nil }

// sendLink makes a link to an account, which ends those sent before, and has it
// mailed. The key names the letter; false when one with it was sent before.
func (s *Service) sendLink(tx *db.Tx, by string, account Account, kind LinkKind, key string) (bool, error) {
	if s.Post == nil {
		return false, fault.New(fault.Conflict, "access.no_mail")
	}
	if account.Email == "" {
		return false, fault.New(fault.Conflict, "access.no_address")
	}
	if err := endLinks(tx, account.ID); err != nil {
		return false, err
	}
	token := tx.NewSecret() + tx.NewSecret()
	link := Link{TokenHash: hashToken(token), AccountID: account.ID, Kind: kind, CreatedAt: tx.Now, CreatedBy: by, ExpiresAt: tx.Now.Add(kind.lasts())}
	if err := tx.DB.Create(&link).Error; err != nil {
		return false, err
	}
	language := i18n.Match("", "", account.Locale)
	p := i18n.For(language)
	about := "access.letter." + string(kind)
	return s.Post(tx, Letter{
		To: account.Email, Key: key, Language: language, Subject: p.T(about + ".subject"),
		Text:      []string{p.T("access.letter.greeting", "name", account.Name), p.T(about+".text", "until", link.ExpiresAt), p.T(about + ".not_you")},
		LinkLabel: p.T(about + ".do"), LinkPath: "/passphrase/" + token,
	})
}

func endLinks(tx *db.Tx, accountID string) error {
	return tx.DB.Model(&Link{}).Where("account_id = ? AND used_at IS NULL AND ended_at IS NULL", accountID).Update("ended_at", tx.Now).Error
}

// SendLink mails a link to an account: an invitation while nobody has chosen a
// passphrase, a reset afterwards. The present passphrase works until it is used.
func (s *Service) SendLink(ctx context.Context, actor Actor, accountID string) (Account, error) {
	var to Account
	err := s.manage(ctx, actor, accountID, "access.link.send", nil, func(tx *db.Tx, account Account) error {
		to = account
		if account.DisabledAt != nil {
			return fault.New(fault.Conflict, "access.link.disabled")
		}
		kind := Reset
		if account.PasswordHash == noPassphrase {
			kind = Invitation
		}
		_, err := s.sendLink(tx, actor.AccountID, account, kind, "account-link:"+tx.NewID())
		return err
	})
	return to, err
}

// Forgotten is the job of answering somebody who forgot their passphrase. The
// account is empty where there is none: what happens in the request is the
// same, so that neither answer nor time tell which accounts there are.
type Forgotten struct{ Request, AccountID string }

// ForgottenEvent is the name of that job.
const ForgottenEvent = "access.forgotten"

// Forgot has a link sent to the account with that username, if there is one
// and it has an address. Whoever asks learns nothing about that.
func (s *Service) Forgot(ctx context.Context, username, address string) error {
	if s.Post == nil || s.Later == nil {
		return fault.New(fault.Conflict, "access.no_mail")
	}
	if foldUsername(username) == "" {
		return fault.OnField("username", "fault.required")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := takeTry(tx, mailKey(username), mailPatience); err != nil {
			return err
		}
		if err := takeTry(tx, mailFromKey(address), addressPatience); err != nil {
			return err
		}
		var account Account
		if err := tx.DB.Where("username = ?", foldUsername(username)).Limit(1).Find(&account).Error; err != nil {
			return err
		}
		if err := Record(tx, Actor{AccountID: VisitorID}, "access.forgot", "account", account.ID, nil); err != nil {
			return err
		}
		return s.Later(tx, ForgottenEvent, Forgotten{Request: tx.NewID(), AccountID: account.ID})
	})
}

var errSentBefore = errors.New("the letter was sent before")

// HearForgotten sends the link, once however often it hears of it.
func (s *Service) HearForgotten(ctx context.Context, event Forgotten) error {
	if event.AccountID == "" {
		return nil
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		var account Account
		if err := findAccount(tx, event.AccountID, &account); err != nil {
			return err
		}
		if account.DisabledAt != nil || account.Email == "" || s.Post == nil {
			return nil
		}
		sent, err := s.sendLink(tx, SystemID, account, Reset, "account-forgot:"+event.Request)
		if err == nil && !sent {
			return errSentBefore // rolls the second link back: the first one is on its way
		}
		return err
	})
	if errors.Is(err, errSentBefore) {
		return nil
	}
	return err
}

// LinkedAccount is the account of a link that can still be used, without what
// a stranger need not know of it.
type LinkedAccount struct {
	Name, Username string
	Kind           LinkKind
}

// LinkedAccount gives the account of a link; NotFound when it was used, has
// expired, or never was.
func (s *Service) LinkedAccount(ctx context.Context, token string) (LinkedAccount, error) {
	var linked LinkedAccount
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		link, account, err := openLink(tx, token)
		linked = LinkedAccount{Name: account.Name, Username: account.Username, Kind: link.Kind}
		return err
	})
	return linked, err
}

func openLink(tx *db.Tx, token string) (Link, Account, error) {
	over := fault.New(fault.NotFound, "access.link.over")
	var link Link
	var account Account
	err := tx.DB.Where("token_hash = ? AND used_at IS NULL AND ended_at IS NULL AND expires_at > ?", hashToken(token), tx.Now).Take(&link).Error
	if db.IsNone(err) {
		return link, account, over
	}
	if err == nil {
		err = findAccount(tx, link.AccountID, &account)
	}
	if err == nil && account.DisabledAt != nil {
		err = over
	}
	return link, account, err
}

// UseLink gives the account of a link the passphrase that its owner chose. The
// link is used up and all logins of the account end; a second proof stays.
func (s *Service) UseLink(ctx context.Context, token, text string) error {
	linked, err := s.LinkedAccount(ctx, token)
	if err != nil {
		return err
	}
	passphrase, err := NewPassphrase(text, linked.Username, linked.Name)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		link, account, err := openLink(tx, token)
		if err != nil {
			return err
		}
		used := tx.DB.Model(&Link{}).Where("token_hash = ? AND used_at IS NULL", link.TokenHash).Update("used_at", tx.Now)
		if used.Error != nil || used.RowsAffected == 0 {
			return errors.Join(used.Error, fault.New(fault.NotFound, "access.link.over"))
		}
		if err := tx.DB.Model(&Account{}).Where("id = ?", account.ID).Update("email_proven_at", tx.Now).Error; err != nil { // it came to them
			return err
		}
		err = errors.Join(setPassphrase(tx, account.ID, passphrase, ""), endLinks(tx, account.ID), forgetTries(tx, accountKey(account.Username)))
		if err != nil {
			return err
		}
		return Record(tx, Actor{AccountID: account.ID}, "access.link.use", "account", account.ID, map[string]string{"kind": string(link.Kind)})
	})
}

// SetEmail changes where mail for an account goes: one's own, after showing
// one's passphrase, or anybody's to those who manage accounts. The former
// address is told.
func (s *Service) SetEmail(ctx context.Context, actor Actor, accountID, email, present string) error {
	if email = strings.TrimSpace(email); email != "" && emailOf(email) == "" {
		return fault.OnField("email", "access.email_form")
	}
	own := accountID == actor.AccountID
	if own {
		if _, err := s.prove(ctx, actor, present); err != nil {
			return err
		}
	} else if err := actor.Need(ManageAccounts, ""); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var account Account
		if err := findAccount(tx, accountID, &account); err != nil {
			return err
		}
		if account.Email == email {
			return nil
		}
		err := errors.Join(tx.DB.Model(&Account{}).Where("id = ?", account.ID).Updates(map[string]any{"email": email, "email_proven_at": provenBy(tx, own)}).Error, endLinks(tx, account.ID))
		if err == nil && account.Email != "" && s.Post != nil {
			language := i18n.Match("", "", account.Locale)
			p := i18n.For(language)
			_, err = s.Post(tx, Letter{To: account.Email, Key: "account-email:" + tx.NewID(), Language: language, Subject: p.T("access.letter.email.subject"),
				Text: []string{p.T("access.letter.greeting", "name", account.Name), p.T("access.letter.email.text")}})
		}
		if err != nil {
			return err
		}
		return Record(tx, actor, "access.email.set", "account", account.ID, nil)
	})
}

// provenBy is since when an address that was just written is known to be its owner's: not before they show it, where
// they wrote it themselves.
func provenBy(tx *db.Tx, own bool) *db.Instant {
	if own {
		return nil
	}
	return &tx.Now
}
