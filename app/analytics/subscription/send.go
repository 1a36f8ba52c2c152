package subscription

import (
	"context"
	"net/url"
	"reflect"

	"gorm.io/gorm/clause"

	"relevo/app/access"
	"relevo/app/analytics"
	"relevo/app/analytics/report"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/mail"
	"relevo/app/people"
	"relevo/app/web"
)

// DueJob finds what is to be sent. It comes every hour: a letter about a month is there on its first morning.
const DueJob = "report.due"

// sendJob makes and sends one letter.
const sendJob = "report.send"

// sendTries is how often a letter is tried to be made before somebody must look why; the next hour tries again.
const sendTries = 5

// Period is one period of a subscription.
type Period struct {
	SubscriptionID string
	End            db.Date
}

// HearDue has the letters made that are due.
func (s *Service) HearDue(ctx context.Context, _ struct{}) error {
	if !s.mail.Configured() {
		return nil
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var open []struct {
			Subscription
			Last *db.Date
		}
		err := tx.DB.Raw(`SELECT s.*, (SELECT max(l.period_end) FROM report_letter l WHERE l.subscription_id = s.id) AS last
			FROM report_subscription s WHERE s.ended_at IS NULL ORDER BY s.id`).Scan(&open).Error
		if err != nil {
			return err
		}
		for _, one := range open {
			last := db.Date(0)
			if one.Last != nil {
				last = *one.Last
			}
			if end := one.due(last, tx.Today()); end != 0 {
				if err := s.jobs.EnqueueTx(tx, sendJob, Period{one.ID, end}); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// subscriber is who gets a letter, as they are now.
type subscriber struct {
	actor   access.Actor
	account access.Account
	address string
}

// HearSend makes the letter about one period and hands it to the outbox, unless somebody else has.
func (s *Service) HearSend(ctx context.Context, period Period) error {
	if !s.mail.Configured() {
		return nil
	}
	var wants Subscription
	var to subscriber
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		wants, to, err = openTx(tx, period)
		return err
	})
	if err != nil || to.address == "" {
		return err
	}
	letter, why, err := s.letter(ctx, wants, to, period.End)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if why != "" {
			return endTx(tx, access.System(), wants.ID, why)
		}
		_, again, err := openTx(tx, period)
		if err != nil || !reflect.DeepEqual(again.actor, to.actor) {
			return err // it ended in between, was told, or they may see other things now: the next hour looks again
		}
		told := tx.DB.Clauses(clause.OnConflict{DoNothing: true}).Create(&Told{period.SubscriptionID, period.End, tx.Now})
		if told.Error != nil || told.RowsAffected == 0 {
			return told.Error
		}
		_, err = s.mail.SendTx(tx, letter)
		return err
	})
}

// openTx gives a subscription that is still open and whose period was not told, with who gets it; an empty address
// where nothing is to be sent. Without an account any more it ends.
func openTx(tx *db.Tx, period Period) (wants Subscription, to subscriber, err error) {
	var told int64
	if err := tx.DB.Model(&Told{}).Where("subscription_id = ? AND period_end >= ?", period.SubscriptionID, period.End).Count(&told).Error; err != nil {
		return wants, to, err
	}
	err = tx.DB.Where("id = ? AND ended_at IS NULL", period.SubscriptionID).Take(&wants).Error
	if db.IsNone(err) || told > 0 {
		return wants, to, nil
	}
	if err != nil {
		return wants, to, err
	}
	to.actor, to.account, err = access.ActorTx(tx, wants.AccountID)
	if fault.Is(err, fault.NotFound) {
		return wants, to, endTx(tx, access.System(), wants.ID, NoAccount)
	}
	if err != nil {
		return wants, to, err
	}
	address, wanted, err := mail.AddressTx(tx, to.account)
	if wanted {
		to.address = address
	}
	return wants, to, err
}

