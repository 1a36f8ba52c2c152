package notifications

import (
	"context"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/jobs"
	"relevo/app/mail"
	"relevo/app/privacy"
)

// Service tells people things and knows how they want to be told.
type Service struct {
	db   *db.DB
	mail *mail.Service
}

// FindJob finds, once a day, what is to be told because a day has come. Each noun hears it for its own.
const FindJob = "notifications.find"

// DailyJob writes the daily letters. It comes every hour: a letter is there in the morning.
const DailyJob = "notifications.daily"

// NewService makes the service and takes on its jobs.
func NewService(d *db.DB, queue *jobs.Jobs, letters *mail.Service) *Service {
	s := &Service{db: d, mail: letters}
	queue.Handle(DailyJob, jobs.Hear(s.HearDaily))
	queue.Handle(FindJob, jobs.Hear(s.HearFind))
	return s
}

func needAccount(actor access.Actor) error {
	if !actor.LoggedIn() || actor.AccountID == access.SystemID {
		return fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	return nil
}

// ListInput says which part of a list is asked for.
type ListInput struct {
	After  string // the identifier of the last one seen; empty: from the newest
	Most   int
	Unread bool // those alone that were not read
}

// List gives the actor's own notifications, the newest first, and one more than asked for where there are more. A program reads of the kinds
// alone that its permissions are for.
func (s *Service) List(ctx context.Context, actor access.Actor, in ListInput) (list []Notification, err error) {
	if err := needAccount(actor); err != nil {
		return nil, err
	}
	err = s.db.ReadOne(ctx, func(tx *db.Tx) error {
		query := tx.DB.Where("account_id = ?", actor.AccountID).Order("id DESC").Limit(in.Most + 1)
		if in.After != "" {
			query = query.Where("id < ?", in.After)
		}
		if in.Unread {
			query = query.Where("read_at IS NULL")
		}
		if actor.Program() {
			query = query.Where("kind IN ?", KindsFor(actor))
		}
		return query.Find(&list).Error
	})
	return list, err
}

// Read notes that the actor has read one of their notifications, and gives it.
func (s *Service) Read(ctx context.Context, actor access.Actor, id string) (one Notification, err error) {
	if err := needAccount(actor); err != nil {
		return one, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		err := tx.DB.Where("id = ? AND account_id = ?", id, actor.AccountID).Take(&one).Error
		if db.IsNone(err) || err == nil && actor.Program() && !actor.Somewhere(one.Kind.Needs()) {
			return fault.Missing("noun.notification")
		}
		if err != nil || one.ReadAt != nil {
			return err
		}
		one.ReadAt = &tx.Now
		return tx.DB.Model(&Notification{}).Where("id = ?", id).Update("read_at", tx.Now).Error
	})
	return one, err
}

// ReadAll notes that the actor has read all of their notifications.
func (s *Service) ReadAll(ctx context.Context, actor access.Actor) error {
	if err := needAccount(actor); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		query := tx.DB.Model(&Notification{}).Where("account_id = ? AND read_at IS NULL", actor.AccountID)
		if actor.Program() {
			query = query.Where("kind IN ?", KindsFor(actor))
		}
		return query.Update("read_at", tx.Now).Error
	})
}

// ReadTx notes that somebody has read the thing itself that they were told of under a key.
func ReadTx(tx *db.Tx, accountID, key string) error {
	return tx.DB.Model(&Notification{}).Where("account_id = ? AND key = ? AND read_at IS NULL", accountID, key).Update("read_at", tx.Now).Error
}

// Setting is how somebody is told of a kind.
type Setting struct {
	Kind
	Way Way
}

// Settings is what somebody may know and choose of how they are told.
type Settings struct {
	List       []Setting // of the kinds that concern them
	Configured bool      // mail is sent from here
	Address    string    // where to; empty when none is known
	Wanted     bool      // they have not turned off all mail
}

// Settings tells the actor how they are told.
func (s *Service) Settings(ctx context.Context, actor access.Actor) (out Settings, err error) {
	if err := needAccount(actor); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		ways, err := waysTx(tx, actor.AccountID)
		if err != nil {
			return err
		}
		out = Settings{Configured: s.mail.Configured()}
		for _, k := range KindsFor(actor) {
			out.List = append(out.List, Setting{k, ways[k]})
		}
		_, account, err := access.ActorTx(tx, actor.AccountID)
		if err != nil {
			return err
		}
		out.Address, out.Wanted, err = mail.AddressTx(tx, account)
		return err
	})
	return out, err
}

// waysTx is how an account is told of each kind.
func waysTx(tx *db.Tx, accountID string) (map[Kind]Way, error) {
	var chosen []Choice
	err := tx.DB.Where("account_id = ?", accountID).Order("recorded_at, id").Find(&chosen).Error
	ways := map[Kind]Way{}
	for _, k := range Kinds() {
		ways[k] = k.Usual()
	}
	for _, c := range chosen {
		ways[c.Kind] = c.Way
	}
	return ways, err
}

// Choose notes how the actor wants to be told of kinds; of what is not named nothing changes.
func (s *Service) Choose(ctx context.Context, actor access.Actor, list []Setting) error {
	if err := needAccount(actor); err != nil {
		return err
	}
	var check fault.Check
	for _, one := range list {
		check.That(slices.Contains(KindsFor(actor), one.Kind) && slices.Contains(one.Ways(), one.Way), string(one.Kind), "fault.required")
	}
	if err := check.Err(); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error { return chooseTx(tx, actor, actor.AccountID, list) })
}

func chooseTx(tx *db.Tx, actor access.Actor, accountID string, list []Setting) error {
	// One at a time for an account: a form that is sent twice is one choice.
	if err := tx.DB.Exec("UPDATE account SET locale = locale WHERE id = ?", accountID).Error; err != nil {
		return err
	}
	ways, err := waysTx(tx, accountID)
	if err != nil {
		return err
	}
	var fresh []Choice
	for _, one := range list {
		if ways[one.Kind] != one.Way {
			fresh = append(fresh, Choice{ID: tx.NewID(), AccountID: accountID, Kind: one.Kind, Way: one.Way, RecordedAt: tx.Now})
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	if err := tx.DB.Create(&fresh).Error; err != nil {
		return err
	}
	detail := map[Kind]Way{}
	for _, c := range fresh {
		detail[c.Kind] = c.Way
	}
	return access.Record(tx, actor, "notifications.choose", "account", accountID, detail)
}

// HeldOnPeople is what is held here on people, how it is taken out, and how long it is kept.
func HeldOnPeople() privacy.Part {
	return privacy.Part{
		Held: []privacy.Held{
			{Table: "notification", Query: `SELECT n.*, n.about AS what, n.created_at AS at FROM notification n WHERE n.account_id = @account ORDER BY n.id`},
			{Table: "notification_choice", Query: `SELECT c.*, c.way AS what, c.recorded_at AS at FROM notification_choice c WHERE c.account_id = @account ORDER BY c.recorded_at, c.id`},
		},
		Forget: []string{`DELETE FROM notification WHERE account_id = @account`, `DELETE FROM notification_choice WHERE account_id = @account`},
		Rules:  []privacy.Rule{{Category: "notifications", Months: 6, Statements: []string{`DELETE FROM notification WHERE created_at < @before`}}},
	}
}
