package mail

import (
	"encoding/json"
	"errors"
	"fmt"

	"gorm.io/gorm/clause"

	"relevo/app/db"
)

// State says what became of a letter.
type State string

// The states of a letter.
const (
	Waiting State = "waiting"
	Sending State = "sending" // handed over; for long: nobody knows whether it arrived
	Sent    State = "sent"
	Failed  State = "failed" // refused for good, or given up
)

// Letter is a message on its way, and afterwards the note that it was sent.
type Letter struct {
	ID        string
	Key       string
	Address   string // forgotten once it was sent or given up, as the content
	Content   string
	State     State
	Reason    string // why it failed: a step of SMTP and the server's code
	CreatedAt db.Instant
	MovedAt   db.Instant // when it came into its state
}

// TableName names the table for GORM.
func (Letter) TableName() string { return "mail_letter" }

// StatesTx gives the letters with these keys by key, without to whom and what
// they say.
func StatesTx(tx *db.Tx, keys []string) (map[string]Letter, error) {
	found := map[string]Letter{}
	if len(keys) == 0 {
		return found, nil
	}
	var list []Letter
	err := tx.DB.Omit("address", "content").Where("key IN ?", keys).Find(&list).Error
	for _, l := range list {
		found[l.Key] = l
	}
	return found, err
}

// put stores a letter and tells whether its key was new.
func put(tx *db.Tx, m Message) (Letter, bool, error) {
	content, err := json.Marshal(m)
	if err != nil {
		return Letter{}, false, fmt.Errorf("writing a letter down: %w", err)
	}
	l := Letter{ID: tx.NewID(), Key: m.Key, Address: m.To, Content: string(content), State: Waiting, CreatedAt: tx.Now, MovedAt: tx.Now}
	done := tx.DB.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "key"}}, DoNothing: true}).Create(&l)
	return l, done.RowsAffected == 1, done.Error
}

// errTaken says that a letter is not there to be sent: it was sent, given up,
// or is in another's hand.
var errTaken = errors.New("the letter is not waiting")

// takeLetter takes a letter that waits, so that nobody else sends it.
func takeLetter(tx *db.Tx, id string) (Letter, Message, error) {
	taken := tx.DB.Model(&Letter{}).Where("id = ? AND state = ?", id, Waiting).Updates(map[string]any{"state": Sending, "moved_at": tx.Now})
	if taken.Error != nil {
		return Letter{}, Message{}, taken.Error
	}
	if taken.RowsAffected == 0 {
		return Letter{}, Message{}, errTaken
	}
	var l Letter
	if err := tx.DB.Where("id = ?", id).Take(&l).Error; err != nil {
		return l, Message{}, err
	}
	m := Message{To: l.Address, Key: l.Key}
	if err := json.Unmarshal([]byte(l.Content), &m); err != nil {
		return l, m, fmt.Errorf("reading letter %s: %w", id, err)
	}
	return l, m, nil
}

// note writes down what became of a letter from a state; what is over is forgotten.
func note(tx *db.Tx, id string, from, to State, reason string) error {
	values := map[string]any{"state": to, "reason": reason, "moved_at": tx.Now}
	if to == Sent || to == Failed {
		values["address"], values["content"] = "", ""
	}
	return tx.DB.Model(&Letter{}).Where("id = ? AND state = ?", id, from).Updates(values).Error
}
