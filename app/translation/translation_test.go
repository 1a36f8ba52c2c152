package translation_test

import (
	"testing"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/app/translation"
)

func trainer(id string) access.Actor {
	return access.Actor{AccountID: id, Name: id, Roles: []access.Held{{Role: access.Trainer}}}
}

// A draft is said nowhere until somebody else has found it right, and is a draft again when it is changed. Rows are appended.
func TestPagesSayWhatSomebodyElseFoundRight(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		t.Cleanup(func() { i18n.Use(i18n.CuscoQuechua, nil) })
		const key = "assessments.saved_at"
		s, ctx := translation.NewService(d), t.Context()
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		says := func(want string) {
			t.Helper()
			if got := i18n.For(i18n.CuscoQuechua).T(key, "time", "10:42"); got != want {
				t.Errorf("it says %q, not %q", got, want)
			}
		}
		spanish := i18n.For(i18n.Spanish).T(key, "time", "10:42")
		says(spanish)
		draft := i18n.Sentence{Other: "Waqaychasqa {time}"}
		must(s.Write(ctx, trainer("a"), i18n.CuscoQuechua, key, draft))
		must(s.Write(ctx, trainer("a"), i18n.CuscoQuechua, key, i18n.Sentence{Other: " Waqaychasqa {time}\r\n"})) // the same
		says(spanish)
		for who, want := range map[string]fault.Kind{"a": fault.Conflict, "nobody": fault.Denied} {
			actor := trainer(who)
			if who == "nobody" {
				actor = access.Actor{AccountID: who}
			}
			if err := s.Approve(ctx, actor, i18n.CuscoQuechua, key, draft); !fault.Is(err, want) {
				t.Errorf("%s finds it right: %v", who, err)
			}
		}
		if err := s.Approve(ctx, trainer("b"), i18n.CuscoQuechua, key, i18n.Sentence{Other: "Other {time}"}); !fault.Is(err, fault.Conflict) {
			t.Errorf("what nobody has shown is found right: %v", err)
		}
		must(s.Approve(ctx, trainer("b"), i18n.CuscoQuechua, key, draft))
		must(s.Approve(ctx, trainer("b"), i18n.CuscoQuechua, key, draft)) // pressed twice
		says("Waqaychasqa 10:42")
		if i18n.For(i18n.ChankaQuechua).T(key, "time", "10:42") != spanish {
			t.Error("the other Quechua says it too")
		}
		// Another process reads it.
		i18n.Use(i18n.CuscoQuechua, nil)
		says(spanish)
		must(s.Load(ctx))
		says("Waqaychasqa 10:42")

		must(s.Write(ctx, trainer("b"), i18n.CuscoQuechua, key, i18n.Sentence{Other: "Allinmi {time}"}))
		says(spanish)
		list, err := s.List(ctx, trainer("b"), i18n.CuscoQuechua, translation.Filter{State: translation.Draft})
		must(err)
		if len(list.Lines) != 1 || list.Lines[0].Text.Other != "Allinmi {time}" || !list.Lines[0].Mine || list.Counts[translation.Draft] != 1 {
			t.Errorf("the list has %+v", list.Lines)
		}
		var rows int64
		must(d.Read(ctx, func(tx *db.Tx) error { return tx.DB.Model(&translation.Translation{}).Count(&rows).Error }))
		if rows != 3 {
			t.Errorf("%d rows, want two drafts and one that was found right", rows)
		}

		// The Spanish sentence changes: what was made of the old one is said no more.
		must(d.Write(ctx, func(tx *db.Tx) error {
			return tx.DB.Model(&translation.Translation{}).Where("superseded_at IS NULL").Updates(map[string]any{"of_other": "Algo anterior {time}", "draft": "x"}).Error
		}))
		must(s.Load(ctx))
		says(spanish)
		list, err = s.List(ctx, trainer("b"), i18n.CuscoQuechua, translation.Filter{State: translation.Outdated})
		must(err)
		if len(list.Lines) != 1 {
			t.Errorf("%d are outdated", len(list.Lines))
		}
	})
}

// What would lose a name or a number on the way, or says nothing, is refused with its field.
func TestASentenceMustFit(t *testing.T) {
	d := dbtest.SQLite(t)
	s := translation.NewService(d)
	for name, c := range map[string]struct {
		key   string
		text  i18n.Sentence
		field string
	}{
		"nothing":          {"assessments.saved_at", i18n.Sentence{}, "other"},
		"a lost place":     {"assessments.saved_at", i18n.Sentence{Other: "Waqaychasqa"}, "other"},
		"a place too many": {"assessments.offline", i18n.Sentence{Other: "{name}"}, "other"},
		"a form too many":  {"assessments.offline", i18n.Sentence{One: "a", Other: "b"}, "one"},
		"unseen":           {"assessments.offline", i18n.Sentence{Other: "a\x00b"}, "other"},
	} {
		err := s.Write(t.Context(), trainer("a"), i18n.CuscoQuechua, c.key, c.text)
		if fields := fault.FieldsOf(err); !fault.Is(err, fault.Invalid) || len(fields) == 0 || fields[0].Name != c.field {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := s.Write(t.Context(), trainer("a"), i18n.CuscoQuechua, "assessments.review.missing", i18n.Sentence{Other: "{count} tapuy"}); err != nil {
		t.Errorf("a language without a form for one: %v", err)
	}
	if err := s.Write(t.Context(), trainer("a"), i18n.Spanish, "assessments.offline", i18n.Sentence{Other: "x"}); !fault.Is(err, fault.NotFound) {
		t.Errorf("Spanish is changed: %v", err)
	}
	if err := s.Write(t.Context(), trainer("a"), i18n.CuscoQuechua, "no.such", i18n.Sentence{Other: "x"}); !fault.Is(err, fault.NotFound) {
		t.Errorf("a sentence that is not there: %v", err)
	}
}
