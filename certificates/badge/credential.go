package badge

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"
)

// Paper is what a credential says: all of it stands on the certificate.
type Paper struct {
	ID           string // the certificate's
	CourseID     string
	Achievement  AchievementType
	PersonName   string
	Email        string // of the holder, hashed into the credential; empty for none
	Salt         string // for the hash; tells nothing else
	Title        string // the course
	Description  string // what was achieved
	Criteria     string // what had to be done for it
	Language     string
	Competencies []Competency
	IssuedAt     time.Time
	ValidUntil   *time.Time // the last moment; nil: does not end
}

// AchievementType is one of OB 3.0, data model, AchievementType Enumeration.
type AchievementType string

// The types of achievement that relevo certifies.
const (
	CourseAttended  AchievementType = "Course"
	CourseCompleted AchievementType = "CertificateOfCompletion"
	CompetencyShown AchievementType = "Competency"
)

// Competency is what an achievement is aligned to.
type Competency struct{ Code, Name string }

// Credential is an OpenBadgeCredential (OB 3.0, data model, AchievementCredential) without a proof.
type Credential struct {
	Context    []string `json:"@context"`
	ID         string   `json:"id"`
	Type       []string `json:"type"`
	Name       string   `json:"name"`
	Issuer     Profile  `json:"issuer"`
	ValidFrom  string   `json:"validFrom"`
	ValidUntil string   `json:"validUntil,omitempty"`
	Subject    Subject  `json:"credentialSubject"`
	Status     Status   `json:"credentialStatus"`
}

// Subject is who achieved what (OB 3.0, data model, AchievementSubject).
type Subject struct {
	ID          string      `json:"id"`
	Type        []string    `json:"type"`
	Identifier  []Identity  `json:"identifier"`
	Achievement Achievement `json:"achievement"`
}

// Identity names the holder (OB 3.0, data model, IdentityObject).
type Identity struct {
	Type   string `json:"type"`
	Hashed bool   `json:"hashed"`
	Hash   string `json:"identityHash"` // the thing itself when it is not hashed
	Kind   string `json:"identityType"`
	Salt   string `json:"salt,omitempty"`
}

// Achievement is what can be achieved, by anybody (OB 3.0, data model, Achievement).
type Achievement struct {
	ID          string      `json:"id"`
	Type        []string    `json:"type"`
	Kind        string      `json:"achievementType"`
	Name        string      `json:"name"`
	Description string      `json:"description"`
	Criteria    Criteria    `json:"criteria"`
	Image       Image       `json:"image"`
	Language    string      `json:"inLanguage"`
	Alignment   []Alignment `json:"alignment,omitempty"`
}

// Criteria says what had to be done (OB 3.0, data model, Criteria).
type Criteria struct {
	Narrative string `json:"narrative"`
}

// Image leads to a picture (OB 3.0, data model, Image).
type Image struct {
	ID   string `json:"id"`
	Type string `json:"type"`
}

// Alignment ties an achievement to a competency (OB 3.0, data model, Alignment).
type Alignment struct {
	Type      []string `json:"type"`
	Code      string   `json:"targetCode"`
	Framework string   `json:"targetFramework"`
	Name      string   `json:"targetName"`
	Kind      string   `json:"targetType"`
	URL       string   `json:"targetUrl"`
}

// Credential writes a paper as this issuer's credential.
func (i Issuer) Credential(p Paper) Credential {
	id := i.Base + "/certificates/" + p.ID
	c := Credential{
		Context: []string{credentialsContext, badgesContext}, ID: id, Type: []string{"VerifiableCredential", "OpenBadgeCredential"},
		Name: p.Title, Issuer: i.Profile(), ValidFrom: moment(p.IssuedAt), Status: i.status(p.ID),
		Subject: Subject{
			// Of this credential alone, so that two of one person cannot be told to be so.
			ID: id + "#holder", Type: []string{"AchievementSubject"}, Identifier: identities(p), Achievement: i.achievement(p),
		},
	}
	if p.ValidUntil != nil {
		c.ValidUntil = moment(*p.ValidUntil)
	}
	return c
}

func (i Issuer) achievement(p Paper) Achievement {
	a := Achievement{
		ID: i.ID() + "#" + p.CourseID + "-" + strings.ToLower(string(p.Achievement)), Type: []string{"Achievement"}, Kind: string(p.Achievement),
		Name: p.Title, Description: p.Description, Criteria: Criteria{Narrative: p.Criteria}, Language: p.Language,
		Image: Image{ID: i.ID() + "/badges/" + p.ID, Type: "Image"},
	}
	for _, one := range p.Competencies {
		a.Alignment = append(a.Alignment, Alignment{
			Type: []string{"Alignment"}, Code: one.Code, Framework: i.Name, Name: one.Name, Kind: "ceasn:Competency",
			URL: i.Base + "/competencies#" + one.Code,
		})
	}
	return a
}

// identities names the holder as the paper does, and by the hash of their
// e-mail address, with which they can show that the badge is theirs.
func identities(p Paper) []Identity {
	all := []Identity{{Type: "IdentityObject", Hash: p.PersonName, Kind: "name"}}
	if email := strings.ToLower(strings.TrimSpace(p.Email)); email != "" {
		sum := sha256.Sum256([]byte(email + p.Salt))
		all = append(all, Identity{Type: "IdentityObject", Hashed: true, Hash: "sha256$" + hex.EncodeToString(sum[:]), Kind: "emailAddress", Salt: p.Salt})
	}
	return all
}

// moment writes a time as an XSD dateTimeStamp.
func moment(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// Marshal writes a value as the one JSON that is signed and sent: letters as they are.
func Marshal(value any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimRight(out.Bytes(), "\n"), nil
}
