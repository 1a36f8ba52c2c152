package assessments

import (
	"context"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
	"relevo/app/i18n"
	"relevo/assessments/formats"
	"relevo/assessments/formats/gift"
	"relevo/assessments/formats/moodlexml"
)

// ItemsFile is a part of the item bank as a file for other systems.
type ItemsFile struct {
	Name  string
	Type  string // media type
	Data  []byte
	Items int           // written
	Left  []ImportEntry // items that the format has no place for (skipped) or not whole (adapted)
}

// writers write the formats in which the bank can be taken elsewhere, see [ExportFormats].
var writers = map[string]struct {
	write      func([]formats.Question, func(formats.Note) string) ([]byte, []formats.Note)
	name, kind string
}{
	"gift":       {gift.Write, "preguntas.gift", "text/plain; charset=utf-8"},
	"moodle-xml": {moodlexml.Write, "preguntas.xml", "application/xml; charset=utf-8"},
}

// ExportFormats lists the formats in which the bank can be taken elsewhere.
func ExportFormats() []string { return []string{"gift", "moodle-xml"} }

// ExportItems writes the newest versions of the items that the filter lets through, in
// Spanish, as a file of a format. What is left out is listed, and said in the file as
// comments in the printer's language. Brought in again, the file changes nothing.
func (s *Service) ExportItems(ctx context.Context, actor access.Actor, format string, filter ItemFilter, p *i18n.Printer) (file ItemsFile, err error) {
	writer, known := writers[format]
	if !known {
		return file, fault.OnField("format", "assessments.format_unknown")
	}
	if err := actor.NeedSomewhere(access.AuthorItems); err != nil {
		return file, err
	}
	var items []ItemSummary
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if items, err = itemsTx(tx, filter); err != nil {
			return err
		}
		for i, item := range items {
			if items[i].Version, err = take[ItemVersion](tx, "noun.item", item.Version.ID); err != nil {
				return err
			}
		}
		return record(tx, actor, "items.export", "item", "", map[string]any{"format": format, "items": len(items)})
	})
	if err != nil {
		return file, err
	}
	var questions []formats.Question
	for _, item := range items {
		questions = append(questions, questionOf(item.Code, item.Version))
	}
	data, left := writer.write(questions, func(n formats.Note) string { return ImportNote{n.Key, n.Pairs}.In(p) })
	file = ItemsFile{Name: writer.name, Type: writer.kind, Data: data, Items: len(questions)}
	for _, n := range left {
		e := ImportEntry{Code: n.Question, Kind: items[n.Number-1].Version.Kind, Outcome: OutcomeAdapted, Notes: []ImportNote{{n.Key, n.Pairs}}}
		if n.Key != "assessments.read.write_pictures" {
			e.Outcome = OutcomeSkipped
			file.Items--
		}
		file.Left = append(file.Left, e)
	}
	return file, nil
}

// questionOf is a version of an item as files have it: what inputOf makes the version of.
func questionOf(code string, v ItemVersion) formats.Question {
	html := func(t i18n.Text) formats.Text { return formats.Text{Markup: formats.RichText, Body: t[i18n.Spanish]} }
	plain := func(text string) formats.Text { return formats.Text{Markup: formats.Plain, Body: text} }
	q := formats.Question{Kind: formats.Kind(v.Kind), Title: v.Title, Stem: html(v.Stem), Feedback: html(v.Body.Feedback), Pictures: v.Body.Pictures,
		Tags: map[string]string{"id": code, "competency": v.CompetencyCode}}
	if v.CompetencyCode == Unsorted {
		delete(q.Tags, "competency") // elsewhere nobody knows it
	}
	for _, o := range v.Body.Options {
		q.Options = append(q.Options, formats.Option{Text: html(o.Text), Fraction: o.Fraction, Feedback: html(o.Feedback)})
	}
	for _, p := range v.Body.Patterns {
		q.Options = append(q.Options, formats.Option{Text: plain(p.Text), Fraction: p.Fraction, Feedback: html(p.Feedback)})
	}
	for _, n := range v.Body.Numbers {
		q.Numbers = append(q.Numbers, formats.Number{Low: n.Low, High: n.High, Fraction: n.Fraction, Feedback: html(n.Feedback)})
	}
	switch v.Kind {
	case Vignette:
		q.Kind = formats.Essay
	case Cloze:
		in := v.Input()
		q.Stem = formats.Text{Markup: in.Markup, Body: in.Stem[i18n.Spanish]}
	case Matching:
		q.Pairs = pairsOf(v.Body)
	}
	return q
}

// pairsOf gives what goes with what, then what goes with nothing.
func pairsOf(b Body) []formats.Pair {
	right := map[string]string{}
	for _, c := range b.Choices {
		right[c.ID], _ = formats.PlainOf(c.Text[i18n.Spanish])
	}
	var pairs []formats.Pair
	for _, p := range b.Prompts {
		pairs = append(pairs, formats.Pair{Left: formats.Text{Markup: formats.RichText, Body: p.Text[i18n.Spanish]}, Right: right[p.ChoiceID]})
	}
	for _, c := range b.Choices {
		if !slices.ContainsFunc(b.Prompts, func(p Prompt) bool { return p.ChoiceID == c.ID }) {
			pairs = append(pairs, formats.Pair{Right: right[c.ID]})
		}
	}
	return pairs
}
