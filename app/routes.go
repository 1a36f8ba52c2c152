package app

import (
	"slices"

	"relevo/app/access"
	"relevo/app/access/sso"
	accessweb "relevo/app/access/web"
	digestweb "relevo/app/analytics/digest/web"
	subscriptionweb "relevo/app/analytics/subscription/web"
	analyticsweb "relevo/app/analytics/web"
	"relevo/app/db"
	docsweb "relevo/app/docs/web"
	firststepsweb "relevo/app/firststeps/web"
	"relevo/app/i18n"
	mailweb "relevo/app/mail/web"
	notificationsweb "relevo/app/notifications/web"
	peopleweb "relevo/app/people/web"
	privacyweb "relevo/app/privacy/web"
	searchweb "relevo/app/search/web"
	selfcareweb "relevo/app/selfcare/web"
	"relevo/app/translation"
	translationweb "relevo/app/translation/web"
	"relevo/app/web"
	"relevo/app/web/api"
	"relevo/app/webhooks"
	webhooksweb "relevo/app/webhooks/web"
	assessmentsweb "relevo/assessments/web"
	"relevo/certificates"
	certificatesweb "relevo/certificates/web"
	coursesweb "relevo/courses/web"
)

// routes is every page there is: each slice's own, and the start. A page that
// is not listed in its slice's Routes does not exist.
func (a *App) routes() []web.Route {
	all := slices.Concat(
		[]web.Route{{Method: "GET", Path: "/", Handle: a.start, Allow: web.LoggedIn, Name: "start"}},
		(&accessweb.Handlers{Access: a.access, People: a.people, Guests: a.config.Guests, SSO: sso.New(a.config.SSO, a.BaseURL()+accessweb.SSOBack)}).Routes(),
		(&peopleweb.Handlers{People: a.people, Aside: a.guide().Aside}).Routes(),
		a.guide().Routes(),
		(&coursesweb.Handlers{Courses: a.courses, Base: a.BaseURL, Notices: (&certificatesweb.Handlers{Certificates: a.certificates}).Notices, ValidUntil: a.validUntil}).Routes(),
		(&assessmentsweb.Handlers{Assessments: a.assessments, KeyOf: a.access.OpenDeviceKey}).Routes(),
		(&certificatesweb.Handlers{Certificates: a.certificates}).Routes(),
		(&analyticsweb.Handlers{Analytics: a.analytics}).Routes(),
		(&subscriptionweb.Handlers{Reports: a.reports}).Routes(),
		(&digestweb.Handlers{Digest: a.digest}).Routes(),
		(&mailweb.Handlers{Mail: a.mail}).Routes(),
		(&notificationsweb.Handlers{Notifications: a.notices}).Routes(),
		(&privacyweb.Handlers{Privacy: a.privacy, Security: a.measures}).Routes(),
		(&selfcareweb.Handlers{SelfCare: a.selfcare}).Routes(),
		(&translationweb.Handlers{Translations: a.translations}).Routes(),
		(&webhooksweb.Handlers{Webhooks: a.hooks}).Routes(),
		(&searchweb.Handlers{People: a.people, Courses: a.courses}).Routes(),
		(&docsweb.Handlers{}).Routes(),
	)
	all = append(all, api.Reference(a.BaseURL(), a.operations())...)
	if len(a.config.Guests) > 0 {
		all = append(all, web.GalleryRoutes(gallery)...)
	}
	return all
}

