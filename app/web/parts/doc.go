// Package parts holds what relevo's pages are put together from: fields,
// buttons, tables, states, figures. A page says what it has to say; how that
// looks, is read aloud, is printed and fits a phone is decided here and in
// assets/relevo.css, once.
//
// Parts take finished words and numbers: they neither compute nor decide who
// may see what. Their own few words ("required", "how it is calculated") come from the
// catalogue, in the language of the context.
//
// # Forms
//
//	@parts.Form(parts.FormArgs{Action: "/people/new", Filled: page.Form}) {
//		@parts.Field(page.Form, parts.Input{Name: "name", Label: page.T("people.name"), Required: true})
//		@parts.Submit(parts.Button{Label: page.T("people.save")})
//	}
//
// [Filled] is what has been typed and what is wrong with it; an empty one is
// an untouched form. Form writes the hidden token that proves the form is
// ours, and above the fields what is to be corrected, each with a link to its field.
//
// # State
//
// Whatever has a colour also has a sign and a word ([State], [Alert]): nobody
// has to see colours to use relevo.
package parts
