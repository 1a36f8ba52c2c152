package privacy

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"relevo/app/db"
)

// EraseTx takes out of the record who a person is. Doing it again changes nothing more.
func (s *Service) EraseTx(tx *db.Tx, personID string) error {
	account, err := accountTx(tx, personID)
	if err != nil {
		return err
	}
	var email, accountEmail string
	if err := tx.DB.Raw(`SELECT coalesce((SELECT email FROM person WHERE id = ?), '')`, personID).Scan(&email).Error; err != nil {
		return err
	}
	if err := tx.DB.Raw(`SELECT coalesce((SELECT email FROM account WHERE id = ?), '')`, account).Scan(&accountEmail).Error; err != nil {
		return err
	}
	who := map[string]any{"person": personID, "account": account, "email": email, "account_email": accountEmail, "blank": "erased-" + tx.NewSecret(), "now": tx.Now}
	for _, part := range s.parts {
		for _, statement := range part.Forget {
			if err := tx.DB.Exec(statement, who).Error; err != nil {
				return fmt.Errorf("erasing a person: %w", err)
			}
		}
	}
	return tx.DB.Exec(`INSERT INTO privacy_erasure (person_id, erased_at) VALUES (?, ?) ON CONFLICT (person_id) DO NOTHING`, personID, tx.Now).Error
}

// Ledger is a file outside the database that names, by their identifiers, those whose
// data were cancelled: a backup that was made before brings them back, and by it they
// go again. The empty Ledger is none.
type Ledger string

// Note adds a person; it is on the disk when Note returns.
func (l Ledger) Note(personID string) error {
	if l == "" {
		return nil
	}
	file, err := os.OpenFile(string(l), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("that a person was erased cannot be noted outside the database: %w", err)
	}
	_, err = file.WriteString(personID + "\n")
	return errors.Join(err, file.Sync(), file.Close())
}

// Erased lists those who are named in the ledger.
func (l Ledger) Erased() ([]string, error) {
	file, err := os.Open(string(l))
	if errors.Is(err, fs.ErrNotExist) || l == "" {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // it was only read
	var ids []string
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		if id := strings.TrimSpace(lines.Text()); id != "" {
			ids = append(ids, id)
		}
	}
	return ids, lines.Err()
}

// Reapply does again, on a database that was restored, what was done since its backup
// was made: it erases whom the ledger names and deletes what is over. It gives how
// many people were erased.
func (s *Service) Reapply(ctx context.Context) (erased int, err error) {
	ids, err := s.ledger.Erased()
	if err != nil {
		return 0, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		erased = 0
		for _, id := range ids {
			var there, done int64
			if err := tx.DB.Raw(`SELECT (SELECT count(*) FROM person WHERE id = ?)`, id).Scan(&there).Error; err != nil {
				return err
			}
			if err := tx.DB.Raw(`SELECT count(*) FROM privacy_erasure WHERE person_id = ?`, id).Scan(&done).Error; err != nil {
				return err
			}
			if there == 0 || done > 0 {
				continue
			}
			if err := s.EraseTx(tx, id); err != nil {
				return err
			}
			erased++
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return erased, s.Sweep(ctx)
}

// completeLedger notes outside the database whom the database knows to be erased and the
// ledger does not: it may have been full, or new.
func (s *Service) completeLedger(ctx context.Context) error {
	noted, err := s.ledger.Erased()
	if err != nil {
		return err
	}
	var ids []string
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		return tx.DB.Raw(`SELECT person_id FROM privacy_erasure ORDER BY erased_at, person_id`).Scan(&ids).Error
	})
	for _, id := range ids {
		if err == nil && !slices.Contains(noted, id) {
			err = s.ledger.Note(id)
		}
	}
	return err
}
