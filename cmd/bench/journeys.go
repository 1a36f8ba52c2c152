package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"mime/multipart"
	"net/textproto"
	"regexp"
	"strings"
	"sync/atomic"

	"github.com/valyala/fasthttp"
)

// user is one user of a journey.
type user struct {
	*client
	p       *programme
	learner *learner
	who     string // username
	rounds  int
}

// errSpent says that a user has no attempt left to begin.
var errSpent = errors.New("no attempt is left")

// journey is one way through the pages.
type journey struct {
	name  string
	says  string
	as    func(p *programme, l *learner) string // who logs in beforehand; nil: nobody
	begin func(u *user) error                   // after logging in, not measured; nil: nothing
	walk  func(u *user) error
	alone bool    // by one user: a thing that one person does
	needs float64 // attempts per second, of all users together, that the journey may use up
}

func asLearner(_ *programme, l *learner) string { return l.username }
func asTrainer(p *programme, _ *learner) string { return p.trainer }
func asManager(p *programme, _ *learner) string { return p.manager }

// journeys are all, in the order in which they are measured.
var journeys = []journey{
	{name: "login", says: "login form, passphrase, landing page", walk: func(u *user) error { return u.logIn() }},
	{name: "course", says: "course page", as: asLearner, walk: page(func(u *user) string { return "/learn/" + u.learner.enrolment })},
	{name: "lesson", says: "lesson page", as: asLearner, walk: page(func(u *user) string { return "/learn/" + u.learner.enrolment + "/lessons/" + u.p.lesson })},
	{name: "quiz", says: "20 questions, 14 requests as the peer's", as: asLearner, walk: (*user).quiz, needs: 120},
	{name: "quiz-each", says: "20 questions, each on its page and saved", as: asLearner, walk: (*user).quizEach, needs: 40},
	{name: "answer", says: "one acknowledged answer", as: asLearner, begin: (*user).beginQuiz, walk: (*user).answer, needs: 1},
	{name: "scores", says: "list of 1,000 people with where they stand", as: asTrainer, alone: true, walk: (*user).scores},
	{name: "items", says: "item statistics of 1,000 attempts", as: asTrainer, alone: true, walk: page(func(u *user) string { return "/assessments/" + u.p.assessment.ID + "/analysis" })},
	{name: "completion", says: "who of 1,000 has completed what", as: asTrainer, alone: true, walk: page(func(u *user) string { return "/offerings/" + u.p.offering.ID })},
	{name: "certificate", says: "a certificate as PDF", as: func(p *programme, _ *learner) string { return p.learners[0].username }, walk: page(func(u *user) string { return "/certificates/" + u.p.certificate + "/pdf" })},
	{name: "upload", says: "1,000 people from a list: upload, preview, confirm", as: asManager, alone: true, walk: (*user).upload},
}

func page(path func(u *user) string) func(u *user) error {
	return func(u *user) error { return u.look(path(u)) }
}

// look opens a page, and makes sure that it is this page which is measured.
func (u *user) look(path string) error {
	end, err := u.get(path)
	if err == nil && end != path {
		err = fmt.Errorf("%s led to %s", path, end)
	}
	return err
}

// logIn comes in with a jar that is empty.
func (u *user) logIn() error {
	u.cookies = map[string]string{}
	if _, err := u.get("/login"); err != nil {
		return err
	}
	at, err := u.form("/login", "username", u.who, "passphrase", passphrase)
	if err == nil && strings.HasPrefix(at, "/login") {
		err = errors.New("the login was refused")
	}
	return err
}

// next takes an attempt that nobody has begun.
func (u *user) next() (string, error) {
	if u.learner.used >= len(u.learner.quizzes) {
		return "", errSpent
	}
	u.learner.used++
	return "/attempts/" + u.learner.quizzes[u.learner.used-1].attempt, nil
}

// start views an attempt and begins it, which leads to its first question.
func (u *user) start() (string, error) {
	at, err := u.next()
	if err != nil {
		return "", err
	}
	if _, err := u.get(at); err != nil {
		return "", err
	}
	_, err = u.form(at+"/start", "consent", "true")
	return at, err
}

var (
	itemOf   = regexp.MustCompile(`data-item="([^"]+)"`)
	optionOf = regexp.MustCompile(`name="option" value="([^"]+)"|value="([^"]+)"[^>]*name="option"`)
)

// sentAnswer is an answer as the page's script sends it.
type sentAnswer struct {
	Item   string         `json:"item"`
	Seq    int64          `json:"seq"`
	Device string         `json:"device"`
	Value  map[string]any `json:"value"`
}

