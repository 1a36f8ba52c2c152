package api

import "relevo/app/i18n"

// Text is what an author wrote, language by language. A field for each keeps a language that relevo does not have from
// coming in unseen, and the document says which there are.
type Text struct {
	Spanish string `json:"es,omitempty"`
	Chanka  string `json:"quy,omitempty" doc:"Quechua of Ayacucho."`
	Cusco   string `json:"quz,omitempty" doc:"Quechua of Cusco."`
	English string `json:"en,omitempty"`
}

// TextOf gives an authored text as the API has it.
func TextOf(t i18n.Text) Text {
	return Text{Spanish: t[i18n.Spanish], Chanka: t[i18n.ChankaQuechua], Cusco: t[i18n.CuscoQuechua], English: t[i18n.English]}
}

// Authored is the text as services take it, without the languages in which nothing is said.
func (t Text) Authored() i18n.Text {
	out := i18n.Text{}
	for locale, text := range map[i18n.Locale]string{i18n.Spanish: t.Spanish, i18n.ChankaQuechua: t.Chanka, i18n.CuscoQuechua: t.Cusco, i18n.English: t.English} {
		if text != "" {
			out[locale] = text
		}
	}
	return out
}
