package app

import (
	"context"
	"path/filepath"

	privacyweb "relevo/app/privacy/web"

	"relevo/app/access"
	"relevo/app/analytics/subscription"
	"relevo/app/db"
	"relevo/app/doctor"
	"relevo/app/firststeps"
	"relevo/app/mail"
	"relevo/app/notifications"
	"relevo/app/people"
	"relevo/app/privacy"
	"relevo/app/selfcare"
	"relevo/app/webhooks"
	"relevo/assessments"
	"relevo/certificates"
	"relevo/courses"
)

// personal is what each package holds on people. Whoever people are is taken out last:
// what comes before may have to be found by it.
func personal() []privacy.Part {
	return []privacy.Part{notifications.HeldOnPeople(), webhooks.HeldOnPeople(), mail.HeldOnPeople(), subscription.HeldOnPeople(), firststeps.HeldOnPeople(), selfcare.HeldOnPeople(), assessments.HeldOnPeople(), courses.HeldOnPeople(), certificates.HeldOnPeople(), people.HeldOnPeople()}
}

// privacyRows are the rows of package privacy, which lies below people, and of self-care that go over when
// two records turn out to be one person's.
func privacyRows() []people.Rows {
	return []people.Rows{{Table: "consent", Owner: "person_id", Key: "id"}, {Table: "privacy_request", Owner: "person_id", Key: "id"}, {Table: "selfcare_checkin", Owner: "person_id", Key: "id"}}
}

// privacyOf puts the parts together.
func (c Config) privacyOf(d *db.DB, secret []byte) *privacy.Service {
	s := privacy.NewService(d, secret, privacy.Ledger(filepath.Join(c.Data, "erased")), personal()...)
	s.Name, s.Results = people.NameTx, assessments.NamelessTx
	return s
}

// measures is how this relevo runs, for the security document.
func (a *App) measures(ctx context.Context) []privacyweb.Measure {
	var list []privacyweb.Measure
	for _, f := range doctor.Examine(ctx, a.config.subject()) {
		list = append(list, privacyweb.Measure{About: f.About, Good: f.State == doctor.Good, Text: f.Found})
	}
	return list
}

// tellRequest tells those who answer requests about people's data that there is one, and not whose.
func (a *App) tellRequest(tx *db.Tx, request privacy.Request) error {
	holders, err := access.HoldersTx(tx, privacy.Manages)
	if err != nil {
		return err
	}
	var news []notifications.News
	for _, h := range holders {
		if h.Path == "" {
			news = append(news, notifications.News{AccountID: h.AccountID, Path: "/privacy/requests/" + request.ID, Key: "privacy-request:" + request.ID})
		}
	}
	_, err = a.notices.TellTx(tx, notifications.Request, news)
	return err
}
