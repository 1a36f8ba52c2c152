package certificates

import (
	"context"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/jobs"
	"relevo/app/mail"
	"relevo/app/notifications"
	"relevo/app/people"
	"relevo/app/webhooks"
	"relevo/certificates/signature"
)

// Service issues, shows, verifies and revokes certificates.
type Service struct {
	// Jobs does in the background what takes long; it is needed to issue many
	// certificates at once.
	Jobs *jobs.Jobs
	// Mail reminds holders; nil sends none.
	Mail *mail.Service

	// Notices tells holders; nil tells nobody.
	Notices *notifications.Service
	// Hooks tells other programs; nil tells none.
	Hooks *webhooks.Service

	db      *db.DB
	base    string
	limiter limiter
	ring    *signature.Ring // nil: nothing is signed
}

// NewService makes the service. baseURL is where people reach relevo,
// "https://relevo.example.pe": it is printed on every certificate.
func NewService(d *db.DB, baseURL string) *Service {
	return &Service{db: d, base: strings.TrimRight(baseURL, "/")}
}

// Address is where the certificate with this code is verified.
func (s *Service) Address(code string) string { return s.base + "/verify/" + code }

// Mine lists the actor's own certificates, newest first.
func (s *Service) Mine(ctx context.Context, actor access.Actor) ([]Row, error) {
	if !actor.LoggedIn() {
		return nil, fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	if actor.PersonID == "" {
		return nil, nil
	}
	var rows []Row
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		list, err := ofPerson(tx, actor.PersonID)
		rows = inRows(tx, list, nil)
		return err
	})
	return rows, err
}

// pageRows is how many certificates one page of a list has.
const pageRows = 50

// Issued lists the certificates of an institution and those below it, newest
// first, before the one with the given id; an empty institution means all for
// which the actor may issue certificates.
func (s *Service) Issued(ctx context.Context, actor access.Actor, institutionID, before string) (List, error) {
	if err := actor.NeedSomewhere(access.IssueCertificates); err != nil {
		return List{}, err
	}
	out := List{InstitutionID: institutionID}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		paths := actor.Scopes(access.IssueCertificates)
		places, err := people.InstitutionsInScopeTx(tx, actor, access.IssueCertificates)
		if err != nil {
			return err
		}
		out.Institutions = make([]Place, len(places))
		for i, p := range places {
			out.Institutions[i] = Place{p.ID, p.Name}
		}
		if institutionID != "" {
			at := slices.IndexFunc(places, func(p people.Institution) bool { return p.ID == institutionID })
			if at < 0 {
				return fault.Missing("noun.institution")
			}
			paths = []string{places[at].Path}
		}
		list, err := within(tx, paths, before, pageRows+1)
		if err != nil {
			return err
		}
		if len(list) > pageRows {
			list = list[:pageRows]
			out.Next = list[pageRows-1].ID
		}
		ids := make([]string, len(list))
		for i, c := range list {
			ids[i] = c.PersonID
		}
		holders, err := people.PeopleTx(tx, ids)
		out.Rows = inRows(tx, list, holders)
		return err
	})
	return out, err
}

func inRows(tx *db.Tx, list []Certificate, holders map[string]people.Person) []Row {
	rows := make([]Row, len(list))
	for i, c := range list {
		rows[i] = Row{Certificate: c, Holder: c.PersonName, State: c.State(tx.Today())}
		if p, ok := holders[c.PersonID]; ok {
			rows[i].Holder = p.FullName()
		}
	}
	return rows
}

// Open gives a certificate to the person it was issued to and to those who
// issue certificates for its institution; to others it does not exist.
func (s *Service) Open(ctx context.Context, actor access.Actor, id string) (Opened, error) {
	var out Opened
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = s.open(tx, actor, id)
		return err
	})
	return out, err
}

func (s *Service) open(tx *db.Tx, actor access.Actor, id string) (Opened, error) {
	c, err := takeBy(tx, "id", id)
	if err != nil {
		return Opened{}, err
	}
	path, err := pathOf(tx, c)
	if err != nil {
		return Opened{}, err
	}
	own := actor.PersonID != "" && actor.PersonID == c.PersonID
	issues := actor.May(access.IssueCertificates, path)
	if !own && !issues {
		return Opened{}, fault.Missing("noun.certificate")
	}
	holder, err := people.PersonTx(tx, c.PersonID)
	if err != nil {
		return Opened{}, err
	}
	return Opened{
		Row:     Row{Certificate: c, Holder: holder.FullName(), State: c.State(tx.Today())},
		Address: s.Address(c.VerifyCode), Own: own, MayRevoke: issues && c.RevokedAt == nil,
	}, nil
}

// Draw gives the certificate as a PDF, to those to whom Open gives it. A
// revoked certificate is not drawn any more.
func (s *Service) Draw(ctx context.Context, actor access.Actor, id string) (Certificate, []byte, error) {
	opened, err := s.Open(ctx, actor, id)
	if err != nil {
		return Certificate{}, nil, err
	}
	if opened.State == Revoked {
		return Certificate{}, nil, fault.New(fault.Conflict, "certificates.revoked_no_paper")
	}
	body, err := s.drawn(ctx, opened.Certificate)
	return opened.Certificate, body, err
}

// Revoke takes a certificate's force away. The reason is shown to whoever
// verifies it, so it names no third person.
func (s *Service) Revoke(ctx context.Context, actor access.Actor, id, reason string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := s.open(tx, actor, id)
		if err != nil {
			return err
		}
		path, err := pathOf(tx, c.Certificate)
		if err != nil {
			return err
		}
		if err := actor.Need(access.IssueCertificates, path); err != nil {
			return err
		}
		if err := checkReason(reason); err != nil {
			return err
		}
		if err := revoke(tx, id, actor.AccountID, strings.TrimSpace(reason)); err != nil {
			return err
		}
		if err := s.Hooks.TellTx(tx, c.event(webhooks.CertificateEnded)); err != nil {
			return err
		}
		return access.Record(tx, actor, "certificates.certificate.revoke", "certificate", id, nil)
	})
}
