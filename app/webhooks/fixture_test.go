package webhooks_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/jobs"
	"relevo/app/people"
	"relevo/app/webhooks"
)

// receiver is the other program: it keeps what it gets, and answers as it is told to.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	got    []message
	status []int // of the next answers; afterwards 204
}

type message struct {
	header http.Header
	text   string
	ID     string
	Type   string
	Data   struct{ ID, Path string }
}

func newReceiver(t *testing.T, answers ...int) *receiver {
	t.Helper()
	r := &receiver{status: answers}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		body, err := io.ReadAll(request.Body)
		m := message{header: request.Header, text: string(body)}
		if err != nil || json.Unmarshal(body, &m) != nil {
			t.Errorf("it cannot be read: %v %s", err, body)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.got = append(r.got, m)
		status := http.StatusNoContent
		if len(r.status) > 0 {
			status, r.status = r.status[0], r.status[1:]
		}
		if status/100 == 3 {
			w.Header().Set("Location", r.URL+"/elsewhere")
		}
		w.WriteHeader(status)
	}))
	t.Cleanup(r.Close)
	return r
}

// messages gives what came, the oldest first.
func (r *receiver) messages() []message {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.got)
}

// answers says what the next answers are.
func (r *receiver) answers(status ...int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status = status
}

// wait waits until so many messages have come.
func (r *receiver) wait(t *testing.T, n int) []message {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if got := r.messages(); len(got) >= n || time.Now().After(deadline) {
			if len(got) != n {
				t.Fatalf("%d messages came, want %d", len(got), n)
			}
			return got
		}
	}
}

// signedBy tells whether one of a message's signatures is by the secret: written by what Standard Webhooks says, not by our code.
func (m message) signedBy(t *testing.T, secret string) bool {
	t.Helper()
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil || !strings.HasPrefix(secret, "whsec_") || len(key) < 24 {
		t.Fatalf("no secret: %q %v", secret, err)
	}
	sent, err := strconv.ParseInt(m.header.Get("Webhook-Timestamp"), 10, 64)
	if err != nil || time.Since(time.Unix(sent, 0)).Abs() > time.Minute {
		t.Errorf("webhook-timestamp: %q", m.header.Get("Webhook-Timestamp"))
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(m.header.Get("Webhook-Id") + "." + m.header.Get("Webhook-Timestamp") + "." + m.text))
	return slices.Contains(strings.Fields(m.header.Get("Webhook-Signature")), "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
}

// world is two institutions that do not know one another, and what happens there.
type world struct {
	t            *testing.T
	d            *db.DB
	clock        *dbtest.Clock
	queue        *jobs.Jobs
	people       *people.Service
	hooks        *webhooks.Service
	access       *access.Service
	ceiba, other people.Institution
	paused       []webhooks.Webhook
}

func newWorld(t *testing.T, d *db.DB, reach webhooks.Reach) *world {
	t.Helper()
	w := &world{t: t, d: d, clock: dbtest.ClockOf(t, d), people: people.NewService(d), access: access.NewService(d)}
	w.process(reach)
	var err error
	if w.ceiba, err = w.people.CreateInstitution(t.Context(), access.System(), people.InstitutionInput{Code: "CAR-1", Name: "CAR La Ceiba", Kind: people.CareCentre, Sector: "public"}); err == nil {
		w.other, err = w.people.CreateInstitution(t.Context(), access.System(), people.InstitutionInput{Code: "CAR-2", Name: "CAR El Huarango", Kind: people.CareCentre, Sector: "public"})
	}
	w.must(err)
	return w
}

// process makes the services of a process, as after a start.
func (w *world) process(reach webhooks.Reach) {
	w.t.Helper()
	queue, err := jobs.New(w.d, slog.New(slog.DiscardHandler))
	w.must(err)
	hooks, err := webhooks.NewService(w.d, queue, []byte("the secret of a test, of some length"), reach)
	w.must(err)
	hooks.Paused = func(_ *db.Tx, one webhooks.Webhook) error { w.paused = append(w.paused, one); return nil }
	w.must(hooks.Load(w.t.Context()))
	w.queue, w.hooks, w.people.Hooks = queue, hooks, hooks
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) drain() { w.t.Helper(); w.must(w.queue.Drain(w.t.Context())) }

// owner opens an administrator's account, in an institution or everywhere.
func (w *world) owner(name, institutionID string) access.Actor {
	w.t.Helper()
	hashed, err := access.NewPassphrase("la ceiba florece de noche")
	w.must(err)
	account, err := w.access.OpenAccountWithRole(w.t.Context(), access.System(), access.NewAccount{Username: name, Name: name, Passphrase: hashed}, access.Administrator, institutionID)
	w.must(err)
	return w.actor(account.ID)
}

func (w *world) actor(accountID string) (actor access.Actor) {
	w.t.Helper()
	w.must(w.d.Read(w.t.Context(), func(tx *db.Tx) (err error) { actor, _, err = access.ActorTx(tx, accountID); return err }))
	return actor
}

func (w *world) register(owner access.Actor, address string, kinds ...webhooks.Kind) (webhooks.Webhook, string) {
	w.t.Helper()
	made, secret, err := w.hooks.Create(w.t.Context(), owner, webhooks.Input{Address: address, Events: kinds})
	w.must(err)
	return made, secret
}

// join has somebody join a post, a second after what was before: the newest is known by its moment.
func (w *world) join(at people.Institution, surname string) people.Person {
	w.t.Helper()
	w.clock.Advance(time.Second)
	person, err := w.people.AddPerson(w.t.Context(), access.System(), people.PersonInput{DocumentType: "none", FirstSurname: surname, GivenNames: "Rosa"},
		people.PostingInput{InstitutionID: at.ID, Cadre: people.CARMentor, StartsOn: w.d.Now().Date() - 10, End: people.StillInPost})
	w.must(err)
	return person
}

func (w *world) deliveries(owner access.Actor, one webhooks.Webhook) []webhooks.Delivery {
	w.t.Helper()
	list, err := w.hooks.Deliveries(w.t.Context(), owner, one.ID, "", 100)
	w.must(err)
	return list
}

// audited counts what stands in the audit, by what was done.
func (w *world) audited() map[string]int {
	w.t.Helper()
	var actions []string
	w.must(w.d.Read(w.t.Context(), func(tx *db.Tx) error {
		return tx.DB.Model(&access.AuditEntry{}).Where("object_kind = 'webhook'").Pluck("action", &actions).Error
	}))
	counts := map[string]int{}
	for _, action := range actions {
		counts[strings.TrimPrefix(action, "webhooks.")]++
	}
	return counts
}
