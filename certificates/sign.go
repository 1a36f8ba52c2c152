package certificates

import (
	"context"
	"slices"
	"strings"

	"relevo/app/db"
	"relevo/app/people"
	"relevo/certificates/signature"
)

// SignWith gives the service its keys. Without any, papers are drawn unsigned
// and their QR codes carry an address alone.
func (s *Service) SignWith(ring *signature.Ring) { s.ring = ring }

// drawn draws a certificate's paper and signs it when a key applies.
func (s *Service) drawn(ctx context.Context, c Certificate) ([]byte, error) {
	look, err := s.look(ctx, c.TemplateID)
	if err != nil {
		return nil, err
	}
	body, err := PDFIn(look, c.Paper, s.Address(c.VerifyCode), s.scanned(c.Paper))
	if err != nil {
		return nil, err
	}
	return s.signed(ctx, c, body)
}

// signed signs a paper with the key of the holder's institution or of the
// nearest above it that has one, or else the programme's. Keys whose certificate has
// ended sign no more. The moment it claims is the day of issue, so that a paper
// drawn again has the same bytes; for one issued before there was a certificate it
// is the certificate's first.
func (s *Service) signed(ctx context.Context, c Certificate, body []byte) ([]byte, error) {
	if len(s.ring.PDFKeys()) == 0 {
		return body, nil
	}
	codes, err := s.codesOver(ctx, c.InstitutionID)
	if err != nil {
		return nil, err
	}
	for _, code := range codes {
		key, ok := s.ring.PDFKey(code)
		if !ok || !key.ValidAt(s.db.Now().Time()) {
			continue
		}
		at := c.IssuedOn.Start().Time()
		if at.Before(key.Certificate.NotBefore) {
			at = key.Certificate.NotBefore
		}
		return key.SignPDF(body, signature.Signing{At: at, Reason: c.Serial})
	}
	return body, nil
}

// codesOver gives the code of an institution, of those above it from the
// nearest up, and the programme's, which is empty.
func (s *Service) codesOver(ctx context.Context, institutionID *string) ([]string, error) {
	if institutionID == nil {
		return []string{""}, nil
	}
	var codes []string
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		place, err := people.InstitutionTx(tx, *institutionID)
		if err != nil {
			return err
		}
		ids := strings.Split(strings.Trim(place.Path, "/"), "/")
		found, err := people.InstitutionsTx(tx, ids)
		for _, id := range slices.Backward(ids) {
			codes = append(codes, found[id].Code)
		}
		return err
	})
	return append(codes, ""), err
}
