package subscription

import (
	"context"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/analytics"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/jobs"
	"relevo/app/mail"
	"relevo/app/people"
	"relevo/assessments"
	"relevo/courses"
)

// Service answers for the figures that are sent by mail.
type Service struct {
	db        *db.DB
	jobs      *jobs.Jobs
	analytics *analytics.Service
	mail      *mail.Service
}

// NewService makes the service and takes on its jobs.
func NewService(d *db.DB, queue *jobs.Jobs, figures *analytics.Service, letters *mail.Service) *Service {
	s := &Service{db: d, jobs: queue, analytics: figures, mail: letters}
	queue.Handle(DueJob, jobs.Hear(s.HearDue))
	queue.Handle(sendJob, jobs.Hear(s.HearSend))
	queue.GiveUp(sendJob, sendTries, nil)
	return s
}

// each is how many an account may have at a time.
const each = 50

// Offer is what could be sent to the actor of some figures, and how it would reach them.
type Offer struct {
	Subject    analytics.Subject
	Configured bool   // mail is sent from here
	Address    string // where to; empty when none is known
	Wanted     bool   // they have not turned off all mail
	Attached   bool   // the files themselves are sent; else a link, for nothing is hidden from the actor
	Weekly     bool   // whoever sees no names sees whole months only
}

// Offer tells what could be sent of some figures.
func (s *Service) Offer(ctx context.Context, actor access.Actor, w Wish) (Offer, error) {
	var out Offer
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = s.offerTx(tx, actor, w)
		return err
	})
	return out, err
}

func (s *Service) offerTx(tx *db.Tx, actor access.Actor, w Wish) (Offer, error) {
	out := Offer{Configured: s.mail.Configured()}
	if w.About == Chain {
		w.PlaceID, w.Cadre, w.Region, w.Funder = "", "", "", ""
	}
	var err error
	if out.Subject, err = s.analytics.SubjectTx(tx, actor, analytics.Query{PlaceID: w.PlaceID, Competency: w.Competency, Cadre: w.Cadre, Region: w.Region, Funder: w.Funder}); err != nil {
		return out, err
	}
	if out.Subject.Competency.Code == "" {
		return out, fault.OnField("competency", "fault.required")
	}
	out.Attached, out.Weekly = !out.Subject.Place.MayNames, out.Subject.Place.MayNames && w.About == Cascade
	_, account, err := access.ActorTx(tx, actor.AccountID)
	if err != nil {
		return out, err
	}
	out.Address, out.Wanted, err = mail.AddressTx(tx, account)
	return out, err
}

// Subscribe has figures sent to the actor from the end of this period on. It takes the place of what they wanted of the same
// figures until now.
func (s *Service) Subscribe(ctx context.Context, actor access.Actor, w Wish) (Subscription, error) {
	var made Subscription
	if err := w.validate(); err != nil {
		return made, err
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		// One at a time for an account: a form that is sent twice is one wish.
		if err := tx.DB.Exec("UPDATE account SET locale = locale WHERE id = ?", actor.AccountID).Error; err != nil {
			return err
		}
		offer, err := s.offerTx(tx, actor, w)
		if err != nil {
			return err
		}
		switch {
		case !offer.Configured:
			return fault.New(fault.Conflict, "subscription.no_mail")
		case offer.Address == "":
			return fault.New(fault.Conflict, "subscription.no_address")
		case w.Every == Week && !offer.Weekly:
			return fault.OnField("every", "subscription.month_only")
		}
		w.Formats = slices.DeleteFunc(Formats(), func(f string) bool { return !slices.Contains(w.Formats, f) })
		made = Subscription{ID: tx.NewID(), AccountID: actor.AccountID, About: w.About, PlaceID: offer.Subject.Place.ID, CompetencyCode: offer.Subject.Competency.Code,
			Every: w.Every, Formats: strings.Join(w.Formats, " "), StartedAt: tx.Now}
		if w.About == Cascade {
			made.Cadre, made.Region, made.Funder = w.Cadre, w.Region, w.Funder
		}
		if err := tx.DB.Model(&Subscription{}).Where("account_id = ? AND about = ? AND place_id = ? AND competency_code = ? AND cadre = ? AND region = ? AND funder = ? AND ended_at IS NULL",
			made.AccountID, made.About, made.PlaceID, made.CompetencyCode, made.Cadre, made.Region, made.Funder).Updates(ending(tx, Replaced)).Error; err != nil {
			return err
		}
		var have int64
		if err := tx.DB.Model(&Subscription{}).Where("account_id = ? AND ended_at IS NULL", actor.AccountID).Count(&have).Error; err != nil {
			return err
		}
		if have >= each {
			return fault.New(fault.Conflict, "subscription.many", "max", each)
		}
		if err := tx.DB.Create(&made).Error; err != nil {
			return err
		}
		return access.Record(tx, actor, "report.subscribe", "report_subscription", made.ID, map[string]any{"about": made.About, "place": made.PlaceID, "every": made.Every})
	})
	return made, err
}

