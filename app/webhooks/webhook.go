package webhooks

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// Manages is the permission to have webhooks.
const Manages = access.ManageAccounts

const (
	webhooksEach   = 10  // at a time, of an account
	longestAddress = 500 // characters
	bothSign       = 24 * time.Hour
	keptFor        = 30 * 24 * time.Hour
	failingFor     = 3 * 24 * time.Hour // then it is paused
)

// Why says why a webhook is paused.
type Why string

// The values of Why.
const (
	NotPaused Why = ""
	ByOwner   Why = "owner"
	Failing   Why = "failing" // for days
	Gone      Why = "gone"    // the receiver said so: 410
)

// Webhook is an address of another program that its owner has told of what happens.
type Webhook struct {
	ID           string
	AccountID    string
	Address      string
	Events       string  // kinds, separated by spaces
	Secret       string  // sealed; what messages are signed with
	FormerSecret *string // sealed; signs too, until FormerUntil
	FormerUntil  *db.Instant
	CreatedAt    db.Instant
	FailingSince *db.Instant // the first of the failures since the last success
	PausedAt     *db.Instant
	PausedWhy    Why
	RemovedAt    *db.Instant
}

// TableName names the table for GORM.
func (Webhook) TableName() string { return "webhook" }

// Kinds lists what is wanted there.
func (w Webhook) Kinds() []Kind {
	var list []Kind
	for word := range strings.FieldsSeq(w.Events) {
		list = append(list, Kind(word))
	}
	return list
}

// Host is the part of the address that can be told to people in passing.
func (w Webhook) Host() string {
	if at, err := url.Parse(w.Address); err == nil {
		return at.Host
	}
	return ""
}

// State says how far a delivery has come.
type State string

// The states.
const (
	Waiting   State = "waiting" // to be tried, or tried again
	Delivered State = "delivered"
	Failed    State = "failed" // not tried any more
)

// Trouble says what stood in the way of a try.
type Trouble string

// The troubles. Their names are in the catalogue under "webhooks.trouble.<trouble>".
const (
	NoTrouble   Trouble = ""
	Refused     Trouble = "status"      // an answer other than 2xx
	Redirected  Trouble = "redirect"    // which is not followed
	Slow        Trouble = "timeout"     // no answer in time
	Inside      Trouble = "inside"      // the name leads to where nothing is sent
	BadLine     Trouble = "certificate" // the receiver cannot prove who it is
	Unreachable Trouble = "unreachable"
	WasPaused   Trouble = "paused"
	NotAllowed  Trouble = "not_allowed" // the owner may not know of it any more
)

// Delivery is one message to one webhook and how sending it went.
type Delivery struct {
	ID        string
	WebhookID string
	MessageID string // what the receiver knows it by: the same each time it is sent
	Event     Kind
	Place     string // path of the institution it concerns
	Body      string
	State     State
	Tries     int
	Status    int // of the last answer; 0: there was none
	Trouble   Trouble
	CreatedAt db.Instant
	TriedAt   *db.Instant
}

// TableName names the table for GORM.
func (Delivery) TableName() string { return "webhook_delivery" }

// Input is what its owner says of a webhook.
type Input struct {
	Address string
	Events  []Kind
}

// validate tells what is wrong with the input. Nobody is told of what they may not see.
func (in Input) validate(actor access.Actor, reach Reach) error {
	var check fault.Check
	if key := reach.refuses(in.Address); key != "" {
		check.That(false, "address", key)
	}
	check.That(len(in.Events) > 0, "events", "webhooks.events.none")
	for _, k := range in.Events {
		check.That(slices.Contains(KindsFor(actor), k), "events", "webhooks.events.wrong")
	}
	return check.Err()
}

// events writes the kinds down, each once, in the usual order.
func (in Input) events() string {
	var words []string
	for _, k := range Kinds() {
		if slices.Contains(in.Events, k) {
			words = append(words, string(k))
		}
	}
	return strings.Join(words, " ")
}

// refuses gives the reason, a key of the catalogue, why an address cannot be a webhook's; empty when it can. What its name leads to is
// looked at each time something is sent.
func (r Reach) refuses(address string) string {
	at, err := url.Parse(address)
	if err != nil || at.Host == "" || at.Hostname() == "" || at.User != nil || at.Fragment != "" || len([]rune(address)) > longestAddress {
		return "webhooks.address.bad"
	}
	host := strings.ToLower(strings.TrimSuffix(at.Hostname(), "."))
	ip, err := netip.ParseAddr(host)
	here := host == "localhost" || strings.HasSuffix(host, ".localhost") || err == nil && ip.IsLoopback()
	switch {
	case here && r.Here && (at.Scheme == "http" || at.Scheme == "https"):
		return ""
	case at.Scheme != "https":
		return "webhooks.address.https"
	case !r.Outside:
		return "webhooks.address.demo"
	case here, err == nil && !r.allows(ip):
		return "webhooks.address.inside"
	}
	return ""
}
