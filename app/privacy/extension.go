package privacy

import (
	"context"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// Extension is more time for the answer to a request. There is one at most, it is as long as the
// time the right has, and the person reads its reason before the first time is over.
type Extension struct {
	RequestID  string `gorm:"primaryKey"`
	DueOn      db.Date
	Reason     string
	ExtendedAt db.Instant
	ExtendedBy string
}

// TableName names the table for GORM.
func (Extension) TableName() string { return "privacy_extension" }

// Due is the last day on which the request is answered in time.
func (c Case) Due() db.Date {
	if c.Extension != nil {
		return c.Extension.DueOn
	}
	return c.DueOn
}

// Extendable tells whether more time may still be taken: nothing is answered, none was taken, and the first is not over.
func (c Case) Extendable() bool {
	return c.Answer == nil && c.Extension == nil && c.Today <= c.DueOn
}

// Extend takes more time for the answer, by as many working days again as the right has, counted from the
// end of the first.
func (s *Service) Extend(ctx context.Context, actor access.Actor, id, reason string) error {
	if err := needManager(actor); err != nil {
		return err
	}
	var check fault.Check
	check.That(strings.TrimSpace(reason) != "", "extend", "fault.required")
	check.That(len([]rune(reason)) <= mostWording, "extend", "privacy.too_long", "max", mostWording)
	if err := check.Err(); err != nil {
		return err
	}
	return s.manage(ctx, actor, func(tx *db.Tx) error {
		request, err := requestTx(tx, id)
		if err != nil {
			return err
		}
		if request.PersonID == actor.PersonID {
			return fault.New(fault.Conflict, "privacy.answer.own")
		}
		cases, err := casesTx(tx, []Request{request})
		if err != nil {
			return err
		}
		if !cases[0].Extendable() {
			return fault.New(fault.Conflict, "privacy.extension.not_now")
		}
		days, err := s.valueTx(tx, daysName(request.Kind))
		if err != nil {
			return err
		}
		extension := Extension{RequestID: id, DueOn: afterWorkingDays(request.DueOn, days), Reason: strings.TrimSpace(reason), ExtendedAt: tx.Now, ExtendedBy: actor.AccountID}
		if err := tx.DB.Create(&extension).Error; err != nil {
			if db.IsDuplicate(err) {
				return fault.New(fault.Conflict, "privacy.extension.not_now")
			}
			return err
		}
		return record(tx, actor, "extend", "request", id, map[string]string{"due_on": extension.DueOn.String()})
	})
}