func ending(tx *db.Tx, why Why) map[string]any {
	return map[string]any{"ended_at": tx.Now, "ended_why": why}
}

// endTx ends a subscription that has not ended.
func endTx(tx *db.Tx, actor access.Actor, id string, why Why) error {
	done := tx.DB.Model(&Subscription{}).Where("id = ? AND ended_at IS NULL", id).Updates(ending(tx, why))
	if done.Error != nil || done.RowsAffected == 0 {
		return done.Error
	}
	return access.Record(tx, actor, "report.unsubscribe", "report_subscription", id, map[string]any{"why": why})
}

// Own is a subscription as its owner sees it.
type Own struct {
	Subscription
	Place      string // the institution's name; empty for all that they may see
	Competency assessments.Competency
	FunderName string     // of the one whose trainings alone count; empty for all
	Last       db.Date    // the end of the last period that was told; 0: none yet
	State      mail.State // of that letter
	Next       db.Date    // the end of the period that is told next; 0 when it has ended
}

// Mine lists what the actor gets, then what ended, the newest first.
func (s *Service) Mine(ctx context.Context, actor access.Actor) ([]Own, error) {
	if !actor.LoggedIn() {
		return nil, fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	var out []Own
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		var list []Subscription
		if err := tx.DB.Where("account_id = ?", actor.AccountID).Order("CASE WHEN ended_at IS NULL THEN 0 ELSE 1 END, id DESC").Limit(2 * each).Find(&list).Error; err != nil {
			return err
		}
		var err error
		out, err = ownTx(tx, list)
		return err
	})
	return out, err
}

func ownTx(tx *db.Tx, list []Subscription) ([]Own, error) {
	out := make([]Own, len(list))
	var ids, places, keys []string
	for _, one := range list {
		ids, places = append(ids, one.ID), append(places, one.PlaceID)
	}
	institutions, err := people.InstitutionsTx(tx, places)
	if err != nil || len(list) == 0 {
		return out, err
	}
	competencies, err := assessments.CompetenciesTx(tx)
	if err != nil {
		return nil, err
	}
	funders, err := courses.FundersTx(tx)
	if err != nil {
		return nil, err
	}
	var told []Told
	if err := tx.DB.Where("subscription_id IN ?", ids).Order("period_end").Find(&told).Error; err != nil {
		return nil, err
	}
	last := map[string]db.Date{}
	for _, t := range told {
		last[t.SubscriptionID] = t.PeriodEnd
	}
	for id, end := range last {
		keys = append(keys, letterKey(id, end))
	}
	states, err := mail.StatesTx(tx, keys)
	for i, one := range list {
		out[i] = Own{Subscription: one, Place: institutions[one.PlaceID].Name, Last: last[one.ID], State: states[letterKey(one.ID, last[one.ID])].State}
		if at := slices.IndexFunc(competencies, func(c assessments.Competency) bool { return c.Code == one.CompetencyCode }); at >= 0 {
			out[i].Competency = competencies[at]
		}
		if at := slices.IndexFunc(funders, func(f courses.Funder) bool { return f.Code == one.Funder }); at >= 0 {
			out[i].FunderName = funders[at].Name
		}
		if one.EndedAt == nil {
			out[i].Next = one.next(out[i].Last, tx.Today())
		}
	}
	return out, err
}

// Stop ends one of the actor's subscriptions.
func (s *Service) Stop(ctx context.Context, actor access.Actor, id string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var own int64
		if err := tx.DB.Model(&Subscription{}).Where("id = ? AND account_id = ?", id, actor.AccountID).Count(&own).Error; err != nil {
			return err
		}
		if own == 0 || !actor.LoggedIn() {
			return fault.Missing("noun.page")
		}
		return endTx(tx, actor, id, Stopped)
	})
}

// offPurpose is what the signature in a letter's link is for.
const offPurpose = "report off"

// ByLetter gives the subscription whose letter has this link, to whoever has the letter.
func (s *Service) ByLetter(ctx context.Context, token string) (Own, error) {
	var out Own
	id, err := s.mail.Signed(offPurpose, token)
	if err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var list []Subscription
		if err := tx.DB.Where("id = ?", id).Find(&list).Error; err != nil {
			return err
		}
		if len(list) == 0 {
			return fault.Missing("noun.page")
		}
		own, err := ownTx(tx, list)
		if err == nil {
			out = own[0]
		}
		return err
	})
	return out, err
}

// StopByLetter ends the subscription whose letter has this link.
func (s *Service) StopByLetter(ctx context.Context, token string) error {
	id, err := s.mail.Signed(offPurpose, token)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		return endTx(tx, access.Actor{AccountID: access.SystemID}, id, ByLetter)
	})
}
