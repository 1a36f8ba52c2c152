package mail

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/people"
)

// Choice is the fact that somebody wants notices by mail, or none. The newest
// counts; who has chosen nothing gets them.
type Choice struct {
	ID         string
	PersonID   string
	Wanted     bool
	RecordedAt db.Instant
	RecordedBy string
}

// TableName names the table for GORM.
func (Choice) TableName() string { return "mail_choice" }

// PersonRows are the rows here that go over when two records turn out to be
// one person.
func PersonRows() []people.Rows {
	return []people.Rows{{Table: "mail_choice", Owner: "person_id", Key: "id"}}
}

// WantedTx tells which of these people want notices by mail.
func WantedTx(tx *db.Tx, personIDs []string) (map[string]bool, error) {
	wanted := map[string]bool{}
	for _, id := range personIDs {
		wanted[id] = true
	}
	for part := range slices.Chunk(personIDs, 500) {
		var list []Choice
		if err := tx.DB.Where("person_id IN ?", part).Order("recorded_at, id").Find(&list).Error; err != nil {
			return nil, err
		}
		for _, c := range list {
			wanted[c.PersonID] = c.Wanted
		}
	}
	return wanted, nil
}

// AddressTx tells where the letters of an account go, and whether its owner wants any.
func AddressTx(tx *db.Tx, account access.Account) (address string, wanted bool, err error) {
	address, wanted = account.Email, true
	if account.PersonID != nil {
		person, err := people.PersonTx(tx, *account.PersonID)
		if err != nil {
			return "", false, err
		}
		address = AddressOf(address, person.Email)
		choice, err := WantedTx(tx, []string{person.ID})
		if err != nil {
			return "", false, err
		}
		wanted = choice[person.ID]
	}
	return AddressOf(address, ""), wanted, nil
}

// AddressOf is where letters go: to the account's address before the person's; empty where none can.
func AddressOf(account, person string) string {
	if address := cmp.Or(account, person); Deliverable(address) {
		return address
	}
	return ""
}

// Own is what somebody may know and choose about their own notices.
type Own struct {
	Configured bool   // mail is sent from here
	Address    string // where to; empty when none is known
	Wanted     bool
}

// Own tells the actor where their notices go.
func (s *Service) Own(ctx context.Context, actor access.Actor) (Own, error) {
	if !actor.LoggedIn() {
		return Own{}, fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	if actor.PersonID == "" {
		return Own{}, fault.New(fault.NotFound, "mail.nobody")
	}
	own := Own{Configured: s.Configured()}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		person, err := people.PersonTx(tx, actor.PersonID)
		if err != nil {
			return err
		}
		if Deliverable(person.Email) {
			own.Address = person.Email
		}
		wanted, err := WantedTx(tx, []string{actor.PersonID})
		own.Wanted = wanted[actor.PersonID]
		return err
	})
	return own, err
}

// Choose notes whether the actor wants notices by mail.
func (s *Service) Choose(ctx context.Context, actor access.Actor, wanted bool) error {
	if !actor.LoggedIn() {
		return fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	if actor.PersonID == "" {
		return fault.New(fault.NotFound, "mail.nobody")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error { return choose(tx, actor, actor.PersonID, wanted) })
}

func choose(tx *db.Tx, actor access.Actor, personID string, wanted bool) error {
	now, err := WantedTx(tx, []string{personID})
	if err != nil || now[personID] == wanted {
		return err
	}
	choice := Choice{ID: tx.NewID(), PersonID: personID, Wanted: wanted, RecordedAt: tx.Now, RecordedBy: actor.AccountID}
	if err := tx.DB.Create(&choice).Error; err != nil {
		return err
	}
	return access.Record(tx, actor, "mail.choose", "person", personID, map[string]bool{"wanted": wanted})
}

// OffAddress is where whoever has a letter turns off the notices of its person.
func (s *Service) OffAddress(personID string) string {
	return s.base + "/mail/off/" + s.Sign(offPurpose, personID)
}

// offPurpose is what the signature in [Service.OffAddress] is for.
const offPurpose = "mail off"

// Sign makes of an identifier what may stand in a letter's address: only whoever has the letter can show it.
func (s *Service) Sign(purpose, id string) string { return id + "." + s.proof(purpose, id) }

// Signed gives the identifier of what Sign made for the same purpose; anything else leads nowhere.
func (s *Service) Signed(purpose, token string) (id string, err error) {
	id, proof, found := strings.Cut(token, ".")
	if !found || !hmac.Equal([]byte(proof), []byte(s.proof(purpose, id))) {
		return "", fault.Missing("noun.page")
	}
	return id, nil
}

func (s *Service) proof(purpose, id string) string {
	mac := hmac.New(sha256.New, s.secret)
	_, _ = mac.Write([]byte(purpose + "\x00" + id)) // a hash never fails to be written to
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:16])
}

// CheckOff refuses a token that this relevo has not written.
func (s *Service) CheckOff(token string) error {
	_, err := s.Signed(offPurpose, token)
	return err
}

// TurnOff notes that the person of a letter's link wants no more notices.
func (s *Service) TurnOff(ctx context.Context, token string) error {
	personID, err := s.Signed(offPurpose, token)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := people.PersonTx(tx, personID); err != nil {
			return err
		}
		return choose(tx, access.Actor{AccountID: access.SystemID}, personID, false)
	})
}