// letter makes the letter about a period; why is given instead when the subscriber may not see the figures any more.
func (s *Service) letter(ctx context.Context, wants Subscription, to subscriber, end db.Date) (_ mail.Message, why Why, err error) {
	p := i18n.For(i18n.Match("", "", to.account.Locale))
	made, err := s.figures(ctx, p, wants, to.actor, end)
	switch {
	case fault.Is(err, fault.NotFound), fault.Is(err, fault.Denied), fault.Is(err, fault.Invalid): // of a region or a funder that is no more
		return mail.Message{}, NotAllowed, nil
	case err != nil:
		return mail.Message{}, "", err
	case wants.Every == Week && !made.about.Place.MayNames:
		return mail.Message{}, NotAllowed, nil // of single weeks they could tell what one person did
	}
	competency := made.about.Competency.Name.In(p.Locale()) + Filtered(made.about)
	m := mail.Message{
		To: to.address, Language: p.Locale(), Key: letterKey(wants.ID, end),
		Subject: p.T("subscription.letter."+string(wants.About)+".subject", "place", report.PlaceName(p, made.about.Place), "competency", competency, "date", end),
		Text:    []string{p.T("subscription.letter.greeting", "name", to.account.Name)},
		Link:    &mail.Link{Label: p.T("subscription.letter.open"), Address: s.mail.Address(made.path)},
		Off:     s.mail.Address("/reports/off/" + s.mail.Sign(offPurpose, wants.ID)), OffLabel: p.T("subscription.letter.off"),
	}
	if made.about.Place.MayNames {
		m.Text = append(m.Text, p.T("subscription.letter.behind", "competency", competency, "date", end))
		m.Text = append(m.Text, report.Chosen(p, made.about)...)
		return m, "", nil
	}
	m.Text = append(append(m.Text, made.says), report.Chosen(p, made.about)...)
	m.Text = append(m.Text, p.T("subscription.letter.hidden"))
	m.Attached, err = made.files(wants)
	return m, "", err
}

// Filtered names what figures are narrowed down to, to follow what they are of; empty for neither region nor funder.
func Filtered(about analytics.Subject) string {
	funder := ""
	if about.Funder != nil {
		funder = about.Funder.Name
	}
	return FilteredBy(about.Place.Region, funder)
}

// FilteredBy is [Filtered] of a region by its code and a funder by its name.
func FilteredBy(region, funder string) (text string) {
	if region != "" {
		text += " · " + people.RegionName(region)
	}
	if funder != "" {
		text += " · " + funder
	}
	return text
}

// figures are what a letter tells.
type figures struct {
	about analytics.Subject
	says  string // in one sentence
	path  string // of the page that shows them
	name  string // of the files, without an ending
	file  func(format string) ([]byte, error)
}

// figures asks for the figures on the last day of a period.
func (s *Service) figures(ctx context.Context, p *i18n.Printer, wants Subscription, actor access.Actor, end db.Date) (figures, error) {
	q := wants.query(end)
	values := url.Values{"competency": {wants.CompetencyCode}, "on": {end.String()}}
	name := "relevo-" + wants.CompetencyCode + "-" + end.String()
	if wants.About == Chain {
		q.Known = analytics.KnownThen
		r, err := s.analytics.Results(ctx, actor, q, analytics.Shown{Parts: true})
		if err == nil && r.Place.ID != wants.PlaceID {
			err = fault.Missing("noun.page") // they answer for another place now
		}
		return figures{r.Subject, p.T("subscription.letter.chain", "competency", r.Competency.Name.In(p.Locale()), "date", end), "/results?" + values.Encode(), name, func(format string) ([]byte, error) {
			if format == "pdf" {
				return report.ResultsPDF(p, r)
			}
			return web.SheetsFile(format, report.ResultsSheets(p, r), 0)
		}}, err
	}
	if wants.Cadre != "" {
		values.Set("cadre", string(wants.Cadre))
	}
	if wants.Region != "" {
		values.Set("region", wants.Region)
	}
	if wants.Funder != "" {
		values.Set("funder", wants.Funder)
	}
	r, err := s.analytics.Report(ctx, actor, q, 0)
	if err == nil && r.Kept == nil { // few enough to be read as they were known
		q.Known = analytics.KnownThen
		values.Set("known", string(q.Known))
		r, err = s.analytics.Report(ctx, actor, q, wants.Every.before(end))
	}
	if err != nil {
		return figures{}, err
	}
	return figures{r.Subject, report.Headline(p, r.Figures), "/figures/" + wants.PlaceID + "?" + values.Encode(), report.FileName(r), func(format string) ([]byte, error) {
		return report.File(p, r, format)
	}}, nil
}

// files makes the files that are wanted.
func (f figures) files(wants Subscription) ([]mail.Attached, error) {
	var out []mail.Attached
	for _, format := range Formats() {
		if !wants.Has(format) {
			continue
		}
		data, err := f.file(format)
		if err != nil {
			return nil, err
		}
		out = append(out, mail.Attached{Name: f.name + "." + format, MediaType: web.MediaType(format), Data: data})
	}
	return out, nil
}

func letterKey(id string, end db.Date) string { return "report:" + id + ":" + end.String() }
