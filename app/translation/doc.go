// Package translation is where those who speak Quechua write what relevo says in it, and somebody else reads it before
// learners do.
//
// Spanish and English are complete and come with the program (package i18n). Chanka and Cusco Quechua grow here: each
// sentence is shown beside the Spanish one, written as a draft, and found right by another speaker. Only then do pages say
// it; until then they say the Spanish one, and that they do. A draft that learners took for granted could make them consent
// to something else than we ask. What was found right becomes a draft again when somebody changes it, and when the
// Spanish sentence that it was made of changes.
//
// A sentence must have the {places} of the Spanish one, so that no name or number is lost on the way ([i18n.Fits]).
//
// # Where they are
//
// Rows are appended: who wrote and who read what, and when. The newest of a sentence is the one that none has
// superseded. What was found right is put before the catalogues of the process ([i18n.Use]) when relevo starts, as it is
// written, and every minute, for other processes. [Service.Export] gives the file of a locale as the project keeps it in
// app/i18n/locales, and a table for those who care for terms.
package translation