// operations is what programs can do: each slice's own.
func (a *App) operations() []web.Route {
	return slices.Concat(
		(&accessweb.Handlers{Access: a.access, People: a.people}).API(),
		(&peopleweb.Handlers{People: a.people}).API(),
		(&coursesweb.Handlers{Courses: a.courses}).API(),
		(&assessmentsweb.Handlers{Assessments: a.assessments, KeyOf: a.access.OpenDeviceKey}).API(),
		(&certificatesweb.Handlers{Certificates: a.certificates}).API(),
		a.guide().API(),
		(&digestweb.Handlers{Digest: a.digest}).API(),
		(&notificationsweb.Handlers{Notifications: a.notices}).API(),
		(&analyticsweb.Handlers{Analytics: a.analytics}).API(),
		(&webhooksweb.Handlers{Webhooks: a.hooks}).API(),
		(&privacyweb.Handlers{Privacy: a.privacy, Security: a.measures}).API(),
		(&searchweb.Handlers{People: a.people, Courses: a.courses}).API(),
		(&translationweb.Handlers{Translations: a.translations}).API(),
	)
}

// routesApart is what answers on the host of course packages.
func (a *App) routesApart() []web.Route {
	return (&coursesweb.Handlers{Courses: a.courses}).PackageRoutes()
}

// guide is that of an administrator's first steps.
func (a *App) guide() *firststepsweb.Handlers {
	return &firststepsweb.Handlers{FirstSteps: a.firstSteps}
}

// start leads everybody to where their day begins.
func (a *App) start(c *web.Ctx) error {
	begins, err := a.guide().Open(c)
	if err != nil {
		return err
	}
	if begins {
		return c.See("/institutions")
	}
	switch {
	case c.Actor.Is(access.Manager), c.Actor.Is(access.Evaluator):
		return c.See("/dashboard")
	case c.Actor.Is(access.Administrator):
		return c.See("/institutions")
	case c.Actor.Is(access.Trainer):
		return c.See("/offerings")
	case c.Actor.Is(access.Official):
		return c.See("/learn")
	default:
		return c.See("/account")
	}
}

// menu is what stands at the head of every page, for those each is for.
var menu = []web.MenuItem{
	{Key: "menu.learn", Path: "/learn", Icon: "book", Allow: web.Can(access.Learn)},
	{Key: "menu.catalogue", Path: "/catalogue", Icon: "list", Allow: web.Can(access.Learn)},
	{Key: "menu.dashboard", Path: "/dashboard", Icon: "home", Allow: web.Can(access.ViewFigures)},
	{Key: "menu.figures", Path: "/figures", Icon: "chart", Allow: web.Can(access.ViewFigures)},
	{Key: "menu.results", Path: "/results", Icon: "chart", Allow: web.Can(access.ViewFigures)},
	{Key: "menu.capacity", Path: "/capacity", Icon: "form", Allow: web.Can(access.ViewFigures)},
	{Key: "menu.institutions", Path: "/institutions", Icon: "institution", Allow: web.Can(access.ViewStaff)},
	{Key: "menu.people", Path: "/people", Icon: "people", Allow: web.Can(access.ViewStaff)},
	{Key: "menu.offerings", Path: "/offerings", Icon: "calendar", Allow: web.Can(access.RunOfferings)},
	{Key: "menu.courses", Path: "/courses", Icon: "book", Allow: web.Can(access.AuthorCourses, access.RunOfferings)},
	{Key: "menu.items", Path: "/items", Icon: "list", Allow: web.Can(access.AuthorItems)},
	{Key: "menu.assessments", Path: "/assessments", Icon: "form", Allow: web.Can(access.AuthorItems)},
	{Key: "menu.scoring", Path: "/scoring", Icon: "edit", Allow: web.Can(access.ScoreResponses)},
	{Key: "menu.certificates", Path: "/certificates", Icon: "certificate", Allow: web.Can(access.Learn, access.IssueCertificates)},
	{Key: "menu.accounts", Path: "/accounts", Icon: "lock", Allow: web.Can(access.ManageAccounts)},
	{Key: "menu.audit", Path: "/audit", Icon: "clock", Allow: web.Can(access.ReadAudit)},
}

