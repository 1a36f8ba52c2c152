package web_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/i18n"
	"relevo/assessments"
)

// The pages of a test are given at once, for the telephone that keeps them: they are those that are asked, in their
// order, with the summary; nobody else gets them, nor does anybody where the questions must not stay on a telephone.
func TestATestIsGivenToBeKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withPeople().withAssessment()
		_, attempts := w.administer(assessments.Pre)
		rosa, pages := w.officials[0], "/attempts/"+attempts[0]+"/pages"
		rosa.Get(pages).WantStatus(409) // not begun: nobody has consented
		first := w.begin(rosa, attempts[0])
		if first.Doc().Find(answerForm).AttrOr("data-worker", "") == "" {
			t.Error("the page keeps nothing")
		}
		given := rosa.Get(pages).WantStatus(200)
		var kept struct {
			Pages []struct{ Path, HTML string }
		}
		w.must(json.Unmarshal(given.Body, &kept))
		if len(kept.Pages) != 4 || !strings.HasSuffix(kept.Pages[3].Path, "/review") || given.Statements > 12 {
			t.Fatalf("%d pages with %d statements", len(kept.Pages), given.Statements)
		}
		for _, page := range kept.Pages {
			doc, err := goquery.NewDocumentFromReader(strings.NewReader(page.HTML))
			w.must(err)
			live := rosa.Get(page.Path).WantStatus(200)
			if doc.Find("h1").Text() != live.Text("h1") || doc.Find("[data-kept-notice]").Length() != 1 || live.Count("[data-kept-notice]") != 0 {
				t.Errorf("%s is kept as %q", page.Path, doc.Find("main").Text())
			}
			if action := doc.Find("main form").AttrOr("action", ""); action != live.Doc().Find("main form").AttrOr("action", "") {
				t.Errorf("%s sends to %s", page.Path, action)
			}
		}
		weighs := func(body []byte) int {
			var b bytes.Buffer
			z := gzip.NewWriter(&b)
			_, err := z.Write(body)
			w.must(errors.Join(err, z.Close()))
			return b.Len()
		}
		scripts, all := 0, weighs(first.Body)
		first.Doc().Find("link[rel=stylesheet], script[src]").Each(func(_ int, e *goquery.Selection) {
			n := weighs(rosa.Get(e.AttrOr("href", e.AttrOr("src", ""))).WantStatus(200).Body)
			if all += n; e.Is("script") {
				scripts += n
			}
		})
		t.Logf("the first view of a question weighs %d bytes, %d of them scripts; its copies %d", all, scripts, weighs(given.Body))
		if scripts > 30_000 || all > 60_000 {
			t.Errorf("the first view of a question weighs %d bytes compressed, %d of them scripts", all, scripts)
		}
		w.officials[1].Get(pages).WantStatus(404)
		w.trainer.Get(pages).WantStatus(403)

		_, err := w.service.UpdateAssessment(t.Context(), access.System(), w.assessment.ID, assessments.AssessmentInput{Code: "car", Title: i18n.Says("Acompañar en el CAR"), CutScore: 60, OnlineOnly: true})
		w.must(err)
		rosa.Get(pages).WantStatus(409)
		if rosa.Get(first.Path).Doc().Find(answerForm).AttrOr("data-worker", "") != "" {
			t.Error("the page keeps what must not be kept")
		}
	})
}