// asked gives the question of the last page with its first option.
func (u *user) asked() (item, option string, err error) {
	if item, err = u.find(itemOf); err != nil {
		return "", "", err
	}
	m := optionOf.FindSubmatch(u.page)
	if m == nil {
		return "", "", errors.New("the question has no option")
	}
	return item, string(m[1]) + string(m[2]), nil
}

func (u *user) save(at string, answers []sentAnswer) error {
	body, err := json.Marshal(map[string]any{"answers": answers})
	if err != nil {
		return err
	}
	return u.json(at+"/answers", body)
}

// quiz takes the test in the peer's fourteen requests: view; start, which leads
// to page 1; one autosave; four times five answers saved, each followed by the
// next page or the summary; submit, which leads to the receipt. The items and
// options of a form are known from the programme, as the peer's are from the
// page with its five questions.
func (u *user) quiz() error {
	at, err := u.start()
	if err != nil {
		return err
	}
	item, option, err := u.asked()
	if err != nil {
		return err
	}
	if err := u.save(at, []sentAnswer{{item, 1, "bench", map[string]any{"options": []string{option}}}}); err != nil {
		return err
	}
	known := u.p.answersBeside(item)
	for part := range 4 {
		var five []sentAnswer
		for _, a := range known[part*5 : part*5+5] {
			five = append(five, sentAnswer{a.Item, 2, "bench", a.Value})
		}
		if err := u.save(at, five); err != nil {
			return err
		}
		next := fmt.Sprintf("%s/questions/%d", at, part*5+6)
		if part == 3 {
			next = at + "/review"
		}
		if _, err := u.get(next); err != nil {
			return err
		}
	}
	return u.submit(at)
}

func (u *user) submit(at string) error {
	end, err := u.form(at + "/submit")
	if err == nil && !strings.HasSuffix(end, "/receipt") {
		err = fmt.Errorf("handing in led to %s", end)
	}
	return err
}

// quizEach takes the test as relevo's own page does: every question on its
// page, each answer saved and confirmed before the next.
func (u *user) quizEach() error {
	at, err := u.start()
	if err != nil {
		return err
	}
	for n := 1; n <= questions; n++ {
		_, option, err := u.asked()
		if err != nil {
			return err
		}
		if _, err := u.form(fmt.Sprintf("%s/questions/%d", at, n), "option", option); err != nil {
			return err
		}
	}
	return u.submit(at)
}

// beginQuiz opens the attempt that answers are saved to.
func (u *user) beginQuiz() error {
	_, err := u.start()
	return err
}

// answer saves one answer and waits until it is acknowledged.
func (u *user) answer() error {
	u.rounds++
	at := "/attempts/" + u.learner.quizzes[u.learner.used-1].attempt
	if u.rounds == 1 {
		item, option, err := u.asked()
		if err != nil {
			return err
		}
		u.learner.item, u.learner.option = item, option
	}
	return u.save(at, []sentAnswer{{u.learner.item, int64(u.rounds), "bench", map[string]any{"options": []string{u.learner.option}}}})
}

// scores looks through the list of a sitting to its end.
func (u *user) scores() error {
	for n := 1; n <= staff/100; n++ {
		if err := u.look(fmt.Sprintf("/administrations/%s?page=%d", u.p.sitting.ID, n)); err != nil {
			return err
		}
	}
	return nil
}

var (
	fingerprintOf = regexp.MustCompile(`name="fingerprint" value="([^"]+)"`)
	uploads       atomic.Int64
)

// upload brings in a thousand people whom nobody knew before.
func (u *user) upload() error {
	round := int(uploads.Add(1))
	at := u.p.places[round%len(u.p.places)]
	if err := u.look("/institutions/" + at.ID + "/roster"); err != nil {
		return err
	}
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	if err := w.WriteField("_token", u.token); err != nil {
		return err
	}
	part, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="files"; filename="` + u.p.d.Now().Date().String() + `.csv"`}, "Content-Type": {"text/csv"}})
	if err != nil {
		return err
	}
	if _, err := part.Write(rosterCSV(staff*round, staff)); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	draft, err := u.follow(fasthttp.MethodPost, "/institutions/"+at.ID+"/roster", w.FormDataContentType(), body.Bytes())
	if err != nil {
		return err
	}
	fingerprint, err := u.find(fingerprintOf)
	if err != nil {
		return err
	}
	end, err := u.form(draft+"/confirm", "fingerprint", fingerprint)
	if err == nil && !strings.HasPrefix(end, "/imports/") {
		err = fmt.Errorf("confirming led to %s", end)
	}
	return err
}