// footer is what stands at the foot of every page.
var footer = []web.MenuItem{
	{Key: "help.title", Path: "/help", Allow: web.Anyone},
	{Key: "menu.privacy", Path: "/privacy", Allow: web.LoggedIn},
	{Key: "menu.selfcare", Path: "/selfcare", Allow: web.LoggedIn},
	{Key: "menu.verify", Path: "/verify", Allow: web.Anyone},
	{Key: "menu.digest", Path: "/digest", Allow: web.Can(access.ViewNames)},
	{Key: "menu.reports", Path: "/reports", Allow: web.Can(access.ViewFigures)},
	{Key: "menu.api", Path: "/api", Allow: web.Can(access.RunOfferings, access.ViewStaff, access.ViewFigures, access.ManageAccounts)},
	{Key: "webhooks.title", Path: "/webhooks", Allow: web.Can(webhooks.Manages)},
	{Key: "menu.surveys", Path: "/surveys", Allow: web.Can(access.RunOfferings, access.ViewFigures)},
	{Key: "menu.refreshers", Path: "/refreshers", Allow: web.Can(access.RunOfferings)},
	{Key: "menu.funders", Path: "/funders", Allow: web.Can(access.RunOfferings)},
	{Key: "translation.title", Path: "/translations", Allow: web.Can(translation.Writes)},
	{Key: "rules.title", Path: "/certificates/rules", Allow: web.Can(access.AuthorCourses)},
	{Key: "menu.competencies", Path: "/competencies", Allow: web.Can(access.AuthorItems, access.RunOfferings, access.ScoreResponses, access.ViewFigures)},
}

// gallery is every state of every part and page, for those who build them.
func gallery(locale i18n.Locale) []web.SampleGroup {
	return append(web.PartSamples("CAR de muestra"),
		web.SampleGroup{Name: "web", Samples: web.Samples(locale)},
		web.SampleGroup{Name: "access", Samples: accessweb.Samples(locale)},
		web.SampleGroup{Name: "people", Samples: peopleweb.Samples(locale)},
		web.SampleGroup{Name: "first-steps", Samples: firststepsweb.Samples(locale)},
		web.SampleGroup{Name: "courses", Samples: coursesweb.Samples(locale)},
		web.SampleGroup{Name: "assessments", Samples: assessmentsweb.Samples(locale)},
		web.SampleGroup{Name: "certificates", Samples: certificatesweb.Samples(locale)},
		web.SampleGroup{Name: "analytics", Samples: analyticsweb.Samples(locale)},
		web.SampleGroup{Name: "reports", Samples: subscriptionweb.Samples(locale)},
		web.SampleGroup{Name: "api", Samples: api.Samples(locale)},
		web.SampleGroup{Name: "digest", Samples: digestweb.Samples(locale)},
		web.SampleGroup{Name: "mail", Samples: mailweb.Samples(locale)},
		web.SampleGroup{Name: "notifications", Samples: notificationsweb.Samples(locale)},
		web.SampleGroup{Name: "privacy", Samples: privacyweb.Samples(locale)},
		web.SampleGroup{Name: "selfcare", Samples: selfcareweb.Samples(locale)},
		web.SampleGroup{Name: "translation", Samples: translationweb.Samples(locale)},
		web.SampleGroup{Name: "webhooks", Samples: webhooksweb.Samples(locale)},
		web.SampleGroup{Name: "search", Samples: searchweb.Samples(locale)},
		web.SampleGroup{Name: "help", Samples: docsweb.Samples(locale)},
	)
}

// validUntil gives until when the actor's certificates are valid, by completion; 0 does
// not end.
func (a *App) validUntil(c *web.Ctx) (map[string]db.Date, error) {
	rows, err := a.certificates.Mine(c.Context(), c.Actor)
	until := map[string]db.Date{}
	for _, r := range rows {
		if r.State != certificates.Revoked && r.CompletionID != nil {
			until[*r.CompletionID] = 0
			if r.ValidUntil != nil {
				until[*r.CompletionID] = *r.ValidUntil
			}
		}
	}
	return until, err
}
