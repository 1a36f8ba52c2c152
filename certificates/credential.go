package certificates

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/pdf"
	"relevo/app/people"
	"relevo/certificates/badge"
)

// Badge is a certificate as a digital badge (Open Badges 3.0), in the three
// forms in which wallets and people take it.
type Badge struct {
	JSON []byte // with an embedded proof
	JWT  string
	PNG  []byte // a picture with the JSON inside
}

// SignsBadges tells whether there is a key with which badges are signed.
func (s *Service) SignsBadges() bool {
	_, ok := s.ring.Issuer()
	return ok
}

// Badge gives the badge of a certificate to those to whom Open gives it. A
// revoked certificate gives none any more; those that were downloaded before say
// by their status that they were revoked.
func (s *Service) Badge(ctx context.Context, actor access.Actor, id string) (Certificate, Badge, error) {
	opened, err := s.Open(ctx, actor, id)
	if err != nil {
		return Certificate{}, Badge{}, err
	}
	if opened.State == Revoked {
		return Certificate{}, Badge{}, fault.New(fault.Conflict, "badges.revoked")
	}
	signer, err := s.badgeSigner()
	if err != nil {
		return Certificate{}, Badge{}, err
	}
	email, err := s.emailOf(ctx, opened.PersonID)
	if err != nil {
		return Certificate{}, Badge{}, err
	}
	made, err := s.makeBadge(signer, opened.Certificate, email)
	return opened.Certificate, made, err
}

func (s *Service) badgeSigner() (badge.Signer, error) {
	key, ok := s.ring.Issuer()
	if !ok {
		return badge.Signer{}, fault.New(fault.Conflict, "badges.no_key")
	}
	return badge.Signer{Key: badge.Key{ID: key.ID, Public: key.Public}, Sign: key.Sign}, nil
}

func (s *Service) emailOf(ctx context.Context, personID string) (string, error) {
	var email string
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		person, err := people.PersonTx(tx, personID)
		email = person.Email
		return err
	})
	return email, err
}

func (s *Service) makeBadge(signer badge.Signer, c Certificate, email string) (Badge, error) {
	issuer := s.BadgeIssuer()
	credential := issuer.Credential(badgePaper(c, email))
	var made Badge
	var err error
	if made.JSON, err = issuer.Sign(signer, credential); err != nil {
		return Badge{}, err
	}
	if made.JWT, err = issuer.SignJWT(signer, credential); err != nil {
		return Badge{}, err
	}
	plain, err := badge.Draw(badgePicture(c.Paper))
	if err != nil {
		return Badge{}, err
	}
	made.PNG, err = badge.Bake(plain, made.JSON)
	return made, err
}

// issuerName is who issues badges, as the head of every paper has it.
const issuerName = "relevo"

// BadgeIssuer is who issues the badges, with all keys it ever signed with.
func (s *Service) BadgeIssuer() badge.Issuer {
	issuer := badge.Issuer{Base: s.base, Name: issuerName}
	for _, key := range s.ring.Issuers() {
		issuer.Keys = append(issuer.Keys, badge.Key{ID: key.ID, Public: key.Public})
	}
	return issuer
}

// achievements are the kinds of certificates as Open Badges calls them.
var achievements = map[Kind]badge.AchievementType{
	Attendance: badge.CourseAttended, Completion: badge.CourseCompleted, Competence: badge.CompetencyShown,
}

func badgePaper(c Certificate, email string) badge.Paper {
	p := i18n.For(i18n.Locale(c.Language))
	paper := badge.Paper{
		ID: c.ID, CourseID: c.CourseID, Achievement: achievements[c.Kind], PersonName: c.PersonName, Email: email, Salt: badgeSalt(c.VerifyCode),
		Title: c.CourseTitle, Language: c.Language, IssuedAt: c.IssuedOn.Start().Time(),
		Description: p.T("badges.achieved."+string(c.Kind), "course", c.CourseTitle, "hours", p.T("certificates.hours_count", "count", c.Hours)),
		Criteria:    p.T("badges.criteria." + string(c.Kind)),
	}
	for _, one := range c.Competencies {
		paper.Competencies = append(paper.Competencies, badge.Competency{Code: one.Code, Name: one.Name})
	}
	if c.ValidUntil != nil {
		end := (*c.ValidUntil + 1).Start().Time().Add(-time.Second)
		paper.ValidUntil = &end
	}
	return paper
}

// badgeSalt is a certificate's own salt: always the same for it, and from it
// the code, which is secret, cannot be found.
func badgeSalt(code string) string {
	sum := sha256.Sum256([]byte("relevo badge salt " + code))
	return hex.EncodeToString(sum[:16])
}

func badgePicture(paper Paper) badge.Picture {
	p := i18n.For(i18n.Locale(paper.Language))
	return badge.Picture{Kind: p.T("certificates.kind." + string(paper.Kind)), Title: paper.CourseTitle, Year: paper.IssuedOn.String()[:4], Font: pdf.Faces[pdf.Upright]}
}

// BadgePicture draws a certificate's badge without the credential in it, for
// anyone: it names nobody.
func (s *Service) BadgePicture(ctx context.Context, id string) ([]byte, error) {
	c, err := s.certificateOf(ctx, id)
	if err != nil {
		return nil, err
	}
	return badge.Draw(badgePicture(c.Paper))
}

// BadgeStatus gives the signed word on whether a certificate stands, for
// anyone: it tells nothing else.
func (s *Service) BadgeStatus(ctx context.Context, id string) ([]byte, error) {
	c, err := s.certificateOf(ctx, id)
	if err != nil {
		return nil, err
	}
	signer, err := s.badgeSigner()
	if err != nil {
		return nil, err
	}
	since := c.IssuedOn.Start()
	if c.RevokedAt != nil {
		since = *c.RevokedAt
	}
	return s.BadgeIssuer().Status(signer, c.ID, c.RevokedAt != nil, since.Time())
}

func (s *Service) certificateOf(ctx context.Context, id string) (c Certificate, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		c, err = takeBy(tx, "id", id)
		return err
	})
	return c, err
}
