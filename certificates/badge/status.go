package badge

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"time"
)

// Status says where it is told whether a credential still stands (Bitstring
// Status List 1.0, 2.1).
type Status struct {
	ID      string `json:"id"`
	Type    string `json:"type"`
	Purpose string `json:"statusPurpose"`
	Index   string `json:"statusListIndex"`
	List    string `json:"statusListCredential"`
}

// listBits is the least length of a list (Bitstring Status List 1.0, 2.2): short lists would
// tell which credential is asked about.
const listBits = 131072

// Every credential has a list of its own, and this place in it. A list for
// many needs a number kept with each certificate: a place drawn from its identifier could be
// that of another too, and revoking one would revoke both.
const listIndex = "0"

func (i Issuer) statusList(certificateID string) string { return i.ID() + "/status/" + certificateID }

func (i Issuer) status(certificateID string) Status {
	list := i.statusList(certificateID)
	return Status{ID: list + "#" + listIndex, Type: "BitstringStatusListEntry", Purpose: "revocation", Index: listIndex, List: list}
}

// Revocation is a signed list that says whether a credential was revoked, and
// nothing else: no name, no reason (Bitstring Status List 1.0, 2.2).
type Revocation struct {
	Context   []string   `json:"@context"`
	ID        string     `json:"id"`
	Type      []string   `json:"type"`
	Issuer    string     `json:"issuer"`
	ValidFrom string     `json:"validFrom"`
	Subject   StatusList `json:"credentialSubject"`
}

// StatusList is the list itself.
type StatusList struct {
	ID      string `json:"id"`
	Type    string `json:"type"`
	Purpose string `json:"statusPurpose"`
	Encoded string `json:"encodedList"`
}

// Status signs whether a certificate stands. since is when it came to be so: when it was
// issued, or revoked.
func (i Issuer) Status(signer Signer, certificateID string, revoked bool, since time.Time) ([]byte, error) {
	bits := make([]byte, listBits/8)
	if revoked {
		bits[0] = 0x80 // place 0 is the leftmost bit
	}
	var packed bytes.Buffer
	writer := gzip.NewWriter(&packed)
	if _, err := writer.Write(bits); err != nil {
		return nil, fmt.Errorf("packing a status list: %w", err)
	}
	if err := writer.Close(); err != nil {
		return nil, fmt.Errorf("packing a status list: %w", err)
	}
	id := i.statusList(certificateID)
	list := Revocation{
		Context: []string{credentialsContext}, ID: id, Type: []string{"VerifiableCredential", "BitstringStatusListCredential"},
		Issuer: i.ID(), ValidFrom: moment(since),
		Subject: StatusList{ID: id + "#list", Type: "BitstringStatusList", Purpose: "revocation", Encoded: "u" + encoded(packed.Bytes())},
	}
	return sign(i, signer, list.ValidFrom, list, func(p Proof) any {
		return struct {
			Revocation
			Proof Proof `json:"proof"`
		}{list, p}
	})
}
