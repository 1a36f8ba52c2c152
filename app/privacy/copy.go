package privacy

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"relevo/app/access"
	"relevo/app/db"
)

// Copy is all that is held on a person, as of a moment.
type Copy struct {
	MadeAt   db.Instant `json:"made_at"`
	Name     string     `json:"name"`
	Sections []Section  `json:"sections"`
}

// Section is one table's share of a copy. Tables without a row of the person are
// there too: that nothing is held is an answer.
type Section struct {
	Table string           `json:"table"`
	Rows  []map[string]any `json:"rows"` // by column; bytes are left out
}

// Copy gives somebody all that is held on them. That it was taken is noted.
func (s *Service) Copy(ctx context.Context, actor access.Actor) (copied Copy, err error) {
	if !actor.LoggedIn() {
		return Copy{}, needPerson(actor)
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if copied, err = s.copyTx(tx, actor.PersonID, actor.AccountID, true); err != nil {
			return err
		}
		if actor.PersonID == "" {
			copied.Name = actor.Name
		}
		return record(tx, actor, "copy", "account", actor.AccountID, nil)
	})
	return copied, err
}

// CopyOf gives what is held on somebody who asked for access, to whoever answers; without
// what is for the person's own eyes, which they take themselves.
func (s *Service) CopyOf(ctx context.Context, actor access.Actor, requestID string) (copied Copy, err error) {
	err = s.manage(ctx, actor, func(tx *db.Tx) error {
		request, err := requestTx(tx, requestID)
		if err != nil {
			return err
		}
		account, err := accountTx(tx, request.PersonID)
		if err != nil {
			return err
		}
		if copied, err = s.copyTx(tx, request.PersonID, account, false); err != nil {
			return err
		}
		return record(tx, actor, "copy_of", "person", request.PersonID, map[string]string{"request": requestID})
	})
	return copied, err
}

// copyTx gathers what is held on a person; themselves tells that they are the one who reads it.
func (s *Service) copyTx(tx *db.Tx, personID, accountID string, themselves bool) (copied Copy, err error) {
	copied = Copy{MadeAt: tx.Now}
	if personID != "" {
		if copied.Name, err = s.Name(tx, personID); err != nil {
			return copied, err
		}
	}
	who := map[string]any{"person": personID, "account": accountID}
	for _, part := range s.parts {
		for _, held := range part.Held {
			if held.Own && !themselves {
				continue
			}
			var rows []map[string]any
			if err := tx.DB.Raw(held.Query, who).Scan(&rows).Error; err != nil {
				return copied, fmt.Errorf("gathering %s: %w", held.Table, err)
			}
			section := Section{Table: held.Table, Rows: []map[string]any{}}
			for _, row := range rows {
				section.Rows = append(section.Rows, readable(row))
			}
			copied.Sections = append(copied.Sections, section)
		}
	}
	return copied, nil
}

// readable makes the values of a row the same on both databases.
func readable(row map[string]any) map[string]any {
	for column, value := range row {
		switch v := value.(type) {
		case []byte:
			delete(row, column)
		case time.Time:
			if at := db.At(v); v.Location() == time.UTC && at.Time().Equal(v.Truncate(24*time.Hour)) && v.Nanosecond() == 0 && v.Hour() == 0 {
				row[column] = v.Format(time.DateOnly)
			} else {
				row[column] = at.String()
			}
		}
	}
	return row
}

// JSON is the copy as a file.
func (c Copy) JSON() ([]byte, error) {
	body, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("writing the copy: %w", err)
	}
	return append(body, '\n'), nil
}

// text is a column of a row as the paper shows it.
func text(row map[string]any, column string) string {
	switch v := row[column].(type) {
	case nil:
		return ""
	case string:
		return v
	default:
		return fmt.Sprint(v)
	}
}
