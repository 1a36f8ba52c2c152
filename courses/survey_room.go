package courses

import (
	"context"
	"math/rand/v2"
	"net/netip"
	"strings"
	"sync"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// roomDays is how many days after an offering's end, or after the code was made, the
// code in the room works.
const roomDays = 14

// codeLetters are the characters of the code in the room: none that are taken for
// another when they are read from a wall.
const codeLetters = "abcdefghjkmnpqrstuvwxyz23456789"

// codeLength makes some 40 bits: with the limit on tries, more than anybody guesses
// in the weeks in which it works.
const codeLength = 8

// OpenSurveyRoom makes the code with which those in the room answer, or a new one in
// place of the one there is, which works no longer.
func (s *Service) OpenSurveyRoom(ctx context.Context, actor access.Actor, offeringID string) (room SurveyRoom, err error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return room, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		offering, _, err := wholeOffering(tx, actor, offeringID, notWhole)
		if err != nil {
			return err
		}
		if err := lock(tx, offering.ID); err != nil {
			return err
		}
		if err := tx.DB.Where("offering_id = ?", offering.ID).Delete(&SurveyRoom{}).Error; err != nil {
			return err
		}
		room = SurveyRoom{OfferingID: offering.ID, Code: roomCode(tx), ClosesOn: max(offering.EndsOn, tx.Today()) + roomDays, OpenedAt: tx.Now, OpenedBy: actor.AccountID}
		if err := tx.DB.Create(&room).Error; err != nil {
			return err
		}
		return access.Record(tx, actor, "courses.survey.open", "offering", offering.ID, nil)
	})
	return room, err
}

// CloseSurveyRoom ends the code at once.
func (s *Service) CloseSurveyRoom(ctx context.Context, actor access.Actor, offeringID string) error {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, _, err := wholeOffering(tx, actor, offeringID, notWhole); err != nil {
			return err
		}
		if err := tx.DB.Model(&SurveyRoom{}).Where("offering_id = ?", offeringID).Update("closes_on", tx.Today()-1).Error; err != nil {
			return err
		}
		return access.Record(tx, actor, "courses.survey.close", "offering", offeringID, nil)
	})
}

// roomCode draws a code from the database's own source of chance.
func roomCode(tx *db.Tx) string {
	var b strings.Builder
	for b.Len() < codeLength {
		for _, c := range tx.NewSecret() { // five random bits each: a to z, 2 to 7
			if strings.ContainsRune(codeLetters, c) && b.Len() < codeLength {
				b.WriteRune(c)
			}
		}
	}
	return b.String()
}

// ParseRoomCode tidies a code as it is typed: "ABCD EFGH", "abcd-efgh".
func ParseRoomCode(text string) (string, bool) { return parseCode(text, codeLength) }

func parseCode(text string, length int) (string, bool) {
	var b strings.Builder
	for _, c := range strings.ToLower(text) {
		if strings.ContainsRune(codeLetters, c) {
			b.WriteRune(c)
		} else if c != ' ' && c != '-' && c != '·' {
			return "", false
		}
	}
	return b.String(), b.Len() == length
}

// SurveyByCode gives the survey of the room with the code, for anybody. from is the
// address of who asks; it is counted in memory for some minutes, and kept nowhere.
func (s *Service) SurveyByCode(ctx context.Context, from, typed string) (out SurveyFor, err error) {
	if !s.flood.allowFrom(from, s.db.Now()) {
		return out, fault.New(fault.TooMany, "survey.too_many")
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		room, err := roomBy(tx, typed)
		if err != nil {
			return err
		}
		out, err = surveyAbout(tx, room.OfferingID)
		out.Closed = !room.Open(tx.Today())
		return err
	})
	return out, err
}

func roomBy(tx *db.Tx, typed string) (room SurveyRoom, err error) {
	code, ok := ParseRoomCode(typed)
	if !ok {
		return room, fault.Missing("noun.survey")
	}
	err = tx.DB.Where("code = ?", code).Take(&room).Error
	if db.IsNone(err) {
		return room, fault.Missing("noun.survey")
	}
	return room, err
}

// AnswerInRoom keeps what somebody in the room says. Nobody can tell who it is, and so
// nobody can tell whether they say it twice: as many are taken as were enrolled, and
// half as many again for guests.
func (s *Service) AnswerInRoom(ctx context.Context, from, typed string, in SurveyAnswer) error {
	if !s.flood.allowFrom(from, s.db.Now()) {
		return fault.New(fault.TooMany, "survey.too_many")
	}
	in.tidy()
	if err := in.validate(); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		room, err := roomBy(tx, typed)
		if err != nil {
			return err
		}
		if !room.Open(tx.Today()) {
			return fault.New(fault.Conflict, "survey.closed")
		}
		if err := lock(tx, room.OfferingID); err != nil {
			return err
		}
		var enrolled, came, answered int64
		if err := tx.DB.Model(&Enrolment{}).Where("offering_id = ? AND withdrawn_at IS NULL", room.OfferingID).Count(&enrolled).Error; err != nil {
			return err
		}
		if err := tx.DB.Model(&SurveyResponse{}).Where("offering_id = ?", room.OfferingID).Count(&came).Error; err != nil {
			return err
		}
		if err := tx.DB.Model(&SurveyAsk{}).Where("offering_id = ? AND answered", room.OfferingID).Count(&answered).Error; err != nil {
			return err
		}
		if came-answered >= roomFor(enrolled) {
			return fault.New(fault.TooMany, "survey.full")
		}
		return keepResponse(tx, room.OfferingID, in)
	})
}

// roomFor is how many responses a room has place for.
func roomFor(enrolled int64) int64 { return enrolled + enrolled/2 + 5 }

// How often one address may open or answer a survey. A class behind one connection
// must fit in; a program that fills the survey must not.
const (
	floodWindow = 10 * time.Minute
	floodMost   = 150
	floodHolds  = 10_000 // addresses counted at once
)

// flood counts how often an address asks within a window, in this process's memory only.
type flood struct {
	mu   sync.Mutex
	from db.Instant
	seen map[string]int
}

// allowFrom counts one request from an address and tells whether it is within what is allowed.
func (f *flood) allowFrom(address string, now db.Instant) bool {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		ip = netip.Addr{} // all whose address is not known share one count
	}
	if ip = ip.Unmap().WithZone(""); ip.Is6() {
		ip = netip.PrefixFrom(ip, 64).Masked().Addr()
	}
	return f.allow(ip.String(), now)
}

// allow counts one request and tells whether it is within what is allowed.
func (f *flood) allow(who string, now db.Instant) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.seen == nil || now.Sub(f.from) >= floodWindow || len(f.seen) >= floodHolds {
		f.seen, f.from = map[string]int{}, now
	}
	f.seen[who]++
	return f.seen[who] <= floodMost
}

// shuffle is chance that nobody can repeat, for the order in which texts are shown.
func shuffle(n int, swap func(i, j int)) { rand.Shuffle(n, swap) } //nolint:gosec // an order, no secret
