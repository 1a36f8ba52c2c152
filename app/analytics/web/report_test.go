package web_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/measure"
	"relevo/app/web/webtest"
)

// told is the JSON as scripts read it.
type told struct {
	Certificates, Trained, Mastered, Verified, Tats, Lower, Upper *float64
	InPost                                                        *float64 `json:"in_post"`
	NotAssessed                                                   *float64 `json:"not_assessed"`
	HalfLife                                                      struct {
		Months *float64
		Source string
	} `json:"half_life"`
	Account []struct {
		Cause                             string
		Trained, Mastered, Verified, Tats *float64
	}
}

// The files say what the page says, and the account in them adds up.
func TestFilesHaveTheFiguresOfThePage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, site := open(t, d)
		staffed(w, 0, 20)
		manager := site.As(webtest.Who{Role: access.Manager, InstitutionID: w.Ceiba.ID})
		page := manager.Get("/figures/" + w.Ceiba.ID)
		links := map[string]string{}
		for _, format := range []string{"pdf", "xlsx", "csv", "json", "tats", "rate"} {
			href, ok := page.Doc().Find(`a[href^="/figures/` + w.Ceiba.ID + `/report/` + format + `?"]`).Attr("href")
			if !ok {
				t.Fatalf("the page offers no %s", format)
			}
			links[format] = href
		}
		var now, before told
		read(t, manager, links["json"], &now)
		if *now.InPost != 18 || *now.Certificates != 10 || *now.Trained != 8 || *now.NotAssessed != 4 || now.HalfLife.Source != "assumed" || *now.HalfLife.Months != 6.5 || len(now.Account) == 0 {
			t.Errorf("the JSON says %+v", now)
		}
		since := strings.SplitN(strings.SplitN(links["json"], "since=", 2)[1], "&", 2)[0]
		read(t, manager, "/figures/"+w.Ceiba.ID+"/report/json?competency=asking&on="+since, &before)
		trained, tats := *before.Trained, *before.Tats
		for _, c := range now.Account {
			trained += *c.Trained
			tats += *c.Tats
		}
		if trained != *now.Trained || tats != *now.Tats {
			t.Errorf("the account leads to %v trained and %v, not %v and %v", trained, tats, *now.Trained, *now.Tats)
		}
		rows, err := csv.NewReader(bytes.NewReader(manager.Get(links["csv"]).Body)).ReadAll()
		if err != nil || len(rows) < 12 || rows[1][5] != "certificates" || rows[1][7] != "10" {
			t.Errorf("the CSV says %v, %v", rows, err)
		}
		book, err := excelize.OpenReader(bytes.NewReader(manager.Get(links["xlsx"]).Body))
		if err != nil {
			t.Fatal(err)
		}
		if cell, _ := book.GetCellValue("cascade", "H2"); cell != "10" || len(book.GetSheetList()) != 5 {
			t.Errorf("the workbook says %q in %v", cell, book.GetSheetList())
		}
		if text := manager.Get(links["pdf"]).Body; !bytes.HasPrefix(text, []byte("%PDF")) || len(text) < 10_000 {
			t.Errorf("the PDF has %d bytes", len(text))
		}
		var again struct{ Certificates, Trained, Mastered, Verified, Tats float64 }
		recompute(t, "tats", manager.Get(links["tats"]).Body, &again)
		if again.Certificates != *now.Certificates || again.Trained != *now.Trained || again.Mastered != *now.Mastered || again.Verified != *now.Verified || math.Abs(again.Tats-*now.Tats) > 1e-9 {
			t.Errorf("recomputed: %+v; the page: %+v", again, now)
		}
		var rate struct{ Rate float64 }
		recompute(t, "rate", manager.Get(links["rate"]).Body, &rate)
		page.Want(200, "main", strconv.FormatFloat(rate.Rate, 'f', 1, 64))
		if bytes.Contains(manager.Get(links["tats"]).Body, []byte("persona")) {
			t.Error("the input names somebody")
		}
		manager.Get("/figures/" + w.Ceiba.ID + "/report/exe").WantStatus(404)
		manager.Get("/figures/" + w.Ceiba.ID + "/report/json?on=2026-05-04&since=2026-05-04").WantStatus(422)
	})
}

// What is hidden on the page is in no file.
func TestFilesHideWhatThePageHides(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, site := open(t, d)
		staffed(w, 0, 12)
		evaluator := site.As(webtest.Who{Role: access.Evaluator})
		place := "/figures/" + w.Ceiba.ID + "/report/"
		var all told
		read(t, evaluator, place+"json?competency=asking&since=2026-01-01", &all)
		if all.Mastered != nil || all.Verified != nil || all.Tats != nil && *all.Tats > 0 && *all.Tats < measure.ShownInside {
			t.Errorf("the JSON tells %+v", all)
		}
		rows, err := csv.NewReader(bytes.NewReader(evaluator.Get(place + "csv?competency=asking").Body)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			if row[5] == "mastered" && row[7] != "" {
				t.Errorf("the CSV tells %v", row)
			}
		}
		evaluator.Get(place + "pdf?competency=asking").WantStatus(200)
		evaluator.Get(place + "tats?competency=asking").WantStatus(404)
	})
}

func read(t *testing.T, v *webtest.Visitor, address string, into any) {
	t.Helper()
	if err := json.Unmarshal(v.Get(address).WantStatus(200).Body, into); err != nil {
		t.Fatal(address, err)
	}
}

// recompute does what `relevo measure NAME < input` does.
func recompute(t *testing.T, name string, input []byte, into any) {
	t.Helper()
	result, err := measure.Compute(name, bytes.NewReader(input))
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(result)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}
