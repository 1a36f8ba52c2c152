// Package i18n holds every sentence that relevo says, in the languages it
// says them in.
//
// # Catalogues
//
// A slice of the program keeps its sentences in locales/<locale>/<slice>.json,
// one flat object from key to sentence:
//
//	"people.institution.title": "Personal de {name}",
//	"people.count": {"one": "{count} persona", "other": "{count} personas"}
//
// A sentence with plural forms is chosen by its value "count". Spanish (es) and
// English (en) are complete and a test keeps them equal. Chanka Quechua
// (quy) and Cusco Quechua (quz) are locales of their own with whatever has
// been written and reviewed; what is missing there is said in Spanish, and
// the page says that it is ([Printer.Partial]).
//
// # Saying something
//
// A [Printer] says sentences in one locale:
//
//	p := i18n.For("es")
//	p.T("people.institution.title", "name", institution.Name)
//
// Values are written as the reader writes them: numbers as in Peru
// (1,234.5), a [relevo/app/db.Date] as "30 nov. 2024", a moment in Lima's
// time. An identifier or a year that must not get a thousands separator is
// passed as a string. Inside a templ component the printer of the page is in
// the context: [T] and [From].
//
// [Text] is the other kind of translated thing: what authors write, course
// titles and items, which lives in the database and not in the catalogue.
//
// # Adding a sentence
//
// Put the key into es and en and use it as a literal; the tests of this
// package read the whole project and name keys that are used but not there,
// and keys that are there but not used. A key that is put together
// ("state." + name) counts as using every key with that beginning.
package i18n
